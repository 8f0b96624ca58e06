"""`domains`: the names that the words of a crisis make; what we think of a name that somebody else made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from launcher.crisis.domains import Judged, Refusal, Watched
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.errors import Refused
from launcher.launch import folder, naming, wordbook
from launcher.launch.reaching import settings_of
from launcher.model import Availability, Candidate, Choices, Reason, Signals, as_json
from launcher.services import World
from launcher.workspace import Workspace, opened

SHOWN = 12
"""Names to watch that a person is shown; --json gives all."""
LISTED = 10
"""Names that are listed when nobody says how many."""
FLOOR = 0.35
FEW = 5
"""What a name must reach, beside the best one's score, to be listed unasked; but so many are listed in any case."""
EDITION = click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="LABEL",
    help="Try this edition's label before the best name [default: those of sparewheel.yaml].",
)


@click.command(short_help="names made of those words, with reasons and prices")
@FILES
@click.option("--playbook", metavar="ID", help="Whose patterns [default: the crisis's, or the only one].")
@click.option("--facts", type=PATH, metavar="FILE", help="The facts, for the brand.")
@click.option("--target", metavar="NAME", help="Whose registrar to ask [default: the one of sparewheel.yaml].")
@click.option("--name", metavar="NAME", help="Judge this name instead: what speaks for it, and against it.")
@EDITION
@choosing
@click.option(
    "--top", type=click.IntRange(1, 100), metavar="N", help=f"How many [default: {LISTED}, without the weak ones]."
)
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
    top: int | None,
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
    world, labels = reached_target(there, settings, target), editions or tuple(one.id for one in settings.editions)
    return _named(settings, rules, given, (read, choices), world, asked, labels, top)


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
    top: int | None,
) -> Result:
    """The names, or the one that was asked about, with what the target's registrar says of them."""
    read, choices = heard
    ranked = keyword_room.rank(read, settings.organisation.languages, seeds=playbook.seeds, choices=choices)
    rules = naming.name_rules(settings, playbook, facts)
    judged = domain_room.judge(asked, ranked, rules) if asked else None
    names = (judged.candidate,) if judged else naming.names(settings, playbook, facts, ranked)
    told = _worth_telling(naming.quoted(names, world, settings.limits.max_price), top)
    refused = _against(judged) if judged else domain_room.survey(ranked, rules).refused
    best = told[0] if told else None
    seen = _Seen(told, refused, tuple(_edition(label, best.name) for label in editions) if best else (), playbook.id)
    return Result("domains", _data(seen), _judged_blocks(seen) if judged else _name_blocks(seen))


