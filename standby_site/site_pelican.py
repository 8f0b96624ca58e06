"""The standby site's reader and generators. Imports Pelican (AGPL-3.0): runs in its separate process only."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import site_data
from pelican import Pelican
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.readers import MarkdownReader

logger = logging.getLogger(__name__)
KEYS = frozenset(
    [
        *("title", "lang", "slug", "twin", "kind", "order"),
        *("date", "modified", "next-update", "embargo", "summary", "status", "correction", "menu", "edition"),
    ]
)
MOMENTS = ("date", "modified", "next-update", "embargo")
FILES = ("images", "files")
"""The folders of the content from which a page may link a file."""
LISTS = {"timeline": ("", "all-updates"), "media": ("release", "releases"), "faq": ("question", "answers")}
"""Which posts a page of that kind lists under its text ("" is all), and under which heading."""


class Markdown(MarkdownReader):  # type: ignore[misc]
    """Reads one content file: known keys only (no `Save_as`, no `Template`), drafts skipped, home pages placed."""

    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Content as HTML and metadata. A fault is logged with the file's name; `--fatal` makes it the end."""
        path = Path(source_path)
        try:
            content, raw = super().read(source_path)
            return content, self._cleaned(path, raw)
        except ValueError as error:
            logger.error("%s/%s: %s", path.parent.name, path.name, error)
            raise

    def process_metadata(self, name: str, value: str | list[str]) -> Any:
        """Text as it was typed; moments as ISO 8601 with their offset."""
        text = " ".join(value).strip() if isinstance(value, list) else value.strip()
        return _moment(name, text) if name in MOMENTS else text

    def _cleaned(self, path: Path, raw: dict[str, Any]) -> dict[str, Any]:
        meta = {key.replace("-", "_"): value for key, value in raw.items() if key in KEYS and value != ""}
        for key in ("kind", "correction", "menu", "edition"):
            meta.setdefault(key, "")
        meta["summary_text"] = meta.setdefault("summary", "")
        meta.setdefault("twin", path.name.split(".")[0])
        meta.setdefault("next_update", None)
        meta["order"] = int(meta.get("order", 0))
        meta["status"] = "published" if meta.get("status", "published").lower() == "published" else "skip"
        if meta["kind"] == "home":
            main = meta.get("lang") == self.settings["DEFAULT_LANG"]
            meta["url"] = "" if main else f"{meta.get('lang')}/"
            meta["save_as"] = meta["url"] + "index.html"
        return meta


def _moment(name: str, text: str) -> dt.datetime | None:
    if not text:
        return None
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name} `{text}` has no offset from UTC")
    return moment


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
    """Lists for the templates, and the files that are nobody's content: feeds, sitemap, robots, 404, home's copy."""

    def generate_context(self) -> None:
        """`posts` and `pages` by language, newest and lowest order first; `twins(content)` by language."""
        posts = [post for first in self.context["articles"] for post in (first, *first.translations)]
        pages = [page for first in self.context["pages"] for page in (first, *first.translations)]
        posts.sort(key=lambda post: (-post.date.timestamp(), post.twin))
        pages.sort(key=lambda page: (page.order, page.twin))
        languages = self.settings["SITE_LANGUAGES"]
        self.context["all_posts"] = {lang: [post for post in posts if post.lang == lang] for lang in languages}
        self.context["all_pages"] = {lang: [page for page in pages if page.lang == lang] for lang in languages}
        homes = {page.lang: page for page in pages if page.kind == "home"}
        site = self.settings["SITE"]
        self.context["homes"] = homes
        self.context["updated"] = {lang: _latest([*posts, homes[lang]], lang) for lang in languages}
        self.context["twins"] = partial(twins, languages)
        self.context.update(changed=changed, structured=partial(site_data.structured, site), lists=LISTS)

    def generate_output(self, writer: Any) -> None:
        """Write them."""
        main = self.settings["DEFAULT_LANG"]
        self._write(writer, f"{main}/index.html", "page", relative=True, page=self.context["homes"][main])
        self._write(writer, "404.html", "404")
        self._write(writer, "robots.txt", "robots")
        if self.settings["SITEURL"]:
            self._write(writer, "sitemap.xml", "sitemap")
            for lang in self.settings["SITE_LANGUAGES"]:
                self._write(writer, f"{lang}/feed.atom", "feed", lang=lang)

    def _write(self, writer: Any, name: str, template: str, *, relative: bool = False, **values: Any) -> None:
        writer.write_file(name, self.get_template(template), self.context, relative_urls=relative, url=name, **values)


def twins(languages: tuple[str, ...], content: Any) -> dict[str, Any]:
    """The versions of one content by language, itself included, in the site's order."""
    versions = {version.lang: version for version in (content, *content.translations)}
    return {lang: versions[lang] for lang in languages if lang in versions}


def changed(content: Any) -> dt.datetime | None:
    """When the content last changed, as its writer says: `Modified`, else `Date`, else nobody knows."""
    moment: dt.datetime | None = getattr(content, "modified", None) or getattr(content, "date", None)
    return moment


def _latest(contents: list[Any], lang: str) -> dt.datetime | None:
    moments = [changed(content) for content in contents if content.lang == lang]
    return max((moment for moment in moments if moment), default=None)


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
