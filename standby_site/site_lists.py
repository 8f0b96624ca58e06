"""What stands in a list, in which order, under which name: choices from the content alone, without a clock.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import site_words
from site_cards import Card, Entry
from site_data import Site

LISTS = {"timeline": ("", "all-updates"), "media": ("release", "releases"), "faq": ("question", "answers")}
"""Which posts a page of that kind lists under its text ("" is all), and under which heading."""
PER_PAGE = 20
"""Posts of an archive page. A list shows so many of the newest at least, and less than twice as many."""
AT_HOME = 10
"""Posts that a home page shows of each list, where another page has them all."""
ASIDE = ("home", "about", "accessibility")
"""Kinds of pages that have their own place, outside the navigation."""
NAVIGATION = (7, 5)
"""Up to so many pages stand side by side; of more, the first so many, the others behind one word on a small screen."""
NEWS = dt.timedelta(hours=48)
"""How old a post may be in a news sitemap, by the search engines' rule."""
_Listed = TypeVar("_Listed")


@dataclass(frozen=True, slots=True)
class Group:
    """A list on a page: its anchor and heading, and the posts."""

    anchor: str
    heading: str
    posts: tuple[Entry, ...]


def changed(content: Any) -> dt.datetime | None:
    """When the content last changed, as its writer says: `Modified`, else `Date`, else nobody knows."""
    moment: dt.datetime | None = content.modified or content.date
    return moment


def latest(contents: Iterable[Any]) -> dt.datetime | None:
    """When one of them last changed."""
    return max((moment for moment in map(changed, contents) if moment), default=None)


def promise(contents: Iterable[Any], newest: dt.datetime | None) -> dt.datetime | None:
    """The last update that they promise, while nothing newer has kept it."""
    last = max((content.next_update for content in contents if content.next_update), default=None)
    return last if last and (newest is None or last > newest) else None


def navigation(pages: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """The pages that always show, and the others."""
    shown = [page for page in pages if page.kind not in ASIDE]
    whole, first = NAVIGATION
    return (shown, []) if len(shown) <= whole else (shown[:first], shown[first:])


def label(page: Any, pages: Sequence[Any]) -> str:
    """What the navigation calls a page: its `Menu`, else the word for its kind where it is alone, else its title."""
    alone = sum(other.kind == page.kind for other in pages) == 1
    return str(page.menu or (site_words.say(f"nav-{page.kind}", page.lang, page.title) if alone else page.title))


def description(content: Card) -> str:
    """What is told of it elsewhere: its summary, else the beginning of its first paragraph."""
    return content.summary or content.about


def news(site: Site, posts: Sequence[Card], lang: str) -> list[tuple[str, str, list[Card]]]:
    """The lists of a home page: anchor, heading and posts. An edition has its own first, then the national ones."""
    if not site.edition:
        return [("News", site_words.say("latest", lang), list(posts))]
    own = [post for post in posts if site.base(post) == site.url]
    national = [post for post in posts if site.base(post) != site.url]
    here = ("News", site_words.say("latest-here", lang).replace("{place}", site.place[lang]), own)
    return [here, *([("National", site_words.say("latest-national", lang), national)] if national else [])]


def recent(posts: Sequence[Any]) -> list[Any]:
    """Posts of the 48 hours before the newest one. A release has no clock: two builds of one content are the same, and
    the newest post is as near to now as the content knows."""
    return [post for post in posts if post.date > posts[0].date - NEWS]


def shelved(posts: Sequence[_Listed]) -> tuple[Sequence[_Listed], list[Sequence[_Listed]]]:
    """Posts, newest first, as those that stay on the list's own page, and the archive pages from the oldest: each is
    full, so that its number and its posts stay when a newer one comes."""
    count = max(0, len(posts) // PER_PAGE - 1)
    end = len(posts)
    pages = [posts[end - number * PER_PAGE : end - (number - 1) * PER_PAGE] for number in range(1, count + 1)]
    return posts[: end - count * PER_PAGE], pages
