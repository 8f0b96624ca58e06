"""`domains`: the names that the words of a crisis make; what we think of a name that somebody else made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from launcher.cli.house import reached_target
from launcher.cli.options import FILES, PATH, choosing, chosen, common, on_crisis
from launcher.cli.result import Result, Table
from launcher.cli.sources import of_crisis, of_files, why
from launcher.config import Settings
from launcher.crisis import domains as domain_room
from launcher.crisis import facts as fact_room
from launcher.crisis import keywords as keyword_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.domains import Judged, Refusal
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.errors import Refused
from launcher.launch import folder, prepare, wordbook
from launcher.launch.publish import settings_of
from launcher.model import Availability, Candidate, Choices, Reason, Signals
from launcher.services import World
from launcher.workspace import Workspace, opened

SHOWN = 12
"""Names to watch that a person is shown; --json gives all."""
EDITION = click.option(
    "--edition", "editions", multiple=True, metavar="LABEL", help="Try this edition's label before the best name."
)


@click.command(short_help="names made of those words, with reasons and prices")
@FILES
@click.option("--playbook", metavar="ID", help="Whose patterns [default: the crisis's, or the only one].")
@click.option("--facts", type=PATH, metavar="FILE", help="The facts, for the brand.")
@click.option("--target", metavar="NAME", help="Whose registrar to ask [default: the one of sparewheel.yaml].")
@click.option("--name", metavar="NAME", help="Judge this name instead: what speaks for it, and against it.")
@EDITION
@choosing
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
    name: str | None,
    editions: tuple[str, ...],
    pin: tuple[str, ...],
    drop: tuple[str, ...],
    merge: tuple[str, ...],
    top: int,
) -> Result:
    """Build names from the words of FILEs or of a crisis, and ask the target's registrar for the best ones.

    Says which names to buy with the best one, which to watch (they are typed, heard or read for it), and which were
    refused, and why.
    """
    there, choices = opened(workspace), chosen(pin, drop, merge)
    if files:
        settings, rules, read = there.settings(), _playbook(there, playbook), of_files(files)
    else:
        found = folder.find(there, crisis)
        settings = settings_of(found, there)
        rules = playbook_room.load(found.folder / "playbook" / found.playbook)
        read, choices = of_crisis(found), wordbook.edited(found, there, choices)
        facts, target = facts or found.folder / "facts.yaml", found.target
    asked = domain_room.address(name) if name is not None else None
    given = fact_room.load(facts, rules, settings.organisation.languages) if facts else {}
    world = reached_target(there, settings, target)
    return _named(settings, rules, given, (read, choices), world, asked, editions, top)


def _playbook(workspace: Workspace, id: str | None) -> Playbook:
    known = playbook_room.available(workspace.playbooks)
    if id is None and len(known) != 1:
        raise Refused(
            "say whose patterns to use", hint=f"--playbook, one of: {', '.join(known)}", code="which-playbook"
        )
    return playbook_room.load(playbook_room.find(id or next(iter(known)), workspace.playbooks))


def _named(
    settings: Settings,
    playbook: Playbook,
    facts: Facts,
    heard: tuple[Signals, Choices],
    world: World,
    asked: str | None,
    editions: tuple[str, ...],
    top: int,
) -> Result:
    """The names, or the one that was asked about, with what the target's registrar says of them."""
    read, choices = heard
    ranked = keyword_room.rank(read, settings.organisation.languages, seeds=playbook.seeds, choices=choices)
    rules = prepare.name_rules(settings, playbook, facts)
    judged = domain_room.judge(asked, ranked, rules) if asked else None
    names = (judged.candidate,) if judged else prepare.names(settings, playbook, facts, ranked)
    told = prepare.quoted(names, world, settings.limits.max_price)[:top]
    refused = _against(judged) if judged else domain_room.survey(ranked, rules).refused
    best = told[0] if told else None
    data = {
        "domains": told,
        "refused": refused,
        "watch": domain_room.watch(best.name, bought=best.lookalikes) if best else (),
        "editions": [_edition(label, best.name) for label in editions] if best else [],
    }
    return Result("domains", data, _judged_blocks(data) if judged else _name_blocks(data))


def _against(judged: Judged) -> tuple[Refusal, ...]:
    return tuple(Refusal(judged.candidate.name, reason.code, reason.text) for reason in judged.refused)


def _edition(label: str, name: str) -> dict[str, Any]:
    problems: Sequence[Reason] = domain_room.edition_problems(label, name)
    told = [{"code": problem.code, "text": problem.text} for problem in problems]
    return {"label": label, "host": f"{label}.{name}", "ok": not problems, "problems": told}


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def _name_blocks(data: dict[str, Any]) -> list[str | Table]:
    if not data["domains"]:
        return ["No names: the words are too few, or none fits the patterns.", *_refused(data["refused"])]
    return [_table(data["domains"]), *_around(data), *_refused(data["refused"])]


def _table(names: Sequence[Candidate]) -> Table:
    rows = tuple((n.name, f"{n.score:.0f}", _sold(n), str(n.price or ""), why(n.reasons)) for n in names)
    return Table("Names", ("name", "score", "can be bought", "first year", "why"), rows, ("score", "first year"))


def _sold(name: Candidate) -> str:
    """Who said what: the registrar sells it, or somebody says that it is gone, or nobody was asked that far."""
    if name.availability is Availability.UNKNOWN:
        return "not asked" if not any(reason.code == "registrar" for reason in name.evidence) else "unknown"
    return str(name.availability)


def _judged_blocks(data: dict[str, Any]) -> list[str | Table]:
    (name,) = data["domains"]
    rows = tuple((f"{reason.weight:+.1f}" if reason.weight else "", reason.text) for reason in name.reasons)
    verdict = "We would not take it." if data["refused"] else f"{name.score:.0f} of 100."
    against = [f"  Against it: {refusal.text}." for refusal in data["refused"]]
    price = f", {name.price}" if name.price else ""
    title = f"{name.name}: {verdict} It is {name.availability}{price}."
    return [title, *against, Table("What we see in it", ("points", "why"), rows, ("points",)), *_around(data)]


def _around(data: dict[str, Any]) -> list[str]:
    """The best name's look-alikes, the names to watch, and the editions that were asked about."""
    best, watched = data["domains"][0], data["watch"]
    few = ", ".join(one.shown or one.name for one in watched[:SHOWN])
    lines = [
        f"Asked about {best.name}: {'; '.join(reason.text for reason in best.evidence) or 'nobody'}",
        f"Buy with {best.name} ({len(best.lookalikes)}): {', '.join(best.lookalikes)}",
        f"Watch ({len(watched)}): {few}{', …' if len(watched) > SHOWN else ''}",
    ]
    for edition in data["editions"]:
        told = "; ".join(problem["text"] for problem in edition["problems"])
        lines.append(f"Edition {edition['host']}: {told or 'good'}")
    return lines


def _refused(refused: Sequence[Refusal]) -> list[str | Table]:
    if not refused:
        return []
    return [Table("Refused", ("name", "why"), tuple((one.name, one.text) for one in refused[:6]))]
