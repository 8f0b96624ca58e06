"""Abnormal growth on what a lead really has: small, sparse, flat, long, fine, scaled, seasonal and broken series."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.crisis.keywords.growth import bursts, growth, hourly, unit
from launcher.crisis.keywords.normal import Guard, Sample, Stream, poisson_limit
from launcher.crisis.signals import read
from launcher.model import Point
from tests.crisis.inputs import INPUTS, SHARED, needs_inputs

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
WEEK = 7 * DAY
MONDAY = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
CLOCK = [2, 1, 1, 0, 0, 1, 5, 10, 20, 25, 30, 30, 28, 30, 31, 29, 30, 28, 25, 20, 15, 10, 6, 3]
"""A day of hours of a word searched some four hundred times, nights included."""
LABELLED = Path(os.environ.get("SPAREWHEEL_DATA") or SHARED / "data") / "bursts"


def points(values: Sequence[float | None], step: dt.timedelta = DAY, start: dt.datetime = MONDAY) -> list[Point]:
    """One value a step; None is a point that is missing."""
    return [(start + n * step, float(value)) for n, value in enumerate(values) if value is not None]


def onset(values: Sequence[float | None], step: dt.timedelta = DAY) -> int | None:
    """At which index the growth of now began."""
    found = growth(points(values, step))
    assert found is not None
    return None if found.onset is None else (found.onset - MONDAY) // step


@pytest.mark.parametrize(
    ("values", "at"),
    [
        pytest.param([0] * 30, None, id="zeros"),
        pytest.param([7] * 30, None, id="constant"),
        pytest.param([0] * 29 + [1], None, id="one search is chance"),
        pytest.param([0] * 12 + [1] + [0] * 12, None, id="one search, long ago"),
        pytest.param([0] * 29 + [9], 29, id="nine searches of an unknown word are not"),
        pytest.param([5] * 29 + [6], None, id="a sixth more"),
        pytest.param([50] * 29 + [90], None, id="less than twice"),
        pytest.param([50, 55, 45, 52, 48] * 6 + [150], 30, id="three times"),
        pytest.param([1, 0, 2, 1, 1, 30], 5, id="six points"),
        pytest.param([0, 0, 0, 0, 100], 4, id="five points, zeros first"),
        pytest.param([3, 4, 2, 3, 5, 4, 3, 4, 90, 100], 8, id="ten points, ends at its peak"),
        pytest.param([0.5] * 80 + [0, 0, 0, 3, 40, 100], 84, id="one huge peak, all else below 1"),
        pytest.param([0.5] * 80 + [3, 40, 100, 30, 5, 2], 81, id="ends just after the peak"),
        pytest.param([2] * 20 + [40] * 5 + [2] * 3, 20, id="over for three days: still of now"),
        pytest.param([2] * 20 + [40] * 5 + [2] * 4, None, id="over for four days: no more"),
        pytest.param([100] * 10 + [0] * 10, None, id="a fall"),
        pytest.param([10] * 30 + [40] * 40, 30, id="a step up"),
        pytest.param([10] * 30 + [40] * 120, None, id="a step up that became the normal in a quarter of a year"),
        pytest.param([10] * 30 + [40] * 120 + [160] * 2, 150, id="and a second step from there"),
        pytest.param(list(range(10, 200)), None, id="a straight ramp has no onset"),
        pytest.param([10 * 1.02**n for n in range(120)], None, id="nor has 2 % a day"),
        pytest.param([0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 7], 11, id="a second burst within two weeks"),
        pytest.param([2 if n % 5 == 0 else None for n in range(100)] + [60], 100, id="most days missing"),
        pytest.param([2, 3, 2, 3, 2, 3, *[None] * 40, 3, 2, 3], None, id="a gap is no zero: coming back is no growth"),
        pytest.param([2, 3, 2, 3, 2, 3, *[None] * 40, 30], 46, id="growth after a gap"),
        pytest.param([0.002, 0.001, 0.003, 0.002, 0.0015] * 8 + [0.08], 40, id="shares of all news"),
        pytest.param([1e9, 1.1e9, 0.9e9] * 9 + [4e9], 27, id="thousands of millions"),
    ],
)
def test_is_it_growing_now_and_since_when(values: list[float | None], at: int | None) -> None:
    assert onset(values) == at


@pytest.mark.parametrize(
    ("values", "at"),
    [
        pytest.param([100, 100, 100, 100, 100, 20, 20] * 8 + [100], None, id="Mondays after week-ends"),
        pytest.param([5, 5, 5, 5, 5, 60, 60] * 8, None, id="a word of the week-end"),
        pytest.param([5, 5, 5, 5, 5, 60, 60] * 7 + [5] * 5 + [300], 54, id="a week-end five times as high"),
        pytest.param([300 if n % 28 == 20 else 10 + n % 3 for n in range(161)], None, id="the sixth newsletter"),
        pytest.param([300 if n % 28 == 20 else 10 + n % 3 for n in range(49)], 48, id="the second: not yet a habit"),
        pytest.param([300 if n % 28 == 20 else 10 + n % 3 for n in range(160)] + [900], 160, id="three newsletters"),
        pytest.param([200 if n % 365 == 100 else 3 for n in range(466)], None, id="an anniversary"),
        pytest.param([200 if n % 365 == 100 else 3 for n in range(465)] + [500], 465, id="more than an anniversary"),
        pytest.param([100, 0, 0, 0, 70, 0, 0, 0, 0] * 4 + [100], None, id="a rare word's noise"),
        pytest.param([20, 0, 0, 0, 15, 0, 0, 0, 0] * 4 + [100], 36, id="and its crisis"),
    ],
)
def test_a_habit_is_no_news_until_it_is_passed_twice_over(values: list[float], at: int | None) -> None:
    assert onset(values) == at


@pytest.mark.parametrize(
    ("values", "at"),
    [
        pytest.param(CLOCK * 7, None, id="mornings"),
        pytest.param([n // 2 for n in CLOCK] * 2 + CLOCK * 5, None, id="a week after a week-end"),
        pytest.param(CLOCK * 6 + CLOCK[:20] + [90, 100, 80, 60], 164, id="an evening"),
        pytest.param(CLOCK * 3 + [n * 5 + 3 for n in CLOCK] * 4, 80, id="the fourth morning, and four days long"),
        pytest.param(CLOCK + [n + 80 for n in CLOCK] * 2 + CLOCK * 4, None, id="over for four days"),
        pytest.param([0] * 336 + [1], None, id="one search in two weeks"),
        pytest.param([0] * 336 + [9], 336, id="nine in an hour"),
        pytest.param([200 if n % 168 == 100 else 5 + n % 3 for n in range(7 * 168 + 102)], None, id="an hour a week"),
        pytest.param([*CLOCK * 4, *[None] * 48, *CLOCK * 2], None, id="two days missing"),
    ],
)
def test_hours(values: list[float | None], at: int | None) -> None:
    assert onset(values, HOUR) == at


def climb(top: float, days: float, length: int, step: dt.timedelta = DAY) -> list[float]:
    """A smooth series that ends at `top` and doubled every so many days, in whole numbers."""
    return [float(round(top * 2 ** ((n + 1 - length) * (step / DAY) / days))) for n in range(length)]


@pytest.mark.parametrize("top", [100, 1000, 50_000])
@pytest.mark.parametrize(
    ("days", "length"), [(3, 14), (5, 14), (7, 14), (7, 28), (7, 90), (10, 28), (14, 40), (14, 90)]
)
def test_a_climb_is_judged_against_the_level_before_it(days: float, length: int, top: float) -> None:
    """In the week that is left out and the half of the baseline before, a doubling in 14 days makes 2 ** (21 / 14)."""
    assert onset(climb(top, days, length)) is not None


@pytest.mark.parametrize("step", [DAY, WEEK])
@pytest.mark.parametrize("length", [10, 20, 40, 70, 180])
def test_a_season_has_no_onset(length: int, step: dt.timedelta) -> None:
    """A doubling in a quarter of a year: by days, half a baseline and a week make less than a fifth."""
    assert bursts(points(climb(100, 90, length, step), step)) == []


@pytest.mark.parametrize("length", [60, 120])
def test_a_season_with_week_ends_has_no_onset_either(length: int) -> None:
    season = climb(1000, 90, length)
    assert bursts(points([value * (0.4 if n % 7 > 4 else 1) for n, value in enumerate(season)])) == []


@pytest.mark.parametrize("days", [7, 14])
def test_a_climb_with_week_ends_is_found(days: float) -> None:
    values = climb(1000, days, 56)
    assert onset([value * (0.4 if n % 7 > 4 else 1) for n, value in enumerate(values)]) is not None


@pytest.mark.parametrize("phase", [0, 6, 12, 18])
@pytest.mark.parametrize(("times", "grows"), [(1, False), (2, False), (50, True), (200, True)])
def test_a_week_of_hours_that_climbs_is_judged_against_its_first_days(times: float, grows: bool, phase: int) -> None:
    """Seven days, whenever they begin; twice as much at the end is what a Monday is to a Sunday."""
    rising = [times ** (n / 167 - 1) * (CLOCK[(n + phase) % 24] + 2) * 3 for n in range(168)]
    assert (onset([round(value) for value in rising], HOUR) is not None) == grows


def test_a_week_of_hours_that_climbs_day_by_day_from_under_one() -> None:
    """An export of seven days: under one all night, then each day about as much higher as the day before."""
    days = [0, 0.08, 0.24, 0.5, 0.72, 1, 0.95]
    assert onset([max(0.5, round(3 * n * days[day])) for day in range(7) for n in CLOCK], HOUR) in range(24, 120)


@pytest.mark.parametrize("calm", [5, 8, 14, 21, 35, 90])
@pytest.mark.parametrize("height", [30, 100])
def test_a_step_is_dated_at_once_whatever_is_kept_back(calm: int, height: float) -> None:
    assert onset([5.0] * calm + [height] * 3) == calm


def test_the_guard_keeps_back_the_last_ones_and_of_a_short_series_a_third() -> None:
    guard, known = Guard(7, 4), 0
    left = []
    for n in range(40):
        known += len(list(guard.push(Sample(MONDAY + n * DAY, n))))
        left.append(n + 1 - known)
    assert left[:9] == [0, 0, 0, 0, 1, 2, 2, 2, 3]
    assert left[20:] == [7] * 20


NEWS = [0.0240, 0.0478, 0.0896, 0.0731, 0.0941, 0.0515, 0.0486, 0.0632]
"""Eight days of a story, in shares of all news."""
SHARE = [0.0064, 0.0071, 0.0058, 0.0066, 0.0061, 0.0069, 0.0063]


@pytest.mark.parametrize(
    ("values", "at"),
    [
        pytest.param([0] * 82 + NEWS, 82, id="from nothing to a steady stream, dated by its first day"),
        pytest.param([0] * 82 + NEWS[:3], 82, id="three days of it"),
        pytest.param([0] * 82 + NEWS[:2], None, id="two may be one article and its echo"),
        pytest.param([0] * 29 + [0.01], None, id="one speck"),
        pytest.param([0] * 29 + [0.09], None, id="one speck, whatever its height: the unit is unknown"),
        pytest.param([0] * 20 + [0.01, 0, 0, 0.012, 0, 0, 0, 0, 0.011], None, id="three specks"),
        pytest.param([0, 0.011, 0, 0.01, 0.013, 0] * 9, None, id="every other day"),
        pytest.param([0] * 29 + [0.01, 0.012, 0.09], 31, id="nine of what is surely no less than one"),
        pytest.param([0] * 7 + NEWS[:4], None, id="a week of nothing proves less"),
        pytest.param([0] * 7 + NEWS[:5], 7, id="and needs five days of it"),
        pytest.param([0] * 82 + [value * 20 for value in NEWS], 82, id="shares may pass one"),
        pytest.param([0] * 82 + NEWS + [0] * 4, None, id="over for four days"),
        pytest.param([0] * 30 + NEWS * 14 + NEWS, None, id="a stream that became the normal in a quarter of a year"),
        pytest.param([0] * 82 + NEWS[2:5] + [0.001] * 4, None, id="what is left of it is a trace"),
        pytest.param([0] * 29 + [0.5] * 3, None, id="'<1' in an export of trends is no share"),
        pytest.param([0] * 29 + [1, 1, 2], None, id="nor are counts"),
        pytest.param(SHARE * 8, None, id="calm and never nothing"),
        pytest.param(SHARE * 8 + [0.0200, 0.0190, 0.0210], 56, id="three times what is calm"),
        pytest.param(SHARE * 8 + [0.0110] * 3, None, id="less than twice"),
    ],
)
def test_a_share_is_judged_on_its_own_scale(values: list[float], at: int | None) -> None:
    assert onset(values) == at


@pytest.mark.parametrize("digits", [-20, -3, 1])
def test_the_unit_of_a_share_does_not_matter(digits: int) -> None:
    """Per cent, per mille or parts of one."""
    for values, at in (([0.0] * 82 + NEWS, 82), ([0.0] * 82 + NEWS[:1], None), (SHARE * 8 + [0.02] * 3, 56)):
        assert onset([value * 2.0**digits for value in values]) == at


def test_growth_from_nothing_is_told_in_hundredths_of_the_peak_and_specks_in_themselves() -> None:
    found, speck = growth(points([0.0] * 82 + NEWS)), growth(points([0.0] * 29 + [0.01]))
    assert found is not None
    assert speck is not None
    assert [found.baseline, found.latest, found.peak] == pytest.approx([0, 0.0632, 0.0941])
    assert found.ratio == pytest.approx(1 + 100 * 0.0632 / 0.0941)
    assert speck.ratio == 2


def test_a_stream_that_is_longer_than_chance_makes_it() -> None:
    """After 28 days of nothing: 1/30 · 2/31 · 3/32 is the first below one in a thousand."""
    stream = Stream(0.5, 28)
    for n in range(28):
        stream.see(Sample(MONDAY + n * DAY, 0))
    told = []
    for n in range(28, 32):
        stream.see(Sample(MONDAY + n * DAY, 1))
        told.append(stream.rare())
    assert told == [False, False, True, True]


@pytest.mark.parametrize(
    ("values", "one"),
    [
        ([], 1), ([0, 0], 1), ([3, 40, 100], 1), ([0, 1, 3], 1), ([0.5, 2, 3], 0.5), ([0, 0.02, 0.09], 0.02),
        ([0.2, 0.2004, 0.1996] * 9, 0.002004), ([1e-300] * 9, 1e-300),
    ],
)  # fmt: skip
def test_what_a_series_counts_in(values: list[float], one: float) -> None:
    assert unit(points(values)) == pytest.approx(one)


@given(st.lists(st.floats(0, 1), min_size=5, max_size=60), st.sampled_from([HOUR, DAY, WEEK]))
def test_shares_never_raise(values: list[float], step: dt.timedelta) -> None:
    found = growth(points(values, step))
    if found:
        assert math.isfinite(found.ratio)
    onsets = [burst.onset for burst in bursts(points(values, step))]
    assert onsets == sorted(set(onsets))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("often", [0.03, 0.1, 0.3])
def test_specks_are_no_bursts(often: float, seed: int) -> None:
    """At most one alarm in a year of articles that come by chance, each a hundredth of a per cent or so."""
    chance = random.Random(seed)
    specks = [chance.uniform(0.01, 0.015) if chance.random() < often else 0 for _ in range(365)]
    assert len(bursts(points(specks))) <= 1


@pytest.mark.parametrize(
    ("step", "values"), [(WEEK, [20, 22, 19, 25, 21, 18, 22, 95, 12]), (30 * DAY, [20, 22, 19, 25, 21, 18, 22, 95, 40])]
)
def test_the_last_week_or_month_is_seldom_whole(step: dt.timedelta, values: list[float]) -> None:
    assert onset(values, step) == 7


@pytest.mark.parametrize(
    ("values", "step"), [([], DAY), ([1], DAY), ([1, 50], DAY), ([0, 0, 0, 90], DAY), (CLOCK[:12], HOUR), (CLOCK, HOUR)]
)
def test_too_short_to_tell(values: list[float], step: dt.timedelta) -> None:
    assert growth(points(values, step)) is None


def test_the_onset_the_baseline_and_the_peak() -> None:
    (burst,) = bursts(points([2] * 10 + [40, 90, 60]))
    assert (burst.onset, burst.end, burst.baseline, burst.peak) == (MONDAY + 10 * DAY, None, 2, 90)


def test_a_burst_closes_when_the_level_comes_back() -> None:
    first, second = bursts(points([2] * 10 + [40] * 3 + [2] * 10 + [50]))
    assert (first.last, first.end) == (MONDAY + 12 * DAY, MONDAY + 15 * DAY)
    assert second.end is None


def test_a_recent_burst_is_told_with_its_peak_and_what_is_left_of_it() -> None:
    found = growth(points([2] * 20 + [40, 90, 3, 2]))
    assert found is not None
    assert (found.baseline, found.latest, found.peak) == (2, 3, 90)


def test_minutes_are_summed_by_the_hour() -> None:
    assert [value for _, value in hourly(points([1] * 24, dt.timedelta(minutes=5)))] == [12, 12]


@pytest.mark.parametrize("minutes", [1, 5, 8, 30])
def test_a_flash_shorter_than_an_hour_is_dated_by_its_hour(minutes: int) -> None:
    step = dt.timedelta(minutes=minutes)
    quiet = [3 + n % 4 for n in range(8 * DAY // step)]
    found = growth(points([*quiet, *[200] * math.ceil(15 / minutes), 5, 4], step))
    assert found is not None
    assert found.onset == MONDAY + 8 * DAY


@pytest.mark.parametrize("mess", ["twice", "backwards", "not numbers"])
def test_a_series_in_a_mess_is_read_as_if_it_were_not(mess: str) -> None:
    clean = points([5, 6, 4, 5, 6, 5, 50, 60])
    given = {
        "twice": [point for point in clean for _ in range(2)],
        "backwards": clean[::-1],
        "not numbers": [*clean, (MONDAY + 9 * DAY, math.nan), (MONDAY + 10 * DAY, -5.0)],
    }[mess]
    assert growth(given) == growth(clean)


@pytest.mark.parametrize("start", [dt.datetime(9999, 12, 1, tzinfo=dt.UTC), dt.datetime.min.replace(tzinfo=dt.UTC)])
def test_any_time_will_do(start: dt.datetime) -> None:
    found = growth(points([1] * 20 + [50], start=start))
    assert found is not None
    assert found.onset == start + 20 * DAY


def test_the_poisson_limit_is_the_smallest_that_is_no_accident() -> None:
    assert poisson_limit(0.5) == 4  # P(X > 4) = 1.7e-4, P(X > 3) = 1.8e-3


@pytest.mark.parametrize("rough", [0.3, 0.8])
def test_false_alarms_on_noise_are_no_more_than_one_a_week(rough: float) -> None:
    chance = random.Random(11)
    days = 120
    noise = [chance.lognormvariate(0, rough) * (10 + CLOCK[n % 24]) for n in range(days * 24)]
    assert len(bursts(points(noise, HOUR))) <= days / 7


@pytest.mark.parametrize("times", [10, 30])
def test_what_is_many_times_the_busiest_hours_is_found_in_noise(times: float) -> None:
    chance = random.Random(12)
    noise = [chance.lognormvariate(0, 0.5) * (10 + CLOCK[n % 24]) for n in range(30 * 24)]
    burst = [value * times for value in noise[-6:]]
    assert onset([*noise[:-6], *burst], HOUR) in range(len(noise) - 6, len(noise) - 3)


COUNTS = st.lists(st.integers(0, 10_000), min_size=5, max_size=80)


@given(st.lists(st.floats(0) | st.just(math.nan), max_size=60), st.sampled_from([HOUR / 4, HOUR, DAY]))
def test_it_never_raises_and_never_tells_what_is_no_number(values: list[float], step: dt.timedelta) -> None:
    found = growth(points(values, step))
    if found:
        assert all(math.isfinite(number) for number in (found.baseline, found.latest, found.ratio, found.peak))


@given(st.floats(0, 1e9), st.integers(5, 400), st.sampled_from([HOUR / 12, HOUR, DAY, WEEK]))
def test_a_constant_never_grows(value: float, length: int, step: dt.timedelta) -> None:
    assert bursts(points([value] * length, step)) == []


@given(COUNTS, st.sampled_from([HOUR, DAY]), st.integers(1, 40))
def test_the_calm_after_moves_no_onset(values: list[int], step: dt.timedelta, calm: int) -> None:
    before = [burst.onset for burst in bursts(points(values, step))]
    assert [burst.onset for burst in bursts(points([*values, *[0] * calm], step))] == before


@given(COUNTS, st.sampled_from([HOUR, DAY]), st.integers(1, 6))
def test_the_scale_of_large_values_does_not_matter(values: list[int], step: dt.timedelta, digits: int) -> None:
    """Exact powers of two, far above the counts where chance has a say."""
    large = [(value + 100) * 2.0**20 for value in values]
    told = [burst.onset for burst in bursts(points(large, step))]
    assert [burst.onset for burst in bursts(points([value * 2.0**digits for value in large], step))] == told


@needs_inputs
def test_a_real_panic_is_dated() -> None:
    (series,) = read([INPUTS / "trends"]).series
    assert bursts(series.points)[0].onset.date() == dt.date(2020, 3, 8)


@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled series are not beside this checkout")
def test_most_labelled_windows_are_found_with_few_false_alarms() -> None:
    windows = json.loads((LABELLED / "windows.json").read_text("utf-8"))
    found = false = scored = 0
    for name, spans in windows.items():
        with (LABELLED / f"{name}.csv").open(newline="") as rows:
            series = [(_when(row["timestamp"]), float(row["value"])) for row in csv.DictReader(rows)]
        start = series[int(len(series) * 0.15)][0]
        onsets = [burst.onset for burst in bursts(series) if burst.onset >= start]
        labels = [(_when(a), _when(b)) for a, b in spans if _when(b) > start]
        hits = [sum(a <= moment <= b for moment in onsets) for a, b in labels]
        scored, found, false = scored + len(labels), found + sum(map(bool, hits)), false + len(onsets) - sum(hits)
    assert found >= 0.7 * scored
    assert false <= scored


def _when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.split(".")[0]).replace(tzinfo=dt.UTC)


def test_a_calm_day_of_minutes_proves_nothing_and_a_jump_in_two_days_of_hours_does() -> None:
    minutes = points([4.0] * 200, dt.timedelta(minutes=8))
    assert growth(minutes) is None
    hours = points([4.0, 5.0] * 18 + [90.0, 95.0, 100.0], dt.timedelta(hours=1))
    found = growth(hours)
    assert found is not None
    assert found.onset is not None
