"""`playbooks list`, `show`, `check`: what can be launched, and whether it is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from launcher.cli.options import common
from launcher.cli.result import Result, Table
from launcher.config import LANGUAGES
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.messages import Messages
from launcher.crisis.playbook import Playbook
from launcher.errors import Malformed, Problem
from launcher.launch import inputs, whole
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace, opened


@click.group(short_help="what can be launched, and whether it is whole")
def playbooks() -> None:
    """What can be launched, and whether it is whole."""


@playbooks.command("list", short_help="the playbooks there are")
@common
def list_them(workspace: Path, as_json: bool) -> Result:
    """The playbooks of the workspace and of the package."""
    there = opened(workspace)
    found = [_load(there, name) for name in playbook_room.available(there.playbooks)]
    data = [{"id": p.id, "title": p.title, "side": p.side, "reviewed_at": p.reviewed_at} for p in found]
    rows = tuple((p.id, p.title["fr"], p.title["en"], p.reviewed_at.isoformat()) for p in found)
    return Result("playbooks", {"playbooks": data}, [Table("Playbooks", ("id", "titre", "title", "reviewed"), rows)])


@playbooks.command(short_help="what a playbook asks for")
@click.argument("id")
@common
def show(workspace: Path, as_json: bool, id: str) -> Result:
    """What a playbook asks for and says: its facts with their questions, roles, clock, messages, triage, branches."""
    there = opened(workspace)
    playbook = _load(there, id)
    needed = inputs.needs(playbook, inputs.templates_of(playbook, LANGUAGES, there))
    facts = [
        {
            "name": spec.name,
            "type": spec.type,
            "translated": spec.translated,
            "required": spec.name in needed and not spec.optional,
            "ask": spec.ask,
            "example": fact_room.example(spec),
            "choices": list(spec.choices),
            "columns": [f"{name}?" if column.optional else name for name, column in spec.columns.items()],
        }
        for spec in playbook.facts.values()
    ]
    clock = [
        {
            "id": d.id,
            "role": d.role,
            "within": _span(d.within) if d.within else None,
            "every": _span(d.every) if d.every else None,
            "do": d.do,
        }
        for d in playbook.clock
    ]
    data = {
        "id": id,
        "title": playbook.title,
        "triggers": playbook.triggers,
        "severity": dict(playbook.severity),
        "facts": facts,
        "clock": clock,
        "roles": playbook.roles,
        "messages": playbook.messages,
        "standdown": playbook.standdown,
    }
    return Result("playbooks", data, [*_shown(playbook, facts, there), *_said(playbook.messages)])


def _shown(playbook: Playbook, facts: list[dict[str, Any]], there: Workspace) -> list[str | Table]:
    rows = tuple(
        (str(f["name"]), _type(f), "required" if f["required"] else "", playbook.facts[str(f["name"])].ask["en"])
        for f in facts
    )
    duties = tuple(
        (
            f"within {_span(d.within)}" if d.within else f"every {_span(d.every)}",
            playbook.roles[d.role].title["en"],
            d.do["en"],
        )
        for d in playbook.clock
    )
    return [
        f"{playbook.id}: {playbook.title['fr']} / {playbook.title['en']}",
        Table("Facts", ("name", "type", "", "question"), rows),
        Table("Clock", ("when", "who", "what"), duties),
        f"An example of all of it: {there.shown(playbook.folder)}/drill/",
    ]


def _said(messages: Messages | None) -> Iterator[str | Table]:
    """What is said, what is answered and what is left, and what else to do when the crisis turns."""
    if messages is None:
        return
    answers = tuple(
        (messages.audiences[one.audience].title["en"], one.question["en"], " ".join(m["en"] for m in one.messages))
        for one in messages.map
        if one.audience in messages.audiences
    )
    yield Table("Messages", ("to", "who asks", "what is said"), answers)
    triage = tuple((one.is_true, one.when["en"], one.outcome, one.do["en"]) for one in messages.triage)
    yield Table("Answer or not", ("is it true", "when", "then", "how"), triage)
    branches = tuple(
        (one.title["en"], one.when["en"], " ".join(do["en"] for do in one.do)) for one in messages.branches
    )
    if branches:
        yield Table("When it turns", ("", "when", "what to do"), branches)


def _type(fact: dict[str, Any]) -> str:
    """`text (fr, en)`, `choice: listeria, other`, `rows of product, upc?` (a column with ? may be left out)."""
    if fact["choices"]:
        return f"choice: {', '.join(fact['choices'])}"
    if fact["columns"]:
        return f"rows of {', '.join(fact['columns'])}"
    return f"{fact['type']} (fr, en)" if fact["translated"] else str(fact["type"])


def _span(span: dt.timedelta | None) -> str:
    """`15 min`, `4 h`, `2 days`."""
    minutes = int((span or dt.timedelta()).total_seconds() // 60)
    if minutes % 1440 == 0:
        return f"{minutes // 1440} day{'s' if minutes > 1440 else ''}"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


@playbooks.command(short_help="is it valid, bilingual and complete")
@click.argument("id", required=False)
@common
def check(workspace: Path, as_json: bool, id: str | None) -> Result:
    """Is it valid, bilingual and complete? Every problem of every playbook at once."""
    there = opened(workspace)
    folders = playbook_room.available(there.playbooks)
    wanted = {id: playbook_room.find(id, there.playbooks)} if id else folders
    problems = [problem for folder in wanted.values() for problem in whole.problems(folder, there)]
    if problems:
        raise Malformed.of(f"{len(problems)} problems in the playbooks", problems)
    today = SystemClock().now().date()
    late = [problem for folder in wanted.values() for problem in _late(folder, there, today)]
    lines = [f"{name}: valid, bilingual, complete" for name in wanted]
    return Result("playbooks", {"checked": list(wanted), "overdue": len(late)}, lines, late)


def _late(folder: Path, workspace: Workspace, today: dt.date) -> Iterator[Problem]:
    """A playbook that nobody has read again in time still launches; somebody is told."""
    playbook = _load(workspace, folder.name)
    due = playbook.reviewed_at + playbook.review_every
    if due < today:
        message = f"{playbook.id}: its review was due on {due}"
        yield Problem("review-overdue", message, "Read it again, correct it, and set `reviewed_at`.")


def _load(workspace: Workspace, id: str) -> Playbook:
    folder = playbook_room.find(id, workspace.playbooks)
    return playbook_room.load(folder, name=f"{workspace.shown(folder)}/playbook.yaml")
