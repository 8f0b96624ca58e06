"""Curves: a series as the path of an SVG drawing. Pure geometry; what is drawn is 0–100 wide and 0–100 high."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from launcher.model import Point, Trend

SIZE = 100.0
"""Width and height of the drawing; the page stretches it."""
COLUMNS = 240
"""Columns of a drawing: what is finer than that nobody sees. In each the first, lowest, highest and last point stay."""
GAP = 3.5
"""Usual steps without a point after which the line is interrupted: silence is not a slope."""
HEADROOM = 1.06
"""How far above its highest point a curve's scale goes, so that the peak is not cut."""

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawn series. `line` and `area` are SVG path data; `baseline` a height and `onset` a place in 0–100 (None: no
    abnormal growth, or outside what is drawn); `highest` is a level, `span` what the width stands for."""

    line: str
    area: str
    baseline: float
    onset: float | None
    highest: float
    span: Span


def span_of(points: Sequence[Point]) -> Span | None:
    """The first and the last moment; None when there is nothing to draw a line through."""
    finite = _finite(points)
    return (finite[0][0], finite[-1][0]) if len(finite) > 1 and finite[0][0] < finite[-1][0] else None


def curve(trend: Trend, span: Span | None = None) -> Curve | None:
    """The drawing of a trend over its own span or a wider one; None when there is no line to draw."""
    points = _finite(trend.points)
    span = span or span_of(points)
    if span is None or len(points) < 2:
        return None
    highest = max(value for _, value in points)
    top = max(highest, trend.baseline, 1e-9) * HEADROOM
    shapes = [
        [(_across(moment, span), SIZE - value / top * SIZE) for moment, value in _thinned(stretch, span)]
        for stretch in _stretches(points)
    ]
    onset = _across(trend.onset, span) if trend.onset else None
    baseline = SIZE - trend.baseline / top * SIZE
    inside = onset if onset is not None and 0 <= onset <= SIZE else None
    return Curve(" ".join(map(_line, shapes)), " ".join(map(_area, shapes)), round(baseline, 2), inside, highest, span)


def shared(spans: Sequence[Span]) -> Span | None:
    """One span for curves that are read under each other; None when one would be a speck in it."""
    if not spans:
        return None
    whole = (min(first for first, _ in spans), max(last for _, last in spans))
    shortest = min(last - first for first, last in spans)
    return whole if shortest * 3 >= whole[1] - whole[0] else None


def _finite(points: Sequence[Point]) -> list[Point]:
    return [(moment, value) for moment, value in points if math.isfinite(value)]


def _across(moment: dt.datetime, span: Span) -> float:
    return round((moment - span[0]) / (span[1] - span[0]) * SIZE, 2)


def _stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The points between gaps."""
    steps = [b[0] - a[0] for a, b in pairwise(points)]
    longest = sorted(steps)[len(steps) // 2] * GAP
    stretch = [points[0]]
    for point, step in zip(points[1:], steps, strict=True):
        if step > longest:
            yield stretch
            stretch = []
        stretch.append(point)
    yield stretch


def _thinned(points: Sequence[Point], span: Span) -> list[Point]:
    """No more points than can be seen; peaks and troughs stay."""
    if len(points) <= 2 * COLUMNS:
        return list(points)
    kept: list[Point] = []
    for _, group in groupby(points, key=lambda point: int(_across(point[0], span) * COLUMNS / SIZE)):
        column = list(group)
        values = [value for _, value in column]
        telling = {0, values.index(min(values)), values.index(max(values)), len(column) - 1}
        kept += [column[n] for n in sorted(telling)]
    return kept


def _line(shape: Sequence[tuple[float, float]]) -> str:
    """A lone point is a line of no length: round ends make it a dot."""
    ends = shape if len(shape) > 1 else [*shape, *shape]
    return "M" + "L".join(f"{x:g} {y:.2f}" for x, y in ends)


def _area(shape: Sequence[tuple[float, float]]) -> str:
    return f"{_line(shape)}V{SIZE:g}H{shape[0][0]:g}Z"
