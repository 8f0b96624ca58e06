"""The rules of the gate: one file each. `check(content)` looks at documents one by one, and asks for what it needs of
the others; `check_all(whole)` looks at all of them, by their front matter and by what was learnt of each; `check_file`
looks at what pages link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from launcher.errors import Where
from launcher.model import Finding, Yardstick
from launcher.site.frontmatter import Document, Front, moment
from launcher.site.whole import Whole, is_post, status

__all__ = ["PAGE_KINDS", "POST_KINDS", "Content", "Whole", "is_post", "status"]

PAGE_KINDS = (
    *("home", "action", "products", "subject", "project", "benefits", "disclosure", "facts", "faq", "timeline"),
    *("media", "contact", "about", "accessibility", "page"),
)
POST_KINDS = ("statement", "update", "correction", "question", "subject", "project", "release", "closing")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """What a rule looks at: readable documents, and what they are held against. What it asks of other documents, of
    other files or of the clock is noted with the answer: a finding stands as long as every answer is the same."""

    documents: tuple[Document, ...]
    whole: Whole
    asked: dict[tuple[str, ...], None] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.whole.folder

    @property
    def languages(self) -> tuple[str, ...]:
        return self.whole.languages

    @property
    def yardstick(self) -> Yardstick:
        return self.whole.yardstick

    @property
    def going_out(self) -> tuple[Document, ...]:
        """The documents that a reader would get: not the drafts, not what waits for its hour."""
        return tuple(one for one in self.documents if self.whole.state(self.path(one)) == "out")

    @property
    def held_back(self) -> tuple[Document, ...]:
        """What is under embargo: it goes out with the first publish after its hour."""
        return tuple(one for one in self.documents if self.whole.state(self.path(one)) == "held")

    def path(self, document: Front) -> str:
        """A document's path in the folder."""
        return self.whole.path(document)

    def ask(self, question: Callable[..., T], *about: str) -> T:
        """The answer to a question of `launcher.site.questions`."""
        self.asked[question.__name__, *about] = None
        return question(self.whole, *about)

    def derived(self, make: Callable[[Yardstick, str], T], lang: str) -> T:
        """What follows from the yardstick for a language, worked out once."""
        return self.whole.derived(make, lang)


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
