"""What stands around every page of one language: the name, the navigation, the way home.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import site_cards
import site_lists
from site_cards import Card


@dataclass(frozen=True, slots=True)
class Place:
    """A page as a link to it: address from the site's root, and what it is called there."""

    url: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """`title` is that of this language's home page, `homes` the addresses of all; `first` and `others` are the
    navigation, `addresses` those of its pages, `also` the pages at the foot. `digest` covers it all."""

    lang: str
    title: str
    homes: Mapping[str, str]
    first: tuple[Place, ...]
    others: tuple[Place, ...]
    also: tuple[Place, ...]
    addresses: tuple[str, ...]
    digest: str = ""

    @property
    def home(self) -> str:
        return self.homes[self.lang]


def frame(lang: str, pages: Sequence[Card], homes: Mapping[str, Card]) -> Frame:
    """The frame of the pages in that language."""
    first, others = site_lists.navigation(pages)
    shown = [*first, *others]
    first, others = (tuple(_place(page, site_lists.label(page, shown)) for page in group) for group in (first, others))
    also = tuple(_place(page, "") for page in pages if page.kind in ("about", "accessibility"))
    addresses = tuple(page.url for page in shown)
    urls = {code: home.url for code, home in homes.items()}
    bare = Frame(lang, homes[lang].title, urls, first, others, also, addresses)
    return dataclasses.replace(bare, digest=site_cards.digest(repr(bare)))


def _place(page: Card, label: str) -> Place:
    return Place(page.url, label, page.kind)
