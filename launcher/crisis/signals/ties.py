"""Search-trend exports on one scale. Each file counts 0–100 for itself; a term that two of them share, in the same
region and at the same moments, is the anchor that says how their levels compare (`knowledge/doctrine` §3.1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from launcher.crisis.lexicon import fold
from launcher.crisis.signals.found import Trendline
from launcher.model import Series

_HIGH = 5.0
"""A level is rounded to a whole number: from here on that is an error of a tenth at most."""
_SHARED = 3
"""Moments at which an anchor must be high in both files."""
_AGREE = 0.25
"""How far the ratios may lie apart (median deviation over median): rounding and sampling stay within, and two
measures that only bear the same name do not."""

_Key = tuple[str, str]
_File = Mapping[_Key, Series]


@dataclass(frozen=True, slots=True)
class _Tie:
    """How many times the levels of one file those of another are, by which term, seen at how many moments."""

    ratio: float
    term: str
    moments: int


def tied(trends: Sequence[Trendline]) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    """All series, those of tied files on the scale of their first one (their `scale` is its name) and each term of a
    group once; and which anchors tied what, or that files do not compare. The same whatever the order of the files."""
    files: dict[str, dict[_Key, Series]] = {}
    for trend in sorted(trends, key=lambda trend: trend.series.scale):
        own = files.setdefault(trend.series.scale, {})
        key = (trend.series.term.casefold(), fold(trend.region))
        own[key] = trend.series if key not in own else _merged(own[key], trend.series)
    groups: list[dict[_Key, Series]] = []
    names: list[list[str]] = []
    notes: list[str] = []
    left = dict(files)
    while left:
        root = next(iter(left))
        group, members, why = _grown(root, left)
        groups.append(group)
        names.append(members)
        notes.extend(why)
    if len(groups) > 1:
        listed = ", ".join(members[0] for members in names[:4]) + (", …" if len(names) > 4 else "")
        notes.append(
            f"{listed}: no term that they share, in one region, ties these exports: their levels do not compare"
        )
    return tuple(series for group in groups for series in group.values()), tuple(notes)


def _grown(root: str, left: dict[str, dict[_Key, Series]]) -> tuple[dict[_Key, Series], list[str], list[str]]:
    """The group of a file: whatever an anchor ties to it, or to what is tied already. Taken out of `left`."""
    first = left.pop(root)
    group, members, notes = dict(first), [root], []
    waiting: deque[tuple[str, _File, float]] = deque([(root, first, 1.0)])
    while waiting:
        partner, known, factor = waiting.popleft()
        for name in list(left):
            tie = _tie(known, left[name])  # by the levels as they were exported, whose rounding is known
            if tie is None:
                continue
            own, ratio = left.pop(name), tie.ratio * factor
            for key, series in own.items():
                scaled = _scaled(series, ratio, root)
                group[key] = _merged(group[key], scaled) if key in group else scaled
            members.append(name)
            waiting.append((name, own, ratio))
            notes.append(_told(partner, name, tie))
    return group, members, notes


def _told(partner: str, name: str, tie: _Tie) -> str:
    return (
        f"levels of {name} were multiplied by {tie.ratio:.3g} "
        f"so that “{tie.term}” (in both files) agrees with {partner}"
    )


def _tie(known: _File, other: _File) -> _Tie | None:
    """By the anchor that is seen best in both."""
    ties = [tie for key in known if key in other and (tie := _anchored(known[key], other[key]))]
    return max(ties, key=lambda tie: tie.moments, default=None)


def _anchored(one: Series, other: Series) -> _Tie | None:
    levels = dict(one.points)
    pairs = [(levels[moment], level) for moment, level in other.points if moment in levels]
    ratios = [a / b for a, b in pairs if a >= _HIGH and b >= _HIGH]
    if len(ratios) < _SHARED:
        return None
    middle = median(ratios)
    apart = median(abs(ratio - middle) for ratio in ratios)
    return _Tie(middle, one.term, len(ratios)) if apart <= _AGREE * middle else None


def _scaled(series: Series, ratio: float, scale: str) -> Series:
    return replace(series, points=tuple((moment, level * ratio) for moment, level in series.points), scale=scale)


def _merged(first: Series, second: Series) -> Series:
    """One term, seen twice: what the first one says, and the moments that only the second knows."""
    points = {**dict(second.points), **dict(first.points)}
    langs = {first.lang, second.lang} - {""}
    return replace(first, points=tuple(sorted(points.items())), lang=langs.pop() if len(langs) == 1 else "")
