"""What services answer in JSON: pageviews, news timelines, keywords; told by their shape."""

from __future__ import annotations

import json
from typing import Any

from launcher.crisis.signals import consoles, pageviews, timelines
from launcher.crisis.signals.found import Found, NotASignal, Source
from launcher.errors import Malformed, Where


def read_json(source: Source) -> Found:
    """Whatever of the known answers this is. Raises Malformed for broken JSON, NotASignal for another kind."""
    value = _parsed(source)
    if isinstance(value, dict) and isinstance(value.get("timeline"), list):
        return timelines.from_json(source, value)
    items = _items(value)
    if items:
        return pageviews.from_items(source, items)
    rows = _rows(value)
    if rows:
        return consoles.from_rows(source, rows)
    hint = "JSON is read from Wikimedia pageviews, GDELT timelines and Matomo keywords."
    raise NotASignal("JSON of a kind that is not read here", hint=hint, where=Where(source.name), code="unknown-kind")


def _parsed(source: Source) -> Any:
    hint = "Save it again; it may have been cut."
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return _several(source)
        where = Where(source.name, error.lineno, error.colno)
        raise Malformed(f"the JSON is broken: {error.msg}", hint=hint, where=where, code="json") from error
    except RecursionError as error:
        raise Malformed("the JSON is nested too deep", hint=hint, where=Where(source.name, 1), code="json") from error
    except ValueError as error:
        message = "the JSON holds a number of thousands of digits"
        raise Malformed(message, hint=hint, where=Where(source.name, 1), code="json") from error


def _several(source: Source) -> list[Any]:
    """Answers one after the other, one a line."""
    lines = [line for line in source.text.split("\n") if line.strip()]
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError) as error:
        hint = "Give one answer per file, or one a line."
        message = "the JSON is broken: more follows its end"
        raise Malformed(message, hint=hint, where=Where(source.name, 1), code="json") from error


def _items(value: Any) -> list[dict[str, Any]]:
    """The items of pageviews: of one answer, of a list of answers, or a bare list."""
    answers = value if isinstance(value, list) else [value]
    inner = [one.get("items") if isinstance(one, dict) and "items" in one else [one] for one in answers]
    items = [item for one in inner if isinstance(one, list) for item in one if isinstance(item, dict)]
    return [item for item in items if isinstance(item.get("article"), str) and "views" in item]


def _rows(value: Any) -> list[dict[str, Any]]:
    """Matomo's rows: a list, or one list for each day or site."""
    lists = list(value.values()) if isinstance(value, dict) else [value]
    rows = [row for one in lists if isinstance(one, list) for row in one]
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("label"), str)]
