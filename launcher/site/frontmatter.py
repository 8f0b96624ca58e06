"""Reads a content file's front matter without Pelican: `Key: value` lines, a blank line, then Markdown.

It accepts a strict subset of what Pelican accepts, so that what is read here is what is built there: no fences,
no continued lines, no key twice.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher import documents
from launcher.errors import Malformed, Problem, Where

_NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef{_NONCHARACTERS}]")
MOST = 8_000
"""Characters of one line: a paragraph of 1,300 words. Nobody writes it, and some rules read it again and again."""
_KEY = re.compile(r"([A-Za-z0-9_-]+):(.*)")
_HINT = "start the file with `Key: value` lines (Title, Lang, Slug …), then one blank line, then the text"


@dataclass(frozen=True, slots=True)
class Front:
    """What stands above a file's text. `meta`, `lines` and `columns` have lower-case keys; places count from 1, and a
    column is where the value begins."""

    file: Path
    meta: Mapping[str, str]
    lines: Mapping[str, int]
    columns: Mapping[str, int] = field(default_factory=dict)

    def where(self, key: str = "") -> Where:
        """Where the value of a key begins; the file's beginning when the key is absent."""
        return Where(str(self.file), self.lines.get(key, 1), self.columns.get(key, 1))


@dataclass(frozen=True, slots=True)
class Document(Front):
    """One content file."""

    body: str = ""
    body_line: int = 1


def read(file: Path) -> Document:
    """The file's metadata and body.

    Raises Malformed, with every problem at its file:line: unreadable, not UTF-8, control characters, no front
    matter, a blank line before it, a line without a colon, a key given twice.
    """
    return parse(file, documents.read_text(file))


def parse(file: Path, text: str) -> Document:
    """The same of a text that was read from the file."""
    _refuse_controls(file, text)
    rows = text.split("\n")
    end = _end_of_metadata(file, rows)
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[:end], start=1):
        problem = _take(file, number, row.expandtabs(4), meta, lines, columns)  # as Markdown does before it looks
        if problem:
            problems.append(problem)
    problems += [
        Problem(
            "long-line", f"a line of {len(row)} characters", "Break it into paragraphs.", Where(str(file), number, 1)
        )
        for number, row in enumerate(rows, start=1)
        if len(row) > MOST
    ]
    if problems:
        raise Malformed.of(f"{file}: {len(problems)} faults in the front matter", problems)
    return Document(file, meta, lines, columns, composed("\n".join(rows[end + 1 :])), min(end + 2, len(rows) + 1))


def is_moment(text: str) -> bool:
    """Whether it is a moment that can be read one way only: the year first, with an offset from UTC."""
    try:
        return "-" in text[:5] and dt.datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


def moment(document: Front, key: str) -> dt.datetime | None:
    """A moment of the front matter; None when it is missing, or in a form that the gate refuses."""
    try:
        found = dt.datetime.fromisoformat(document.meta.get(key, ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def composed(text: str) -> str:
    """Accents as one character and no soft hyphens: what looks the same is read the same."""
    return unicodedata.normalize("NFC", text).replace("\u00ad", "")


def is_held(document: Front, now: dt.datetime | None) -> bool:
    """Whether it is under embargo: always, where nobody says what time it is. An embargo that cannot be read holds: the
    gate says what is wrong with it."""
    if "embargo" not in document.meta:
        return False
    until = moment(document, "embargo")
    return now is None or until is None or until > now


def _refuse_controls(file: Path, text: str) -> None:
    """Control characters and non-characters have no place in HTML and make a feed unreadable."""
    found = _CONTROL.search(text)
    if found:
        before = text[: found.start()]
        raise Malformed(
            f"control character U+{ord(found[0]):04X}",
            hint="delete the invisible character",
            where=Where(str(file), before.count("\n") + 1, len(before) - before.rfind("\n")),
            code="control-character",
        )


def _end_of_metadata(file: Path, rows: list[str]) -> int:
    """The index of the blank line that ends the metadata (or the number of rows)."""
    if not any(row.strip() for row in rows):
        raise Malformed("the file is empty", hint=_HINT, where=Where(str(file), 1), code="no-front-matter")
    if not rows[0].strip():
        raise Malformed(
            "blank line before the front matter",
            hint="delete the blank lines at the top",
            where=Where(str(file), 1),
            code="blank-before-front-matter",
        )
    if not _KEY.fullmatch(rows[0]):
        raise Malformed("no front matter", hint=_HINT, where=Where(str(file), 1), code="no-front-matter")
    return next((n for n, row in enumerate(rows) if not row.strip()), len(rows))


def _take(
    file: Path, number: int, row: str, meta: dict[str, str], lines: dict[str, int], columns: dict[str, int]
) -> Problem | None:
    """Put one `Key: value` line into `meta` and `lines`, or say what is wrong with it."""
    found = _KEY.fullmatch(row)
    if not found:
        shown = row.strip()[:40]
        return Problem("not-a-key", f"`{shown}` is not a `Key: value` line", _HINT, Where(str(file), number, 1))
    key = found[1].lower()
    if key in meta:
        message = f"`{found[1]}` is given twice (first on line {lines[key]})"
        return Problem("duplicate-key", message, "keep one of the two lines", Where(str(file), number, 1))
    meta[key] = found[2].strip()
    lines[key] = number
    columns[key] = 1 + len(row) - len(found[2].lstrip()) if meta[key] else len(row) + 1
    return None
