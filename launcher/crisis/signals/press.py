"""Press texts: optional header lines (`source:`, `date:`, `lang:`, `title:`), a blank line, the text; or just text."""

from __future__ import annotations

import datetime as dt
import re

from launcher.crisis.lexicon import LANGUAGES, guess_language
from launcher.crisis.signals.found import Found, Source
from launcher.crisis.signals.markup import page, plain
from launcher.errors import Where
from launcher.model import Article

_HEADER = re.compile(r"(source|date|lang|title)\s*:\s*(.*)", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:p|div|br|span|a|h[1-6]|ul|li|body|article)\b[^>]*>", re.IGNORECASE)
_TITLE_LENGTH = 160


def read_press(source: Source) -> Found:
    """One article."""
    header, body, line = _split_header(source.text)
    notes: tuple[str, ...] = ()
    if len(_TAGS.findall(body[:20000])) >= 2:
        body, notes = plain(body), (f"{source.name}: markup in the text was taken out",)
    title, body = _split_title(header.get("title", ""), body)
    date, doubt = read_date(header.get("date", ""))
    if doubt:
        notes += (f"{source.name}: {doubt}",)
    return article(source, title, body, header.get("lang", ""), date, header.get("source", ""), line, notes)


def read_html(source: Source) -> Found:
    """One article from a saved page: its text without menus and scripts."""
    found = page(source.text)
    date, _ = read_date(found.date[:10])
    return article(source, found.title, found.body, found.lang, date, "", 1, ())


def article(
    source: Source,
    title: str,
    body: str,
    lang: str,
    date: dt.date | None,
    origin: str,
    line: int,
    notes: tuple[str, ...],
) -> Found:
    """An article with its language settled: the header's, else the one supposed by the caller, else a guess."""
    if not (title or body):
        return Found(notes=(*notes, f"{source.name}:{line}: passed over, no text in it"))
    said = lang.strip().lower().replace("_", "-").split("-")[0]
    if said and said not in LANGUAGES:
        return Found(notes=(*notes, f"{source.name}:{line}: passed over, its language “{said}” is not fr or en"))
    known = said or source.lang or guess_language(f"{title}\n{body}")
    if not known:
        notes += (f"{source.name}:{line}: language not told by the text; taken for {LANGUAGES[0]}",)
    where = Where(source.name, line)
    made = Article(title, body, known or LANGUAGES[0], date, origin or source.name, where)
    return Found(articles=(made,), notes=notes)


def read_date(text: str) -> tuple[dt.date | None, str]:
    """An ISO date (a time after it is passed over), and what is doubtful about it (empty: nothing)."""
    if not text.strip():
        return None, ""
    try:
        return dt.date.fromisoformat(text.strip()[:10]), ""
    except ValueError:
        return None, f"“{text.strip()[:40]}” is not a date (YYYY-MM-DD); the article counts as undated"


def _split_header(text: str) -> tuple[dict[str, str], str, int]:
    """The header's values, the text after it, and the line (from 1) where that starts."""
    header: dict[str, str] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _HEADER.match(line)
        if match:
            header[match[1].lower()] = match[2].strip()
        elif header and not line.strip():
            return header, "\n".join(lines[number + 1 :]).strip(), number + 2
        else:
            break
    return (header, "", len(lines)) if len(header) == len(lines) else ({}, text.strip(), 1)


def _split_title(title: str, body: str) -> tuple[str, str]:
    """The header's title, else the first line when it looks like one; a repeated title is dropped from the text."""
    first, _, rest = body.partition("\n")
    if not title and not _looks_like_title(first, rest):
        return "", body
    title = title or first.strip()
    while rest and first.strip() == title:
        body = rest.strip()
        first, _, rest = body.partition("\n")
    return title, body


def _looks_like_title(line: str, rest: str) -> bool:
    stripped = line.strip()
    sentence = re.search(r"[.;,:…]$|[.!?]\s+[A-ZÀ-Ý«“\"]", stripped)
    return bool(rest.strip()) and 0 < len(stripped) <= _TITLE_LENGTH and not sentence
