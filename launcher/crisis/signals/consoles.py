"""What people searched, counted in all: the queries table of a search console, Matomo's keywords, keyword tools.

The words of a header depend on the interface's language. A search console's table is told by its shape: a block of
percentages (CTR) right after as many columns of impressions; two blocks of each when two periods are compared, the
current one first. Other tables are told by a first header that means “keyword” and one that means “how often”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from heapq import nlargest
from typing import Any

from launcher.crisis.signals import tables
from launcher.crisis.signals.dates import is_date
from launcher.crisis.signals.found import Found, NotASignal, Source
from launcher.crisis.signals.levels import decimal_mark, level
from launcher.crisis.signals.timelines import number
from launcher.errors import Where
from launcher.model import Volume

_TERMS = re.compile(
    r"label|libellé|bezeichnung|etiqueta|etichetta|"
    r".*(?:key ?word|mots?[- ]clés?|quer(?:y|ies)|requête|suchanfrag|suchbegriff|schlüsselw|consulta|palabra|zoekopdr|"
    r"zoekwoord|zapyta|sorgu|dotaz|sökfråg|søgeforesp|поисков|запрос|クエリ|キーワード|查询|查詢|关键|關鍵|검색어|استعلام|"
    r"search term|termes? (?:de )?recherch).*",
    re.IGNORECASE,
)
_COUNTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r".*(?:impress?ion|impresion|vertoning|wyświetl|görüntü|zobraz|visning|表示|展示|노출|показ|曝光).*",
        r"nb_searches|(?:unique )?searches|recherches?|suchen|búsquedas|(?:avg\. monthly |monthly )?searches",
        r"(?:search |monthly |avg\. )*volume|volume (?:de )?recherches?.*|suchvolumen|volumen.*",
        r"nb_visits|visits|visites|besuche|visitas|visite|bezoeken|wizyty|визиты|访问|訪問",
        r"nb_hits|hits|count|sum_daily_nb_uniq_visitors|clicks|clics",
    )
)
_ADDRESS = re.compile(r"(?:\w+://|www\.|/).*", re.IGNORECASE)
_NO_TERM = re.compile(
    r"keyword (?:\()?not defined(?:\))?|\(?not (?:provided|set)\)?|mot[- ]clé non (?:défini|précisé)|"
    r"(?:suchbegriff|keyword) nicht definiert|others?|autres?|total|-",
    re.IGNORECASE,
)
_LOGOS = {"logo", "metadata: logo", "code", "metadata: code"}
"""Columns of tables of countries, browsers, search engines: their labels are no words that people searched."""
_SAMPLE = 50
_INTERFACES = {
    "fr": re.compile(r"\b(?:requêtes?|clics|mots?[ -]clés?|visites|recherches)\b"),
    "en": re.compile(r"\b(?:quer(?:y|ies)|clicks|keywords?|visits|searches)\b"),
}
_LOOKED_AT = 2 * tables.TERM_LIMIT
"""Rows of which terms are made, the most searched: some are no terms."""

NO_QUERIES = "this table counts pages, countries, devices or days of a whole site, and no words that people searched"


def looks_like_one(head: tables.Head) -> bool:
    """Whether a table counts something, as a search console or a keyword tool does."""
    return _header(head.rows) >= 0


def read_queries(source: Source) -> Found:
    """One volume per term, on the scale of its file. Raises NotASignal when the table counts other things."""
    head = tables.head(source.text)
    _, rows = tables.rows(source, head, max(_header(head.rows), 0))
    header, body = [tables.label(cell) for cell in rows[0][1]], rows[1:]
    index = _count_column(header, [cells for _, cells in body[:_SAMPLE]])
    if index < 0 or not _holds_queries(header, [cells[0] for _, cells in body]):
        raise NotASignal(NO_QUERIES, hint="Export the table of queries.", where=Where(source.name, rows[0][0]))
    whole = [(line, cells) for line, cells in body if len(cells) > index]
    mark = decimal_mark((cells[index] for _, cells in whole), head.delimiter)
    counted = [(level(cells[index], mark), cells[0], line) for line, cells in whole]
    most = nlargest(_LOOKED_AT, counted, key=lambda row: row[0] or 0.0)
    found = [_volume(source, cell, searches, line, _interface(header)) for searches, cell, line in most]
    return _found(source, found, [line for line, cells in body if len(cells) <= index], len(counted) - len(most))


def from_rows(source: Source, rows: Sequence[dict[str, Any]]) -> Found:
    """Matomo's JSON: rows with a `label` and a count."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    index = _by_name(keys)
    if index < 0 or _LOGOS & set(keys):
        raise NotASignal(NO_QUERIES, hint="Export the table of keywords.", where=Where(source.name, 1))
    found = [_volume(source, row["label"], number(row.get(keys[index])), 1) for row in rows]
    return _found(source, found, [], 0)


