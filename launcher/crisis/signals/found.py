"""What one file gave, and the two ways in which it can give nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.errors import Malformed
from launcher.model import Article, Series, Volume

SHOWN = 3
"""Names that a note tells: nobody reads thirty."""


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
class Trendline:
    """A column of a search-trend export: levels count 0–100 within its file. `region` as the export names it, in
    lower case (empty: it does not): the same term elsewhere is another measure."""

    series: Series
    region: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The values of one file, and the doubts about it, one line each. `trends` are not on one scale yet, the language
    of an article that does not tell it is empty, and `brief` names texts so short that they may be none."""

    articles: tuple[Article, ...] = ()
    series: tuple[Series, ...] = ()
    volumes: tuple[Volume, ...] = ()
    trends: tuple[Trendline, ...] = ()
    notes: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()

    @classmethod
    def joined(cls, found: tuple[Found, ...] | list[Found]) -> Found:
        """All of them as one, in order."""
        return cls(
            tuple(article for f in found for article in f.articles),
            tuple(series for f in found for series in f.series),
            tuple(volume for f in found for volume in f.volumes),
            tuple(trend for f in found for trend in f.trends),
            tuple(note for f in found for note in f.notes),
            tuple(name for f in found for name in f.brief),
        )


def listed(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
