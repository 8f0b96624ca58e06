"""The seed's rule for the news box: a term is hot when it grows abnormally in search AND in news."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from launcher.crisis.keywords.growth import DAY, growth, ratio, scale, step
from launcher.crisis.keywords.normal import RATIO
from launcher.model import Article, Heat, Point, Reason, Series, Trend

SEARCH_POINTS = 15.0
NEWS_POINTS = 10.0
"""What growth adds to a score at most; ten times the normal level earns it all."""
LEAST_ARTICLES = 12
"""Dated articles below which their count per day is no series."""
SAME_TIME = dt.timedelta(days=7)
"""How far apart growth in search and growth in news may lie and still be of one event."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term's growth in search and in news (None: no series, or too short), and their reasons."""

    search: Trend | None
    news: Trend | None

    @property
    def state(self) -> Heat:
        """Both rise at the same time: hot. One missing, or silent about the time of the other's growth: unproven."""
        if self.search is None or self.news is None or self._silent("search") or self._silent("news"):
            return Heat.UNPROVEN
        rising = (self.search.onset is not None, self.news.onset is not None)
        return {
            (True, True): Heat.HOT,
            (True, False): Heat.SEARCH_ONLY,
            (False, True): Heat.NEWS_ONLY,
            (False, False): Heat.COLD,
        }[rising]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """One line with numbers for search and one for news, each with what it adds; a series that ended too early to
        tell of the other's growth gets a line more."""
        lines = [_reason("search", self.search, SEARCH_POINTS), _reason("news", self.news, NEWS_POINTS)]
        for kind, own, other in (("search", self.search, self.news), ("news", self.news, self.search)):
            if own and other and other.onset and self._silent(kind):
                ended = f"{kind}: the series ends on {_date(own.points[-1][0], own)}"
                lines.append(Reason(f"{kind}-silent", f"{ended}, before the other grew on {_date(other.onset, other)}"))
        return tuple(lines)

    def _silent(self, kind: str) -> bool:
        """Did this series end before the other's growth began, by more than a week and a point of its own?

        People search within days of what they read: a burst of last spring does not answer for one of today.
        """
        own, other = (self.search, self.news) if kind == "search" else (self.news, self.search)
        if own is None or other is None or other.onset is None:
            return False
        return other.onset - own.points[-1][0] > SAME_TIME + step(own.points)


def _reason(kind: str, found: Trend | None, most: float) -> Reason:
    if found is None:
        return Reason(f"{kind}-missing", f"no {kind} series, or one too short, to prove growth")
    numbers = f"latest {found.latest:.4g} against a baseline of {found.baseline:.4g}: {found.ratio:.1f} times"
    if found.onset is None:
        why = "within the normal" if found.ratio <= RATIO else "which chance, habit or a slow rise accounts for"
        return Reason(f"{kind}-normal", f"{kind}: {numbers}, {why}")
    top = ratio(found.peak, found.baseline, scale(found.points))
    if top > max(2 * found.ratio, RATIO):
        numbers += f", after a peak of {found.peak:.4g}, {top:.1f} times"
    share = min(1.0, max(found.ratio, top) / 10)
    return Reason(f"{kind}-growth", f"{kind}: {numbers}, since {_date(found.onset, found)}", round(most * share, 1))


def _date(moment: dt.datetime, found: Trend) -> str:
    """The day; with the hour where the series is that fine."""
    return f"{moment:%Y-%m-%d %H:%M}" if step(found.points) < DAY else f"{moment:%Y-%m-%d}"


def strongest(series: Iterable[Series]) -> Trend | None:
    """The growth of the series that tells most: the one that ends last, then the longest, and is not too short."""
    told = [one for one in series if one.points]
    ranked = sorted(told, key=lambda one: (one.points[-1][0], len(one.points), one.source), reverse=True)
    return next((found for one in ranked if (found := growth(one.points))), None)


def per_day(articles: Sequence[Article], documents: Iterable[int]) -> tuple[Point, ...]:
    """Articles per day among those numbered `documents`, on the days from which any dated article was kept.

    Whoever fills a folder once the crisis is there keeps nothing of the days before: a day without any article is not
    a day without news, so it is no zero. Empty when the articles are too few.
    """
    days = sorted(article.date for article in articles if article.date)
    if len(days) < LEAST_ARTICLES:
        return ()
    counts = Counter(date for number in documents if (date := articles[number].date))
    return tuple((dt.datetime.combine(day, dt.time(), dt.UTC), float(counts[day])) for day in dict.fromkeys(days))
