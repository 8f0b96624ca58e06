"""A crisis's folder: `crises/<id>/`. It stands alone; copied to another machine, the launch goes on there.

crisis.json  sparewheel.yaml  playbook/      who, where, from which playbook: a snapshot
facts.yaml   signals/      words.yaml        what was given; what the lead decided about words
words.json   names.json    words.html        what was made of it; the words' curves, for us alone
content/     rendered.json                   the pages; the writers' from then on
releases/    journal.jsonl                   what was built, what was done
report.md    report.json
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from launcher.errors import Malformed, Refused
from launcher.launch import journal, plan
from launcher.launch.disk import telling as telling
from launcher.launch.journal import Entry
from launcher.model import Check, Mode, Plan, as_json
from launcher.site import objects
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Crisis:
    """Who a crisis is. What happened to it is in its journal."""

    id: str
    playbook: str
    target: str
    mode: Mode
    opened_at: dt.datetime
    folder: Path
    domain: str = ""
    """The name that it claimed."""

    @property
    def releases(self) -> Path:
        """Its builds."""
        return self.folder / "releases"

    @property
    def content(self) -> Path:
        """Its pages."""
        return self.folder / "content"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a crisis stands, read from its journal: `state` is one of the words below, `plan` the last one; `live` is
    the host at which its pages were proven last, empty while there is none."""

    state: str
    plan: Plan | None
    entries: tuple[Entry, ...]
    live: str = ""

    @property
    def domain(self) -> str:
        """The name of the last plan."""
        return self.plan.domain if self.plan else ""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Every plan since the crisis was last taken back, oldest first."""
        last = max((n for n, entry in enumerate(self.entries, 1) if entry.kind == "taken-back"), default=0)
        return tuple(plan.read(entry.data["plan"]) for entry in self.entries[last:] if entry.kind == "plan")

    @property
    def done(self) -> frozenset[str]:
        """The steps that ended well when they were last tried, and were not taken back."""
        last = {entry.step: entry.kind for entry in self.entries if entry.step and entry.kind != "note"}
        return frozenset(step for step, kind in last.items() if kind == "done")


LIVE, UNVERIFIED, UNFINISHED, TAKEN_BACK, OPENED = "live", "live, not verified", "unfinished", "taken back", "opened"
FIRST = "live at its first address"
"""Proven under a domain that is ours already; its own name is still on the way."""
OUT = (LIVE, UNVERIFIED, FIRST)
"""Where readers find it: what writers change can go out."""


def standing(crisis: Crisis) -> Standing:
    """Read the journal of a crisis."""
    entries = journal.entries(crisis.folder)
    state, live, last = OPENED, "", None
    found: dict[str, bool] = {}
    for entry in entries:
        kind, host = _about(entry)
        if entry.kind == "taken-back":
            state, live, found = TAKEN_BACK, "", {}
        elif entry.kind in ("plan", "undo-intent"):  # an undo that was cut: `undo` goes on back, `resume` forward
            state, found = UNFINISHED, {}
            last = plan.read(entry.data["plan"]) if entry.kind == "plan" else last
        elif kind == "move" and entry.kind == "done":
            found.pop(host, None)
        elif kind == "prove" and _looked(entry) and last is not None:
            found[host] = entry.kind == "done"
            state, live = _proven(found, last, state, live)
    return Standing(state, last, entries, live)


def _about(entry: Entry) -> tuple[str, str]:
    """The kind of an entry's step, and its host; both empty where it is about none."""
    kind, _, rest = entry.step.partition(":")
    return kind, rest.partition(":")[0]


def _looked(entry: Entry) -> bool:
    """Whether a proof was made: a host that sends its readers on already is not asked for its pages, and none is where
    it could not even be seen what the host shows."""
    passed_over = {"done": "already", "failed": "looking"}
    return entry.kind in passed_over and not entry.data.get(passed_over[entry.kind])


def _proven(found: Mapping[str, bool], there: Plan, state: str, live: str) -> tuple[str, str]:
    """Where a crisis stands, and where its pages are, by what the proofs since its last plan found, in whatever order
    they ended. A name that cannot be proven takes no readers from a first address that was; one that is proven waits
    for no edition, but all of it is live only with them."""
    name, first = found.get(there.domain), found.get(there.first)
    if name:
        whole = all(found.get(host) for host in plan.under(there.domain, _asked(there)))
        return LIVE if whole else UNVERIFIED, there.domain
    early = there.first if first or live == there.first else ""
    if name is False:
        return UNVERIFIED, early or there.domain
    if first:
        return FIRST, there.first
    return (UNVERIFIED if early else state), live


