"""Slips of the fingers: figures that are nearly a fact's, and stand where one says that fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Told:
    """A fact's figure, and in which words it is told wherever it is right."""

    name: str
    quantity: Quantity
    stems: list[frozenset[str]] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)


def told(facts: Iterable[tuple[str, Quantity]], texts: Iterable[str], lang: str) -> tuple[Told, ...]:
    """The facts' figures with the words of the texts that tell them."""
    every = [Told(name, one) for name, one in facts if one.kind in KINDS]
    for text in texts:
        for _, sentence in reading.sentences(text):
            found = [one for one in quantities.find(sentence, lang) if one.kind in KINDS]
            stems = words(sentence) if found else frozenset()
            for one in found:
                for each in every:
                    if is_same(one, each.quantity):
                        each.stems.append(stems)
                        each.nouns.add(noun(sentence, one))
    return tuple(every)


def words(sentence: str) -> frozenset[str]:
    """The stems of a sentence."""
    return frozenset(shown.stems(shown.fold(sentence)))


def noun(text: str, one: Quantity) -> str:
    """The word after a figure, cut so that plural does not matter: « boîtes », “boxes”; empty when none follows."""
    found = _NOUN.match(text, one.end)
    return shown.fold(found[1])[:5] if found else ""


def nearest(one: Quantity, sentence: str, facts: Sequence[Told]) -> tuple[Told, bool] | None:
    """The fact that a figure nearly is, and whether that is sure: its words are the fact's, and it is no small one."""
    stems, after, telling = words(sentence), noun(sentence, one), is_telling(one)
    near = [each for each in facts if is_slip(one, each.quantity)]
    enough = _SHARED if telling else _MORE_SHARED
    alike = [each for each in near if (after and after in each.nouns) or _shared(stems, each) >= enough]
    if alike:
        return alike[0], telling
    return (near[0], False) if near and telling else None


def instead_of(one: Quantity, sentence: str, facts: Sequence[Told]) -> Told | None:
    """The fact whose words these are, for a date or an hour that another fact gives: one was taken for the other."""
    stems = words(sentence)
    own = max((_shared(stems, each) for each in facts if is_same(one, each.quantity)), default=0)
    near = [each for each in facts if one.kind in ("date", "time") and is_slip(one, each.quantity)]
    best = max(near, key=lambda each: _shared(stems, each), default=None)
    return best if best and _shared(stems, best) >= max(_MORE_SHARED, own + 2) else None


def same_noun(one: Quantity, sentence: str, facts: Sequence[Told]) -> Told | None:
    """The fact that counts the same thing; None when several count it, or for money and small numbers."""
    after = noun(sentence, one)
    alike = [each for each in facts if one.kind in ("number", "percent") and after and after in each.nouns]
    return alike[0] if len({each.quantity.value for each in alike}) == 1 and is_telling(one) else None


def _shared(stems: frozenset[str], fact: Told) -> int:
    """How many words a sentence has in common with one that tells the fact: another one, not itself."""
    return max((len(stems & other) for other in fact.stems if other != stems), default=0)


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
