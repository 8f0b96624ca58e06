"""What one file gave, and the two ways in which it can give nothing."""

from __future__ import annotations

from dataclasses import dataclass

from launcher.errors import Malformed
from launcher.model import Article, Series


class NotASignal(Malformed):
    """Not a kind that is read here: passed over in a folder, an error when named directly."""

    code = "not-a-signal"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text as decoded, its name as the user typed it, and the language to suppose (empty: none)."""

    name: str
    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The values of one file, and the doubts about it, one line each."""

    articles: tuple[Article, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()
