"""Tables over time: search-trend exports in any interface language, and news counts (GDELT timelines).

A trend export is a preamble line, a blank line, a header `Day,term: (Region),…`, then rows; the words of all three
depend on the interface's language, so the table is found by its shape: the first row that starts with a date.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import PurePath

from launcher.crisis.signals.found import Found, Source
from launcher.errors import Malformed, Where
from launcher.model import Series

SHAPE_LINES = 12
_DATE = re.compile(
    r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ]+(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?(?:\.\d+)?)?(?:Z|UTC)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})\d{2}Z?)?")
_NUMBER = re.compile(r"-?\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?|-?\d+(?:[.,]\d+)?")
_REGION = re.compile(r"\s*[:：]\s*[(（][^()（）]*[)）]\s*$")
_TOTALS = ("total monitored articles", "ispartial")
_UNNAMED = ("article count", "volume intensity", "value", "count", "articles", "series")

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Table:
    """Cells with the line (from 1) where each row stands; every row but those of `broken` starts with a date."""

    header: list[str]
    rows: list[Row]
    broken: list[int]


def looks_like_one(text: str) -> bool:
    """Whether the text starts as a table over time: a row of two cells or more, then one that begins with a date."""
    lines = [line for line in islice(text.splitlines(), SHAPE_LINES) if line.strip()]
    delimiter = _delimiter(lines)
    cells = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    return any(
        len(a) > 1 and len(a) >= len(b) and not _moment(a[0]) and b and _moment(b[0]) for a, b in pairwise(cells)
    )


def read_table(source: Source) -> Found:
    """One series per term. Raises Malformed when no row can be read."""
    table = _table(source)
    if not table.rows:
        hint = "Export again as CSV; the first column is the date, one more for each term."
        raise Malformed("no row of this export can be read", hint=hint, where=Where(source.name, 1), code="no-rows")
    notes = _doubts(source.name, table)
    if [cell.strip().lower() for cell in table.header[:3]] == ["date", "series", "value"]:
        series, more = _timeline(source.name, table)
        return Found((), series, notes + more)
    columns = range(1, len(table.header))
    series = tuple(_column(source.name, table, index) for index in columns if _is_term(table.header[index]))
    return Found((), tuple(s for s in series if s.points), notes)


def _delimiter(lines: Sequence[str]) -> str:
    return max(",;\t", key=lambda d: sum(line.count(d) for line in lines))


def _table(source: Source) -> _Table:
    lines = source.text.split("\n")
    reader = csv.reader(lines, delimiter=_delimiter([line for line in lines[:SHAPE_LINES] if line.strip()]))
    header: list[str] = []
    rows: list[Row] = []
    broken: list[int] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if rows or (header and _moment(cells[0])):
            whole = _moment(cells[0]) and len(cells) >= len(header) and all(map(_readable, cells[-1:]))
            (rows.append((reader.line_num, cells)) if whole else broken.append(reader.line_num))
        else:
            header = cells
    return _Table(header, rows, broken)


def _doubts(name: str, table: _Table) -> tuple[str, ...]:
    last = table.rows[-1][0]
    notes = []
    if any(line > last for line in table.broken):
        notes.append(f"{name}:{table.broken[-1]}: the last row is incomplete; the export may have been cut")
    inside = [line for line in table.broken if line < last]
    if inside:
        notes.append(f"{name}:{inside[0]}: {len(inside)} row(s) passed over that are no date and values")
    return tuple(notes)


def _is_term(header: str) -> bool:
    return bool(header.strip()) and header.strip().lower() not in _TOTALS


def _column(name: str, table: _Table, index: int) -> Series:
    term = _REGION.sub("", table.header[index]).strip()
    cells = [(row[0], row[index]) for _, row in table.rows if len(row) > index]
    return Series(term, "search", _points(cells), name, Where(name, table.rows[0][0], index + 1))


def _timeline(name: str, table: _Table) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    """News counts. A GDELT timeline does not say its query: then the file's name is the term."""
    labels = dict.fromkeys(row[1].strip() for _, row in table.rows)
    series, notes = [], []
    for label in labels:
        if label.lower() in _TOTALS:
            continue
        term = label
        if label.lower() in _UNNAMED:
            term = re.sub(r"[-_]+", " ", PurePath(name).stem)
            notes.append(f"{name}: the timeline does not name its term; “{term}” taken from the file's name")
        cells = [(row[0], row[2]) for _, row in table.rows if row[1].strip() == label]
        series.append(Series(term, "news", _points(cells), name, Where(name, table.rows[0][0], 3)))
    return tuple(series), tuple(notes)


def _points(cells: Sequence[tuple[str, str]]) -> tuple[tuple[dt.datetime, float], ...]:
    points = {}
    for date, value in cells:
        moment, number = _moment(date), _value(value)
        if moment and number is not None:
            points[moment] = number
    return tuple(sorted(points.items()))


def _moment(text: str) -> dt.datetime | None:
    """A day, hour or month in UTC; exports tell no zone."""
    match = _DATE.fullmatch(text.strip()) or _COMPACT.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    try:
        return dt.datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, tzinfo=dt.UTC)
    except ValueError:
        return None


def _value(text: str) -> float | None:
    """A number ≥ 0; `<1` counts as one half, an empty cell as no answer."""
    cell = text.strip().rstrip("%").strip()
    if cell.startswith("<"):
        return 0.5
    if not _NUMBER.fullmatch(cell):
        return None
    if re.search(r"[,  ]\d{3}(?!\d)", cell) and "." not in cell.split(",")[0]:
        cell = re.sub(r"[,  ]", "", cell)
    return max(0.0, float(cell.replace(",", ".").replace(" ", "")))


def _readable(cell: str) -> bool:
    return not cell.strip() or _value(cell) is not None or not cell.strip()[:1].isdigit()
