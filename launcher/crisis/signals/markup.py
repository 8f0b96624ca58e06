"""HTML where text was promised: tags out, menus and scripts out, paragraphs kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = re.compile(r"script|style|noscript|template|nav|header|footer|aside|form|button|select|svg|iframe|figure")
_BLOCK = re.compile(r"p|div|br|li|ul|ol|h[1-6]|tr|table|section|article|main|blockquote|dd|dt|body")
_TITLES = ("h1", "title")


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
    titles: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    title: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = _Seen()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.seen.page.lang = values.get("lang", "")
        elif tag == "meta" and values.get("property") == "article:published_time":
            self.seen.page.date = values.get("content", "")
        if _SILENT.fullmatch(tag):
            self.seen.silent.append(tag)
        elif tag in _TITLES:
            self.seen.title = tag
        if _BLOCK.fullmatch(tag):
            self.seen.body.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.seen.silent:
            del self.seen.silent[self.seen.silent.index(tag) :]
        if tag == self.seen.title:
            self.seen.title = ""
        if _BLOCK.fullmatch(tag):
            self.seen.body.append("\n")

    def handle_data(self, data: str) -> None:
        seen = self.seen
        if seen.title:
            seen.titles[seen.title] = seen.titles.get(seen.title, "") + data
        elif not seen.silent:
            seen.body.append(data)


def page(text: str) -> Page:
    """Read a whole page. Never raises: the parser forgives."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    seen = reader.seen
    seen.page.title = _lines(seen.titles.get("h1") or seen.titles.get("title", "")).replace("\n", " ")
    seen.page.body = _lines("".join(seen.body))
    return seen.page


def plain(text: str) -> str:
    """The text of a fragment, one paragraph a line; its headings stay in place."""
    found = page(text)
    return f"{found.title}\n{found.body}".strip()


def _lines(text: str) -> str:
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
