"""The seed's rule for the news box: a term is hot when it grows abnormally in search AND in news."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from launcher.crisis.keywords.growth import growth
from launcher.model import Article, Heat, Point, Reason, Series, Trend

SEARCH_POINTS = 15.0
NEWS_POINTS = 10.0
"""What growth adds to a score at most; ten times the normal level earns it all."""
LEAST_ARTICLES = 12
"""Dated articles below which their count per day is no series."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term's growth in search and in news (None: no series, or too short), and their reasons."""

    search: Trend | None
    news: Trend | None

    @property
    def state(self) -> Heat:
        """Both rise: hot. One missing: unproven, never hot."""
        if self.search is None or self.news is None:
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
        """One line with numbers for search and one for news, each with what it adds."""
        return (_reason("search", self.search, SEARCH_POINTS), _reason("news", self.news, NEWS_POINTS))


def _reason(kind: str, found: Trend | None, most: float) -> Reason:
    if found is None:
        return Reason(f"{kind}-missing", f"no {kind} series to prove growth")
    numbers = f"latest {found.latest:g} against a baseline of {found.baseline:g}: {found.ratio:.1f} times"
    if found.onset is None:
        return Reason(f"{kind}-normal", f"{kind}: {numbers}, within the normal")
    share = min(1.0, max(found.ratio, (found.peak + 1) / (found.baseline + 1)) / 10)
    return Reason(f"{kind}-growth", f"{kind}: {numbers}, since {found.onset:%Y-%m-%d}", round(most * share, 1))


def strongest(series: Iterable[Series]) -> Trend | None:
    """The growth of the series that tells most: the one that ends last, then the longest."""
    ranked = sorted(series, key=lambda s: (s.points[-1][0], len(s.points), s.source) if s.points else _NEVER)
    return growth(ranked[-1].points) if ranked else None


_NEVER = (dt.datetime.min.replace(tzinfo=dt.UTC), 0, "")


def per_day(articles: Sequence[Article], documents: Iterable[int]) -> tuple[Point, ...]:
    """Articles per day among those numbered `documents`, over the days that all dated articles cover.

    Empty when they are too few, or cover more than ten years.
    """
    dates = [article.date for article in articles if article.date]
    if len(dates) < LEAST_ARTICLES or (max(dates) - min(dates)).days > 3660:
        return ()
    first, last = min(dates), max(dates)
    counts = Counter(date for number in documents if (date := articles[number].date))
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple((dt.datetime.combine(day, dt.time(), dt.UTC), float(counts[day])) for day in days)
