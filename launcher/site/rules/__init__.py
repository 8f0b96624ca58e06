"""The rules of the gate: one file each, with `check(content) -> findings`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from launcher.errors import Where
from launcher.model import Finding, Yardstick
from launcher.site.frontmatter import Document, is_held, moment

PAGE_KINDS = (
    *("home", "action", "products", "subject", "project", "benefits", "disclosure", "facts", "faq", "timeline"),
    *("media", "contact", "about", "accessibility", "page"),
)
POST_KINDS = ("statement", "update", "correction", "question", "subject", "project", "release", "closing")


@dataclass(frozen=True, slots=True)
class Content:
    """What the gate looks at: the readable documents, the site's languages, the time at which it looks, and what the
    content is held against."""

    folder: Path
    documents: tuple[Document, ...]
    languages: tuple[str, ...]
    now: dt.datetime
    yardstick: Yardstick = field(default_factory=Yardstick)

    @property
    def going_out(self) -> tuple[Document, ...]:
        """The documents that a reader would get: not the drafts, not what waits for its hour."""
        return tuple(one for one in self.documents if status(one) != "draft" and not is_held(one, self.now))

    @property
    def held_back(self) -> tuple[Document, ...]:
        """What is under embargo: it goes out with the first publish after its hour."""
        return tuple(one for one in self.documents if status(one) != "draft" and is_held(one, self.now))


def passed_over(path: Path, folder: Path) -> bool:
    """Hidden files and what editors leave behind: the build does not look at them either."""
    return any(part.startswith(".") or part.endswith("~") for part in path.relative_to(folder).parts)


def status(document: Document) -> str:
    """`published` unless the file says otherwise."""
    return document.meta.get("status", "published").lower()


def is_post(document: Document) -> bool:
    """Whether the file stands under `posts/`."""
    return document.file.parent.name == "posts"


def is_record(document: Document, content: Content) -> bool:
    """Whether it is a post that is older than the facts: it keeps what was true on its day."""
    as_of, date = content.yardstick.facts.get("as_of"), moment(document, "date")
    return bool(is_post(document) and date and as_of and as_of.value and date < as_of.value)


def error(code: str, message: str, hint: str, where: Where) -> Finding:
    """A finding that refuses."""
    return Finding(code, "error", message, hint, where)


def within(where: Where, offset: int) -> Where:
    """The place of a character of a line whose first one is at `where`."""
    return replace(where, column=where.column + offset)


def body_lines(document: Document) -> Iterator[tuple[Where, str]]:
    """Each line of the body with its place in the file."""
    for offset, line in enumerate(document.body.split("\n")):
        yield Where(str(document.file), document.body_line + offset, 1), line


def all_lines(document: Document) -> Iterator[tuple[Where, str]]:
    """Each metadata value and each line of the body, with its place."""
    for key, value in document.meta.items():
        yield document.where(key), value
    yield from body_lines(document)
