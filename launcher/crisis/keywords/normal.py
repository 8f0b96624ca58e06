"""The normal level of a series, learnt from the points before, and the limit above which a point is abnormal.

The last points are kept back from it (`Guard`), so that a climb of some days does not hide itself.

Days, weeks and months are few: median and MAD of four weeks of points, a Poisson tail where counts are small
(`knowledge/doctrine` §3.2), and the length of a run where not even the unit is known (`Stream`). Hours are many and
heavy-tailed, with nights and week-ends in them: two weeks tell how far the busiest tenth of the hours goes, and the
limit is what they would reach once in `RARE` days (peaks over a threshold, with an exponential tail: Davison & Smith
1990). It is asked of two levels at once, a fast and a slow one, so that neither one odd minute nor a mere busy
afternoon is enough, while a flash or a swell that is rare enough is.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TWO_WEEKS = 14
"""Days that make the normal level of hours: each day of the week twice."""
LEAST = 4
"""Points before which nothing can be called abnormal."""
WEEK = 7
"""Days of hours until which the busy hours count as the normal ones: a Monday may follow nothing but a week-end."""
RATIO = 2.0
"""A level below twice the normal is no news."""
DEVIATIONS = 4.0
"""Robust deviations above the median: about one false alarm in 30,000 points of bell-shaped noise."""
TAIL = 1e-3
"""Poisson probability below which a small count is no accident."""
SMALL = 10.0
"""Baselines under this are counts: the Poisson tail judges them."""
RARE = 7.0
"""Days: hours are abnormal at a level that the normal reaches less than once a week."""
GUARDED = 3
"""A short series keeps back one point in so many: two thirds of it are its normal."""
BUSY = 0.1
"""The share of hours, the busiest, from which the tail is told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One point to judge: its value and, for hours, its `levels`, the fast and the slow."""

    moment: dt.datetime
    value: float
    levels: tuple[float, ...] = ()

    def in_units(self, one: float) -> Sample:
        """The same, counted in units of `one`."""
        return self if one == 1 else Sample(self.moment, self.value / one, tuple(level / one for level in self.levels))


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal level: its centre, the value above which a point is abnormal, and the bars of its levels.

    A bar is where the busy hours of a level begin, and how far above that is rare; levels may make up for each other.
    """

    centre: float
    limit: float
    bars: tuple[tuple[float, float], ...] = ()

    def exceeded(self, sample: Sample) -> bool:
        """Is the sample abnormal?"""
        return sample.value > self.limit and self._rarity(sample) > 1

    def _rarity(self, sample: Sample) -> float:
        if not self.bars:
            return math.inf
        pairs = zip(sample.levels, self.bars, strict=True)
        return sum((level - busy) / rare for level, (busy, rare) in pairs) / len(self.bars)


