"""What the rest of the site may know of a content: a card; and what a page may know of the others: less still.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import html as markup
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import site_links

LONGEST = 160
"""Characters of a description that search engines show."""
_FIRST = re.compile(r"<p>(.*?)</p>", re.S)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list shows of a content. `digest` covers it."""

    url: str
    kind: str
    title: str
    summary: str
    date: dt.datetime | None
    corrected: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Card:
    """One published content without its text. `source` is its file (`posts/first.fr.md`), `about` the beginning of its
    first paragraph where it has no summary, `body` the digest of its HTML before links are resolved, `links` what it
    links on this site. `listed` covers what a list shows of it, `digest` all of it."""

    source: str
    url: str
    lang: str
    slug: str
    twin: str
    kind: str
    title: str
    summary: str
    about: str
    menu: str
    correction: str
    edition: str
    order: int
    date: dt.datetime | None
    modified: dt.datetime | None
    next_update: dt.datetime | None
    embargo: dt.datetime | None
    body: str
    links: tuple[site_links.Link, ...] = ()
    listed: str = ""
    digest: str = ""

    @property
    def post(self) -> bool:
        return self.source.startswith("posts/")

    @property
    def path(self) -> str:
        """Its file on the site."""
        return f"{self.url}index.html"

    @property
    def entry(self) -> Entry:
        corrected = bool(self.correction) and self.kind != "correction"
        return Entry(self.url, self.kind, self.title, self.summary, self.date, corrected, self.listed)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a content where its links lead now; `write` gives the HTML for a page from which `root` leads to the
    site's root."""

    card: Card
    targets: tuple[site_links.Target | None, ...]
    write: Callable[[Text, str], str]

    def at(self, root: str) -> str:
        return self.write(self, root)


def make(source: str, meta: Mapping[str, Any], html: str) -> Card:
    """The card of a content from its cleaned metadata (site_text) and its HTML."""
    names = ("url", "lang", "slug", "twin", "kind", "title", "summary", "menu", "correction", "edition", "order")
    moments = ("date", "modified", "next_update", "embargo")
    values = {name: meta[name] for name in names} | {name: meta.get(name) for name in moments}
    about = "" if meta["summary"] else _about(html)
    return sealed(Card(source, about=about, body=digest(html), links=site_links.found(html, source), **values))


def sealed(card: Card) -> Card:
    """The card with its two digests."""
    bare = dataclasses.replace(card, listed="", digest="") if card.digest else card
    return dataclasses.replace(card, listed=digest(repr(bare.entry)), digest=digest(repr(bare)))


def digest(text: str) -> str:
    """A short name for a text: 128 bits of BLAKE2."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _about(html: str) -> str:
    first = _FIRST.search(html)
    words = markup.unescape(_TAG.sub("", first[1] if first else "")).split()
    return textwrap.shorten(" ".join(words), LONGEST, placeholder="…")
