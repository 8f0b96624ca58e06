"""Every file of a site as a template and the values that it is given: nothing else can be in it.

So a file whose values are what they were is what it was: the digest of both is its key. Runs in Pelican's process and
in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import site_archives
import site_lists
import site_sitemap
import site_words
from site_cards import Card, Entry, Text, digest
from site_contents import Contents
from site_frame import Frame
from site_lists import Group

YEAR = dt.timedelta(days=365)
"""How long a security.txt holds after the newest word of the content (RFC 9116 advises a year at most)."""
FED = 50
"""How many posts a feed has."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site. `template` is the name of a template, or of a maker (site_render.MAKERS)."""

    path: str
    template: str
    values: Mapping[str, Any]
    key: str

    @property
    def root(self) -> str:
        """The relative way from it to the site's root."""
        return "/".join([".."] * self.path.count("/")) or "."


def every(contents: Contents, text: Callable[[Card], Text]) -> Iterator[Output]:
    """All files of a site but those that its pages link; `text` gives the text of a content."""
    for lang in contents.site.languages:
        frame = contents.frames[lang]
        for post in contents.posts[lang]:
            yield _output(post.path, "article.html", c=post, text=text(post), frame=frame, versions=contents.of(post))
        for page in contents.pages[lang]:
            yield from _page(contents, page, text(page))
    main = contents.site.main
    home, frame, homes = contents.homes[main], contents.frames[main], contents.frames[main].homes
    yield _output(f"{main}/index.html", "moved.html", c=home, frame=frame, versions=contents.of(home))
    yield _output("404.html", "404.html", homes=homes)
    yield _output("robots.txt", "robots.txt", news=any(map(contents.own, contents.posts.values())))
    if contents.site.addressed:
        yield from _addressed(contents, text)


def _output(path: str, template: str, **values: Any) -> Output:
    return Output(path, template, values, digest("\n".join((template, *map(_said, values.items())))))


def _said(value: Any) -> str:
    return _SAID.get(type(value), repr)(value)


_SAID: Mapping[type, Callable[[Any], str]] = {
    Card: lambda card: card.digest,
    Entry: lambda entry: entry.digest,
    Frame: lambda frame: frame.digest,
    Text: lambda text: f"{text.card.digest} {text.targets}",
    Group: lambda group: f"{group.anchor} {group.heading} {_said(group.posts)}",
    tuple: lambda values: f"({' '.join(map(_said, values))})",
}
"""How a value stands in a key: what it holds, by its digest where it has one."""


def _page(contents: Contents, page: Card, text: Text) -> Iterator[Output]:
    """A page, and the archive of what it lists."""
    lang, posts = page.lang, contents.posts[page.lang]
    frame, updated, home = contents.frames[lang], contents.updated[lang], page.kind == "home"
    archives = site_archives.of(contents, page)
    yield _output(
        page.path,
        "page.html",
        c=page,
        text=text,
        frame=frame,
        versions=contents.of(page),
        when=updated if home else site_lists.changed(page),
        promised_for=site_lists.promise([*posts, page] if home else [page], updated),
        actions=tuple(one.entry for one in contents.pages[lang] if one.kind == "action") if home else (),
        groups=_groups(contents, page),
        more=_more(contents, page),
        older=archives[-1].c.url if archives else "",
    )
    for archive in archives:
        yield _output(archive.c.path, "archive.html", frame=frame, **archive.values)


def _groups(contents: Contents, page: Card) -> tuple[Group, ...]:
    """The lists of a page. A home page has the newest of each, where another page has them all."""
    newest, _ = site_lists.shelved(contents.listed(page))
    if page.kind != "home":
        heading = site_lists.LISTS.get(page.kind, ("", ""))[1]
        return (Group("News", site_words.say(heading, page.lang), _entries(newest)),) if newest else ()
    posts, site = contents.posts[page.lang], contents.site
    if not posts and site.mode == "dormant":
        return ()
    elsewhere = contents.timeline(page.lang) is not None
    found = site_lists.news(site, posts if elsewhere else newest, page.lang)
    most = site_lists.AT_HOME if elsewhere else None
    return tuple(Group(anchor, heading, _entries(of[:most])) for anchor, heading, of in found)


def _entries(posts: Any) -> tuple[Entry, ...]:
    return tuple(post.entry for post in posts)


def _more(contents: Contents, page: Card) -> tuple[tuple[str, str], ...]:
    """Under which of a home page's lists the way to all of them stands: anchor and address."""
    timeline, posts = contents.timeline(page.lang), contents.posts[page.lang]
    if page.kind != "home" or not timeline:
        return ()
    found = site_lists.news(contents.site, posts, page.lang)
    return tuple((anchor, timeline.url) for anchor, _, of in found if len(of) > site_lists.AT_HOME)


def _addressed(contents: Contents, text: Callable[[Card], Text]) -> Iterator[Output]:
    """What a site has when it has an address."""
    site = contents.site
    yield _output("sitemap.xml", "sitemap", text=site_sitemap.sitemap(contents))
    own = {lang: contents.own(contents.posts[lang]) for lang in site.languages}
    if any(own.values()):
        recent = tuple((lang, tuple(post.entry for post in site_lists.recent(own[lang]))) for lang in site.languages)
        yield _output("news-sitemap.xml", "news-sitemap.xml", recent=recent)
    newest = max((when for when in contents.updated.values() if when), default=None)
    if newest:
        yield _output(".well-known/security.txt", "security.txt", expires=_month(newest + YEAR))
    for lang, posts in own.items():
        home, fed = contents.homes[lang], tuple(text(post) for post in posts[:FED])
        updated = site_lists.latest(posts) or contents.updated[lang]
        yield _output(f"{lang}/feed.atom", "feed.xml", frame=contents.frames[lang], posts=fed, updated=updated)
        yield _output(f"{lang}/feed.json", "feed.json", home=home, posts=fed)
        yield _output(f"{lang}/card.png", "card", lang=lang, title=home.title)
    if site.logo:
        yield _output(site.logo.path, "logo")
    if site.indexnow:
        yield _output(f"{site.indexnow}.txt", "indexnow.txt")


def _month(when: dt.datetime) -> dt.datetime:
    """The beginning of its month, so that not every post makes another file."""
    return when.astimezone(dt.UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
