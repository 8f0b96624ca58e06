"""Tables as text: which sign separates the cells, rows with their lines, and what the first rows tell of the rest."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from launcher.crisis.signals.dates import is_date
from launcher.crisis.signals.decode import cleaned
from launcher.crisis.signals.found import NotASignal, Source
from launcher.crisis.signals.levels import level
from launcher.errors import Malformed, Where

ROW_LIMIT = 300_000
"""Rows. A year by the hour is 8,784, thirty terms of it as a timeline 263,520; what is longer is a log."""

TERM_LIMIT = 5_000
"""Terms in a file. A search console exports a thousand; a crisis has dozens."""

_HEAD_LINES = 12
_LONGEST_CELL = 200

Row = tuple[int, list[str]]
"""The line (from 1) where a row ends, and its cells."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows that are not blank, under the separator that makes most sense of them."""

    delimiter: str
    rows: list[list[str]]

    def dated(self) -> int:
        """Where the header stands when a row that begins with a date and holds a number follows it; else -1.
        A text may have one line that looks so, for its own date: most rows must."""
        for index, (header, row) in enumerate(zip(self.rows, self.rows[1:], strict=False)):
            if len(header) > 1 and len(header) >= len(row) and not is_date(header[0]) and _is_dated(row):
                below = self.rows[index + 1 :]
                return index if sum(is_date(one[0]) for one in below) * 2 >= len(below) else -1
        return -1


def head(text: str) -> Head:
    """The head of a table, or of whatever else this is."""
    lines = [line for line in text[:65536].split("\n", 64) if line.strip()][:_HEAD_LINES]
    heads = [Head(mark, [row for line in lines if _has_words(row := _cells(line, mark))]) for mark in ",;\t"]
    return max(heads, key=_sense)


def rows(source: Source, head: Head, at: int) -> tuple[list[Row], list[Row]]:
    """All rows that are not blank: those above the header, which is the one at `at` in the head, and from it on.

    Raises NotASignal when there are too many, Malformed when quotes never close or swallow the header."""
    every = _rows(source, head.delimiter)
    start = next((n for n, (_, cells) in enumerate(every) if cells == head.rows[at]), -1)
    if start < 0:
        raise _open_quote(source, 1, "its header stands between quotation marks")
    return every[:start], every[start:]


def _rows(source: Source, delimiter: str) -> list[Row]:
    count = source.text.count("\n")
    if count > ROW_LIMIT:
        raise too_large(source.name, f"{count:,} rows are above the limit of {ROW_LIMIT:,}", line=ROW_LIMIT)
    reader = csv.reader(source.text.split("\n"), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader if _has_words(cells)]
    except csv.Error as error:
        raise _open_quote(source, max(reader.line_num, 1), str(error)) from error


def _open_quote(source: Source, line: int, why: str) -> Malformed:
    hint = "Export again as CSV; a quotation mark may be left open."
    return Malformed(f"the table cannot be read: {why}", hint=hint, where=Where(source.name, line), code="table")


def too_large(name: str, what: str, line: int = 1) -> NotASignal:
    """The refusal of a table beyond its limits."""
    hint = "Export a shorter period, by the day and not by the minute, or fewer terms."
    return NotASignal(f"{what} for a table", hint=hint, where=Where(name, line), code="too-large")


def label(cell: str) -> str:
    """A header or a term as it is shown: no invisible signs, single spaces, of a sensible length."""
    return " ".join(cleaned(cell[: 4 * _LONGEST_CELL]).split())[:_LONGEST_CELL]


def _has_words(cells: Sequence[str]) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _is_dated(row: Sequence[str]) -> bool:
    return bool(row) and is_date(row[0]) and any(level(c) is not None or level(c, ",") is not None for c in row[1:])


def _sense(head: Head) -> tuple[int, int, int]:
    widths = Counter(map(len, head.rows))
    width, times = max(((w, n) for w, n in widths.items() if w > 1), key=partial(_by_count), default=(0, 0))
    return sum(map(_is_dated, head.rows)), times, width


def _by_count(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[1], pair[0]
