"""`domains`: the names that the words of a crisis make."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import reached_target
from launcher.cli.options import FILES, PATH, common, on_crisis
from launcher.cli.result import Result, Table
from launcher.cli.sources import of_crisis, why
from launcher.crisis import facts as fact_room
from launcher.crisis import keywords as keyword_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis import signals as signal_room
from launcher.crisis.playbook import Playbook
from launcher.errors import Refused
from launcher.launch import folder, prepare
from launcher.launch.publish import settings_of
from launcher.model import Candidate
from launcher.workspace import Workspace, opened


@click.command(short_help="names made of those words, with reasons and prices")
@FILES
@click.option("--playbook", metavar="ID", help="Whose patterns [default: the crisis's, or the only one].")
@click.option("--facts", type=PATH, metavar="FILE", help="The facts, for the brand.")
@click.option("--target", metavar="NAME", help="Whose registrar to ask [default: the one of sparewheel.yaml].")
@click.option("--top", type=click.IntRange(1, 100), default=10, show_default=True, metavar="N", help="How many.")
@on_crisis
@common
def domains(
    workspace: Path,
    as_json: bool,
    crisis: str | None,
    files: tuple[Path, ...],
    playbook: str | None,
    facts: Path | None,
    target: str | None,
    top: int,
) -> Result:
    """Build names from the words of FILEs or of a crisis, and ask the target's registrar for the best ones."""
    there = opened(workspace)
    if files:
        settings, rules = there.settings(), _playbook(there, playbook)
        read = signal_room.read(list(files))
    else:
        found = folder.find(there, crisis)
        settings = settings_of(found, there)
        rules = playbook_room.load(found.folder / "playbook" / found.playbook)
        facts, read, target = facts or found.folder / "facts.yaml", of_crisis(there, crisis), found.target
    languages = settings.organisation.languages
    given = fact_room.load(facts, rules, languages) if facts else {}
    ranked = keyword_room.rank(read, languages, seeds=rules.seeds)
    world = reached_target(there, settings, target)
    told = prepare.quoted(prepare.names(settings, rules, given, ranked), world)[:top]
    return Result("domains", {"domains": told}, [*_name_blocks(told)])


def _playbook(workspace: Workspace, id: str | None) -> Playbook:
    known = playbook_room.available(workspace.playbooks)
    if id is None and len(known) != 1:
        raise Refused(
            "say whose patterns to use", hint=f"--playbook, one of: {', '.join(known)}", code="which-playbook"
        )
    return playbook_room.load(playbook_room.find(id or next(iter(known)), workspace.playbooks))


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def _name_blocks(names: tuple[Candidate, ...]) -> list[str | Table]:
    if not names:
        return ["No names: the words are too few, or none fits the patterns."]
    rows = tuple((n.name, f"{n.score:.0f}", str(n.availability), str(n.price or ""), why(n.reasons)) for n in names)
    table = Table("Names", ("name", "score", "can be bought", "first year", "why"), rows, ("score", "first year"))
    return [table, f"Buy with {names[0].name}: {', '.join(names[0].lookalikes)}"]
