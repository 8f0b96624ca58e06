"""The figures that a reader sees in a line of French or English: dates, hours, numbers, amounts, phones, codes.

Each has a normal form, so that « 14 h 30 » and “2:30 p.m.” are one value, and its place. Kinds are looked for one after
the other, and what one has taken the next do not see: a year is no number, a phone is no code.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from launcher.site.quantities import amounts, days, hours, reached
from launcher.site.quantities.quantity import Quantity, has_day, is_same

MASK = "\0"
__all__ = ["MASK", "Quantity", "find", "has_day", "is_same", "skeleton"]

_FINDERS = (
    reached.addresses,
    reached.phones,
    days.dates,
    hours.idioms,
    amounts.durations,
    hours.times,
    amounts.moneys,
    amounts.percents,
    reached.codes,
    amounts.numbers,
    days.weekdays,
)
_IN_WORDS = tuple(one for one in _FINDERS if one not in (reached.phones, days.dates, amounts.percents, reached.codes))
"""What finds something where no digit is."""
_DIGIT = re.compile(r"\d")


@functools.lru_cache(maxsize=8192)
def find(text: str, lang: str) -> tuple[Quantity, ...]:
    """The quantities of a text in `lang` (fr or en), in their order."""
    found: list[Quantity] = []
    rest = text
    finders = _FINDERS if _DIGIT.search(text) else _IN_WORDS
    for finder in finders:
        here = tuple(finder(rest, lang))
        found += here
        rest = _without(rest, here)
    return tuple(sorted((one for one in found if one.kind), key=lambda one: (one.start, one.end)))


def skeleton(text: str, found: Sequence[Quantity]) -> str:
    """The text with each quantity masked: a mark that no text has."""
    parts: list[str] = []
    at = 0
    for one in found:
        if one.start >= at:
            parts += [text[at : one.start], MASK]
            at = one.end
    return "".join((*parts, text[at:]))


def _without(text: str, taken: Sequence[Quantity]) -> str:
    """The text with what was taken blanked out; places stay."""
    parts: list[str] = []
    at = 0
    for one in sorted(taken, key=lambda one: one.start):
        if one.end > at:
            begin = max(one.start, at)
            parts += [text[at:begin], "\0" * (one.end - begin)]
            at = one.end
    return "".join((*parts, text[at:]))
