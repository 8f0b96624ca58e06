"""What a reader reads of a document: no marks of Markdown, wrapped lines joined, places in the file kept."""

from __future__ import annotations

import bisect
import functools
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Where
from launcher.site.frontmatter import Document, composed

SHOWN = ("title", "menu", "summary", "correction")
"""Keys of the front matter that readers see."""

_TOKEN = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # an escape
    r"|(&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});)"  # an entity
    r"|\]\(\s*<?[^)\s>]*>?(?:\s+\"[^\"]*\")?\s*\)"  # where a link leads
    r"|!?\[|\]|\*+|`+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])|<(?=https?:|mailto:)"
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_QUOTED = re.compile(r"\s{0,3}>\s?")
_NO_ROW = re.compile(r"\s*\|?[\s:|-]*-{2,}[\s:|-]*$|\s*\[[^\]]+\]:\s")
"""The rule under a table's head, and where a reference leads."""
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(\s*<?([^)\s>]*)")
_SENTENCE = re.compile(r"(?<=[.!?…])[»”\"]?\s+(?=[«“\"(]?\s?[A-ZÀ-Þ0-9])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A title, summary, heading, item, table row or paragraph. `level` is a heading's, else 0."""

    kind: str
    text: str
    file: str
    stretches: tuple[tuple[int, int, tuple[int, ...]], ...]
    """For each line that it came from: where it begins in `text`, the file's line, each character's column there."""
    level: int = 0

    def where(self, index: int = 0) -> Where:
        """The place in the file of a character of `text`."""
        at = max(0, bisect.bisect([start for start, _, _ in self.stretches], index) - 1)
        start, line, columns = self.stretches[at]
        return Where(self.file, line, columns[min(index - start, len(columns) - 1)] if columns else 1)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what is read, where it leads, where it stands."""

    text: str
    target: str
    where: Where


def passages(document: Document) -> tuple[Passage, ...]:
    """All that is read of a document, in its order."""
    given = (key for key in SHOWN if document.meta.get(key))
    shown = tuple(
        (key, composed(document.meta[key]), document.lines[key], document.columns.get(key, 1)) for key in given
    )
    return _passages(str(document.file), shown, document.body, document.body_line)


def body(document: Document) -> tuple[Passage, ...]:
    """The same without the front matter."""
    return tuple(one for one in passages(document) if one.kind not in SHOWN)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a passage, and where it begins."""
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, text[start : found.start()]
        start = found.end()
    if start < len(text):
        yield start, text[start:]


def links(document: Document) -> Iterator[Link]:
    """The links of a document's body."""
    for number, line in enumerate(document.body.split("\n"), document.body_line):
        for found in _LINK.finditer(line):
            yield Link(plain(found[1]), found[2], Where(str(document.file), number, found.start() + 1))


def plain(markdown: str) -> str:
    """A line of Markdown as it is read."""
    return _seen(markdown, 0)[0]


def parsed(path: str, text: str) -> Document:
    """The document that a rendered text is, without its file."""
    head, _, rest = text.partition("\n\n")
    rows = [row.partition(":") for row in head.split("\n")]
    meta = {key.strip().lower(): value.strip() for key, _, value in rows}
    lines = {key.strip().lower(): number for number, (key, _, _) in enumerate(rows, 1)}
    return Document(Path(path), meta, lines, {}, rest, len(rows) + 2)


@functools.lru_cache(maxsize=512)
def _passages(file: str, shown: tuple[tuple[str, str, int, int], ...], text: str, first: int) -> tuple[Passage, ...]:
    head = [
        Passage(key, value, file, ((0, line, tuple(range(column, column + len(value)))),))
        for key, value, line, column in shown
    ]
    return (*head, *_Blocks(file).read(text.split("\n"), first))


class _Blocks:
    """Lines become passages: what is wrapped belongs together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.done: list[Passage] = []
        self.open: Passage | None = None

    def read(self, lines: list[str], first: int) -> list[Passage]:
        for number, line in enumerate(lines, first):
            self._line(line, number)
        self._close()
        return self.done

    def _line(self, line: str, number: int) -> None:
        quoted = _QUOTED.match(line)
        begin = quoted.end() if quoted else 0
        if not line[begin:].strip() or _NO_ROW.match(line):
            self._close()
        elif heading := _HEADING.match(line, begin):
            self._start("heading", line, heading.end(), number, len(heading[1]))
            self._close()
        elif line.lstrip().startswith("|"):
            self._start("row", line, begin, number)
            self._close()
        elif item := _ITEM.match(line, begin):
            self._start("item", line, item.end(), number)
        elif self.open:
            self._go_on(line, begin, number)
        else:
            self._start("text", line, begin, number)

    def _start(self, kind: str, line: str, begin: int, number: int, level: int = 0) -> None:
        self._close()
        text, columns = _seen(line, begin)
        self.open = Passage(kind, text, self.file, ((0, number, columns),), level)

    def _go_on(self, line: str, begin: int, number: int) -> None:
        assert self.open is not None
        text, columns = _seen(line, begin)
        before = self.open
        stretches = (*before.stretches, (len(before.text) + 1, number, columns))
        self.open = Passage(before.kind, f"{before.text} {text}", self.file, stretches)

    def _close(self) -> None:
        if self.open and self.open.text:
            self.done.append(self.open)
        self.open = None


def _seen(line: str, begin: int) -> tuple[str, tuple[int, ...]]:
    """What is read of a line from `begin` on, and the column of each of its characters."""
    parts: list[str] = []
    columns: list[int] = []
    at = begin + len(line[begin:]) - len(line[begin:].lstrip())
    end = len(line.rstrip())
    for found in _TOKEN.finditer(line, at, end):
        parts.append(line[at : found.start()])
        columns.extend(range(at + 1, found.start() + 1))
        shown = found[1] or (html.unescape(found[2]) if found[2] else "")
        parts.append(shown)
        columns.extend([found.start() + 1] * len(shown))
        at = found.end()
    parts.append(line[at:end])
    columns.extend(range(at + 1, end + 1))
    return "".join(parts), tuple(columns)
