"""HTML where text was promised: tags out, menus and scripts out, paragraphs kept apart.

The standard parser is quadratic in unclosed comments and tags (a megabyte of `<!--` takes minutes), and files come from
strangers: so this reads from one `<` to the next `>`, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

BLOCKS = re.compile(r"p|div|br|li|ul|ol|h[1-6]|tr|table|section|article|main|blockquote|dd|dt|body")
_SILENT = re.compile(r"noscript|template|nav|header|footer|aside|form|button|select|svg|iframe|figure")
_RAW = re.compile(r"script|style|textarea|xmp")
_TITLES = ("h1", "title")
_DATES = ("article:published_time", "datepublished", "dc.date", "dc.date.issued", "dcterms.created", "date", "pubdate")
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
_VALUE = re.compile(r"(?<![\w:-])([a-zA-Z:_-]{1,40})\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_LONGEST_TAG = 2000
"""Characters in which a quotation that holds a `>` must close."""


@dataclass(slots=True)
class Page:
    """A page's words: title, body, language and date as its markup says (empty: it does not)."""

    title: str = ""
    body: str = ""
    lang: str = ""
    date: str = ""


@dataclass(slots=True)
class _Seen:
    page: Page = field(default_factory=Page)
    titles: dict[str, list[str]] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    """Text, or a tag: its name in lower case, whether it closes, and the rest of it."""

    text: str = ""
    tag: str = ""
    closes: bool = False
    rest: str = ""


def page(text: str) -> Page:
    """Read a whole page, in time that grows with its length. Never raises."""
    seen = _Seen()
    for token in _tokens(text):
        if token.tag:
            (_closed if token.closes else _opened)(seen, token)
        elif seen.title:
            seen.titles.setdefault(seen.title, []).append(token.text)
        elif not seen.silent:
            seen.body.append(token.text)
    title = "".join(seen.titles.get("h1") or seen.titles.get("title") or ())
    seen.page.title = _lines(unescape(title)).replace("\n", " ")
    seen.page.body = _lines(unescape("".join(seen.body)))
    return seen.page


def plain(text: str) -> str:
    """The text of a fragment, one paragraph a line; its headings stay in place."""
    if "<" not in text and "&" not in text:
        return _lines(text)
    found = page(text)
    return f"{found.title}\n{found.body}".strip()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while (start := text.find("<", at)) >= 0:
        if start > at:
            yield _Token(text[at:start])
        if text.startswith("<!--", start):
            at = _after(text, "-->", start + 4)
        elif text[start + 1 : start + 2] in ("!", "?"):
            at = _after(text, ">", start)
        elif match := _TAG.match(text, start + 1):
            at = _tag_end(text, start)
            yield _Token(tag=match[2].lower(), closes=bool(match[1]), rest=text[match.end() : at][:_LONGEST_TAG])
            if not match[1] and _RAW.fullmatch(match[2].lower()):
                at = _raw_end(text, match[2], at)
        else:
            yield _Token("<")
            at = start + 1
    yield _Token(text[at:])


def _after(text: str, end: str, start: int) -> int:
    """Behind the next `end`; the end of the text when there is none, so that nothing is searched twice."""
    found = text.find(end, start)
    return found + len(end) if found >= 0 else len(text)


def _tag_end(text: str, start: int) -> int:
    end = _after(text, ">", start)
    if text.count('"', start, min(end, start + _LONGEST_TAG)) % 2:
        quote = text.find('"', end, end + _LONGEST_TAG)
        end = _after(text, ">", quote) if quote >= 0 else end
    return end


def _raw_end(text: str, tag: str, start: int) -> int:
    found = re.compile(f"</{tag}", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)


def _opened(seen: _Seen, token: _Token) -> None:
    if token.tag in ("html", "meta", "time"):
        _told(seen.page, token)
    if _SILENT.fullmatch(token.tag) and not token.rest.endswith("/>"):
        seen.silent.append(token.tag)
    elif token.tag in _TITLES:
        seen.title = token.tag
    if BLOCKS.fullmatch(token.tag):
        seen.body.append("\n")


def _closed(seen: _Seen, token: _Token) -> None:
    if seen.silent and token.tag in seen.silent[-20:]:
        while seen.silent.pop() != token.tag:
            pass
    if token.tag == seen.title:
        seen.title = ""
    if BLOCKS.fullmatch(token.tag):
        seen.body.append("\n")


def _told(page: Page, token: _Token) -> None:
    """The language, and the first date that a page gives for itself: in its head, or the first `time` in its text."""
    values = {key.lower(): unescape(value.strip("\"'")) for key, value in _VALUE.findall(token.rest)}
    if token.tag == "html":
        page.lang = values.get("lang", "")
        return
    named = next((values[key] for key in ("property", "name", "itemprop") if values.get(key)), "").lower()
    said = values.get("datetime", "") if token.tag == "time" else values.get("content", "") if named in _DATES else ""
    page.date = page.date or said


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
