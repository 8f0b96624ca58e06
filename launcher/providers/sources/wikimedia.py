"""Wikimedia pageviews: how often an article of the French or English Wikipedia was read, day by day.

GET …/metrics/pageviews/per-article/{project}/all-access/user/{article}/daily/{start}/{end}, days as YYYYMMDD, both
ends included; 404 for an article that does not exist or that nobody read. Yesterday is the last day that is counted.
Their policy asks clients for a name and a way to be reached.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import urllib.parse
from dataclasses import dataclass

from launcher.providers.sources.answers import document
from launcher.providers.sources.client import USUAL, Answer, Bounds

ADDRESS = "https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article"
TITLE_BYTES = 255
_NEVER = re.compile(r"[#<>\[\]|{}\x00-\x1f\x7f\ud800-\udfff]|^\.{1,2}$|^\.{1,2}/|/\.{1,2}(/|$)")
"""What no title holds (MediaWiki, “Page title”)."""


@dataclass(frozen=True, slots=True)
class Wikimedia:
    """The service. `contact`: an address or e-mail that it may write to."""

    url: str = ADDRESS
    contact: str = ""
    by_term: bool = True
    suffix: str = ".json"
    gap: float = 0.2
    age: dt.timedelta = dt.timedelta(hours=6)
    bounds: Bounds = USUAL

    def question(self, term: str, lang: str, since: dt.date, until: dt.date) -> str:
        """See `Service`."""
        article = title(term)
        if not article:
            return ""
        quoted = urllib.parse.quote(article, safe="")
        project = f"{lang}.wikipedia"
        return f"{self.url}/{project}/all-access/user/{quoted}/daily/{since:%Y%m%d}/{until:%Y%m%d}"

    def nothing(self, term: str) -> str:
        """See `Service`."""
        return "no article by this name, or nobody read it" if title(term) else "this cannot be an article's name"

    def read(self, answer: Answer) -> tuple[bytes, str]:
        """See `Service`."""
        if answer.status in (400, 404):
            return b"", ""
        return (answer.body if document(answer, "items").get("items") else b""), ""


def title(term: str) -> str:
    """The title that MediaWiki makes of a term: straight apostrophes, underscores, the first letter capital; empty
    for what no title can be."""
    plain = unicodedata.normalize("NFC", term).replace("’", "'")
    words = "_".join(re.sub(r"_", " ", plain).split())
    if not words or _NEVER.search(words) or len(words.encode("utf-8", "replace")) > TITLE_BYTES:
        return ""
    first = words[0].upper()
    return (first if len(first) == 1 else words[0]) + words[1:]
