"""News counts: GDELT timelines, as CSV (`Date,Series,Value`) and as the DOC API answers in JSON."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from launcher.crisis.lexicon import LANGUAGES
from launcher.crisis.signals import dates, languages, tables, trends
from launcher.crisis.signals.found import Found, Source
from launcher.crisis.signals.levels import decimal_mark, level
from launcher.errors import Where
from launcher.model import Series

_SCALES = {"volume intensity": "share of the news", "article count": "articles in the news"}
"""Measures of GDELT that count the same in every file."""
_PASSED = ("total monitored articles",)
_OTHERS = re.compile(r"average tone|.+ (?:volume intensity|article count)", re.IGNORECASE)
"""Series that count something else: the tone of the news, or one language's or country's part of it."""
_SOURCE_LANG = re.compile(r"(?<![\w-])sourcelang:\"?(\w+)", re.IGNORECASE)
_OPERATOR = re.compile(r"(?:^|\s)-?\w+(?::\"[^\"]*\"|[:<>]\S+)|(?:^|\s)-(?:\"[^\"]*\"|\S+)")


def read_timeline(source: Source) -> Found:
    """One series per label. A CSV of GDELT does not say its query: then the file's name is the term."""
    table = trends.dated(source)
    mark = decimal_mark((cells[2] for _, cells in table.rows), table.delimiter)
    groups: dict[str, list[int]] = {}
    for index, (_, cells) in enumerate(table.rows):
        groups.setdefault(tables.label(cells[1]), []).append(index)
    if len(groups) > tables.TERM_LIMIT:
        raise tables.too_large(source.name, f"{len(groups):,} series are above the limit of {tables.TERM_LIMIT:,}")
    odd = [line for line, cells in table.rows if level(cells[2], mark) is None]
    found = [Found(notes=table.notes + odd_rows(source.name, len(odd), odd[0] if odd else 0))]
    for name, indices in groups.items():
        moments = [table.moments[i] for i in indices]
        numbers = [level(table.rows[i][1][2], mark) for i in indices]
        where = Where(source.name, table.rows[indices[0]][0], 3)
        found.append(_found(name, "", "", where, zip(moments, numbers, strict=True)))
    return Found.joined(found)


def from_json(source: Source, answer: dict[str, Any]) -> Found:
    """The timelines of an answer (`timelinevol`, `timelinevolraw`): the term is what its query asked for."""
    details = answer.get("query_details")
    title = details.get("title") if isinstance(details, dict) else ""
    query = title if isinstance(title, str) else ""
    return Found.joined([_of_answer(source, one, query) for one in answer["timeline"] if isinstance(one, dict)])


def asked(query: str) -> str:
    """The words of a GDELT query: no operators, no quotes, of alternatives the first."""
    words = _OPERATOR.sub(" ", query)
    words = re.split(r"\s+OR\s+", words, maxsplit=1)[0]
    return tables.label(re.sub(r"[\"“”()]", " ", words))


def number(value: object) -> float | None:
    """A finite number of a JSON answer; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        made = float(value) if not isinstance(value, str) else level(value)
    except (OverflowError, ValueError):
        return None
    return made if made is not None and math.isfinite(made) else None


def measured(
    name: str, rows: Sequence[dict[str, Any]], date: str, value: str
) -> tuple[list[tuple[dt.datetime, float | None]], tuple[str, ...]]:
    """Moments and values of an answer's rows, by their keys, and a note on rows that are no date and value (null is
    one: nothing was counted)."""
    column = dates.column([str(row.get(date, "")) for row in rows], day_first=True)
    read = [(moment, number(row.get(value)), row) for moment, row in zip(column.moments, rows, strict=True)]
    odd = sum(moment is None or (level is None and row.get(value) is not None) for moment, level, row in read)
    return [(moment, level) for moment, level, _ in read if moment], odd_rows(name, odd)


def odd_rows(name: str, count: int, line: int = 0) -> tuple[str, ...]:
    """The note on rows that are passed over, if there are any."""
    return (f"{Where(name, line)}: {count} row(s) passed over that are no date and value",) if count else ()


def _of_answer(source: Source, timeline: dict[str, Any], query: str) -> Found:
    data = timeline.get("data")
    rows = [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []
    pairs, notes = measured(source.name, rows, "date", "value")
    found = _found(str(timeline.get("series", "")), asked(query), _language(query), Where(source.name, 1), pairs)
    return Found.joined([Found(notes=notes), found])


def _language(query: str) -> str:
    """The one language, fr or en, of the articles that a query asks for; empty when it does not say one."""
    said = {languages.named(code) for code in _SOURCE_LANG.findall(query)}
    return said.pop() if len(said) == 1 and said <= set(LANGUAGES) else ""


def _found(label: str, term: str, lang: str, where: Where, pairs: Iterable[tuple[dt.datetime, float | None]]) -> Found:
    if label.lower() in _PASSED:
        return Found()
    if _OTHERS.fullmatch(label):
        return Found(notes=(f"{where.file}: “{label}” passed over, it does not count articles on the term",))
    notes: tuple[str, ...] = ()
    if not term and label.lower() not in trends.UNNAMED:
        term = label
    elif not term:
        term = trends.named_by_file(where.file)
        notes = (f"{where.file}: the timeline does not name its term; “{term}” taken from the file's name",)
    made, more = trends.points(where.file, term, pairs)
    series = Series(term, "news", made, where.file, where, _SCALES.get(label.lower(), where.file), lang)
    return Found(series=(series,) if made else (), notes=notes + more)