class Window:
    """The last `size` values, and the same in order."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.ordered: list[float] = []
        self._arrived: deque[float] = deque()

    def push(self, value: float) -> None:
        """Take one in; the oldest leaves when there are too many."""
        self._arrived.append(value)
        insort(self.ordered, value)
        if len(self._arrived) > self.size:
            del self.ordered[bisect_left(self.ordered, self._arrived.popleft())]


class Guard:
    """The last `size` samples, which the normal does not know yet: a climb of some days is judged against the level
    before it began, and not against its own foot (the gap before the baseline in EARS C2, Hutwagner et al. 2003).

    While a series is short it keeps back one sample in `GUARDED`, once `least` of them are known.
    """

    def __init__(self, size: int, least: int) -> None:
        self.size, self.least = size, least
        self._seen = 0
        self._kept: deque[Sample] = deque()

    def push(self, sample: Sample) -> Iterator[Sample]:
        """Take one in, and let go those that are old enough."""
        self._seen += 1
        self._kept.append(sample)
        while len(self._kept) > max(0, min(self.size, self._seen // GUARDED, self._seen - self.least)):
            yield self._kept.popleft()


class Stream:
    """The unbroken run of points above `trace`, and how often the `size` points before stood there.

    What counts in an unknown unit, as shares of all news do, cannot tell one article from a hundred by the height of a
    point. That it goes on day after day, where there was nothing, needs no unit.
    """

    def __init__(self, trace: float, size: int) -> None:
        self.trace = trace
        self.run: list[Sample] = []
        self._before: deque[bool] = deque(maxlen=size)

    def see(self, sample: Sample) -> None:
        """Take one in."""
        if sample.value > self.trace:
            self.run.append(sample)
        else:
            self.settle()
            self._before.append(False)

    def settle(self) -> None:
        """The run is over, or so old that it is normal."""
        self._before.extend([True] * len(self.run))
        self.run.clear()

    def rare(self) -> bool:
        """Is the run longer than chance makes it? By the rule of succession: of `seen` points `often` were above, so
        the next is with a probability of (often + 1) / (seen + 2), and so on."""
        seen, often, chance = len(self._before), sum(self._before), 1.0
        if not self.run or often * RATIO >= seen:
            return False
        for more in range(len(self.run)):
            chance *= (often + 1 + more) / (seen + 2 + more)
            if chance < TAIL:
                return True
        return False


class Points:
    """The normal of days, weeks or months: without their bursts, until a burst has lasted so long that it is normal."""

    learns_from_bursts = False

    def __init__(self, size: int, guard: int) -> None:
        self._values, self._guard = Window(size), Guard(guard, WEEK)

    def push(self, sample: Sample) -> None:
        for one in self._guard.push(sample):
            self._values.push(one.value)

    def normal(self) -> Normal | None:
        """None while there are too few."""
        values = self._values.ordered
        return robust(values) if len(values) >= LEAST else None


class Hours:
    """The normal of hours (`per_day` of them, or fewer when they are longer), bursts included: a subject that flares up
    each week does so by nature."""

    learns_from_bursts = True

    def __init__(self, per_day: int) -> None:
        self.per_day, self._guard = per_day, Guard(per_day, max(LEAST, per_day))
        self._values, *self._levels = (Window(TWO_WEEKS * per_day) for _ in range(3))

    def push(self, sample: Sample) -> None:
        for one in self._guard.push(sample):
            self._values.push(one.value)
            for window, level in zip(self._levels, one.levels, strict=True):
                window.push(level)

    def normal(self) -> Normal | None:
        """None until a whole day is known, with its night."""
        values = self._values.ordered
        if len(values) < max(LEAST, self.per_day):
            return None
        often = max(1.0, math.log(RARE * self.per_day * BUSY))
        bars = tuple(_bar(window.ordered, often) for window in self._levels)
        centre = middle(values)
        least = centre if len(values) >= WEEK * self.per_day else middle(values[_busy(values) :])
        return Normal(centre, _least(least, sum(values) / len(values)), bars)


def _busy(ordered: Sequence[float]) -> int:
    return int(len(ordered) * (1 - BUSY))


def _bar(ordered: Sequence[float], often: float) -> tuple[float, float]:
    """Where the busy tenth begins, and the mean excess over it times `often`, the logarithm of how many busy hours
    there are in `RARE` days: an exponential tail passes both together once in that time."""
    at = _busy(ordered)
    busy = ordered[at]
    beyond = ordered[at + 1 :] or ordered[at:]
    return busy, max(often * sum(value - busy for value in beyond) / len(beyond), 1e-9)


def robust(ordered: Sequence[float]) -> Normal:
    """The normal of a few sorted values. 1.4826·MAD estimates a standard deviation for a bell curve."""
    centre = middle(ordered)
    spread = 1.4826 * middle(sorted(abs(value - centre) for value in ordered))
    mean = sum(ordered) / len(ordered)
    floor = max(spread, math.sqrt(max(mean, centre)) / 2)
    return Normal(centre, max(centre + DEVIATIONS * floor, _least(centre, mean)))


def _least(centre: float, mean: float) -> float:
    """What must be passed in any case: the ratio, and for small counts what may be chance."""
    limit = RATIO * (centre + 1) - 1
    if centre < SMALL:
        limit = max(limit, poisson_limit(min(SMALL, max(mean, centre, 0.5))))
    return limit


def middle(ordered: Sequence[float]) -> float:
    """The median of sorted values."""
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
