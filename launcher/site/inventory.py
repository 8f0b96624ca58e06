"""What a build will publish, read before it is built: each published file has exactly one known place on the site.

It asks only what the place and the count need; whether the text is fit to go out is the gate's question (check.py).
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Malformed, Problem, Refused, SpareWheelError, Where
from launcher.model import Site
from launcher.site import frontmatter
from launcher.site.frontmatter import Document

SECTIONS = ("pages", "posts")
ATTACHMENTS = ("images", "files")
"""Folders of the content whose files are published when a published page links them."""
LISTS = {"timeline": "", "media": "release", "faq": "question"}
"""Which kind of posts a page of that kind lists ("" is all); a home page lists all where no timeline does."""
PER_PAGE = 20
"""Posts of an archive page; a list keeps so many of the newest at least for its own page. As the theme has both."""
_NAME = re.compile(r"[^.\s/][^./]*\.([a-z]{2})\.md")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PASSED_OVER = re.compile(r"\..*|.*~")


@dataclass(frozen=True, slots=True)
class Item:
    """A published file of the content and where it lands: `path` is relative to the site's root."""

    document: Document
    section: str
    lang: str
    path: str


@dataclass(frozen=True, slots=True)
class Inventory:
    content: Path
    items: tuple[Item, ...]

    @property
    def pages(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.section == "pages")

    @property
    def posts(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.section == "posts")

    def own(self, edition: str) -> tuple[Item, ...]:
        """The posts of that edition (empty: the national one) and no other."""
        return tuple(item for item in self.posts if item.document.meta.get("edition", "") == edition)

    def archives(self) -> set[str]:
        """The archive pages of the lists that are too long for one page."""
        posts = Counter((item.lang, kind) for item in self.posts for kind in {"", item.document.meta.get("kind", "")})
        complete = {item.lang for item in self.pages if item.document.meta.get("kind") == "timeline"}
        lists = {**LISTS, "home": ""}
        return {
            f"{item.lang}/{item.document.meta['slug']}/{number}/index.html"
            for item in self.pages
            if (kind := item.document.meta.get("kind", "")) in lists and not (kind == "home" and item.lang in complete)
            for number in range(1, posts[item.lang, lists[kind]] // PER_PAGE)
        }


def take(content: Path, site: Site, now: dt.datetime | None = None) -> Inventory:
    """Everything published under `content` for the site's edition, in a stable order: its own posts, and what is
    national. What is under embargo `now` is not (without a time: every embargo holds).

    Raises Malformed with all problems when files cannot be read or placed, Refused when they can but must not be
    built together: two at one address, two versions in one language, no home page in a language.
    """
    problems: list[Problem] = []
    items = [item for file in files(content, problems) for item in _item(file, site, problems, now)]
    if problems:
        raise Malformed.of(f"{len(problems)} faults in the content; the first: {problems[0]}", problems)
    return _whole(content, items, site)


def again(content: Path, site: Site, documents: Iterable[Document], now: dt.datetime | None) -> Inventory:
    """The same of documents that each have no fault of their own (`faults`), read before. Raises Refused as `take`."""
    out = [one for one in documents if _goes_out(one, site, now)]
    items = [Item(one, one.file.parent.name, one.meta["lang"], _path(one, site)) for one in out]
    return _whole(content, items, site)


def _whole(content: Path, items: list[Item], site: Site) -> Inventory:
    problems = [*_clashes(items), *_lists(items), *_homes(content, items, site)]
    if problems:
        raise Refused.of(f"{len(problems)} faults in the content; the first: {problems[0]}", problems)
    return Inventory(content, tuple(items))


def files(content: Path, problems: list[Problem]) -> Iterator[Path]:
    """The content files in a stable order; what cannot be one is a problem."""
    for section in SECTIONS:
        folder = content / section
        if section == "posts" and not folder.exists():
            continue
        try:
            yield from _sorted(folder, problems)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror}"
            problems.append(Problem("unreadable", message, "check the path and its permissions", Where(str(folder))))


