"""What a file is, told by its content; by its name only that it is no press text (`strangers`)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from launcher.crisis.signals import answers, consoles, feeds, press, strangers, tables, timelines, trends
from launcher.crisis.signals.found import Found, NotASignal, Source
from launcher.errors import Where

MEGABYTE = 2**20
LIMITS = {"press": 1, "html": 5, "feed": 20, "json": 40}
"""Megabytes. A long press article is 30 kB, a feed 1 MB: a text above this is a dump that would drown every other.
Tables have a limit of rows."""

_HEAD = 65536
_WIDE = _HEAD // 2
"""Characters of a first line, full of separators, that is no sentence any more."""
_FEED = re.compile(r"<(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
_JSON = re.compile(r"\{\s*(?:[\"}]|$)")

_UNREAD = {
    "rows": "this table is neither a search-trend export, nor a news count, nor a table of searches",
    "wide": "its first line is longer than any table's or text's that is read here",
    "bare": "this search-trend export has no row with a date; it may have been cut, or count regions",
}
Reader = Callable[[Source], Found]


def of_text(text: str, name: str) -> str:
    """`feed`, `html`, `json`, `xml`, `press`, or a table: `trend`, `timeline`, `queries`, `related`, `bare` (no
    row), `rows` (of another form), `wide`. Raises NotASignal for what is above its limit, and for strangers."""
    kind = _told(text[:_HEAD])
    if kind == "html":
        strangers.refuse_own(text, name)
    elif kind == "press":
        strangers.refuse_text(text, name, headed=press.headed(text))
    limit = LIMITS.get(kind, 0)
    if limit and len(text) > limit * MEGABYTE:
        raise NotASignal(
            f"{len(text) / MEGABYTE:.1f} MB is above the limit of {limit} MB for this kind of text ({kind})",
            hint="Give one article per file." if kind in ("press", "html") else "Save a shorter period.",
            where=Where(name),
            code="too-large",
        )
    return kind


def reader(kind: str, name: str) -> Reader:
    """The function that reads this kind. Raises NotASignal for kinds that none reads."""
    readers: dict[str, Reader] = {
        "feed": feeds.read_feed,
        "html": press.read_html,
        "json": answers.read_json,
        "press": press.read_press,
        "queries": consoles.read_queries,
        "related": trends.read_related,
        "timeline": timelines.read_timeline,
        "trend": trends.read_table,
    }
    if kind not in readers:
        hint = "Give press texts, RSS or Atom files, search-trend exports, or a console's table of queries (CSV)."
        message = _UNREAD.get(kind, f"{kind.upper()} is not a kind that is read here")
        raise NotASignal(message, hint=hint, where=Where(name), code="unknown-kind")
    return readers[kind]


def _told(head: str) -> str:
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if _FEED.search(start[:4096]):
            return "feed"
        if _HTML.search(start[:4096]):
            return "html"
        return "xml" if start.startswith("<?xml") else "press"
    if _JSON.match(start) or (start.startswith("[") and _looks_like_json(start)):
        return "json"
    return _table(start)


def _table(start: str) -> str:
    if len(start) > _WIDE and "\n" not in start and max(map(start.count, ",;\t")) * 20 > len(start):
        return "wide"
    head = tables.head(start)
    at = head.dated()
    if at >= 0:
        header = [tables.label(cell).lower() for cell in head.rows[at]]
        if header[:3] == ["date", "series", "value"]:
            return "timeline"
        return "queries" if consoles.looks_like_one(head) else "trend"
    if consoles.looks_like_one(head):
        return "queries"
    if trends.looks_bare(head):
        return "bare"
    if trends.looks_related(start):
        return "related"
    return "rows" if _looks_like_rows(start) else "press"


def _looks_like_rows(start: str) -> bool:
    """A table of another tool: every line has the separator as often. In prose a comma has a space behind it."""
    lines = [line for line in start[:4096].splitlines() if line.strip()][:12]
    for separator in ";\t,":
        counts = {line.count(separator) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and 0 not in counts and not any(", " in line for line in lines):
            return True
    return False


def _looks_like_json(start: str) -> bool:
    try:
        json.JSONDecoder().raw_decode(start)
    except json.JSONDecodeError:
        return bool(re.match(r'\[\s*[\[{"\d-]', start))
    except (RecursionError, ValueError):
        return True
    return True
