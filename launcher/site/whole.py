"""The whole of a content folder, as the gate sees it: what lies there, which bytes, what each file's front matter says.
A text is taken apart only when somebody asks for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from launcher import documents
from launcher.errors import Malformed
from launcher.model import Yardstick
from launcher.site import frontmatter
from launcher.site.frontmatter import Document, Front, is_held
from launcher.site.inventory import ATTACHMENTS

if TYPE_CHECKING:
    from launcher.site.fronts import Fronts, Headed

T = TypeVar("T")


class Listed(NamedTuple):
    """Something in the folder: its path there, and its kind: `folder`, `file`, `link` or `other`."""

    path: str
    kind: str


@dataclass(slots=True)
class Page:
    """A file with text: its bytes and their digest, its front matter, and what was learnt of it."""

    path: str
    digest: str
    data: bytes
    front: Front
    learnt: dict[str, Any] = field(default_factory=dict)
    """What other files may ask of it, by the name of who found it out: plain values."""
    document: Document | None = None

    def read(self) -> Document:
        """With its text."""
        if self.document is None:
            self.document = frontmatter.parse(self.front.file, documents.decoded(self.data, str(self.front.file)))
        return self.document


def status(document: Front) -> str:
    """`published` unless the file says otherwise."""
    return document.meta.get("status", "published").lower()


def section(document: Front) -> str:
    """The name of the folder in which the file stands."""
    return str(document.file).rsplit("/", 2)[-2]


def is_post(document: Front) -> bool:
    """Whether the file stands under `posts/`."""
    return section(document) == "posts"


@dataclass(frozen=True)
class Whole:
    """`listed` is all that lies there; `pages`, by path and in the order of the paths, what could be read."""

    folder: Path
    listed: tuple[Listed, ...]
    pages: Mapping[str, Page]
    languages: tuple[str, ...]
    now: dt.datetime
    yardstick: Yardstick
    _made: dict[tuple[object, str], Any] = field(default_factory=dict)

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        return {str(page.front.file): path for path, page in self.pages.items()}

    @cached_property
    def states(self) -> Mapping[str, str]:
        """Of each page, whether it goes `out`, is `held` until its hour, or is a `draft`."""
        return {path: self._state(page.front) for path, page in self.pages.items()}

    def _state(self, front: Front) -> str:
        return "draft" if status(front) == "draft" else "held" if is_held(front, self.now) else "out"

    @cached_property
    def going_out(self) -> tuple[Front, ...]:
        """What a reader would get."""
        return tuple(page.front for path, page in self.pages.items() if self.states[path] == "out")

    @cached_property
    def held_back(self) -> tuple[Front, ...]:
        """What is under embargo: it goes out with the first publish after its hour."""
        return tuple(page.front for path, page in self.pages.items() if self.states[path] == "held")

    @cached_property
    def twins(self) -> Mapping[tuple[str, str], list[Front]]:
        """The documents that go out under each twin, in the order of the languages."""
        found: dict[tuple[str, str], list[Front]] = defaultdict(list)
        for front in self.going_out:
            if front.meta.get("twin"):
                found[section(front), front.meta["twin"]].append(front)
        order = {lang: number for number, lang in enumerate(self.languages)}
        return {
            twin: sorted(there, key=lambda one: order.get(one.meta.get("lang", ""), len(order)))
            for twin, there in found.items()
        }

    @cached_property
    def named(self) -> Mapping[str, list[Front]]:
        """The documents by the name of their file; drafts too."""
        found: dict[str, list[Front]] = defaultdict(list)
        for page in self.pages.values():
            found[page.front.file.name].append(page.front)
        return found

    @cached_property
    def twinned(self) -> Mapping[str, list[Front]]:
        """The documents by the twin that they call themselves; drafts too."""
        found: dict[str, list[Front]] = defaultdict(list)
        for page in self.pages.values():
            found[page.front.meta.get("twin", "")].append(page.front)
        return found

    @cached_property
    def homes(self) -> tuple[Front, ...]:
        """The home pages that go out."""
        return tuple(one for one in self.going_out if one.meta.get("kind") == "home")

    @cached_property
    def attachments(self) -> tuple[str, ...]:
        """Files that pages may link."""
        return tuple(
            one.path for one in self.listed if one.kind == "file" and one.path.partition("/")[0] in ATTACHMENTS
        )

    def path(self, front: Front) -> str:
        """A document's path in the folder."""
        return self._paths[str(front.file)]

    def state(self, path: str) -> str:
        """`out`, `held` or `draft`; empty when there is no such page."""
        return self.states.get(path, "")

    def learn(self, path: str, what: Callable[[Document, Whole], T]) -> T:
        """What a page tells others, found out once. It may depend on the page, the yardstick and the languages alone,
        and is a plain value: it is kept as JSON."""
        learnt = self.pages[path].learnt
        name = f"{what.__module__.rpartition('.')[2]}.{what.__name__}"
        if name not in learnt:
            learnt[name] = what(self.pages[path].read(), self)
        return learnt[name]  # type: ignore[no-any-return]

    def derived(self, make: Callable[[Yardstick, str], T], lang: str) -> T:
        """What follows from the yardstick for a language, worked out once."""
        if (make, lang) not in self._made:
            self._made[make, lang] = make(self.yardstick, lang)
        return self._made[make, lang]  # type: ignore[no-any-return]

    def once(self, make: Callable[[Whole, str], T], about: str) -> T:
        """What follows from all of this, worked out once."""
        if (make, about) not in self._made:
            self._made[make, about] = make(self, about)
        return self._made[make, about]  # type: ignore[no-any-return]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────

