"""RSS 2.0, RSS 1.0 (RDF) and Atom files: one article per item. Feeds come from strangers: no entity is expanded."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from datetime import date
from html.entities import html5
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from launcher.crisis.signals.dates import day
from launcher.crisis.signals.found import Found, Source
from launcher.crisis.signals.markup import BLOCKS, plain
from launcher.crisis.signals.press import Draft, article
from launcher.errors import Malformed, Where

DEPTH = 200
"""Elements inside one another: a feed has five, with XHTML in it twenty."""

_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_AMPERSAND = re.compile(r"&(#x?[0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_OWN = ("amp;", "lt;", "gt;", "quot;", "apos;")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubdate", "published", "date", "updated", "issued")


def read_feed(source: Source) -> Found:
    """The articles of a feed. Raises Malformed with the line of what is broken or hostile."""
    root = _parsed(source)
    items = list(_items(root, source.name))
    if not items:
        return Found(notes=(f"{source.name}: a feed without an item",))
    lines = _item_lines(source.text)
    lang = _language(root)
    drafts = [_draft(item, next(lines, 1), lang) for item in items]
    undated = [draft.line for draft, doubt in drafts if doubt]
    found = [article(source, draft) for draft, _ in drafts]
    if undated:
        note = (
            f"{source.name}:{undated[0]}: {len(undated)} item(s) with a date that cannot be read; they count as undated"
        )
        found.append(Found(notes=(note,)))
    return Found.joined(found)


def _parsed(source: Source) -> Element:
    text = _ILLEGAL.sub("", _DECLARATION.sub("", source.text))
    try:
        root: Element = fromstring(text if "<!ENTITY" in text else _spelt_out(text))
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


def _spelt_out(text: str) -> str:
    """HTML's named entities, which XML does not know, as letters; a bare & as one. What is in CDATA stays."""
    pieces = text.split("<![CDATA[")
    done = [_AMPERSAND.sub(_letter, pieces[0])]
    for piece in pieces[1:]:
        kept, end, rest = piece.partition("]]>")
        done.append(kept + end + _AMPERSAND.sub(_letter, rest))
    return "<![CDATA[".join(done)


def _letter(match: re.Match[str]) -> str:
    name = match[1] or ""
    if name in _XML_OWN:
        return match[0]
    if name.startswith("#"):
        return match[0] if _is_legal(name) else ""
    known = html5.get(name, "")
    return known if known and known not in "<>&" else "&amp;" + name


def _is_legal(reference: str) -> bool:
    digits = reference.strip("#;")
    try:
        code = int(digits[1:], 16) if digits[:1] in "xX" else int(digits)
    except ValueError:
        return False
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _item_lines(text: str) -> Iterator[int]:
    line, at = 1, 0
    for match in _ITEM.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        yield line


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _items(root: Element, name: str) -> Iterator[Element]:
    """Items in order, none within another. Raises Malformed for what is nested beyond all reason."""
    waiting = [(root, 1, False)]
    while waiting:
        element, depth, inside = waiting.pop()
        if depth > DEPTH:
            hint = "No feed is built so; do not use this file."
            raise Malformed(f"elements nested deeper than {DEPTH}", hint=hint, where=Where(name, 1), code="xml")
        found = not inside and _tag(element) in ("item", "entry")
        if found:
            yield element
        waiting.extend((child, depth + 1, inside or found) for child in reversed(element))


def _language(root: Element) -> str:
    """What the feed or its channel says, not one of its items."""
    heads = [root, *(child for child in root if _tag(child) == "channel")]
    said = (child.text or "" for head in heads for child in head if _tag(child) == "language" and child.text)
    return root.get(_LANG) or next(said, "")


def _draft(item: Element, line: int, lang: str) -> tuple[Draft, bool]:
    """An item as it is, and whether its date cannot be read."""
    values: dict[str, str] = {}
    for element in item:
        values.setdefault(_tag(element), _text(element))
    body = max((values.get(tag, "") for tag in _BODIES), key=len)
    written = next((values[tag] for tag in _DATES if values.get(tag)), "")
    said = item.get(_LANG) or values.get("language", "") or lang
    title = plain(values.get("title", "")).replace("\n", " ")
    moment = _date(written)
    return Draft(title, plain(body), said, moment, values.get("link", ""), line), bool(written) and moment is None


def _text(element: Element) -> str:
    """An element's text; XHTML in it as HTML, so that its paragraphs stay apart."""
    if len(element):
        return "".join(_flow(element)).strip()
    return (element.text or element.get("href") or "").strip()


def _flow(element: Element) -> Iterator[str]:
    """Text and tails in order. `_items` has seen to it that the depth is small."""
    yield _escaped(element.text)
    for child in element:
        apart = f"<{_tag(child)}>" if BLOCKS.fullmatch(_tag(child)) else ""
        yield apart
        yield from _flow(child)
        yield apart.replace("<", "</") + _escaped(child.tail)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _date(text: str) -> date | None:
    """RFC 822 as RSS writes it (zones by name too), ISO 8601 as Atom does, or what else `dates` reads."""
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return day(text)[0]
