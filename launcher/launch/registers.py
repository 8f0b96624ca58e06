"""The registers of a crisis, in `crises/<id>/private/`: who matters, what is argued, what was captured.

stakeholders.yaml  arguments.yaml    written by people; begun from the playbook's own, or from a folder given at launch
evidence/journal.jsonl  head.json    captures, added only, chained by hash; the files beside it, named by their SHA-256
letters/                             letters that were written from templates

Nothing of it is read by a build. What may be said in public leaves by `answers`, and by nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.crisis.register import arguments, stakeholders
from launcher.crisis.register.arguments import Argument
from launcher.crisis.register.stakeholders import Stakeholder
from launcher.errors import Malformed, Refused, Where
from launcher.launch import folder, journal
from launcher.launch.folder import Crisis
from launcher.launch.journal import Entry
from launcher.model import Words
from launcher.workspace import Workspace

PRIVATE = "private"
FILES = (stakeholders.FILE, arguments.FILE)
CLASSES = ("opinion", "fact", "threat", "extortion")
"""What kind of statement a capture holds: the four are answered in four ways."""
HEAD = "head.json"
"""How many lines the evidence had when it was last added to, and the digest of them all: an end that was changed or
cut off shows. A kill between a line and this leaves one line more, which is whole."""
EMPTY = {
    stakeholders.FILE: f"""\
# Who matters in this crisis. Private: nothing of it is ever built. One entry each:
#  - id: morning-radio
#    name: Radio du matin
#    kind: press              # {", ".join(stakeholders.KINDS)}
#    position: neutral        # {", ".join(stakeholders.POSITIONS)}
#    influence: 4             # 1 hardly heard, 5 changes minds or decides
#    asks: {{fr: "Une entrevue", en: "An interview"}}
#    contact: "+1 418 555-0100"      # may be left out, as `note` may
stakeholders: []
""",
    arguments.FILE: """\
