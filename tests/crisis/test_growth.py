"""Abnormal growth on small, sparse, flat, long and fine series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from launcher.crisis.keywords.growth import bursts, growth, hourly, poisson_limit
from launcher.crisis.signals import read
from launcher.model import Point
from tests.crisis.inputs import INPUTS, needs_inputs

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def points(values: Sequence[float], step: dt.timedelta = dt.timedelta(days=1)) -> list[Point]:
    return [(START + n * step, float(value)) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "rising"),
    [
        ([0] * 30, False),
        ([0] * 29 + [1], False),
        ([0] * 29 + [9], True),
        ([5] * 29 + [6], False),
        ([50] * 29 + [90], False),
        ([50, 55, 45, 52, 48] * 6 + [150], True),
        ([1, 0, 2, 1, 1, 30], True),
        ([2] * 5 + [40] * 40, True),
        ([2] * 20 + [40] * 5 + [2] * 4, False),
        ([0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 7], True),
        ([100] * 10 + [0] * 10, False),
    ],
)
def test_is_it_growing_now(values: list[float], rising: bool) -> None:
    found = growth(points(values))
    assert found is not None
    assert (found.onset is not None) is rising


@pytest.mark.parametrize("values", [[], [1], [1, 50], [0, 0, 0, 90]])
def test_too_short_to_tell(values: list[float]) -> None:
    assert growth(points(values)) is None


def test_the_onset_the_baseline_and_the_peak() -> None:
    (burst,) = bursts(points([2] * 10 + [40, 90, 60]))
    assert (burst.onset, burst.end, burst.baseline, burst.peak) == (START + dt.timedelta(days=10), None, 2, 90)


def test_a_burst_closes_when_the_level_comes_back() -> None:
    first, second = bursts(points([2] * 10 + [40] * 3 + [2] * 10 + [50]))
    assert first.end is not None
    assert second.end is None


def test_minutes_are_summed_by_the_hour() -> None:
    assert [value for _, value in hourly(points([1] * 24, dt.timedelta(minutes=5)))] == [12, 12]


def test_the_poisson_limit_is_the_smallest_that_is_no_accident() -> None:
    assert poisson_limit(0.5) == 4  # P(X > 4) = 1.7e-4, P(X > 3) = 1.8e-3


@needs_inputs
def test_a_real_panic_is_dated() -> None:
    (series,) = read([INPUTS / "trends"]).series
    assert bursts(series.points)[0].onset.date() == dt.date(2020, 3, 8)
