"""Three ways to find the onset of abnormal growth that one can install or write in an afternoon.

Each takes a series in time order and gives the moments of its alarms; alarms less than a day apart are one, as with
ours. `TEXTBOOK` are the settings that the manuals give; `GRID` is what a patient user would try next.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy
import ruptures

from launcher.model import Point

Alarms = list[dt.datetime]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Setting:
    """One peer with its settings; `hourly`: on sums by the hour, or on the points as they come."""

    peer: str
    hourly: bool
    options: Mapping[str, float] = field(default_factory=dict)

    def run(self, points: Sequence[Point]) -> Alarms:
        """The alarms in a series, merged."""
        per_day = round(DAY / (points[1][0] - points[0][0]))
        return merged(PEERS[self.peer](points, per_day, **self.options))

    @property
    def name(self) -> str:
        told = ", ".join(f"{key} {value:g}" for key, value in self.options.items())
        return f"{'by the hour' if self.hourly else 'as they come'}, {told}"


def z_score(points: Sequence[Point], per_day: int, days: float, limit: float) -> Iterator[dt.datetime]:
    """Above the mean of the last `days` by `limit` standard deviations; judged once half of them are known."""
    size = round(days * per_day)
    total = squares = 0.0
    for n, (moment, value) in enumerate(points):
        known = min(n, size)
        if known >= size // 2:
            mean = total / known
            if value > mean + limit * math.sqrt(max(squares / known - mean * mean, 1e-9)):
                yield moment
        total, squares = total + value, squares + value * value
        if n >= size:
            old = points[n - size][1]
            total, squares = total - old, squares - old * old


def ewma(points: Sequence[Point], per_day: int, days: float, limit: float) -> Iterator[dt.datetime]:
    """Above a moving average of span `days` by `limit` of its moving deviations (weights 2/(span+1), as in pandas)."""
    weight = 2 / (days * per_day + 1)
    mean, variance = points[0][1], 0.0
    for n, (moment, value) in enumerate(points):
        if n >= 3 * per_day and value > mean + limit * math.sqrt(variance):
            yield moment
        off = value - mean
        mean += weight * off
        variance = (1 - weight) * (variance + weight * off * off)


def change_points(points: Sequence[Point], _: int, penalty: float, log: float = 0) -> Iterator[dt.datetime]:
    """Where the mean steps up, by the exact search of `ruptures` (PELT for the linear kernel). It sees the whole
    series, the future too. `penalty`: in σ²·ln n, σ from the differences, robustly; 2 is the Bayesian criterion."""
    values = numpy.array([value for _, value in points])
    values = numpy.log1p(values) if log else values
    steps = numpy.diff(values)
    noise = (1.4826 * numpy.median(numpy.abs(steps - numpy.median(steps)))) ** 2 / 2 or numpy.var(steps) / 2
    search = ruptures.KernelCPD(kernel="linear", min_size=2).fit(values.reshape(-1, 1))
    cuts = [0, *search.predict(pen=max(penalty * noise * math.log(len(values)), 1e-9))]
    means = [values[a:b].mean() for a, b in pairwise(cuts)]
    for at, before, after in zip(cuts[1:], means, means[1:], strict=False):
        if after > before:
            yield points[at][0]


PEERS: Mapping[str, Callable[..., Iterator[dt.datetime]]] = {
    "z-score": z_score,
    "EWMA": ewma,
    "ruptures": change_points,
}
TEXTBOOK = [
    Setting(peer, hourly, options)
    for hourly in (True, False)
    for peer, options in (
        ("z-score", {"days": 7, "limit": 3}),
        ("EWMA", {"days": 1, "limit": 3}),
        ("ruptures", {"penalty": 2}),
    )
]
GRID = [
    Setting(peer, hourly, {"days": days, "limit": limit})
    for peer in ("z-score", "EWMA")
    for hourly in (True, False)
    for days in (1, 7, 14)
    for limit in (4, 6, 8, 10)
] + [
    Setting("ruptures", hourly, {"penalty": penalty, "log": log})
    for hourly in (True, False)
    for penalty in (10, 30, 100, 300)
    for log in (0, 1)
]


def merged(alarms: Iterator[dt.datetime]) -> Alarms:
    """One alarm for those that follow each other within a day: the first."""
    kept: Alarms = []
    last: dt.datetime | None = None
    for moment in alarms:
        if last is None or moment - last > DAY:
            kept.append(moment)
        last = moment
    return kept
