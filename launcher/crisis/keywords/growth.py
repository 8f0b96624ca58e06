"""Is a series growing abnormally now, and since when.

Each point is judged against the normal level of the points before it, the last week left out (`normal.py`), and against
the heights that the series reaches by habit (`habit.py`). Once a burst opens its normal is frozen, so that a long
crisis does not become its own normal; it closes when the level comes back, or after a quarter of a year, when the new
level is the normal one. "Now" is a burst that was still abnormal in the last three days of the series, or in the point
before the last: the last week or month of an export is seldom a whole one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from launcher.crisis.keywords.habit import Habit
from launcher.crisis.keywords.normal import (
    LEAST,
    RATIO,
    TWO_WEEKS,
    Hours,
    Normal,
    Points,
    Sample,
    Stream,
    middle,
    poisson_limit,
)
from launcher.model import Point, Trend

BASELINE = 28
"""Points that make the normal level: four weeks of days."""
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
GUARD = 7 * DAY
"""What lies between the normal level and the point that is judged by it; one day where hours are judged."""
RECENT = 3 * DAY
"""How long ago a burst may have been abnormal for the last time and still be one of now."""
TELLING = 2 * DAY
"""Time that hours must cover to be called normal."""
CALM = 3
"""Points in a row back at the normal level that end a burst; for hours, a whole day of them."""
LONGEST = 90 * DAY
"""Age at which a level that never came back is the normal one."""
FAST, SLOW = dt.timedelta(minutes=10), dt.timedelta(minutes=160)
"""Half-lives of the two levels of hours: a quarter of an hour and four hours of memory, the hour between them."""
SHARES = 10.0
"""A series that gets as high counts something, or is a percentage of its own peak; it is no share of all news."""
PEAK = 100.0
"""The peak of a series that is told on its own scale, as trends are."""
MOST = 1e12
"""No term is searched more often; larger values are cut."""


@dataclass(frozen=True, slots=True)
class Burst:
    """An abnormal growth. `last`: when it was abnormal for the last time; `end`: when it was over, None while it lasts;
    `baseline`: the level before; `peak`: the highest since."""

    onset: dt.datetime
    last: dt.datetime
    end: dt.datetime | None
    baseline: float
    peak: float


def growth(points: Sequence[Point]) -> Trend | None:
    """The state at the end of a series; None when it is too short to tell: under five points, or under a day of hours
    (under two days, unless it grows: what is calm in a day's own morning is not known).

    Points in any order; what is no number ≥ 0 is left out.
    """
    samples, usual = _samples(points)
    if len(samples) <= max(LEAST, DAY // usual):
        return None
    found = _bursts(samples, usual)
    series = _series(samples)
    recent = max(RECENT, usual * 3 / 2)
    now = found[-1] if found and series[-1][0] - found[-1].last <= recent else None
    if now is None and usual < DAY and series[-1][0] - series[0][0] < TELLING:
        return None
    latest = max(value for _, value in series[-2:])
    baseline = now.baseline if now else median(value for _, value in series[-BASELINE - 1 : -1])
    onset = now.onset if now else None
    peak = now.peak if now else latest
    one = scale(series) if now else unit(series)
    return Trend(baseline, latest, ratio(latest, baseline, one), onset, peak, series)


def ratio(level: float, baseline: float, one: float = 1.0) -> float:
    """How many times the baseline, both raised by `one`, the unit they are counted in: 0 → 1 is no miracle."""
    return (level + one) / (baseline + one)


def unit(points: Sequence[Point]) -> float:
    """What a series counts in: 1 for counts and for 0–100. Nobody tells the unit of a share of all news: it is the
    smallest value, or less where they are too calm to be a few of those, for counts vary by the root of what they are.
    """
    values = sorted(value for _, value in points)
    top = values[-1] if values else 0.0
    smallest = next((value for value in values if value > 0), 1.0)
    cautious = 1.0 if top >= SHARES else min(1.0, max(smallest, top / MOST))
    if not _shares(values) or not values[0]:
        return cautious
    centre = middle(values)
    return min(cautious, max(_unrest(values, centre) ** 2 / centre, top / PEAK))


def _unrest(values: Sequence[float], centre: float) -> float:
    """How far four fifths of the values stray from their centre: more than one standard deviation, to be cautious."""
    return sorted(abs(value - centre) for value in values)[len(values) * 4 // 5]


def scale(points: Sequence[Point]) -> float:
    """What growth is told in: shares that came from nothing in hundredths of their peak, as trends are."""
    values = [value for _, value in points]
    return min(unit(points), max(values) / PEAK) if _shares(values) else unit(points)


def trace(points: Sequence[Point]) -> float:
    """The height up to which a share is as good as nothing; of what has a known unit, everything is told by heights."""
    values = [value for _, value in points]
    return max(values) * poisson_limit(0.5) / PEAK if _shares(values) else math.inf


def _shares(values: Sequence[float]) -> bool:
    """Are they shares of all news? Counts and trends are whole numbers, with a half for what is under one."""
    return 1 / MOST < max(values, default=0.0) < SHARES and any(value % 0.5 for value in values)


def bursts(points: Sequence[Point]) -> list[Burst]:
    """Every abnormal growth of a series, oldest first."""
    return _bursts(*_samples(points))


def _bursts(samples: Sequence[Sample], usual: dt.timedelta) -> list[Burst]:
    one = unit(_series(samples))
    if usual < DAY:
        watch = _Watch(Hours(DAY // usual), Habit(usual, TWO_WEEKS * DAY), DAY // usual, Stream(math.inf, 0))
    else:
        stream = Stream(trace(_series(samples)) / one, BASELINE)
        watch = _Watch(Points(BASELINE, GUARD // usual), Habit(usual, BASELINE * usual), CALM, stream)
    for sample in samples:
        watch.see(sample.in_units(one))
    return [replace(burst, baseline=burst.baseline * one, peak=burst.peak * one) for burst in watch.found]


class _Watch:
    """A series while it is read, point by point."""

    def __init__(self, memory: Points | Hours, habit: Habit, calm: int, stream: Stream) -> None:
        self.memory, self.habit, self.calm, self.stream = memory, habit, calm, stream
        self.found: list[Burst] = []
        self._frozen: Normal | None = None
        self._quiet = 0
        self._during: deque[Sample] = deque(maxlen=BASELINE)

    def see(self, sample: Sample) -> None:
        self.stream.see(sample)
        if self._frozen is None:
            self._open(sample)
        else:
            self._follow(sample, self._frozen)
        if self._frozen is None or self.memory.learns_from_bursts:
            self.memory.push(sample)

    def _open(self, sample: Sample) -> None:
        normal = self.memory.normal()
        if normal is None or not self._abnormal(sample, normal):
            return
        usual = self.habit.height(sample.moment)
        self.habit.note(sample.moment, sample.value)
        if sample.value > RATIO * usual:
            run = [sample] if normal.exceeded(sample) else self.stream.run
            peak = max(one.value for one in run)
            self.found.append(Burst(run[0].moment, sample.moment, None, normal.centre, peak))
            self._frozen, self._quiet = normal, 0
            self._during.clear()

    def _abnormal(self, sample: Sample, normal: Normal) -> bool:
        return normal.exceeded(sample) or self.stream.rare()

    def _follow(self, sample: Sample, normal: Normal) -> None:
        burst = self.found[-1]
        self._during.append(sample)
        if self._abnormal(sample, normal):
            self._quiet = 0
            self.habit.note(sample.moment, sample.value, same=True)
            burst = replace(burst, last=sample.moment)
        else:
            self._quiet += 1
        lasting = sample.moment - burst.onset >= LONGEST and len(self._during) == BASELINE
        over = lasting or self._quiet >= self.calm
        self.found[-1] = replace(burst, end=sample.moment if over else None, peak=max(burst.peak, sample.value))
        if over:
            self._close(lasting)

    def _close(self, lasting: bool) -> None:
        self._frozen = None
        self.stream.settle()
        if lasting and not self.memory.learns_from_bursts:
            for one in self._during:
                self.memory.push(one)


def hourly(points: Sequence[Point]) -> Sequence[Point]:
    """A series in time order, one value a moment (the highest), summed by the hour if it is finer than that."""
    return _series(_samples(points)[0])


def _series(samples: Sequence[Sample]) -> tuple[Point, ...]:
    return tuple((sample.moment, sample.value) for sample in samples)


def _samples(points: Sequence[Point]) -> tuple[Sequence[Sample], dt.timedelta]:
    """What is judged, by the hour if the points are finer, and the usual time between two."""
    ordered = _in_order(points)
    usual = step(ordered)
    if usual < DAY:
        return tuple(_hours(ordered, usual)), max(usual, HOUR)
    return [Sample(moment, value) for moment, value in ordered], usual


def _in_order(points: Sequence[Point]) -> list[Point]:
    """What a series should be and files seldom are: in order, each moment once, every value a number within reason."""
    found: dict[dt.datetime, float] = {}
    for moment, value in points:
        if value >= 0:
            found[moment] = max(found.get(moment, 0.0), min(value, MOST))
    return sorted(found.items())


def _hours(points: Sequence[Point], usual: dt.timedelta) -> Iterator[Sample]:
    """The hours of a series in time order: their sum and the highest that the fast and the slow level stood in them.

    A level is a sum that forgets half of itself in each half-life, whatever the time between two points: a gap is no
    zero, and no burst follows from it. Hours without a point are left out; points an hour apart or more stand alone.
    """
    fast = slow = kept_fast = kept_slow = 0.0
    before, gap = points[0][0], dt.timedelta()
    hour: Sample | None = None
    for moment, value in points:
        if (past := moment - before) != gap:
            gap, kept_fast, kept_slow = past, 0.5 ** (past / FAST), 0.5 ** (past / SLOW)
        fast, slow, before = fast * kept_fast + value, slow * kept_slow + value, moment
        start = moment.replace(minute=0, second=0, microsecond=0) if usual < HOUR else moment
        if hour is not None and hour.moment == start:
            hour = Sample(start, hour.value + value, (max(hour.levels[0], fast), max(hour.levels[1], slow)))
            continue
        if hour is not None:
            yield hour
        hour = Sample(start, value, (fast, slow))
    if hour is not None:
        yield hour


def step(points: Sequence[Point]) -> dt.timedelta:
    """The usual time between two points; a day when there are too few to tell."""
    gaps = sorted(after - before for (before, _), (after, _) in pairwise(points))
    return gaps[len(gaps) // 2] if gaps else DAY
