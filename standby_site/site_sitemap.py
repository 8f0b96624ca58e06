"""The sitemap (sitemaps.org, with the versions of each page as Google reads them). It grows with the site and changes
with every post, so it is joined rather than rendered.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import site_archives
import site_lists
from markupsafe import escape
from site_cards import Card
from site_contents import Contents

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
"""


def sitemap(contents: Contents) -> str:
    """All addresses of this edition's own pages and posts."""
    return "".join((_HEAD, *_entries(contents), "</urlset>"))


def _entries(contents: Contents) -> Iterator[str]:
    site = contents.site
    base, main = str(escape(site.url)), site.main
    for lang in site.languages:
        for page in contents.own(contents.pages[lang]):
            yield _entry(base, main, page, contents.updated[lang] if page.kind == "home" else None, contents.of(page))
        for page in contents.pages[lang]:
            for archive in site_archives.of(contents, page):
                yield _entry(base, main, archive.c, None, archive.versions)
        for post in contents.own(contents.posts[lang]):
            yield _entry(base, main, post, None, contents.of(post))


def _entry(base: str, main: str, card: Card, updated: dt.datetime | None, versions: Mapping[str, str]) -> str:
    when = updated or site_lists.changed(card)
    links = [f'<xhtml:link rel="alternate" hreflang="{lang}" href="{base}/{url}"/>' for lang, url in versions.items()]
    if len(versions) > 1 and main in versions:
        links.append(f'<xhtml:link rel="alternate" hreflang="x-default" href="{base}/{versions[main]}"/>')
    told = [f"<lastmod>{when.isoformat()}</lastmod>"] if when else []
    return "\n".join(("<url>", f"<loc>{base}/{card.url}</loc>", *told, *links, "</url>\n"))
