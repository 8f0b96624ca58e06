"""Where `keywords` and `domains` take their words from, and how both tell why."""

from __future__ import annotations

from launcher.crisis import signals as signal_room
from launcher.errors import Refused
from launcher.launch import folder
from launcher.model import Reason, Signals
from launcher.workspace import Workspace


def of_crisis(workspace: Workspace, id: str | None) -> Signals:
    """The signals that a crisis keeps. Raises Refused when it has none."""
    found = folder.find(workspace, id)
    kept = found.folder / "signals"
    if not kept.is_dir():
        raise Refused(f"{found.id} has no signals", hint="Give files: `sparewheel keywords FILE…`.", code="no-signals")
    return signal_room.read([kept])


def why(reasons: tuple[Reason, ...]) -> str:
    """The first reasons in one cell."""
    return "; ".join(reason.text for reason in reasons[:3])
