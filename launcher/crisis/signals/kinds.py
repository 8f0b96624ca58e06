"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from launcher.crisis.signals import exports, feeds, press
from launcher.crisis.signals.found import Found, NotASignal, Source
from launcher.errors import Where

PRESS_LIMIT = 5 * 1024 * 1024
"""Bytes. A long press article is 30 kB; a text above this is a dump that would drown every other."""

_HEAD = 65536
_FEED = re.compile(r"<(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)

_UNREAD = {"rows": "this table is neither a search-trend export nor a news count (Date,Series,Value)"}
Reader = Callable[[Source], Found]


def of_bytes(raw: bytes, name: str) -> str:
    """`feed`, `html`, `json`, `xml`, `table`, `rows` (a table of another form) or `press`, from the first bytes.

    Raises NotASignal for a press text above the limit, before anything else is done with it.
    """
    kind = of_text(raw[:_HEAD].decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace"))
    if kind in ("press", "html") and len(raw) > PRESS_LIMIT:
        size = f"{len(raw) / 2**20:.1f} MB"
        raise NotASignal(
            f"{size} is above the limit of {PRESS_LIMIT // 2**20} MB for a press text",
            hint="Give one article per file.",
            where=Where(name),
            code="too-large",
        )
    return kind


def of_text(head: str) -> str:
    """The kind of a text by its beginning."""
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if _FEED.search(start[:4096]):
            return "feed"
        if _HTML.search(start[:4096]):
            return "html"
        return "xml" if start.startswith("<?xml") else "press"
    if start.startswith("{") or (start.startswith("[") and _looks_like_json(start)):
        return "json"
    if exports.looks_like_one(start):
        return "table"
    return "rows" if _looks_like_rows(start) else "press"


def reader(kind: str, name: str) -> Reader:
    """The function that reads this kind. Raises NotASignal for kinds that none reads."""
    readers: dict[str, Reader] = {
        "feed": feeds.read_feed,
        "html": press.read_html,
        "press": press.read_press,
        "table": exports.read_table,
    }
    if kind not in readers:
        hint = "Give press texts, RSS or Atom files, or search-trend exports (CSV)."
        message = _UNREAD.get(kind, f"{kind.upper()} is not a kind that is read here")
        raise NotASignal(message, hint=hint, where=Where(name), code="unknown-kind")
    return readers[kind]


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
    except RecursionError:
        return True
    return True
