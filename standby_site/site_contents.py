"""All that a site publishes, in the orders and groups that its pages need.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import site_frame
import site_lists
from site_cards import Card
from site_data import Site
from site_frame import Frame

ByLanguage: TypeAlias = Mapping[str, tuple[Card, ...]]


@dataclass(frozen=True, slots=True)
class Contents:
    """Posts, newest first, and pages, lowest order first, by language; `own` are those of this edition alone.
    `updated` is when anything in a language last changed, `versions` the addresses of a content by language, by what
    its versions have in common."""

    site: Site
    posts: ByLanguage
    pages: ByLanguage
    homes: Mapping[str, Card]
    frames: Mapping[str, Frame]
    updated: Mapping[str, dt.datetime | None]
    versions: Mapping[tuple[bool, str], Mapping[str, str]]

    def own(self, cards: Iterable[Card]) -> tuple[Card, ...]:
        return tuple(card for card in cards if self.site.base(card) == self.site.url)

    def of(self, card: Card) -> Mapping[str, str]:
        """The addresses of all versions of a content, itself included, in the site's order."""
        return self.versions[card.post, card.twin]

    def timeline(self, lang: str) -> Card | None:
        """The page that lists every post."""
        return next((page for page in self.pages[lang] if page.kind == "timeline"), None)

    def listed(self, page: Card) -> tuple[Card, ...]:
        """The posts that a page lists, newest first; a home page, where no other page lists them all."""
        posts = self.posts[page.lang]
        if page.kind == "home":
            return () if self.timeline(page.lang) else posts
        wanted, _ = site_lists.LISTS.get(page.kind, ("-", ""))
        return tuple(post for post in posts if wanted in ("", post.kind))


def of(site: Site, cards: Iterable[Card]) -> Contents:
    """The contents of a site; each of its languages has a home page."""
    known = sorted(cards, key=lambda card: site.languages.index(card.lang))
    posts = sorted((card for card in known if card.post), key=_newest)
    pages = sorted((card for card in known if not card.post), key=lambda page: (page.order, page.twin))
    versions: dict[tuple[bool, str], dict[str, str]] = {}
    for card in known:
        versions.setdefault((card.post, card.twin), {})[card.lang] = card.url
    all_posts, all_pages = _by_language(site, posts), _by_language(site, pages)
    homes = {lang: next(page for page in all_pages[lang] if page.kind == "home") for lang in site.languages}
    return Contents(
        site,
        all_posts,
        all_pages,
        homes,
        {lang: site_frame.frame(lang, all_pages[lang], homes) for lang in site.languages},
        {lang: site_lists.latest([*all_posts[lang], *all_pages[lang]]) for lang in site.languages},
        versions,
    )


def _newest(post: Card) -> tuple[float, str]:
    return (-post.date.timestamp() if post.date else 0.0, post.twin)


def _by_language(site: Site, cards: Iterable[Card]) -> ByLanguage:
    found = list(cards)
    return {lang: tuple(card for card in found if card.lang == lang) for lang in site.languages}
