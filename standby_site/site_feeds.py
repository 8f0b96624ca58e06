"""The JSON Feed (version 1.1, jsonfeed.org); the Atom feed is a template.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from site_cards import Card, Text
from site_data import Site
from site_lists import changed


def json_feed(site: Site, home: Card, posts: Sequence[Text]) -> bytes:
    """The posts in the language of that home page, newest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.mark + site.title(home.lang),
        "home_page_url": f"{site.url}/{home.url}",
        "feed_url": f"{site.url}/{home.lang}/feed.json",
        "language": f"{home.lang}-CA",
        "authors": [{"name": site.name[home.lang], "url": f"{site.home}/"}],
        "hubs": [{"type": "WebSub", "url": site.hub}] if site.hub else None,
        "items": [_item(site, post) for post in posts],
    }
    feed = {key: value for key, value in feed.items() if value is not None}
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(site: Site, text: Text) -> dict[str, Any]:
    post = text.card
    address = f"{site.url}/{post.url}"
    item = {
        "id": address,
        "url": address,
        "title": site.mark + post.title,
        "content_html": text.at(site.url),
        "summary": post.summary,
        "date_published": post.date and post.date.isoformat(),
        "date_modified": (when := changed(post)) and when.isoformat(),
    }
    return {key: value for key, value in item.items() if value}
