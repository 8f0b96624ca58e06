"""The standby site's generators. Imports Pelican (AGPL-3.0): runs in its separate process only."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import site_feeds
import site_lists
import site_picture
import site_schema
from pelican import Pelican
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator

logger = logging.getLogger(__name__)
FILES = ("images", "files")
"""The folders of the content from which a page may link a file."""
YEAR = dt.timedelta(days=365)
"""How long a security.txt holds after the newest word of the content (RFC 9116 advises a year at most)."""
FED = 50
"""How many posts a feed has."""


class Shared(Generator):  # type: ignore[misc]
    """Generators that share one template environment, so that each template is compiled once (60 ms less)."""

    _first: ClassVar[Any] = None
    env: Any
    _templates: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Shared._first = Shared._first or self
        self.env, self._templates = Shared._first.env, Shared._first._templates


class Posts(Shared, ArticlesGenerator):  # type: ignore[misc]
    """One page a post; no archive, tag, category or author pages; feeds are Extras'."""

    def generate_feeds(self, writer: Any) -> None:
        """None here."""

    def generate_pages(self, writer: Any) -> None:
        """The posts alone."""
        self.generate_articles(partial(writer.write_file, relative_urls=True))


class Pages(Shared, PagesGenerator):  # type: ignore[misc]
    """One page a page."""


class Extras(Shared):
    """Lists for the templates, and the files that are nobody's content: feeds, sitemaps, pictures, 404, home's copy."""

    def generate_context(self) -> None:
        """`all_posts` and `all_pages` by language, newest and lowest order first; `own_posts` and `own_pages` are those
        of this edition alone; what they say of themselves."""
        posts = [post for first in self.context["articles"] for post in (first, *first.translations)]
        pages = [page for first in self.context["pages"] for page in (first, *first.translations)]
        posts.sort(key=lambda post: (-post.date.timestamp(), post.twin))
        pages.sort(key=lambda page: (page.order, page.twin))
        languages, site = self.settings["SITE_LANGUAGES"], self.settings["SITE"]
        all_posts, all_pages = self._by_language(posts), self._by_language(pages)
        self.context.update(
            all_posts=all_posts,
            all_pages=all_pages,
            own_posts=self._by_language(post for post in posts if site.base(post) == site.url),
            own_pages=self._by_language(page for page in pages if site.base(page) == site.url),
            homes={page.lang: page for page in pages if page.kind == "home"},
            updated={lang: site_lists.latest([*all_posts[lang], *all_pages[lang]]) for lang in languages},
            newest=site_lists.latest([*posts, *pages]),
            twins=partial(site_lists.twins, languages),
            structured=partial(site_schema.structured, site),
        )

    def _by_language(self, contents: Iterable[Any]) -> dict[str, list[Any]]:
        found = list(contents)
        return {lang: [one for one in found if one.lang == lang] for lang in self.settings["SITE_LANGUAGES"]}

    def generate_output(self, writer: Any) -> None:
        """Write them."""
        main = self.settings["DEFAULT_LANG"]
        self._write(writer, f"{main}/index.html", "page", relative=True, page=self.context["homes"][main])
        self._write(writer, "404.html", "404")
        self._write(writer, "robots.txt", "robots")
        if self.settings["SITE"].addressed:
            self._write(writer, "sitemap.xml", "sitemap")
            if any(self.context["own_posts"].values()):
                self._write(writer, "news-sitemap.xml", "news-sitemap")
            if self.context["newest"]:
                expires = self.context["newest"] + YEAR
                self._write(writer, ".well-known/security.txt", "security", expires=expires.astimezone(dt.UTC))
            self._speak(writer)

    def _speak(self, writer: Any) -> None:
        """What each language has of its own: feeds, and the picture for those who share a link."""
        site = self.settings["SITE"]
        for lang, posts in self.context["own_posts"].items():
            home = self.context["homes"][lang]
            self._write(writer, f"{lang}/feed.atom", "feed", lang=lang, posts=posts[:FED])
            self._put(f"{lang}/feed.json", site_feeds.json_feed(site, home, posts[:FED]))
            self._put(f"{lang}/card.png", site_picture.card(site, lang, home.title))
        if site.logo:
            self._put(site.logo.path, site.logo.data)

    def _write(self, writer: Any, name: str, template: str, *, relative: bool = False, **values: Any) -> None:
        writer.write_file(name, self.get_template(template), self.context, relative_urls=relative, url=name, **values)

    def _put(self, name: str, data: bytes) -> None:
        Path(self.output_path, name).write_bytes(data)


class Files(StaticGenerator):  # type: ignore[misc]
    """Copies the files that published pages link, from the folders meant for it and from nowhere else."""

    def generate_context(self) -> None:
        """Refuse what is outside or missing, then as Pelican does."""
        for link in sorted(self.context["static_links"]):
            path = PurePosixPath(link)
            if path.parts[:1] not in [(folder,) for folder in FILES] or ".." in path.parts:
                logger.error("Linked file '%s' is not under images/ or files/", link)
            elif not Path(self.path, link).is_file():
                logger.error("Linked file '%s' does not exist", link)
        super().generate_context()


class CrisisSite(Pelican):  # type: ignore[misc]
    """Pelican with the generators above and no others."""

    def _get_generator_classes(self) -> list[type[Generator]]:
        return [Posts, Pages, Extras, Files]
