"""`python -m tests.saga.process ACCESS FOLDER N`: a process of ours on a story, killed at its Nth moment."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.saga.fates import Fate
from tests.saga.moments import Moments
from tests.saga.registrars import Access, Sells
from tests.saga.story import Story


class Elsewhere(Sells):
    """An account whose books are in another process."""

    def suffers(self, fate: Fate) -> None:
        raise NotImplementedError

    def paid(self) -> Sequence[str]:
        raise NotImplementedError


def _killed(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    access, folder, number = sys.argv[1:]
    story = Story(Path(folder), Elsewhere(Access(**json.loads(access))))
    told = story.process(Moments(int(number), _killed))
    sys.exit(told.exit_code if told else 0)
