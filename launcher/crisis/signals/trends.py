"""Search-trend exports in any interface language, and any other table with dates in its first column.

A trend export is a preamble line, a blank line, a header `Day,term: (Region),…`, then rows; newer ones start with the
header `"Time","term"`. The words of all three depend on the interface's language, so the table is found by its shape:
the first row that starts with a date. The pageviews tool's CSV (`Date,Article 1,Article 2`) has the same shape.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from launcher.crisis.signals import dates, tables
from launcher.crisis.signals.found import Found, Source, Trendline
from launcher.crisis.signals.levels import decimal_mark, level
from launcher.errors import Malformed, Where
from launcher.model import Point, Series, Volume

UNNAMED = ("article count", "volume intensity", "value", "count", "articles", "series", "views", "hits", "interest")
"""Headers that say how it was counted and not what."""
_REGION = re.compile(r" ?[:：] ?[(（](.*)[)）]$")
_HEADERS = {
    "fr": re.compile(r"jour|semaine|mois|heure", re.IGNORECASE),
    "en": re.compile(r"day|week|month|hour|time", re.IGNORECASE),
}
_PREAMBLES = {"fr": re.compile(r"catégorie\b", re.IGNORECASE), "en": re.compile(r"category\b", re.IGNORECASE)}
_PASSED = ("ispartial", "is partial", "total monitored articles")


@dataclass(frozen=True, slots=True)
class Dated:
    """A table whose rows all start with a date: `moments` go with `rows`; `notes` tell what was passed over; `lang` is
    the interface's (see `_interface`)."""

    name: str
    delimiter: str
    header: list[str]
    rows: list[tables.Row]
    moments: list[dt.datetime]
    notes: tuple[str, ...]
    lang: str


def read_table(source: Source) -> Found:
    """One line per term. Raises Malformed when no row can be read."""
    table = dated(source)
    if len(table.header) > tables.TERM_LIMIT:
        raise tables.too_large(source.name, f"{len(table.header):,} columns are above {tables.TERM_LIMIT:,}, the limit")
    columns = [_column(table, index) for index in range(1, len(table.header))]
    return Found(
        trends=tuple(trend for trend, _ in columns if trend and trend.series.points),
        notes=table.notes + tuple(note for _, notes in columns for note in notes),
    )


def read_related(source: Source) -> Found:
    """The related queries of a trend export: the block whose first one counts 100. What rises has no level."""
    found: list[Volume] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        term, _, share = line.rpartition(",")
        searches = None if "%" in share else level(share)
        if term and searches is not None and (not found or searches <= found[-1].searches):
            where = Where(source.name, number)
            found.append(Volume(tables.label(term.strip('"')), searches, source.name, where, source.name))
    return Found(volumes=tuple(found))


def looks_related(text: str) -> bool:
    """A blank line, a line of one cell (`TOP` in the interface's language), then a query that counts 100."""
    return bool(re.match(r"[^\n]{1,200}\n(?:[ \t]*\n[^\n,;\t]{1,60}\n){1,2}[^\n]{1,200},100\n", text))


def looks_bare(head: tables.Head) -> bool:
    """A trend export's header, `Day,term: (Region)`, and no row with a date below."""
    return any(len(row) > 1 and all(_REGION.search(cell.strip()) for cell in row[1:]) for row in head.rows)


def dated(source: Source) -> Dated:
    """The table of a text whose head is one. Raises Malformed when no row can be read."""
    head = tables.head(source.text)
    above, (first, *body) = tables.rows(source, head, max(head.dated(), 0))
    header = [tables.label(cell) for cell in first[1]]
    column = dates.column([cells[0] for _, cells in body], day_first=_day_first(source, head.delimiter))
    whole = [
        (row, moment) for row, moment in zip(body, column.moments, strict=True) if moment and len(row[1]) >= len(header)
    ]
    if not whole:
        hint = "Export again as CSV; the first column is the date, one more for each term."
        raise Malformed("no row of this export can be read", hint=hint, where=Where(source.name, 1), code="no-rows")
    kept = [row for row, _ in whole]
    notes = _doubts(source.name, [line for line, _ in body], kept)
    if column.doubt:
        notes = (f"{source.name}:{kept[0][0]}: {column.doubt}", *notes)
    lang = _interface([tables.label(cells[0]) for _, cells in above], header[0])
    return Dated(source.name, head.delimiter, header, kept, [moment for _, moment in whole], notes, lang)


