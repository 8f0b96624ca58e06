"""`playbooks list`, `show`, `check`: what can be launched, and whether it is whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from launcher.cli.options import common
from launcher.cli.result import Result, Table
from launcher.config import LANGUAGES
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.playbook import Playbook
from launcher.documents import Problems
from launcher.errors import Malformed, Problem, Refused, SpareWheelError
from launcher.launch import inputs
from launcher.model import Mode
from launcher.site import content
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
    """What a playbook asks for: its facts with their questions, its roles and its clock."""
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
    data = {"id": id, "title": playbook.title, "facts": facts, "clock": clock, "roles": playbook.roles}
    return Result("playbooks", data, _shown(playbook, facts, there))


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
    problems: list[Problem] = []
    for folder in wanted.values():
        try:
            _whole(folder, there)
        except SpareWheelError as error:
            problems += error.problems
    if problems:
        raise Malformed.of(f"{len(problems)} problems in the playbooks", problems)
    return Result("playbooks", {"checked": list(wanted)}, [f"{name}: valid, bilingual, complete" for name in wanted])


def _whole(folder: Path, workspace: Workspace) -> None:
    """Its examples are of their types, its drill can be published, and no page breaks when what may be missing is."""
    playbook = playbook_room.load(folder, name=f"{workspace.shown(folder)}/playbook.yaml")
    templates = inputs.templates_of(playbook, LANGUAGES, workspace)
    needed = inputs.needs(playbook, templates)
    problems = Problems()
    for spec in playbook.facts.values():
        fact_room.value_shape(spec, LANGUAGES)(spec.example, problems)
    problems.stop(f"{playbook.id}: the examples")
    example = folder / "drill" / "facts.yaml"
    facts = fact_room.load(example, playbook, LANGUAGES, name=workspace.shown(example))
    wrong = [*fact_room.problems(facts, needed, playbook, workspace.shown(example)), *inputs.placeholders(facts)]
    if wrong:
        raise Refused.of(f"{len(wrong)} facts of the drill cannot be published", wrong)
    least = {name: fact for name, fact in facts.items() if not playbook.facts[name].optional}
    site = workspace.settings().site(Mode.DORMANT, "")
    for template in templates:
        content.text(template, facts, site, playbook.update_every)
        content.text(template, least, site, playbook.update_every)


def _load(workspace: Workspace, id: str) -> Playbook:
    folder = playbook_room.find(id, workspace.playbooks)
    return playbook_room.load(folder, name=f"{workspace.shown(folder)}/playbook.yaml")
