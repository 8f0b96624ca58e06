"""Where `keywords` and `domains` take their words and the lead's choices from, and how both tell why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.crisis import playbook as playbook_room
from launcher.crisis import signals as signal_room
from launcher.crisis.keywords import choices as choice_room
from launcher.errors import Problem, Refused
from launcher.launch import folder
from launcher.model import Choices, Reason, Signals
from launcher.providers.system import SystemClock


def of_files(files: Sequence[Path], lang: str | None = None) -> Signals:
    """What files say; what is dated after today says nothing."""
    return signal_room.read(files, lang, SystemClock().now().date())


def of_crisis(found: folder.Crisis, *, none: bool = False) -> Signals:
    """The signals that a crisis keeps. Raises Refused when it has none, but where `none` will do."""
    kept = found.folder / "signals"
    if not kept.is_dir():
        if none:
            return Signals()
        raise Refused(f"{found.id} has no signals", hint="Give files: `sparewheel keywords FILE…`.", code="no-signals")
    return of_files([kept])


def seeds_of(found: folder.Crisis) -> Mapping[str, Sequence[str]]:
    """The words that the crisis's playbook foresaw: they weigh in its launch, and so here."""
    return playbook_room.load(found.folder / "playbook" / found.playbook).seeds


def unheard(read: Signals, choices: Choices, languages: Sequence[str]) -> list[Problem]:
    """A note for each word to drop or to merge that occurs nowhere."""
    hint = "Check its spelling."
    missing = choice_room.absent(read, choices, languages)
    return [Problem("choice-absent", f"`{term}` is in no text and no series that was read", hint) for term in missing]


def why(reasons: tuple[Reason, ...]) -> str:
    """The first reasons in one cell."""
    return "; ".join(reason.text for reason in reasons[:3])