def points(
    name: str, term: str, pairs: Iterable[tuple[dt.datetime, float | None]]
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Points in time order, and notes on negative values (passed over), days given twice, and zeros only."""
    made: dict[dt.datetime, float] = {}
    twice = negative = 0
    for moment, number in pairs:
        if number is None or number < 0:
            negative += number is not None
        else:
            twice += moment in made
            made[moment] = number
    notes = []
    if negative:
        notes.append(f"{name}: {negative} negative value(s) of “{term}” passed over")
    if twice:
        notes.append(f"{name}: {twice} moment(s) of “{term}” are given twice; the last one counts")
    if not made:
        notes.append(f"{name}: no value of “{term}” can be read")
    elif not any(made.values()):
        notes.append(f"{name}: “{term}” is zero throughout")
    return tuple(sorted(made.items())), tuple(notes)


def named_by_file(name: str) -> str:
    """The term that a file's name says, when its content does not."""
    return re.sub(r"[-_]+", " ", PurePath(name).stem).strip() or name


def subject(title: str) -> str:
    """What people type for the title of an article: `Lait_cru_(aliment)` is lait cru."""
    words = title if " " in title else title.replace("_", " ")
    return re.sub(r" \([^()]*\)$", "", words) or title


def _interface(preamble: Sequence[str], first: str) -> str:
    """The language, fr or en, of the interface that wrote a header; empty when it is another one or does not tell, or
    when the lines above contradict it."""
    lang = next((lang for lang, words in _HEADERS.items() if words.fullmatch(first)), "")
    above = next((line for line in preamble if re.search(r"\w\s*[:：]", line)), "")
    return lang if not above or (lang and _PREAMBLES[lang].match(above)) else ""


def _day_first(source: Source, delimiter: str) -> bool:
    return source.lang != "en" or delimiter == ";"


def _doubts(name: str, lines: Sequence[int], kept: Sequence[tables.Row]) -> tuple[str, ...]:
    whole = {line for line, _ in kept}
    broken = [line for line in lines if line not in whole]
    last = kept[-1][0]
    notes = []
    if any(line > last for line in broken):
        notes.append(f"{name}:{broken[-1]}: the last row is incomplete; the export may have been cut")
    inside = [line for line in broken if line < last]
    if inside:
        notes.append(f"{name}:{inside[0]}: {len(inside)} row(s) passed over that are no date and values")
    return tuple(notes)


def _column(table: Dated, index: int) -> tuple[Trendline | None, tuple[str, ...]]:
    header = table.header[index]
    if not header or header.lower() in _PASSED:
        return None, ()
    cells = [cells[index] for _, cells in table.rows]
    mark = decimal_mark(cells, table.delimiter)
    numbers = [level(cell, mark) for cell in cells]
    if all(number is None for number in numbers):
        return None, ()
    term, notes = _term(table.name, header)
    odd = [
        row[0] for row, cell, number in zip(table.rows, cells, numbers, strict=True) if number is None and cell.strip()
    ]
    if odd:
        notes += (f"{table.name}:{odd[0]}: {len(odd)} value(s) of “{term}” passed over that are no numbers",)
    made, more = points(table.name, term, zip(table.moments, numbers, strict=True))
    region = _REGION.search(header)
    where = Where(table.name, table.rows[0][0], index + 1)
    series = Series(term, "search", made, table.name, where, table.name, table.lang)
    return Trendline(series, region[1].casefold() if region else ""), notes + more


def _term(name: str, header: str) -> tuple[str, tuple[str, ...]]:
    term = _REGION.sub("", header).strip() or header
    if term.lower() in UNNAMED:
        term = named_by_file(name)
        return term, (f"{name}: the table does not name its term; “{term}” taken from the file's name",)
    return subject(term), ()