def _asked(there: Plan) -> list[str]:
    """The hosts whose pages a plan proves."""
    return [step.params["host"] for step in there.steps if step.kind == "prove"]


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof found at a host; `elapsed_s` is since the command began."""

    host: str
    release: str
    at: dt.datetime
    ok: bool
    checks: tuple[Check, ...]
    pages: int
    elapsed_s: float


def proofs(entries: Sequence[Entry]) -> tuple[Proven, ...]:
    """Every proof that a journal tells of, oldest first."""
    told = [entry for entry in entries if entry.kind == "note" and entry.step.startswith("prove:")]
    return tuple(
        Proven(
            host=entry.step.split(":")[1],
            release=entry.step.split(":")[2],
            at=entry.at,
            ok=entry.data["ok"],
            checks=tuple(Check(**check) for check in entry.data["checks"]),
            pages=entry.data["pages"],
            elapsed_s=entry.data["elapsed_s"],
        )
        for entry in told
    )


# ── finding ──────────────────────────────────────────────────────────────────────────────────────


def every(workspace: Workspace) -> tuple[Crisis, ...]:
    """The crises of a workspace, oldest first; folders that are none are passed over."""
    found = [read(file.parent) for file in workspace.crises.glob("[!.]*/crisis.json")]
    return tuple(sorted(found, key=lambda crisis: (crisis.opened_at, crisis.id)))


def find(workspace: Workspace, id: str | None) -> Crisis:
    """The crisis called `id`; without one, the only open one. Raises Refused."""
    if id is not None:
        file = workspace.crises / id / "crisis.json"
        if Path(id).name != id or not file.is_file():
            known = ", ".join(crisis.id for crisis in every(workspace)) or "none yet"
            raise Refused(f"there is no crisis called `{id}`", hint=f"Known: {known}.", code="unknown-crisis")
        return read(file.parent)
    open_ones = _open(every(workspace))
    if len(open_ones) == 1:
        return open_ones[0]
    if not open_ones:
        raise Refused("no crisis is open", hint="`sparewheel launch` opens one.", code="no-crisis")
    names = ", ".join(crisis.id for crisis in open_ones)
    raise Refused(f"{len(open_ones)} crises are open", hint=f"Say which: --crisis {names}", code="which-crisis")


def _open(crises: Sequence[Crisis]) -> Sequence[Crisis]:
    """Those that are not taken back; real ones before exercises."""
    going = [crisis for crisis in crises if standing(crisis).state != TAKEN_BACK] or list(crises)
    return [crisis for crisis in going if crisis.mode is Mode.LIVE] or going


def read(folder: Path) -> Crisis:
    """The crisis in a folder. Raises Malformed."""
    try:
        raw = json.loads((folder / "crisis.json").read_text("utf-8"))
        opened_at = dt.datetime.fromisoformat(raw["opened_at"])
        return Crisis(
            raw["id"], raw["playbook"], raw["target"], Mode(raw["mode"]), opened_at, folder, raw.get("domain", "")
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Malformed(f"{folder}/crisis.json cannot be read", hint="Restore it from a copy.") from error


def at(crisis: Crisis, place: Path) -> Crisis:
    """The same crisis in another folder."""
    return replace(crisis, folder=place)


def copy_content(crisis: Crisis, staging: Path) -> None:
    """The pages and their ledger, to look at what a launch would make of them."""
    with telling(staging):
        shutil.copytree(crisis.content, staging / "content", dirs_exist_ok=True)
        shutil.copyfile(crisis.folder / "rendered.json", staging / "rendered.json")


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, whole or not at all, synced."""
    write(path, json.dumps(as_json(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def write(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, synced. Raises Refused when the disk does not take it."""
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        objects.write_whole(path, text.encode())


def sync(folder: Path) -> None:
    """A name in a folder is on disk when the folder is synced."""
    objects.sync_path(folder)


def read_json(path: Path) -> Mapping[str, Any]:
    """A JSON file of ours; empty when it is not there. Raises Malformed."""
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Malformed(f"{path} cannot be read", hint="Restore it from a copy.") from error
    return found if isinstance(found, dict) else {}
