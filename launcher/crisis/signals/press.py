"""Press texts: optional header lines (`source:`, `date:`, `lang:`, `title:`), a blank line, the text; or just text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from launcher.crisis.lexicon import LANGUAGES, guess_language
from launcher.crisis.signals import languages
from launcher.crisis.signals.dates import day
from launcher.crisis.signals.decode import cleaned
from launcher.crisis.signals.found import Found, Source
from launcher.crisis.signals.markup import page, plain
from launcher.errors import Where
from launcher.model import Article

_HEADER = re.compile(r"([A-Za-zÀ-ÿ-]{2,20})[ \u00a0]?:(?!//)\s*(.*)")
_KEYS = {
    "source": "source",
    "date": "date",
    "lang": "lang",
    "langue": "lang",
    "language": "lang",
    "title": "title",
    "titre": "title",
}
_TAGS = re.compile(r"</?(?:p|div|br|span|a|h[1-6]|ul|li|body|article)\b[^<>]*>", re.IGNORECASE)
_TITLE_LENGTH = 160
BRIEF = 20
"""Words. A brief in the news has twenty or more in two sentences; less, without a title, may be anyone's memo."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found of an article: `lang` and `origin` as it says them (empty: it does not), the line of its text."""

    title: str
    body: str
    lang: str = ""
    date: dt.date | None = None
    origin: str = ""
    line: int = 1


def read_press(source: Source) -> Found:
    """One article; one for each language when a text is in several."""
    header, body, line = _split_header(source.text)
    notes: tuple[str, ...] = ()
    if len(_TAGS.findall(body[:20000])) >= 2:
        body, notes = plain(body), (f"{source.name}: markup in the text was taken out",)
    title, body, above = _split_title(header.get("title", ""), body)
    date, doubt = day(header.get("date", ""))
    if doubt:
        notes += (f"{source.name}: {doubt}",)
    draft = Draft(title, body, header.get("lang", ""), date, header.get("source", ""), line + above)
    found = article(source, draft)
    brief = found.articles and not (title or header) and len(body.split()) < BRIEF
    return Found.joined([Found(notes=notes, brief=(source.name,) if brief else ()), found])


def headed(text: str) -> bool:
    """Whether a text begins with header lines of ours: whoever writes them says that it is an article."""
    return bool(_split_header(text)[0])


def read_html(source: Source) -> Found:
    """One article from a saved page: its text without menus and scripts."""
    found = page(source.text)
    return article(source, Draft(found.title, found.body, found.lang, day(found.date)[0]))


def article(source: Source, draft: Draft) -> Found:
    """An article in the language that it says, else that its words tell, else that the caller supposes; empty when
    nothing tells: then the other files may.

    A text in French and English becomes one article for each; other languages are passed over with a note.
    """
    place = f"{source.name}:{draft.line}"
    title, body = cleaned(draft.title).strip(), cleaned(draft.body).strip()
    if not (title or body):
        return Found(notes=(f"{place}: passed over, no text in it",))
    said = languages.named(draft.lang)
    if said in LANGUAGES:
        return _of(source, draft, title, languages.Part(said, body, 0))
    if said:
        return Found(notes=(f"{place}: passed over, its language “{said}” is not fr or en",))
    found = languages.parts(body)
    if len(found) == 1:
        return _alone(source, draft, title, found[0])
    return _apart(source, draft, title, found)


def _alone(source: Source, draft: Draft, title: str, part: languages.Part) -> Found:
    if part.lang and part.lang not in LANGUAGES:
        return Found(notes=(_foreign(source, draft, part),))
    known = part.lang or source.lang or guess_language(f"{title}\n{part.text}")
    return _of(source, draft, title, languages.Part(known, part.text, part.line))


def _apart(source: Source, draft: Draft, title: str, found: list[languages.Part]) -> Found:
    """The title goes with the part in its language."""
    ours = [part for part in found if part.lang in LANGUAGES]
    notes = [_foreign(source, draft, part) for part in found if part.lang not in LANGUAGES]
    if len(ours) > 1:
        notes.append(f"{source.name}:{draft.line}: in French and in English; read as two articles")
    titled = languages.told(title) or guess_language(title)
    owner = titled if titled in [part.lang for part in ours] else ours[0].lang if ours else ""
    made = [_of(source, draft, title if part.lang == owner else "", part) for part in ours]
    return Found.joined([*made, Found(notes=tuple(notes))])


def _foreign(source: Source, draft: Draft, part: languages.Part) -> str:
    return f"{source.name}:{draft.line + part.line}: passed over, its language ({part.lang}) is not fr or en"


def _of(source: Source, draft: Draft, title: str, part: languages.Part) -> Found:
    where = Where(source.name, draft.line + part.line)
    return Found(articles=(Article(title, part.text, part.lang, draft.date, draft.origin or source.name, where),))


def _split_header(text: str) -> tuple[dict[str, str], str, int]:
    """The header's values, the text after it, and the line (from 1) where that starts. Lines with other keys may stand
    among ours; without one of ours it is no header."""
    header: dict[str, str] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _HEADER.match(line)
        if match:
            header[_KEYS.get(match[1].lower(), "")] = match[2].strip()
        elif header.keys() - {""} and not line.strip():
            return header, "\n".join(lines[number + 1 :]).strip(), number + 2
        else:
            return {}, text.strip(), 1
    return (header, "", len(lines)) if header.keys() - {""} else ({}, text.strip(), 1)


def _split_title(title: str, body: str) -> tuple[str, str, int]:
    """The header's title, else the first line when it looks like one; a repeated title is dropped from the text. And
    how many lines stood above what is left."""
    first, _, rest = body.partition("\n")
    if not title and not _looks_like_title(first, rest):
        return "", body, 0
    title = title or first.strip()
    lines = body.split("\n")
    after = next((n for n, line in enumerate(lines) if line.strip() not in ("", title)), len(lines) - 1)
    return title, "\n".join(lines[after:]).strip(), after


def _looks_like_title(line: str, rest: str) -> bool:
    stripped = line.strip()
    if not rest.strip() or not 0 < len(stripped) <= _TITLE_LENGTH:
        return False
    return not re.search(r"[.;,:…]$|[.!?]\s+[A-ZÀ-Ý«“\"]", stripped)