# What is argued, and what we answer. Private, but for answers that are confirmed and say `publish: yes`. One each:
#  - id: too-late
#    argument: {fr: "Vous le saviez.", en: "You knew."}
#    said_by: [morning-radio]        # ids of stakeholders.yaml
#    question: {fr: "Depuis quand?", en: "Since when?"}
#    answer: {fr: "…", en: "…"}
#    source: "decision log"
#    status: unconfirmed             # confirmed, unconfirmed, withdrawn
#    page: pages/timeline            # the page that answers it
#    publish: no
arguments: []
""",
}
"""What a register says of itself before anybody wrote in it."""
LARGEST = 200_000_000
"""Bytes of one capture: a long video; more is a mistake."""


@dataclass(frozen=True, slots=True)
class Registers:
    """What the crisis's people know and the public does not."""

    stakeholders: tuple[Stakeholder, ...] = ()
    arguments: tuple[Argument, ...] = ()

    @property
    def answers(self) -> tuple[Mapping[str, Words], ...]:
        """What pages may show of it."""
        return arguments.public(self.arguments)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may stand in no page."""
        return (*stakeholders.secrets(self.stakeholders), *arguments.secrets(self.arguments))


def read(places: Sequence[Path], shown: Callable[[Path], str]) -> Registers:
    """Each register from the first of these folders that has it; empty ones where none has. Raises Malformed: every
    problem of the file that has some."""
    people, bank = (_first(name, places) for name in FILES)
    known = stakeholders.load(people, name=shown(people)) if people else ()
    ids = stakeholders.named(known)
    return Registers(known, arguments.load(bank, ids, name=shown(bank)) if bank else ())


def begin(root: Path, places: Sequence[Path]) -> None:
    """Put the first registers into the crisis's folder, from the same folders. What is there stays: people have
    written in it."""
    place = root / PRIVATE
    with folder.telling(place):
        place.mkdir(mode=0o700, exist_ok=True)
        for name in FILES:
            source = _first(name, places)
            if source is not None and not (place / name).exists():
                shutil.copyfile(source, place / name)
            elif not (place / name).exists():
                folder.write(place / name, EMPTY[name])


def _first(name: str, places: Sequence[Path]) -> Path | None:
    return next((place / name for place in places if (place / name).is_file()), None)


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Capture:
    """What somebody put on the web, as we found it. `kind`: one of CLASSES; `is_true`, `outcome`
    and `why`: what the triage decided. `reach`: how many have seen it, as far as one can tell."""

    source: str
    seen_at: dt.datetime
    kind: str
    is_true: str
    outcome: str
    why: str
    reach: int
    file: str = ""
    sha256: str = ""


def evidence(crisis: Crisis) -> tuple[Entry, ...]:
    """Every capture, oldest first."""
    place = _evidence(crisis)
    return journal.entries(place) if (place / journal.FILE).exists() else ()


def capture(crisis: Crisis, found: Capture, file: Path | None, now: Callable[[], dt.datetime]) -> Entry:
    """Add one, with the file that shows it. Raises Malformed (the file cannot be read), Refused (the chain is broken:
    nothing is added to evidence that was changed)."""
    place = _evidence(crisis)
    if told := damage(crisis):
        hint = "Compare it with your copy, and tell legal; nothing is added to evidence that was changed."
        raise Refused(f"the evidence is not as it was kept: {told[0]}", hint=hint, code="evidence-changed")
    with folder.telling(place):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = _kept(file, place) if file else {}
    with journal.opened(place, now) as lines:
        entry = lines.append("capture", **{**_data(found), **kept})
        folder.write_json(place / HEAD, {"lines": entry.seq, "sha256": _sha256(place / journal.FILE)})
    return entry


def damage(crisis: Crisis) -> tuple[str, ...]:
    """What is no longer as it was captured: a line that does not follow from the one before, a file that changed."""
    place, told = _evidence(crisis), []
    head = folder.read_json(place / HEAD)
    if not (place / journal.FILE).exists():
        return ("the log is gone",) if head else ()
    broken = journal.broken(place)
    if broken:
        return (f"line {broken.line} was changed, or one before it is missing",)
    lines = (place / journal.FILE).read_bytes().splitlines(keepends=True)
    sealed = int(head.get("lines", 0))
    if head.get("sha256") != hashlib.sha256(b"".join(lines[:sealed])).hexdigest() or len(lines) > sealed + 1:
        return (f"the log is not as it was after capture {sealed}",)
    for entry in evidence(crisis):
        name, wanted = entry.data.get("file"), entry.data.get("sha256")
        if name and not (place / name).is_file():
            told.append(f"capture {entry.seq}: its file is gone")
        elif name and _sha256(place / name) != wanted:
            told.append(f"capture {entry.seq}: its file was changed")
    return tuple(told)


def _evidence(crisis: Crisis) -> Path:
    return crisis.folder / PRIVATE / "evidence"


def _data(found: Capture) -> dict[str, Any]:
    return {
        "source": found.source,
        "seen_at": found.seen_at.isoformat(),
        "class": found.kind,
        "is_true": found.is_true,
        "outcome": found.outcome,
        "why": found.why,
        "reach": found.reach,
    }


def _kept(file: Path, place: Path) -> dict[str, str]:
    """A copy that nobody needs to touch again, named by what it holds."""
    if not file.is_file():
        raise Malformed(f"{file} is not a file", hint="Save the capture (a picture, a PDF, a page) first.")
    if file.stat().st_size > LARGEST:
        raise Refused(f"{file} is larger than {LARGEST // 1_000_000} MB", hint="Keep it elsewhere, and note where.")
    with folder.telling(place):
        digest = _sha256(file)
        name = f"{digest}{file.suffix.lower()}"
        if not (place / name).exists():
            shutil.copyfile(file, place / name)
            (place / name).chmod(0o400)
    return {"file": name, "sha256": digest}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# ── letters ──────────────────────────────────────────────────────────────────────────────────────


def addressee(registers: Registers, id: str, workspace: Workspace, crisis: Crisis) -> Stakeholder:
    """The stakeholder called `id`. Raises Refused."""
    known = stakeholders.named(registers.stakeholders)
    if id in known:
        return known[id]
    where = Where(workspace.shown(crisis.folder / PRIVATE / stakeholders.FILE))
    hint = f"Known: {', '.join(known) or 'none'}."
    raise Refused(f"`{id}` is nobody in the register", hint=hint, where=where, code="unknown-stakeholder")
