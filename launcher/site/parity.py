"""Parity: the figures that one language of a text has and the other has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launcher.model import Finding
from launcher.site import quantities, reading
from launcher.site.frontmatter import Document
from launcher.site.quantities import Quantity, has_day, is_same
from launcher.site.reading import Passage

_HINT = "One of the two is wrong: correct it, so that both languages say the same."
_COMPARED = ("date", "time", "weekday", "duration", "money", "percent", "number", "phone", "email", "code")
_COUNTS = ("duration", "money", "percent", "number")
_STRONG = ("money", "percent", "phone", "code")
"""What nobody leaves out of one language on purpose."""
_BIG = re.compile(r"\d[\s,]\d{3}|\d{5}")
"""A number of thousands; four digits in a row may be a name: a year, a street number."""
_IDIOMS = {frozenset({"21600", "20160"}), frozenset({"11520", "10080"})}
"""« Quinze jours » are two weeks, « huit jours » are one."""
_SMALL = 2
"""« Un », « les deux », “both”, “once” are no figures."""
_SPELLED = 12
_MIN_CODE = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A quantity and where one reads it: in which passage, and how far into the text (0–1)."""

    quantity: Quantity
    passage: Passage
    depth: float

    @property
    def shown(self) -> str:
        return self.passage.text[self.quantity.start : self.quantity.end]


def disagreements(first: Document, other: Document, moving: Sequence[Quantity] = ()) -> Iterator[Finding]:
    """Errors where one figure stands for another, or where a strong one is missing; warnings where another is, and
    for `moving` days and hours: those that change with each update."""
    here, there = _said(first), _said(other)
    alone, left = _unmatched(here, there), _unmatched(there, here)
    sure_alone = [one for one in alone if not _weak(one.quantity, there)]
    sure_left = [one for one in left if not _weak(one.quantity, here)]
    for one in sure_alone:
        partner = _partner(one, sure_left)
        if partner is None:
            yield from _missing(one, other)
        else:
            sure_left.remove(partner)
            moves = any(is_same(each.quantity, moment) for each in (one, partner) for moment in moving)
            yield _instead(one, partner, first, sure=not moves and _is_sure(one, partner, sure_alone, sure_left))
    for one in sure_left:
        yield from _missing(one, first)


def _said(document: Document) -> list[Said]:
    lang, told = document.meta.get("lang", ""), reading.passages(document)
    if lang not in ("fr", "en"):
        return []
    return [
        Said(one, passage, number / len(told))
        for number, passage in enumerate(told)
        for one in quantities.find(passage.text, lang)
        if one.kind in _COMPARED
    ]


def _unmatched(these: Sequence[Said], those: Sequence[Said]) -> list[Said]:
    """Each value once, where it is first said."""
    found: dict[tuple[str, str], Said] = {}
    for one in these:
        if not any(_fits(one.quantity, other.quantity) for other in those):
            found.setdefault((one.quantity.kind, one.quantity.value), one)
    return list(found.values())


def _fits(one: Quantity, other: Quantity) -> bool:
    if one.kind == "weekday" or other.kind == "weekday":
        days = {one.value if one.kind == "weekday" else str(one.weekday)}
        return days == {other.value if other.kind == "weekday" else str(other.weekday)}
    if one.kind == other.kind == "date" and has_day(one.value) is not has_day(other.value):
        return one.value[:7] == other.value[:7]  # « en mars 2026 »
    idiom = one.kind == other.kind == "duration" and frozenset({one.value, other.value}) in _IDIOMS
    return idiom or is_same(one, other)


def _weak(one: Quantity, others: Sequence[Said]) -> bool:
    """Whether the other language may well say it without a figure, or inside another one."""
    if one.kind in _COUNTS and one.amount and float(one.amount) <= _SMALL and (one.in_words or one.kind == "number"):
        return one.in_words or float(one.amount) <= 1
    if one.kind == "code":
        return len(one.value) < _MIN_CODE
    told = [other.quantity for other in others]
    if one.kind == "time":  # « de 9 à 17 h »
        bare = (str(int(one.value[:2])), str(int(one.value[:2]) % 12))
        return one.value.endswith("00") and any(other.kind == "number" and other.value in bare for other in told)
    if one.kind != "number":
        return False
    times = [int(other.value[:2]) for other in told if other.kind == "time"]
    hours = {*times, *(hour % 12 for hour in times)}
    years = {other.value[:4] for other in told if other.kind == "date"}
    return one.value in years or (one.value.isdigit() and int(one.value) in hours)


def _partner(one: Said, left: Sequence[Said]) -> Said | None:
    """What the other language says instead: of the same kind, nearest in its place."""
    same = [other for other in left if other.quantity.kind == one.quantity.kind]
    return min(same, key=lambda other: abs(other.depth - one.depth), default=None)


def _is_sure(one: Said, partner: Said, alone: Sequence[Said], left: Sequence[Said]) -> bool:
    kind = one.quantity.kind
    only = [each for each in (*alone, *left) if each.quantity.kind == kind] == [one]
    beside = abs(one.depth - partner.depth) < 0.08 and one.passage.kind == partner.passage.kind
    return (only or beside) and kind != "email"


def _instead(one: Said, partner: Said, first: Document, *, sure: bool) -> Finding:
    message = f"says “{partner.shown}”, and {first.file.name}:{_line(one)} says “{one.shown}”"
    where = partner.passage.where(partner.quantity.start)
    return Finding("twins-disagree", "error" if sure else "warning", message, _HINT, where)


def _missing(one: Said, twin: Document) -> Iterator[Finding]:
    if one.quantity.in_words and one.quantity.amount and float(one.quantity.amount) <= _SPELLED:
        return  # « tous les trois mois », “every quarter”
    message = f"says “{one.shown}”, which {twin.file.name} does not"
    hint = "Say it in both languages, or in neither."
    where = one.passage.where(one.quantity.start)
    sure = one.quantity.kind in _STRONG or (one.quantity.kind == "number" and bool(_BIG.search(one.shown)))
    yield Finding("twins-disagree", "error" if sure else "warning", message, hint, where)


def _line(one: Said) -> int:
    return one.passage.where(one.quantity.start).line