def _found(source: Source, volumes: Sequence[Volume | None], broken: Sequence[int], left: int) -> Found:
    """The most searched first. A term given twice (two days of one export) counts once, with the sum."""
    sums: dict[str, Volume] = {}
    for one in volumes:
        if one:
            searches = one.searches + (sums[one.term].searches if one.term in sums else 0.0)
            sums[one.term] = replace(one, searches=searches, where=sums.get(one.term, one).where)
    notes = (
        [f"{source.name}:{broken[-1]}: {len(broken)} incomplete row(s); the export may have been cut"] if broken else []
    )
    if not sums:
        notes.append(f"{source.name}: a table of searches without one that can be read")
    kept = sorted(sums.values(), key=lambda one: -one.searches)[: tables.TERM_LIMIT]
    if len(kept) < len(sums):
        notes.append(f"{source.name}: the {len(kept):,} most searched of {len(sums) + left:,} terms are kept")
    return Found(volumes=tuple(kept), notes=tuple(notes))


def _interface(header: Sequence[str]) -> str:
    """The language of the console's own words, fr or en; empty when its header does not tell."""
    told = " ".join(header).lower()
    return next((lang for lang, words in _INTERFACES.items() if words.search(told)), "")


def _volume(source: Source, cell: str, searches: float | None, line: int, lang: str = "") -> Volume | None:
    term = tables.label(cell)
    if not searches or searches < 0 or not term or _ADDRESS.fullmatch(term) or _NO_TERM.fullmatch(term):
        return None
    return Volume(term, searches, source.name, Where(source.name, line), source.name, lang)


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Where the header stands; -1: this counts nothing."""
    for index, header in enumerate(rows[:-1]):
        if len(header) > 1 and all(header[:2]) and level(header[1]) is None:
            below = [row for row in rows[index + 1 :] if len(row) == len(header)]
            if below and _count_column(header, below) >= 0:
                return index
    return -1


def _count_column(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The column that tells how often; -1: none does."""
    if _TERMS.fullmatch(header[0].strip()):
        named = _by_name(header)
        if named >= 0:
            return named
    rates = [index for index in range(1, len(header)) if _all_rates(rows, index)]
    if not rates:
        return -1
    periods = next((n for n, index in enumerate(rates) if index != rates[0] + n), len(rates))
    return rates[0] - periods if rates[0] > periods and len(header) > rates[0] + periods else -1


def _by_name(header: Sequence[str]) -> int:
    """The first column whose header means a count, the telling ones first."""
    for pattern in _COUNTS:
        for index, cell in enumerate(header):
            if index and pattern.fullmatch(cell.strip()):
                return index
    return -1


def _all_rates(rows: Sequence[Sequence[str]], index: int) -> bool:
    cells = [row[index].strip() for row in rows if len(row) > index and row[index].strip()]
    return bool(cells) and all(cell.endswith(("%", "٪")) or cell.startswith("%") for cell in cells)


def _holds_queries(header: Sequence[str], labels: Sequence[str]) -> bool:
    """Search consoles write queries in lower case, and countries and devices with a capital."""
    named = [label for label in labels if label.strip()]
    addresses = sum(bool(_ADDRESS.fullmatch(label.strip())) for label in named)
    if not named or addresses * 2 > len(named) or _LOGOS & {cell.lower() for cell in header} or is_date(named[0]):
        return False
    if _TERMS.fullmatch(header[0]):
        return True
    cased = [label for label in named if label.lower() != label.upper()]
    return bool(cased) and sum(label == label.lower() for label in cased) * 20 >= len(cased) * 19
