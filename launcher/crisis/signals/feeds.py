"""RSS 2.0, RSS 1.0 (RDF) and Atom files: one article per item. Feeds come from strangers: no entity is expanded."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from launcher.crisis.signals.found import Found, Source
from launcher.crisis.signals.markup import plain
from launcher.crisis.signals.press import article, read_date
from launcher.errors import Malformed, Where

_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_feed(source: Source) -> Found:
    """The articles of a feed. Raises Malformed with the line of what is broken or hostile."""
    root = _parsed(source)
    lines = (source.text.count("\n", 0, match.start()) + 1 for match in _ITEM.finditer(source.text))
    found = [_article(source, item, next(lines, 1), _language(root)) for item in _items(root)]
    notes = tuple(note for f in found for note in f.notes)
    if not found:
        notes = (f"{source.name}: a feed without an item",)
    return Found(tuple(article for f in found for article in f.articles), (), notes)


def _parsed(source: Source) -> Element:
    text = _DECLARATION.sub("", source.text)
    try:
        root: Element = fromstring(text)
    except ParseError as error:
        line, column = error.position
        where = Where(source.name, line, column + 1)
        hint = "Save the feed again; it may have been cut."
        reason = str(error).partition(":")[0]
        raise Malformed(f"the feed is broken: {reason}", hint=hint, where=where, code="xml") from error
    except DefusedXmlException as error:
        at = max(text.find("<!ENTITY"), 0)
        where = Where(source.name, text.count("\n", 0, at) + 1)
        hint = "A press feed needs none: do not use this file."
        message = "the feed declares entities, which can exhaust memory; it was not read"
        raise Malformed(message, hint=hint, where=where, code="xml-entities") from error
    return root


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _items(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if _tag(element) in ("item", "entry"))


def _language(root: Element) -> str:
    said = (element.text or "" for element in root.iter() if _tag(element) == "language" and element.text)
    return root.get(_LANG) or next(said, "")


def _article(source: Source, item: Element, line: int, lang: str) -> Found:
    values: dict[str, str] = {}
    for element in item:
        text = "".join(element.itertext()) or element.get("href", "")
        values.setdefault(_tag(element), text.strip())
    body = max((values.get(tag, "") for tag in ("encoded", "content", "description", "summary")), key=len)
    date = _date(next((values[tag] for tag in ("pubdate", "published", "date", "updated") if values.get(tag)), ""))
    title = plain(values.get("title", "")).replace("\n", " ")
    lang = item.get(_LANG) or values.get("language", "") or lang
    return article(source, title, plain(body), lang, date, values.get("link", ""), line, ())


def _date(text: str) -> dt.date | None:
    """RFC 822 as RSS writes it, or ISO 8601 as Atom does."""
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return read_date(text)[0]
