"""Is a series growing abnormally now, and since when.

Each point is judged against the `BASELINE` points before it (`knowledge/doctrine` §3.2): median and MAD, a Poisson
tail where counts are small, and a ratio with a floor. Once a burst opens its baseline is frozen, so that a long crisis
does not become its own normal; it closes when the level comes back.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from launcher.model import Point, Trend

BASELINE = 28
"""Points that make the normal level: four weeks of days."""
HOURS = 7 * 24
"""The same for hours: a week, so that nights and week-ends belong to the normal."""
LEAST = 4
"""Points before which nothing can be called abnormal."""
RATIO = 2.0
"""A level below twice the normal is no news."""
DEVIATIONS = 4.0
"""Robust deviations above the median: about one false alarm in 30,000 points of bell-shaped noise."""
HOUR_DEVIATIONS = 8.0
"""The same for hours, which are far rougher than bells."""
TAIL = 1e-3
"""Poisson probability below which a small count is no accident."""
SMALL = 10.0
"""Baselines under this are counts: the Poisson tail judges them."""


@dataclass(frozen=True, slots=True)
class Burst:
    """An abnormal growth. `end`: None while it lasts; `baseline`: the level before; `peak`: the highest since."""

    onset: dt.datetime
    end: dt.datetime | None
    baseline: float
    peak: float


@dataclass(frozen=True, slots=True)
class _Normal:
    """A normal level: its centre, and the level above which a point is abnormal."""

    centre: float
    limit: float


def growth(points: Sequence[Point]) -> Trend | None:
    """The state at the end of a series in time order, values ≥ 0; None when it is too short to tell."""
    series = hourly(points)
    if len(series) <= LEAST:
        return None
    found = bursts(series)
    now = found[-1] if found and found[-1].end is None else None
    latest = max(value for _, value in series[-2:])
    baseline = now.baseline if now else median(value for _, value in series[-BASELINE - 1 : -1])
    onset = now.onset if now else None
    peak = now.peak if now else latest
    return Trend(baseline, latest, ratio(latest, baseline), onset, peak, tuple(series))


def ratio(level: float, baseline: float) -> float:
    """How many times the baseline, both raised by one so that 0 → 1 is no miracle."""
    return (level + 1) / (baseline + 1)


def bursts(points: Sequence[Point]) -> list[Burst]:
    """Every abnormal growth of a series in time order, oldest first."""
    found: list[Burst] = []
    window: deque[float] = deque()
    ordered: list[float] = []
    normal: _Normal | None = None
    quiet = 0
    baseline, deviations = (HOURS, HOUR_DEVIATIONS) if _step(points) < dt.timedelta(days=1) else (BASELINE, DEVIATIONS)
    for moment, value in points:
        if normal is None and len(window) >= LEAST:
            judged = _normal(ordered, deviations)
            if value > judged.limit:
                found.append(Burst(moment, None, judged.centre, value))
                normal, quiet = judged, 0
                continue
        if normal is not None:
            last = found[-1]
            quiet = quiet + 1 if value <= normal.limit else 0
            found[-1] = Burst(last.onset, None, last.baseline, max(last.peak, value))
            if quiet < 3:
                continue
            found[-1] = Burst(last.onset, moment, last.baseline, last.peak)
            normal = None
        _slide(window, ordered, value, baseline)
    return found


def _slide(window: deque[float], ordered: list[float], value: float, size: int) -> None:
    window.append(value)
    insort(ordered, value)
    if len(window) > size:
        del ordered[bisect_left(ordered, window.popleft())]


def _normal(ordered: Sequence[float], deviations: float) -> _Normal:
    """The normal level of sorted values. 1.4826·MAD estimates a standard deviation for a bell curve."""
    centre = _middle(ordered)
    spread = 1.4826 * _middle(sorted(abs(value - centre) for value in ordered))
    mean = sum(ordered) / len(ordered)
    floor = max(spread, math.sqrt(max(mean, centre)) / 2)
    limit = max(centre + deviations * floor, RATIO * (centre + 1) - 1)
    if centre < SMALL:
        limit = max(limit, poisson_limit(min(SMALL, max(mean, centre, 0.5))))
    return _Normal(centre, limit)


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def poisson_limit(expected: float) -> float:
    """The largest count that still has a probability of `TAIL` or more when `expected` (0–700) is the mean."""
    term = total = math.exp(-expected)
    count = 0
    while 1 - total >= TAIL:
        count += 1
        term *= expected / count
        total += term
    return float(count)


def hourly(points: Sequence[Point]) -> Sequence[Point]:
    """A series finer than an hour, summed by the hour; any other as it is."""
    if _step(points) >= dt.timedelta(hours=1):
        return points
    sums: dict[dt.datetime, float] = {}
    for moment, value in points:
        hour = moment.replace(minute=0, second=0, microsecond=0)
        sums[hour] = sums.get(hour, 0.0) + value
    return tuple(sums.items())


def _step(points: Sequence[Point]) -> dt.timedelta:
    """The usual time between two points; a day when there are too few to tell."""
    gaps = sorted(b[0] - a[0] for a, b in pairwise(points))
    return gaps[len(gaps) // 2] if gaps else dt.timedelta(days=1)