def _worth_telling(names: tuple[Candidate, ...], top: int | None) -> tuple[Candidate, ...]:
    """As many as were asked for; unasked, not those that are only there for when all others are taken."""
    if top is not None:
        return names[:top]
    worth = [name for name in names if name.score >= FLOOR * names[0].score]
    return names[: min(LISTED, max(FEW, len(worth)))]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the command found: the names (or the one that was judged), what stands against some, the editions."""

    names: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]
    editions: tuple[dict[str, Any], ...]
    playbook: str

    @property
    def watched(self) -> tuple[Watched, ...]:
        """Names to watch for the best one."""
        return domain_room.watch(self.names[0].name, bought=self.names[0].lookalikes) if self.names else ()


def _data(seen: _Seen) -> dict[str, Any]:
    """For programs: `name` as DNS writes it, `shown` as people do."""
    return {
        "playbook": seen.playbook,
        "domains": [_both(name) for name in seen.names],
        "refused": seen.refused,
        "watch": seen.watched,
        "editions": seen.editions,
    }


def _both(name: Candidate) -> dict[str, Any]:
    told = as_json(name)
    assert isinstance(told, dict)
    return {"name": name.name, "shown": domain_room.shown(name.name), **told}


def _against(judged: Judged) -> tuple[Refusal, ...]:
    return tuple(Refusal(judged.candidate.name, reason.code, reason.text) for reason in judged.refused)


def _edition(label: str, name: str) -> dict[str, Any]:
    problems: Sequence[Reason] = domain_room.edition_problems(label, name)
    told = [{"code": problem.code, "text": problem.text} for problem in problems]
    return {"label": label, "host": f"{label}.{name}", "ok": not problems, "problems": told}


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def _name_blocks(seen: _Seen) -> list[str | Table]:
    patterns = f"Patterns of: {seen.playbook}"
    if not seen.names:
        return ["No names: the words are too few, or none fits the patterns.", patterns, *_refused(seen.refused)]
    return [*_editions(seen), _table(seen.names), patterns, *_around(seen), *_refused(seen.refused)]


def _table(names: Sequence[Candidate]) -> Table:
    rows = tuple((_typed(n.name), f"{n.score:.0f}", _sold(n), why(n.reasons)) for n in names)
    return Table("Names, and what their first year costs", ("name", "score", "first year", "why"), rows, ("score",))


def _typed(name: str, shown: str = "") -> str:
    """A name as people write it, and as DNS does where that differs."""
    shown = shown or domain_room.shown(name)
    return name if shown == name else f"{shown} ({name})"


def _sold(name: Candidate) -> str:
    """The price at which the registrar sells it; or who says that it is gone, or that nobody was asked that far."""
    if name.price and name.availability is Availability.AVAILABLE:
        return str(name.price)
    if naming.is_ours(name):
        return "ours"
    if name.availability is Availability.UNKNOWN:
        return "nobody could tell" if any(reason.code == "registrar" for reason in name.evidence) else "not asked"
    return str(name.availability)


def _judged_blocks(seen: _Seen) -> list[str | Table]:
    (name,) = seen.names
    rows = tuple((f"{reason.weight:+.1f}" if reason.weight else "", reason.text) for reason in name.reasons)
    against = [f"  Against it: {refusal.text}." for refusal in seen.refused]
    never = any(refusal.code in domain_room.CONTENT for refusal in seen.refused)
    verdict = "We would not take it." if seen.refused else f"{name.score:.0f} of 100."
    title = f"{_typed(name.name)}: {verdict}{'' if never else ' ' + _standing(name)}"
    table = Table("What we see in it", ("points", "why"), rows, ("points",))
    around = [] if never else _around(seen)
    return [*_editions(seen), title, *against, table, f"Patterns of: {seen.playbook}", *around]


def _standing(name: Candidate) -> str:
    """Whether the name can be had, in a sentence."""
    if naming.is_ours(name):
        return "It is ours."
    price = f", {name.price} for the first year" if name.price else ""
    return {
        Availability.AVAILABLE: f"It can be bought{price}.",
        Availability.TAKEN: "It is taken.",
        Availability.RESERVED: "Its registry keeps it back.",
        Availability.UNKNOWN: "Nobody could tell whether it can be bought.",
    }[name.availability]


def _editions(seen: _Seen) -> list[str]:
    """The answer to what was asked, first."""
    lines = []
    for edition in seen.editions:
        told = "; ".join(problem["text"] for problem in edition["problems"])
        verdict = f"no: {told}" if told else "yes, it reads as a place"
        lines.append(f"Edition {edition['host']}: {verdict}")
    return lines


def _around(seen: _Seen) -> list[str]:
    """The best name's look-alikes and the names to watch."""
    best, watched = seen.names[0], seen.watched
    few = ", ".join(_typed(one.name, one.shown) for one in watched[:SHOWN])
    return [
        f"Asked about {_typed(best.name)}: {'; '.join(map(_answer, best.evidence)) or 'nobody'}",
        *_buy(best),
        f"Watch ({len(watched)}): {few}{', …' if len(watched) > SHOWN else ''}",
    ]


def _buy(best: Candidate) -> list[str]:
    """Look-alikes are bought to be redirected, if at all; who may hold them is told where not everybody may."""
    if not best.lookalikes:
        return []
    title = f"Buy with {_typed(best.name)}, to redirect, not to print"
    names = ", ".join(_typed(name) for name in best.lookalikes)
    lines = [f"{title} ({len(best.lookalikes)}; the launch needs none of them): {names}"]
    held = dict.fromkeys(text for name in best.lookalikes for text in domain_room.holder(name))
    return [*lines, *(f"  {text}" for text in held if text not in domain_room.holder(best.name))]


_ASKED: Mapping[str, str] = {"registrar": "registrar", "ours": "registrar", "rdap": "registries", "dns": "name servers"}
_ANSWERS: Mapping[str, str] = {
    "no such object": "no such name",
    "registered": "taken",
    "not delegated": "not in use",
    "delegated": "in use",
}


def _answer(said: Reason) -> str:
    """What one of those who were asked says, without the words of the trade."""
    answer = said.text.partition(": ")[2]
    return f"{_ASKED[said.code]}: {_ANSWERS.get(answer, answer)}"


def _refused(refused: Sequence[Refusal]) -> list[str | Table]:
    if not refused:
        return []
    rows = tuple((_typed(one.name), one.text) for one in refused[:6])
    return [Table("Refused", ("name", "why"), rows)]
