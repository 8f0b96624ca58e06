"""How much each term is searched beside the others, and in which spelling.

Levels compare within one scale only: a trend export counts 0–100 in its own file (or in those that an anchor ties), a
search console counts its own site's queries. So each term gets its share of the most searched term of its scale, and of
several scales the largest share counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from launcher.crisis.keywords.extract import key_of
from launcher.model import Reason, Series, Signals

SEARCHED_POINTS = 10.0
"""What being the most searched term of its scale adds to a score."""
LATELY = 7
"""Points at a series' end whose highest tells how much its term is searched now."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A term's share (0–1) of the most searched one beside it, which that is, and the spelling searched most.

    `share` is None where no other term can be compared.
    """

    spelling: str
    share: float | None
    most: str

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """One line, or none where nothing compares."""
        if self.share is None:
            return ()
        text = "searched most" if self.share == 1 else f"searched {self.share:.0%} as much as “{self.most}”"
        return (Reason("search-level", text, round(SEARCHED_POINTS * self.share, 1)),)


@dataclass(frozen=True, slots=True)
class _Level:
    term: str
    key: str
    level: float
    scale: str


def searched(signals: Signals, lang: str) -> Mapping[str, Searched]:
    """By key, every term that somebody searched, as a language's stems tell keys apart."""
    levels = [_Level(term, key_of(term, lang), level, scale) for term, level, scale in _levels(signals)]
    tops = _tops(levels)
    found: dict[str, Searched] = {}
    for level in sorted(levels, key=lambda v: (-v.level, v.term)):
        top = tops.get(level.scale)
        share = level.level / top.level if top else None
        known = found.get(level.key)
        if known is None:
            found[level.key] = Searched(level.term, share, top.term if top else "")
        elif share is not None and share > (known.share or 0.0):
            found[level.key] = Searched(known.spelling, share, top.term if top else "")
    return found


def _levels(signals: Signals) -> Iterable[tuple[str, float, str]]:
    for series in signals.series:
        if series.kind == "search" and series.points:
            yield series.term, _lately(series), series.scale
    for volume in signals.volumes:
        yield volume.term, volume.searches, volume.scale


def _lately(series: Series) -> float:
    return max(value for _, value in series.points[-LATELY:])


def _tops(levels: Iterable[_Level]) -> Mapping[str, _Level]:
    """The most searched term of each scale that has two or more, where anybody searched at all."""
    members: dict[str, list[_Level]] = {}
    for level in levels:
        if level.scale:
            members.setdefault(level.scale, []).append(level)
    return {
        scale: max(same, key=lambda v: (v.level, v.term))
        for scale, same in members.items()
        if len({level.key for level in same}) > 1 and any(level.level for level in same)
    }
