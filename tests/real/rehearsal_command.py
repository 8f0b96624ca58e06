"""`python -m tests.real.rehearsal_command CONDITIONS COMMAND…`: the command line as it is, on another clock.

CONDITIONS is JSON: `later` (its clock is so many seconds ahead), `hurry` (what it waits lasts so many times less).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import replace

from launcher.cli import house, main
from launcher.config import Settings, Target
from launcher.connect import Connected, connect
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace


class OtherClock(SystemClock):
    """Ahead of the machine's, and impatient: what was not waited counts as if it had been."""

    def __init__(self, later: float = 0.0, hurry: float = 1.0) -> None:
        self._ahead = dt.timedelta(seconds=later)
        self._hurry = hurry
        self._skipped = 0.0

    def now(self) -> dt.datetime:
        return super().now() + self._ahead

    def elapsed(self) -> float:
        return super().elapsed() + self._skipped

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / self._hurry)
        self._skipped += seconds - seconds / self._hurry


def _on(clock: OtherClock) -> Callable[..., Connected]:
    def reach(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
        connected = connect(workspace, target, settings, say)
        return replace(connected, world=replace(connected.world, clock=clock))

    return reach


if __name__ == "__main__":
    conditions, *argv = sys.argv[1:]
    house.connect = _on(OtherClock(**json.loads(conditions)))  # type: ignore[attr-defined]
    main(argv)
