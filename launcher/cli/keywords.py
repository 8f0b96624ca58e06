"""`keywords`: what people search and the press writes, ranked."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.options import FILES, common, on_crisis
from launcher.cli.result import Result, Table
from launcher.cli.sources import of_crisis, why
from launcher.config import LANGUAGES
from launcher.crisis import keywords as keyword_room
from launcher.crisis import signals as signal_room
from launcher.errors import Problem
from launcher.model import Keyword, Signals
from launcher.workspace import opened

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
    read = signal_room.read(list(files), lang) if files else of_crisis(opened(workspace), crisis)
    ranked = keyword_room.rank(read, [lang] if lang else _languages(read), top=top)
    data = {"keywords": ranked, "notes": read.notes}
    notes = [Problem("signals", note) for note in read.notes]
    return Result("keywords", data, [_word_table(ranked)], notes)


def _languages(read: Signals) -> list[str]:
    """The languages that the texts are in; both when only series were given."""
    there = {article.lang for article in read.articles}
    return [lang for lang in LANGUAGES if lang in there] or list(LANGUAGES)


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def _word_table(ranked: tuple[Keyword, ...]) -> str | Table:
    if not ranked:
        return "No words: the files hold no text that names anything."
    rows = tuple((w.term, w.lang, f"{w.score:.0f}", str(w.state), why(w.reasons)) for w in ranked)
    return Table("The words, ranked", ("word", "language", "score", "state", "why"), rows, ("score",))
