"""`keywords` and `domains`: what people search and the press writes, and the names it makes."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import reached_target
from launcher.cli.options import PATH, common, on_crisis
from launcher.cli.result import Result, Table
from launcher.config import LANGUAGES
from launcher.crisis import facts as fact_room
from launcher.crisis import keywords as keyword_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis import signals as signal_room
from launcher.crisis.playbook import Playbook
from launcher.errors import Problem, Refused
from launcher.launch import folder, prepare
from launcher.launch.publish import settings_of
from launcher.model import Candidate, Keyword, Reason, Signals
from launcher.workspace import Workspace, opened

FILES = click.argument("files", nargs=-1, type=PATH, metavar="[FILE]...")
LANG = click.option("--lang", type=click.Choice(LANGUAGES), help="This language only.")


@click.command(short_help="the crisis's words, ranked, with their evidence")
@FILES
@LANG
@click.option("--top", type=click.IntRange(1, 500), default=20, show_default=True, metavar="N", help="How many.")
@on_crisis
@common
def keywords(
    workspace: Path, as_json: bool, crisis: str | None, files: tuple[Path, ...], lang: str | None, top: int
) -> Result:
    """Rank the words of FILEs (press texts, feeds, trend exports; folders too) or of a crisis.

    States: `hot` grows abnormally in search and in news; `search-only` is a question that nobody answers yet;
    `news-only` is for the press desk; `cold`; `unproven` when a series is missing.
    """
    read = signal_room.read(list(files), lang) if files else _of_crisis(opened(workspace), crisis)
    ranked = keyword_room.rank(read, [lang] if lang else _languages(read), top=top)
    data = {"keywords": ranked, "notes": read.notes}
    notes = [Problem("signals", note) for note in read.notes]
    return Result("keywords", data, [_word_table(ranked)], notes)


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
        facts, read, target = facts or found.folder / "facts.yaml", _of_crisis(there, crisis), found.target
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


def _of_crisis(workspace: Workspace, id: str | None) -> Signals:
    found = folder.find(workspace, id)
    kept = found.folder / "signals"
    if not kept.is_dir():
        raise Refused(f"{found.id} has no signals", hint="Give files: `sparewheel keywords FILE…`.", code="no-signals")
    return signal_room.read([kept])


def _languages(read: Signals) -> list[str]:
    """The languages that the texts are in; both when only series were given."""
    there = {article.lang for article in read.articles}
    return [lang for lang in LANGUAGES if lang in there] or list(LANGUAGES)


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def _word_table(ranked: tuple[Keyword, ...]) -> str | Table:
    if not ranked:
        return "No words: the files hold no text that names anything."
    rows = tuple((w.term, w.lang, f"{w.score:.0f}", str(w.state), _why(w.reasons)) for w in ranked)
    return Table("The words, ranked", ("word", "language", "score", "state", "why"), rows, ("score",))


def _name_blocks(names: tuple[Candidate, ...]) -> list[str | Table]:
    if not names:
        return ["No names: the words are too few, or none fits the patterns."]
    rows = tuple((n.name, f"{n.score:.0f}", str(n.availability), str(n.price or ""), _why(n.reasons)) for n in names)
    table = Table("Names", ("name", "score", "can be bought", "first year", "why"), rows, ("score", "first year"))
    return [table, f"Buy with {names[0].name}: {', '.join(names[0].lookalikes)}"]


def _why(reasons: tuple[Reason, ...]) -> str:
    return "; ".join(reason.text for reason in reasons[:3])
