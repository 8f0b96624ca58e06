"""What today makes of signals: later dates are no evidence, an export that ended long ago shows another time. And which
series are too short to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from launcher.crisis.signals.found import SHOWN, Found, listed
from launcher.model import Article, Point, Series

GRACE = dt.timedelta(days=1)
"""Zones: tomorrow has begun somewhere. It is not told, nobody counts so."""
STALE = dt.timedelta(days=14)
"""How long ago an export may end: two weeks are a short crisis."""
FEWEST = 5
"""Points that judging growth needs, by the day or longer; by the hour, more than a day of them (`keywords.growth`)."""
_DAY = dt.timedelta(days=1)
_LONGEST_STEP = dt.timedelta(days=31)
_LAST = 30
"""Gaps between points that tell how far apart they are."""


def as_of(found: Found, today: dt.date) -> Found:
    """What is known today. Later points are left out, articles of a later date count as undated; what ended more than
    STALE ago stays. A note for each file, those on old exports first: they matter most."""
    notes: list[str] = []
    articles = tuple(_article_until(article, today, notes) for article in found.articles)
    series = [_until(one, today) for one in found.series]
    trends = [replace(trend, series=_until(trend.series, today)) for trend in found.trends]
    before = [*found.series, *(trend.series for trend in found.trends)]
    after = [*series, *(trend.series for trend in trends)]
    return replace(
        found,
        articles=articles,
        series=tuple(one for one in series if one.points),
        trends=tuple(trend for trend in trends if trend.series.points),
        notes=(*_old(after, today), *found.notes, *notes, *_later(before, after, today)),
    )


def too_short(series: Sequence[Series]) -> tuple[str, ...]:
    """A line for each file whose series are too short for growth to be judged."""
    files: dict[str, list[Series]] = {}
    for one in series:
        if len(one.points) < _needed(one.points):
            files.setdefault(one.where.file, []).append(one)
    lines = []
    for file, found in sorted(files.items()):
        most = max(found, key=lambda one: len(one.points))
        count, needed = len(most.points), _needed(most.points)
        why = f"too short to tell whether it grows ({needed} are needed)"
        lines.append(f"{file}: {count} point{'s' if count > 1 else ''} of {_terms(found)}: {why}")
    return _few(lines, "are too short too")


def _terms(series: Iterable[Series]) -> str:
    return listed([f"“{one.term}”" for one in series])


def _few(lines: Sequence[str], others: str) -> tuple[str, ...]:
    more = len(lines) - SHOWN
    return (*lines[:SHOWN], f"{more:,} more file(s) {others}") if more > 0 else tuple(lines)


def _article_until(article: Article, today: dt.date, notes: list[str]) -> Article:
    if article.date is None or article.date <= today + GRACE:
        return article
    notes.append(f"{article.where}: dated {article.date}, which is still to come; the article counts as undated")
    return replace(article, date=None)


def _until(series: Series, today: dt.date) -> Series:
    last = today + GRACE
    if not series.points or series.points[-1][0].date() <= last:
        return series
    return replace(series, points=tuple(point for point in series.points if point[0].date() <= last))


def _later(before: Sequence[Series], after: Sequence[Series], today: dt.date) -> tuple[str, ...]:
    files: dict[str, list[tuple[Series, int]]] = {}
    for was, one in zip(before, after, strict=True):
        if len(one.points) < len(was.points):
            files.setdefault(was.where.file, []).append((was, len(was.points) - len(one.points)))
    return tuple(
        f"{file}: {sum(late for _, late in cut)} point(s) of {_terms(was for was, _ in cut)} "
        f"are dated after today ({today}) and left out"
        for file, cut in sorted(files.items())
    )


def _old(series: Sequence[Series], today: dt.date) -> tuple[str, ...]:
    ends: dict[str, dt.date] = {}
    for one in series:
        if one.points:
            file = one.where.file
            ends[file] = max(_covered(one.points), ends.get(file, dt.date.min))
    lines = [
        f"{file}: ends on {end}, {(today - end).days:,} days ago: what it shows is not now"
        for file, end in sorted(ends.items())
        if today - end > STALE
    ]
    return _few(lines, "ended as long ago")


def _covered(points: Sequence[Point]) -> dt.date:
    """The last day that a series counts: a point of a week or a month stands at its beginning."""
    step = min(max(_step(points), _DAY), _LONGEST_STEP)
    try:
        return (points[-1][0] + step - _DAY).date()
    except OverflowError:
        return dt.date.max


def _needed(points: Sequence[Point]) -> int:
    step = _step(points)
    return max(FEWEST, _DAY // step + 1) if step < _DAY else FEWEST


def _step(points: Sequence[Point]) -> dt.timedelta:
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(points[-_LAST - 1 :])]
    return sorted(gaps)[len(gaps) // 2] if gaps else _DAY
