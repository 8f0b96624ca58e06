"""GDELT DOC 2.0: how many articles of the world's online press hold a term, day by day (`mode=timelinevolraw`).

One question every five seconds from an address, else 429; the last three months only; slow (half a minute is usual).
A question that it does not like gets 200 and one line of text: a phrase in quotes needs five letters and two words.
"""

from __future__ import annotations

import datetime as dt
import urllib.parse
from dataclasses import dataclass

from launcher.documents import shorten
from launcher.errors import ProviderFailed
from launcher.providers.sources.answers import document
from launcher.providers.sources.client import Answer, Bounds

ADDRESS = "https://api.gdeltproject.org/api/v2/doc/doc"
SHORTEST = 4
"""Letters: three are “too short” for it."""
SENTENCE = 300
"""Bytes: what it says of a question is one line; longer is a page of somebody else."""
SLOW = Bounds(seconds=45.0)
_LANGUAGES = {"fr": "french", "en": "english"}


@dataclass(frozen=True, slots=True)
class Gdelt:
    """The service."""

    url: str = ADDRESS
    contact: str = ""
    by_term: bool = True
    suffix: str = ".json"
    gap: float = 5.5
    age: dt.timedelta = dt.timedelta(hours=1)
    bounds: Bounds = SLOW

    def question(self, term: str, lang: str, since: dt.date, until: dt.date) -> str:
        """See `Service`."""
        words = _words(term)
        if len(words.replace(" ", "")) < SHORTEST:
            return ""
        phrase = f'"{words}"' if " " in words else words
        asked = {
            "query": f"{phrase} sourcelang:{_LANGUAGES[lang]}",
            "mode": "timelinevolraw",
            "format": "json",
            "startdatetime": f"{since:%Y%m%d}000000",
            "enddatetime": f"{until:%Y%m%d}235959",
        }
        return f"{self.url}?{urllib.parse.urlencode(asked)}"

    def nothing(self, term: str) -> str:
        """See `Service`."""
        short = len(_words(term).replace(" ", "")) < SHORTEST
        return f"it takes no term of less than {SHORTEST} letters" if short else "no article holds this"

    def read(self, answer: Answer) -> tuple[bytes, str]:
        """See `Service`."""
        said = _sentence(answer)
        if "limit requests" in said.lower():
            raise ProviderFailed("the service asks for fewer questions")
        if said:
            return b"", f"it says “{shorten(said, 100)}”"
        return (answer.body if document(answer, "timeline").get("timeline") else b""), ""


def _words(term: str) -> str:
    """A term without what its questions give a meaning to (quotes, brackets, `field:`, a minus before a word)."""
    plain = "".join(c if c.isalnum() or c in "-'’&." else " " for c in term)
    return " ".join(word for part in plain.split() if (word := part.strip("-'’&.")))


def _sentence(answer: Answer) -> str:
    """The line of text that it answers to a question it does not like; empty for anything else."""
    if answer.status != 200 or len(answer.body) > SENTENCE:
        return ""
    try:
        said = answer.body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return ""
    return said if said[:1].isalpha() and said.isprintable() else ""
