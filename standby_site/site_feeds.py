"""The JSON Feed (version 1.1, jsonfeed.org); the Atom feed is a template.

Runs in Pelican's separate process; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from site_data import Site
from site_lists import changed


def json_feed(site: Site, home: Any, posts: Sequence[Any]) -> bytes:
    """The posts in the language of that home page, newest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.mark + site.title(home.lang),
        "home_page_url": f"{site.url}/{home.url}",
        "feed_url": f"{site.url}/{home.lang}/feed.json",
        "language": f"{home.lang}-CA",
        "authors": [{"name": site.name[home.lang], "url": f"{site.home}/"}],
        "items": [_item(site, post) for post in posts],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(site: Site, post: Any) -> dict[str, Any]:
    address = f"{site.url}/{post.url}"
    item = {
        "id": address,
        "url": address,
        "title": site.mark + post.title,
        "content_html": str(post.get_content(site.url)),
        "summary": post.summary_text,
        "date_published": post.date.isoformat(),
        "date_modified": (changed(post) or post.date).isoformat(),
    }
    return {key: value for key, value in item.items() if value}
