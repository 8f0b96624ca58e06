"""Slips of the fingers: figures that are nearly a fact's, and stand where one says that fact."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from launcher.site import quantities, reading, shown
from launcher.site.quantities import Quantity, has_day, is_same

_COUNTS = ("number", "money", "percent", "duration")
KINDS = ("date", "time", *_COUNTS)
_NOUN = re.compile(
    r"[\s-]?(?:(?:de|des|du|les|la|le|nos|of|the|our)\s|[dl][’'])*"
    r"(?!(?:de|du|et|ou|en|au|un|à|or|and|in|at|to|on|by|is)\b)([^\W\d_]{2,})"
)
_LONG = 3
"""Digits of a figure that is no small one."""
_SHARED = 2
_MORE_SHARED = 3
"""So many words in common, and a sentence says the same thing; small numbers want more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact's figure; what is told of it is known by its number."""

    number: str
    quantity: Quantity


class Asked(Protocol):
    """Who knows how facts are told in a language, in whatever document: in which words (stems, a sentence each), and
    before which noun."""

    def words(self, number: str) -> Iterable[str]: ...
    def counted(self, noun: str) -> Collection[str]: ...


def facts_told(facts: Iterable[tuple[str, Quantity]]) -> tuple[Told, ...]:
    """The facts' figures of which slips are known, in their order."""
    return tuple(Told(str(number), one) for number, (_, one) in enumerate(facts) if one.kind in KINDS)


def tellings(facts: Iterable[tuple[str, Quantity]], texts: Iterable[str], lang: str) -> list[list[str]]:
    """In which words the texts tell the facts' figures: stems, the noun behind, the figures' numbers."""
    every, rows = facts_told(facts), {}
    for text in texts:
        for _, sentence in reading.sentences(text):
            found = [one for one in quantities.find(sentence, lang) if one.kind in KINDS]
            stems = " ".join(sorted(words(sentence))) if found else ""
            for one in found:
                if numbers := [each.number for each in every if is_same(one, each.quantity)]:
                    row = [stems, noun(sentence, one), *numbers]
                    rows[tuple(row)] = row
    return list(rows.values())


def words(sentence: str) -> frozenset[str]:
    """The stems of a sentence."""
    return frozenset(shown.stems(shown.fold(sentence)))


def noun(text: str, one: Quantity) -> str:
    """The word after a figure, cut so that plural does not matter: « boîtes », “boxes”; empty when none follows."""
    found = _NOUN.match(text, one.end)
    return shown.fold(found[1])[:5] if found else ""


def nearest(one: Quantity, sentence: str, facts: Sequence[Told], asked: Asked) -> tuple[Told, bool] | None:
    """The fact that a figure nearly is, and whether that is sure: its words are the fact's, and it is no small one."""
    near = [each for each in facts if is_slip(one, each.quantity)]
    if not near:
        return None
    stems, after, telling = words(sentence), noun(sentence, one), is_telling(one)
    enough = _SHARED if telling else _MORE_SHARED
    counted = asked.counted(after) if after else ()
    alike = [each for each in near if each.number in counted or _shared(stems, each, asked) >= enough]
    if alike:
        return alike[0], telling
    return (near[0], False) if telling else None


def instead_of(one: Quantity, sentence: str, facts: Sequence[Told], asked: Asked) -> Told | None:
    """The fact whose words these are, for a date or an hour that another fact gives: one was taken for the other."""
    near = [each for each in facts if one.kind in ("date", "time") and is_slip(one, each.quantity)]
    if not near:
        return None
    stems = words(sentence)
    best = max(near, key=lambda each: _shared(stems, each, asked))
    if _shared(stems, best, asked) < _MORE_SHARED:
        return None
    own = max((_shared(stems, each, asked) for each in facts if is_same(one, each.quantity)), default=0)
    return best if _shared(stems, best, asked) >= own + 2 else None


def same_noun(one: Quantity, sentence: str, facts: Sequence[Told], asked: Asked) -> Told | None:
    """The fact that counts the same thing; None when several count it, or for money and small numbers."""
    after = noun(sentence, one)
    if one.kind not in ("number", "percent") or not after or not is_telling(one):
        return None
    counted = asked.counted(after)
    alike = [each for each in facts if each.number in counted]
    return alike[0] if len({each.quantity.value for each in alike}) == 1 else None


def _shared(stems: frozenset[str], fact: Told, asked: Asked) -> int:
    """How many words a sentence has in common with one that tells the fact: another one, not itself."""
    others = map(_apart, asked.words(fact.number))
    return max((len(stems & other) for other in others if other != stems), default=0)


@functools.lru_cache(maxsize=8192)
def _apart(stems: str) -> frozenset[str]:
    return frozenset(stems.split())


def is_telling(one: Quantity) -> bool:
    """Whether a figure is too particular to be there by chance."""
    if one.kind == "time":
        return not one.value.endswith("00")
    return one.kind in ("date", "money", "percent") or len(re.sub(r"\D", "", one.amount)) >= 3


def is_slip(one: Quantity, other: Quantity) -> bool:
    """Whether one slip leads from one figure to the other, and both are days, hours, or counts."""
    if one.kind == other.kind == "date":
        same_year = one.value[:4] == other.value[:4] or "--" in (one.value[:2], other.value[:2])
        return same_year and has_day(one.value) and has_day(other.value) and _other_day(one.value, other.value)
    if one.kind == other.kind == "time":
        return is_one_slip(one.value.replace(":", ""), other.value.replace(":", ""))
    if one.kind in _COUNTS and other.kind in _COUNTS:
        whole = one.amount.partition(".")[0] == other.amount.partition(".")[0] and one.kind == other.kind == "money"
        if _misses_a_digit(one.amount, other.amount):
            return whole
        return whole or is_one_slip(one.amount, other.amount) or _same_digits(one.amount, other.amount)
    return False


def _other_day(one: str, other: str) -> bool:
    month, day, month2, day2 = one[-5:-3], one[-2:], other[-5:-3], other[-2:]
    return (month == month2 and is_one_slip(day, day2)) or (day == day2 and month != month2)


def _misses_a_digit(one: str, other: str) -> bool:
    """Whether two short figures differ in length: 12 is no slip for 312."""
    return len(one) != len(other) and min(len(one), len(other)) < _LONG


def _same_digits(one: str, other: str) -> bool:
    return len(one) > 2 and one != other and sorted(one) == sorted(other)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one slip of the fingers leads from one text to the other: a character more, less or other, or two
    swapped."""
    if len(one) == len(other):
        wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
        return len(wrong) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