Known = Callable[[str, str], Page | None]
"""The page of this path with these bytes, when it was read before."""


def listing(folder: Path) -> tuple[Listed, ...]:
    """Everything in the folder, in the order of the paths, but hidden files and what editors leave behind: the build
    does not look at them either. Links are not followed; a folder that may not be read is empty."""
    found = sorted(_below(str(folder), ()), key=lambda one: one[0])
    return tuple(Listed("/".join(parts), kind) for parts, kind in found)


def _below(folder: str, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    try:
        there = list(os.scandir(folder))
    except OSError:
        return
    for one in there:
        if one.name.startswith(".") or one.name.endswith("~"):
            continue
        here = (*parts, one.name)
        if one.is_symlink():
            yield here, "link"
        elif one.is_dir():
            yield here, "folder"
            yield from _below(one.path, here)
        else:
            yield here, "file" if one.is_file() else "other"


def texts(listed: Iterable[Listed]) -> Iterator[str]:
    """The paths of what has text."""
    return (path for path, kind in listed if kind == "file" and path.endswith(".md"))


def read(
    folder: Path, listed: tuple[Listed, ...], known: Known, seen: Fronts | None = None
) -> tuple[dict[str, Page], dict[str, Malformed]]:
    """The pages that can be read, and what is wrong with the others. Bytes decide, never a date; of what was `seen`, it
    is those that were seen then."""
    pages: dict[str, Page] = {}
    broken: dict[str, Malformed] = {}
    for path in texts(listed):
        try:
            pages[path] = _page(folder, path, known, (seen or {}).get(path))
        except Malformed as error:
            broken[path] = error
    return pages, broken


def _page(folder: Path, path: str, known: Known, seen: Headed | None) -> Page:
    data, digest = (seen.data, seen.sha256) if seen else _looked_at(f"{folder}/{path}")
    if data is not None and (page := known(path, digest)):
        page.data = data
        return page
    file = folder / path
    if data is None or len(data) > documents.MAX_BYTES:
        documents.read_text(file)  # says why
        data = contents(str(file)) or b""
    document = frontmatter.parse(file, documents.decoded(data, str(file)))
    front = Front(file, document.meta, document.lines, document.columns)
    return Page(path, hashlib.sha256(data).hexdigest(), data, front, document=document)


def _looked_at(file: str) -> tuple[bytes | None, str]:
    data = contents(file)
    return data, hashlib.sha256(data).hexdigest() if data is not None else ""


def contents(file: str) -> bytes | None:
    """A file's bytes; None when it cannot be read."""
    try:
        handle = os.open(file, os.O_RDONLY)  # of thousands of files; `open` takes twice the time
        try:
            return os.read(handle, os.fstat(handle).st_size)
        finally:
            os.close(handle)
    except OSError:
        return None
