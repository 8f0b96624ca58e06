"""`registers`: who matters, what is argued, what was captured; letters; which words and arguments have no page yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from launcher.cli.options import PATH, common, moment, on_crisis
from launcher.cli.result import Result, Table
from launcher.config import LANGUAGES
from launcher.crisis.messages import OUTCOMES, TRUTHS
from launcher.errors import Problem, Refused
from launcher.launch import covering, folder, kept, letters
from launcher.launch import registers as room
from launcher.launch.folder import Crisis
from launcher.launch.kept import Kept
from launcher.launch.registers import CLASSES, PRIVATE, Capture
from launcher.model import as_json as jsoned
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace, opened

MOST = 20
"""Rows of words that a person is shown."""


@click.group(short_help="private: who matters, what is argued, what was captured")
def registers() -> None:
    """Private registers of a crisis: stakeholders, arguments, evidence. Nothing of them is ever built, but the answers
    that are confirmed and marked `publish: yes`."""


@registers.command(short_help="who matters and what is argued")
@on_crisis
@common
def show(workspace: Path, as_json: bool, crisis: str | None) -> Result:
    """Who matters, the most influential first, and what is argued, with the page that answers it."""
    there, found, given = _opened(workspace, crisis)
    known = given.registers
    people = tuple((str(one.influence), one.name, one.kind, one.position, one.asks["en"]) for one in known.stakeholders)
    bank = tuple(
        (one.id, one.argument["en"], ", ".join(one.said_by), str(one.status), "yes" if one.public else "", one.page)
        for one in known.arguments
    )
    data = {"crisis": found.id, "stakeholders": jsoned(known.stakeholders), "arguments": jsoned(known.arguments)}
    tables = [
        Table("Stakeholders", ("influence", "name", "kind", "position", "asks"), people, ("influence",)),
        Table("Arguments", ("id", "argument", "said by", "answer is", "public", "answered on"), bank),
    ]
    return Result("registers", data, [*tables, f"They stand in {there.shown(found.folder / PRIVATE)}/."])


@registers.command(short_help="which words and arguments have no page yet")
@on_crisis
@common
def coverage(workspace: Path, as_json: bool, crisis: str | None) -> Result:
    """Which ranked words and which arguments have no page yet, and how much is said of the subject and the project."""
    _, found, given = _opened(workspace, crisis)
    covered = covering.cover(found, given, SystemClock().now().date())
    rows = tuple((one.what, one.lang, f"{one.weight:.0f}", one.state, one.how, one.page) for one in covered.words)
    bank = tuple((one.what, f"{one.weight:.0f}", one.state, one.page or "none") for one in covered.arguments)
    total = covered.subject + covered.project
    ratio = f"Subject and project: {covered.subject} and {covered.project} words" + (
        f", {covered.subject * 100 // total}% about the subject." if total else "."
    )
    missing = sum(one.how == "none" for one in covered.words)
    blocks: list[str | Table] = [
        Table("Words", ("word", "language", "score", "state", "said in", "page"), rows[:MOST], ("score",)),
        Table("Arguments", ("argument", "influence", "answer is", "page"), bank, ("influence",)),
        f"{missing} of {len(rows)} words have no page that says them. {ratio}",
    ]
    return Result("registers", {"crisis": found.id, **_data(covered)}, blocks)


def _data(covered: covering.Covered) -> dict[str, Any]:
    data = jsoned(covered)
    assert isinstance(data, dict)
    return data


@registers.command(short_help="write a letter from the playbook's template")
@click.argument("name")
@click.option("--to", "to", metavar="ID", help="A stakeholder of the register [default: to nobody yet].")
@click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True, help="Its language.")
@on_crisis
@common
def letter(workspace: Path, as_json: bool, crisis: str | None, name: str, to: str | None, lang: str) -> Result:
    """Write the letter NAME into the crisis's private folder, from the facts. It is sent by nobody but you."""
    there, found, given = _opened(workspace, crisis)
    addressee = room.addressee(given.registers, to, there, found) if to else None
    file = there.shown(letters.write(name, addressee, lang, found, given, there))
    return Result("registers", {"crisis": found.id, "letter": file}, [f"Written: {file}. Read it before you send it."])


@registers.group(short_help="what was put on the web, as it was captured")
def evidence() -> None:
    """What was put on the web, as it was captured: added only, chained, so that a change shows."""


@evidence.command(short_help="keep one more capture")
@click.argument("file", required=False, type=PATH)
@click.option("--source", required=True, metavar="URL", help="Where it was seen: its address, or where and how.")
@click.option("--seen", required=True, callback=moment, metavar="TIME", help="When: 2026-03-10T06:30-04:00.")
@click.option("--class", "kind", required=True, type=click.Choice(CLASSES), help="What kind of statement it is.")
@click.option("--true", "is_true", type=click.Choice(TRUTHS[:3]), default="unclear", help="Is it true? Asked first.")
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help="What the triage decided.")
@click.option("--why", required=True, metavar="TEXT", help="Why, in one sentence.")
@click.option("--reach", type=click.IntRange(min=0), default=0, metavar="N", help="How many have seen it.")
@on_crisis
@common
def add(workspace: Path, as_json: bool, crisis: str | None, file: Path | None, **said: Any) -> Result:
    """Keep one more capture: what was seen, what was decided, and FILE (a picture, a PDF, a page), by its SHA-256."""
    there, clock = opened(workspace), SystemClock()
    found = folder.find(there, crisis)
    seen = said.pop("seen")
    entry = room.capture(found, Capture(seen_at=seen, **said), file, clock.now)
    data = {"crisis": found.id, "number": entry.seq, "sha256": entry.data.get("sha256")}
    kept_as = f", SHA-256 {data['sha256']}" if data["sha256"] else ", without a file"
    return Result("registers", data, [f"Capture {entry.seq} is kept{kept_as}."])


@evidence.command("list", short_help="every capture, and whether one was changed")
@on_crisis
@common
def list_them(workspace: Path, as_json: bool, crisis: str | None) -> Result:
    """Every capture, oldest first, and whether anything of it was changed since."""
    there = opened(workspace)
    found = folder.find(there, crisis)
    entries, damage = room.evidence(found), room.damage(found)
    rows = tuple(
        (str(e.seq), e.data["seen_at"], e.data["class"], e.data["is_true"], e.data["outcome"], e.data["source"])
        for e in entries
    )
    table = Table("Evidence", ("", "seen", "class", "true", "decided", "source"), rows)
    whole = f"{len(rows)} captures, the chain is whole." if not damage else f"DAMAGED: {'; '.join(damage)}"
    captures = [{"number": e.seq, "added_at": e.at, **e.data} for e in entries]
    hint = "Compare it with your copy, and tell legal; nothing is added to evidence that was changed."
    problems = [Problem("evidence-changed", one, hint) for one in damage]
    error = Refused.of(f"{len(damage)} captures are not as they were kept", problems) if damage else None
    data = {"crisis": found.id, "captures": captures, "damage": damage}
    return Result("registers", data, [table, whole], problems, error)


def _opened(workspace: Path, crisis: str | None) -> tuple[Workspace, Crisis, Kept]:
    there = opened(workspace)
    found = folder.find(there, crisis)
    return there, found, kept.read(found, there)
