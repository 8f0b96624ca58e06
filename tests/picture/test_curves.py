"""The geometry of curves: what is drawn where, and what may not get lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.model import Point, Trend
from launcher.picture.curves import COLUMNS, HEADROOM, Curve, curve, shared, span_of

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def daily(*values: float, missing: Sequence[int] = ()) -> tuple[Point, ...]:
    return tuple((START + n * DAY, float(value)) for n, value in enumerate(values) if n not in missing)


def trend(points: tuple[Point, ...], baseline: float = 1, onset: int | None = None) -> Trend:
    peak = max((value for _, value in points), default=0.0)
    return Trend(
        baseline, points[-1][1] if points else 0, 2, START + onset * DAY if onset is not None else None, peak, points
    )


def drawn(points: tuple[Point, ...], baseline: float = 1, onset: int | None = None) -> Curve:
    found = curve(trend(points, baseline, onset))
    assert found is not None
    return found


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.e]+) ([-\d.e]+)", path)]


def test_a_line_goes_from_edge_to_edge_and_up_is_more() -> None:
    found = drawn(daily(0, 5, 10))
    (x0, y0), (x1, y1), (x2, y2) = corners(found.line)
    assert (x0, x1, x2) == (0, 50, 100)
    assert y0 == 100
    assert y1 == pytest.approx(100 - 50 / HEADROOM, abs=0.01)
    assert y2 == pytest.approx(100 - 100 / HEADROOM, abs=0.01)
    assert found.highest == 10
    assert found.area == f"{found.line}V100H0Z"


@pytest.mark.parametrize(("onset", "place"), [(0, 0), (2, 50), (4, 100), (5, None), (-1, None), (None, None)])
def test_the_onset_stands_at_its_moment_or_nowhere(onset: int | None, place: float | None) -> None:
    assert drawn(daily(1, 1, 1, 9, 9), onset=onset).onset == place


@pytest.mark.parametrize(("baseline", "height"), [(0, 100), (10, 100 - 100 / HEADROOM), (20, 100 - 100 / HEADROOM)])
def test_the_normal_level_is_inside_the_drawing(baseline: float, height: float) -> None:
    """Above the highest point too: a series that fell has its normal over it."""
    assert drawn(daily(0, 5, 10), baseline=baseline).baseline == pytest.approx(height, abs=0.01)


@pytest.mark.parametrize(("missing", "pieces"), [((), 1), ((3, 4), 1), ((3, 4, 5), 2), ((1, 2, 3, 5, 6, 7), 3)])
def test_silence_is_no_slope(missing: Sequence[int], pieces: int) -> None:
    values = [1.0] * 24
    assert drawn(daily(*values, missing=missing)).line.count("M") == pieces


def test_a_lone_point_between_two_gaps_is_a_dot() -> None:
    line = drawn(daily(*[1.0] * 30, missing=[10, 11, 12, 14, 15, 16])).line
    (dot,) = [piece for piece in line.split(" M") if piece.count("L") == 1]
    assert len(set(corners(dot if dot.startswith("M") else f"M{dot}"))) == 1


def test_no_peak_is_lost_in_ten_thousand_points() -> None:
    values = [float(n % 7) for n in range(10_000)]
    values[4_321], values[8_765] = 500.0, 1000.0
    found = drawn(daily(*values))
    points = corners(found.line)
    assert len(points) <= 4 * (COLUMNS + 1)
    heights = sorted(y for _, y in points)[:2]
    assert heights == pytest.approx([100 - 100 / HEADROOM, 100 - 50 / HEADROOM], abs=0.01)
    assert {x for x, y in points if y in heights} == {round(place / 99.99, 2) for place in (4_321, 8_765)}


@pytest.mark.parametrize(
    "points", [(), daily(3), (*daily(3), *daily(4)), daily(1, float("nan")), daily(float("inf"), 2)]
)
def test_what_is_no_line_is_not_drawn(points: tuple[Point, ...]) -> None:
    assert curve(trend(points)) is None


@pytest.mark.parametrize("values", [(0, 0, 0), (5, 5, 5), (0, 0, 1e12)])
def test_flat_and_huge_series_are_drawn(values: Sequence[float]) -> None:
    found = drawn(daily(*values), baseline=0)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in corners(found.line))


def test_curves_share_a_time_line_unless_one_would_be_a_speck() -> None:
    month, week, before = span_of(daily(*range(30))), span_of(daily(*range(7))), (START - 20 * DAY, START + 5 * DAY)
    assert month is not None
    assert week is not None
    assert shared([month, week]) is None
    assert shared([month, before]) == (before[0], month[1])
    assert shared([week]) == week
    assert shared([]) is None
    assert corners(curve(trend(daily(*range(30))), (before[0], month[1])).line)[0][0] > 40  # type: ignore[union-attr]


steps = st.lists(st.tuples(st.integers(1, 400_000), st.floats(0, 1e9)), min_size=2, max_size=800)


@settings(max_examples=80, deadline=None)
@given(steps, st.floats(0, 1e9), st.integers(-5, 900))
def test_any_series_stays_inside_its_frame(gaps: list[tuple[int, float]], baseline: float, onset: int) -> None:
    moment, points = START, []
    for minutes, value in gaps:
        moment += dt.timedelta(minutes=minutes)
        points.append((moment, value))
    found = drawn(tuple(points), baseline, onset)
    places = corners(found.line)
    assert all(0 <= x <= 100 and -0.01 <= y <= 100 for x, y in places)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert 0 <= found.baseline <= 100
    assert min(y for _, y in places) == pytest.approx(
        100 - found.highest / max(found.highest, baseline, 1e-9) / HEADROOM * 100, abs=0.02
    )
