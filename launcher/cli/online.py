"""`keywords --online`: the best words are asked of the configured sources; what they answer is read as files are."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from launcher.cli.sources import seeds_of
from launcher.cli.terminal import say
from launcher.connect.signals import sources
from launcher.errors import Problem
from launcher.launch import listening
from launcher.launch.folder import Crisis
from launcher.model import Keyword, Mode, Signals
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace


def answers(
    workspace: Workspace,
    found: Crisis | None,
    ranked: Sequence[Keyword],
    languages: Sequence[str],
    again: Callable[[Sequence[Path]], Signals],
) -> tuple[Signals, list[Problem]]:
    """The signals with what the network adds (`again` reads them, with these files besides), and notes about it.

    A crisis keeps the answers, in `signals/online/`; beside FILEs they are read and gone, but for the workspace's
    cache. Raises ProviderFailed when there was nothing else and nothing came.
    """
    asked = listening.questions(ranked, seeds_of(found) if found else {}, languages)
    counting, mode = sources(workspace, workspace.settings()), found.mode if found else Mode.LIVE
    with tempfile.TemporaryDirectory() as gone:
        place = found.folder / "signals" / "online" if found else Path(gone)
        heard = listening.fetch(counting, asked, place, SystemClock().now().date(), say, mode=mode)
        if not ranked:
            heard.insist()
        return again(() if found else heard.files), [Problem("online", note) for note in heard.notes]
