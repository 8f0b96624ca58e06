"""Sources: what each Markdown file says of itself, read once for each save."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from launcher.errors import Problem, SpareWheelError, Where
from launcher.model import Site
from launcher.preview.view import Source, State, below
from launcher.site import frontmatter
from launcher.site.frontmatter import Document
from launcher.site.inventory import SECTIONS

_LANG = re.compile(r"\.([a-z]{2})\.md$")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINE = re.compile(r"(?im)^(title|slug|twin|kind|lang|date|order|edition):[ \t]*(\S.*?)[ \t]*$")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONG_AGO = "1970-01-01T00:00:00+00:00"
_PUBLISHED = re.compile(rb"(?im)^(status:[ \t]*)draft[ \t]*(?=\r?$)")
_HEAD = re.compile(rb"\A.*?(?=\n[ \t\r]*\n|\Z)", re.S)


class Sources:
    """The sources below `content`, by path. `shown` gives a path as its writer would type it."""

    def __init__(self, content: Path, shown: Callable[[str], str]) -> None:
        self._content, self._shown = content, shown
        self._read: dict[str, Document | tuple[Problem, ...]] = {}
        self._known: dict[str, Source] = {}
        self._site: Site | None = None

    def follow(self, changed: Iterable[str]) -> None:
        """Read these again."""
        for path in changed:
            if path.partition("/")[0] in SECTIONS and path.endswith(".md"):
                self._read.pop(path, None)
                self._known.pop(path, None)
                file = self._content / path
                if file.is_file() and not file.is_symlink():  # of a link the gate speaks
                    self._read[path] = _document(file)

    @property
    def editions(self) -> frozenset[str]:
        """Those that have a post of their own."""
        return frozenset(one.meta.get("edition", "") for one in self._read.values() if isinstance(one, Document))

    def now(self, site: Site, at: dt.datetime, broken: Mapping[str, tuple[Problem, ...]]) -> Mapping[str, Source]:
        """All of them as they stand at that moment; `broken` is what the build refused, by path."""
        if site != self._site:
            self._known, self._site = {}, site
        sources = {path: self._source(path, site, at) for path in sorted(self._read)}
        for path in broken.keys() & sources.keys():
            problems = _placed(broken[path], sources[path].file)
            sources[path] = replace(sources[path], state=State.BROKEN, problems=problems)
        return sources

    def _source(self, path: str, site: Site, at: dt.datetime) -> Source:
        if path not in self._known:
            self._known[path] = self._told(path, site)
        found, known = self._read[path], self._known[path]
        if isinstance(found, Document) and known.state is State.OUT and frontmatter.is_held(found, at):
            return replace(known, state=State.HELD, until=frontmatter.moment(found, "embargo"))
        return known

    def _told(self, path: str, site: Site) -> Source:
        """What a file says, whatever the hour."""
        found, file = self._read[path], self._shown(path)
        if not isinstance(found, Document):
            meta = _guessed(_bytes(self._content / path))
            return replace(_plain(meta, path, file, site), state=State.BROKEN, problems=_placed(found, file))
        is_draft = found.meta.get("status", "published").lower() == "draft"
        return replace(_plain(found.meta, path, file, site), state=State.DRAFT if is_draft else State.OUT)


def _placed(problems: Iterable[Problem], file: str) -> tuple[Problem, ...]:
    return tuple(replace(one, where=Where(file, one.where.line if one.where else 0)) for one in problems)


def as_published(data: bytes) -> bytes:
    """A file's bytes in which a draft is none; lines stay where they are."""
    head = _HEAD.match(data)
    end = head.end() if head else 0
    return _PUBLISHED.sub(rb"\1published", data[:end]) + data[end:]


def stand_in(data: bytes, path: str) -> bytes | None:
    """What is built in the place of a file that cannot be: its address, its title and no text, so that what links it
    stands. None where even its language is not known."""
    name = path.rpartition("/")[2]
    lang, meta = _LANG.search(name), _guessed(data)
    if lang is None:
        return None
    date = meta.get("date", "")
    head = {
        "Title": meta.get("title", name),
        "Lang": lang[1],
        "Slug": _slug(meta, name) or "x",
        "Twin": meta.get("twin", name.split(".")[0]),
        "Kind": meta.get("kind", ""),
        "Edition": meta.get("edition", ""),
        "Date": date if frontmatter.is_moment(date) else _LONG_AGO if path.startswith("posts/") else "",
        "Order": meta["order"] if meta.get("order", "").isdecimal() else "",
    }
    return ("".join(f"{key}: {value}\n" for key, value in head.items() if value) + "\n…\n").encode()


def _document(file: Path) -> Document | tuple[Problem, ...]:
    """The front matter without the text, which nobody here asks for; or what is wrong with it."""
    try:
        return replace(frontmatter.read(file), body="")
    except SpareWheelError as error:
        return error.problems


def _plain(meta: Mapping[str, str], path: str, file: str, site: Site) -> Source:
    name = path.rpartition("/")[2]
    said = _LANG.search(name)
    lang = meta.get("lang", "") if meta.get("lang") in site.languages else said[1] if said else site.languages[0]
    return Source(
        path=path,
        file=file,
        address="/" + below(meta.get("edition", "")) + _address(meta, lang, name, site),
        lang=lang,
        title=meta.get("title", "") or name,
        kind=meta.get("kind", ""),
        twin=meta.get("twin", "") or name.split(".")[0],
        state=State.OUT,
        date=meta.get("date", ""),
        edition=meta.get("edition", ""),
    )


def _address(meta: Mapping[str, str], lang: str, name: str, site: Site) -> str:
    if meta.get("kind") == "home":
        return "" if lang == site.languages[0] else f"{lang}/"
    return f"{lang}/{_slug(meta, name)}/"


def _slug(meta: Mapping[str, str], name: str) -> str:
    """As it is written where it can be an address, else made of the file's name."""
    slug = meta.get("slug", "")
    return slug if _SLUG.fullmatch(slug) else re.sub(r"[^a-z0-9]+", "-", name.split(".")[0].lower()).strip("-")


def _guessed(data: bytes) -> Mapping[str, str]:
    """What the front matter of a file that cannot be read seems to say: enough to know where its page is."""
    text = _CONTROL.sub("", data[:4000].decode("utf-8", "replace").replace("\r", "\n"))
    return {found[1].lower(): found[2] for found in reversed(list(_LINE.finditer(text)))}


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
