"""Uncovered: a ranked word that people search for and that no page of ours has in its title or a heading yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from launcher.crisis.keywords.extract import key_of
from launcher.crisis.register import coverage
from launcher.crisis.register.coverage import Page, Row
from launcher.errors import Refused
from launcher.launch import covering
from launcher.launch.folder import Crisis
from launcher.launch.kept import Kept
from launcher.model import Heat, Keyword
from launcher.shapes import nearest
from launcher.site import frontmatter

_SHOWN = 6
"""Words that a hint names."""


def spellings(term: str, crisis: Crisis, kept: Kept, today: dt.date) -> dict[str, str]:
    """The word as it is shown, by language: one, or both where they share it.

    Raises Refused: no such word is ranked (with the nearest one), it has a page, or a draft was started.
    """
    rows = covering.cover(crisis, kept, today).words
    found = [row for row in rows if key_of(term, row.lang) == key_of(row.what, row.lang)]
    if not found:
        raise Refused(f"`{term}` is not among the ranked words", hint=_hint(term, rows), code="unknown-word")
    if all(row.how == "head" for row in found):
        hint = "Write more there, or take another word: `sparewheel registers coverage` lists them."
        raise Refused(f"`{found[0].what}` has a page already: {found[0].page}", hint=hint, code="word-covered")
    started = coverage.words([_keyword(row) for row in found], list(_drafts(crisis)))
    if file := next((row.page for row in started if row.how == "head"), ""):
        raise Refused(f"`{found[0].what}` was started already: {file}", hint="Go on there.", code="word-started")
    return {row.lang: row.what for row in found}


def _hint(term: str, rows: Sequence[Row]) -> str:
    words = list(dict.fromkeys(row.what for row in rows))
    without = list(dict.fromkeys(row.what for row in rows if row.how != "head"))[:_SHOWN]
    told = f"Words without a page: {', '.join(without) or 'none'}."
    return " ".join(part for part in (nearest(term, words), told) if part)


def _keyword(row: Row) -> Keyword:
    return Keyword(row.what, row.lang, row.weight, Heat(row.state), ())


def _drafts(crisis: Crisis) -> Iterator[Page]:
    """What was started and is not finished, by its titles."""
    for file in sorted((crisis.content / "posts").glob("*.md")):
        meta = frontmatter.read(file).meta
        if meta.get("status", "").lower() == "draft":
            yield Page(f"posts/{file.name}", meta.get("lang", ""), meta.get("title", ""), "")
