"""Wikimedia's pageviews REST API: `{"items": [{"project", "article", "timestamp", "views"}]}`, by article."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import unquote

from launcher.crisis.lexicon import LANGUAGES
from launcher.crisis.signals import tables, trends
from launcher.crisis.signals.found import Found, Source
from launcher.crisis.signals.timelines import measured
from launcher.errors import Where
from launcher.model import Series

_ALL = "all-access"

_Key = tuple[str, str]
"""Project and article."""


def from_items(source: Source, items: list[dict[str, Any]]) -> Found:
    """One series per article, in the order of the file; what desktops and phones saw adds up."""
    groups: dict[_Key, list[dict[str, Any]]] = {}
    for item in items:
        groups.setdefault((str(item.get("project", "")), str(item["article"])), []).append(item)
    return Found.joined([_article(source, key, group) for key, group in groups.items()])


def _article(source: Source, key: _Key, items: list[dict[str, Any]]) -> Found:
    project, article = key
    term = trends.subject(tables.label(unquote(article)))
    whole = [item for item in items if item.get("access", _ALL) == _ALL]
    pairs, doubts = measured(source.name, whole or items, "timestamp", "views")
    if not whole:
        pairs = _summed(pairs)
    made, notes = trends.points(source.name, term, pairs)
    where = Where(source.name, _line(source.text, article))
    lang = project.partition(".")[0]
    scale = f"views of {project or source.name}"
    series = Series(term, "search", made, source.name, where, scale, lang if lang in LANGUAGES else "")
    return Found(series=(series,) if made and term else (), notes=doubts + notes)


def _summed(pairs: list[tuple[dt.datetime, float | None]]) -> list[tuple[dt.datetime, float | None]]:
    sums: dict[dt.datetime, float | None] = {}
    for moment, views in pairs:
        sums[moment] = (sums.get(moment) or 0.0) + (views or 0.0)
    return list(sums.items())


def _line(text: str, article: str) -> int:
    """The line that names the article first; 1 when the file escapes its letters."""
    at = text.find(f'"{article}"')
    return text.count("\n", 0, max(at, 0)) + 1
