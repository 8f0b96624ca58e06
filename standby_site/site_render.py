"""Makes the bytes of an output.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import site_feeds
import site_templates
from site_cards import Card, Text
from site_data import Site
from site_outputs import Output


class Press:
    """One site's templates and makers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._templates = site_templates.environment(site)

    def bytes(self, output: Output) -> bytes:
        """The whole file."""
        maker = MAKERS.get(output.template)
        if maker:
            return maker(self.site, **output.values)
        return self._templates.get_template(output.template).render(output.values, root=output.root).encode()


def _sitemap(_site: Site, text: str) -> bytes:
    return text.encode()


def _feed(site: Site, home: Card, posts: Sequence[Text]) -> bytes:
    return site_feeds.json_feed(site, home, posts)


def _card(site: Site, lang: str, title: str) -> bytes:
    import site_picture  # what draws takes as long to import as all the rest

    return site_picture.card(site, lang, title)


def _logo(site: Site) -> bytes:
    return site.logo.data if site.logo else b""


MAKERS: Mapping[str, Callable[..., bytes]] = {"sitemap": _sitemap, "feed.json": _feed, "card": _card, "logo": _logo}
"""What is not a template, by the name that an output has for it."""