def _sorted(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if _PASSED_OVER.fullmatch(entry.name):
            continue
        file = folder / entry.name
        if entry.is_symlink() or not entry.is_file() or not _NAME.fullmatch(entry.name):
            hint = "name it like `recall.fr.md`, or move it out of the content"
            problems.append(Problem("not-content", "this would not be published", hint, Where(str(file))))
            continue
        yield file


def _item(file: Path, site: Site, problems: list[Problem], now: dt.datetime | None) -> Iterator[Item]:
    """The file's item when it is published here; nothing when it is a draft, waits for its hour, belongs to another
    edition or has a problem."""
    try:
        document = frontmatter.read(file)
    except SpareWheelError as error:
        problems.extend(error.problems)
        return
    found = faults(document, site)
    problems.extend(found)
    if not found and _goes_out(document, site, now):
        yield Item(document, file.parent.name, document.meta["lang"], _path(document, site))


def faults(document: Document, site: Site) -> list[Problem]:
    """What is wrong with the place of one file; a draft may be unfinished."""
    status = document.meta.get("status", "published")
    found = [problem for rule in _RULES for problem in rule(document, document.file.parent.name, site)]
    if status not in ("published", "draft"):
        return [*found, _problem(document, "status", f"status `{status}` is unknown", "write `published` or `draft`")]
    return [] if status == "draft" else found


def _goes_out(document: Document, site: Site, now: dt.datetime | None) -> bool:
    """Whether it is published here and now: no draft, none of another edition, not under embargo."""
    meta = document.meta
    here = meta.get("status", "published") == "published" and meta.get("edition", "") in ("", site.edition)
    return here and not frontmatter.is_held(document, now)


def _path(document: Document, site: Site) -> str:
    lang = document.meta["lang"]
    if document.meta.get("kind") == "home":
        return "index.html" if lang == site.languages[0] else f"{lang}/index.html"
    return f"{lang}/{document.meta['slug']}/index.html"


# ── what one file needs to have a place ──────────────────────────────────────────────────────────


def _problem(document: Document, key: str, message: str, hint: str) -> Problem:
    return Problem(f"bad-{key}", message, hint, document.where(key))


def _title(document: Document, _section: str, _site: Site) -> Iterator[Problem]:
    if not document.meta.get("title", "").strip():
        yield _problem(document, "title", "no title", "write `Title: …`")


def _language(document: Document, _section: str, site: Site) -> Iterator[Problem]:
    lang, named = document.meta.get("lang", ""), document.file.name.split(".")[-2]
    if lang not in site.languages:
        yield _problem(document, "lang", f"language `{lang}` is not the site's", f"one of: {', '.join(site.languages)}")
    elif lang != named:
        message = f"the file's name says `{named}` and its `Lang` says `{lang}`"
        yield _problem(document, "lang", message, "make both the same")


def _slug(document: Document, _section: str, _site: Site) -> Iterator[Problem]:
    slug = document.meta.get("slug", "")
    if not _SLUG.fullmatch(slug):
        message = f"slug `{slug}` cannot be an address" if slug else "no slug"
        yield _problem(document, "slug", message, "small letters without accents, digits and single hyphens")


def _moments(document: Document, section: str, _site: Site) -> Iterator[Problem]:
    if section == "posts" and not document.meta.get("date"):
        yield _problem(document, "date", "no date", "write `Date: 2026-03-10T06:30:00-04:00`")
    for key in ("date", "modified", "next-update", "embargo"):
        text = document.meta.get(key)
        if text and not frontmatter.is_moment(text):
            hint = "year first, and the offset from UTC: 2026-03-10T06:30:00-04:00"
            yield _problem(document, key, f"`{text}` is not a moment that can be read one way only", hint)


def _order(document: Document, _section: str, _site: Site) -> Iterator[Problem]:
    order = document.meta.get("order")
    if order and not re.fullmatch(r"-?[0-9]{1,6}", order):
        yield _problem(document, "order", f"order `{order}` is not a whole number", "write `Order: 10`")


_RULES: tuple[Callable[[Document, str, Site], Iterator[Problem]], ...] = (_title, _language, _slug, _moments, _order)


# ── what the files need together ─────────────────────────────────────────────────────────────────


def _clashes(items: list[Item]) -> Iterator[Problem]:
    places: dict[str, Item] = {}
    versions: dict[tuple[str, str, str], Item] = {}
    for item in items:
        document = item.document
        first = places.setdefault(item.path, item)
        if first is not item:
            message = f"{first.document.file} already has the address /{item.path.removesuffix('index.html')}"
            yield _problem(document, "slug", message, "give one of the two another slug")
        twin = document.meta.get("twin") or document.file.name.split(".")[0]
        other = versions.setdefault((item.section, twin, item.lang), item)
        if other is not item:
            message = f"{other.document.file} is already the `{item.lang}` version of `{twin}`"
            yield _problem(document, "twin", message, "give one of the two another `Twin`")


def _lists(items: list[Item]) -> Iterator[Problem]:
    """Two lists whose archives would stand at one address; a home page has its slug for that alone."""
    first: dict[tuple[str, str], Item] = {}
    for item in items:
        meta = item.document.meta
        if item.section == "pages" and meta.get("kind") in (*LISTS, "home"):
            other = first.setdefault((item.lang, meta["slug"]), item)
            if other is not item and item.path != other.path:
                message = f"{other.document.file} already has the slug `{meta['slug']}`"
                yield _problem(item.document, "slug", message, "give one of the two another slug")


def _homes(content: Path, items: list[Item], site: Site) -> Iterator[Problem]:
    homes = [item for item in items if item.document.meta.get("kind") == "home"]
    for item in homes:
        if item.section != "pages":
            yield _problem(item.document, "kind", "a post cannot be the home page", "move it to pages/")
    for lang in site.languages:
        if not any(item.lang == lang and item.section == "pages" for item in homes):
            hint = f"publish a page with `Kind: home` and `Lang: {lang}`"
            yield Problem("no-home", f"no home page in `{lang}`", hint, Where(str(content / "pages")))
