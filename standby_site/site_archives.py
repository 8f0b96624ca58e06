"""Archive pages: the older posts of a list, on pages numbered from the oldest.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import site_cards
import site_lists
import site_words
from site_cards import Card, Entry
from site_contents import Contents


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive page: its own card, its posts, its versions by language, and the addresses of the pages beside it."""

    c: Card
    posts: tuple[Entry, ...]
    versions: Mapping[str, str]
    older: str
    newer: str

    @property
    def values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


def of(contents: Contents, page: Card) -> list[Archive]:
    """The archive of what a page lists, oldest first; empty while the page itself shows all."""
    shelves = site_lists.shelved(contents.listed(page))[1]
    last = len(shelves)
    counts = {lang: _count(contents, page, lang) for lang in contents.of(page)}
    return [
        Archive(
            _card(contents, page, number, posts),
            tuple(post.entry for post in posts),
            {lang: url(other, number) for lang, (other, count) in counts.items() if count >= number},
            older=url(page, number - 1) if number > 1 else "",
            newer=url(page, number + 1) if number < last else page.url,
        )
        for number, posts in enumerate(shelves, start=1)
    ]


def url(page: Card, number: int) -> str:
    """The address of an archive page, from the site's root. No content has one of so many parts."""
    return f"{page.lang}/{page.slug}/{number}/"


def _count(contents: Contents, page: Card, lang: str) -> tuple[Card, int]:
    """The version of a page in that language, and how many archive pages it has."""
    other = next(one for one in contents.pages[lang] if one.twin == page.twin)
    return other, len(site_lists.shelved(contents.listed(other))[1])


def _card(contents: Contents, page: Card, number: int, posts: Any) -> Card:
    """The page under its own title and address; it belongs to the edition that is built, as its posts do."""
    heading = site_words.say(site_lists.LISTS.get(page.kind, ("", "all-updates"))[1], page.lang)
    title, about = (f"{words}, {site_words.say('page', page.lang)} {number}" for words in (page.title, heading))
    return site_cards.sealed(
        dataclasses.replace(
            page, url=url(page, number), kind="archive", title=title, summary="", about=about, menu="", correction="",
            edition=contents.site.edition, date=None, modified=site_lists.latest(posts), next_update=None, embargo=None,
            body="", links=(),
        )
    )  # fmt: skip
