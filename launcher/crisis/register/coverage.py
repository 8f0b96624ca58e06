"""Coverage: which words of the crisis and which arguments have a page yet (seed: take the most room on the search page
for the words of the crisis). Pure: pages as text in, rows out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from launcher.crisis.keywords.extract import key_of
from launcher.crisis.register.arguments import Argument
from launcher.model import Heat, Keyword


@dataclass(frozen=True, slots=True)
class Page:
    """A page or post as a search engine reads it: what its title and headings say weighs more than its text."""

    path: str
    lang: str
    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A word or an argument, and the page that answers it. `how`: `head` (its title or a heading says it), `text` (it
    is only mentioned), `none`."""

    what: str
    lang: str
    weight: float
    state: str
    page: str
    how: str


def words(ranked: Sequence[Keyword], pages: Sequence[Page]) -> tuple[Row, ...]:
    """Each ranked word with its best page, the hottest and heaviest first. Cold words are left out: nobody asks."""
    wanted = [one for one in ranked if one.state is not Heat.COLD]
    return tuple(_row(one, [page for page in pages if page.lang == one.lang]) for one in wanted)


def _row(word: Keyword, pages: Iterable[Page]) -> Row:
    key = key_of(word.term, word.lang)
    mentioned = ""
    for page in pages:
        if _says(page.head, key, page.lang):
            return Row(word.term, word.lang, word.score, word.state, page.path, "head")
        if not mentioned and _says(page.text, key, page.lang):
            mentioned = page.path
    return Row(word.term, word.lang, word.score, word.state, mentioned, "text" if mentioned else "none")


def _says(text: str, key: str, lang: str) -> bool:
    """Whether the words of the term stand there side by side, in whatever form."""
    return f" {key} " in f" {key_of(text, lang)} "


def arguments(bank: Sequence[Argument], pages: Sequence[Page], influence: dict[str, int]) -> tuple[Row, ...]:
    """Each argument with its page, what the most influential say first; `influence` by stakeholder."""
    there = {page.path.rsplit(".", 2)[0] for page in pages}
    rows = [
        Row(
            what=one.id,
            lang="",
            weight=max((influence.get(who, 0) for who in one.said_by), default=0),
            state=str(one.status),
            page=one.page if one.page in there else "",
            how="head" if one.page in there else "none",
        )
        for one in bank
    ]
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.what)))
