"""What invites trouble: a label that breaks one of these is not proposed at any score, and a lead is told why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from launcher.crisis.domains import reading, spelling
from launcher.crisis.domains.grammar import Label
from launcher.crisis.domains.words import CANNOT_STAND, kind_of, mark_inside
from launcher.crisis.lexicon import lexicon
from launcher.model import Reason

WORDS = 3
"""A name of more words is not kept in mind (knowledge/doctrine §3.4)."""
IF_YOURS = "if it is yours, add it to `brands:` in sparewheel.yaml"
"""What to do about a name that is ours, and that nobody told us of."""
CONTENT = frozenset((*CANNOT_STAND, "proper-name", "reads-badly"))
"""Refusals for what a name says, not for its form: such a name is not even bought to redirect."""
LONGEST = 32
"""Letters, digits and hyphens: beyond these a poster, a voice on the radio and a thumb all fail."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose words are whose: `ours` are the words of our brands; `strangers` are words, or words in a row, that name
    somebody else."""

    ours: frozenset[str] = frozenset()
    strangers: frozenset[tuple[str, ...]] = frozenset()


def refusals(label: Label, whose: Whose) -> tuple[Reason, ...]:
    """Every reason against a label, the gravest first; empty for one that may be bought."""
    return (*_words(label, whose), *_form(label), *_sound(label, whose))


def _words(label: Label, whose: Whose) -> Iterator[Reason]:
    barred = dict.fromkeys(found for run in _runs(label.words) if (found := _barred(run, whose)))
    yield from (Reason(kind, CANNOT_STAND[kind].format(word=word)) for kind, word in barred)
    for run in _runs(label.words):
        if run in whose.strangers:
            name = " ".join(run)
            text = f"“{name}” is somebody's name, and not ours: a dispute waits there; {IF_YOURS}"
            yield Reason("proper-name", text)
    for word in label.words:
        if word not in whose.ours and not kind_of(word) and (bad := reading.rude_inside(word)):
            yield Reason("dirty", f"“{word}” holds “{bad}”")


def _barred(run: tuple[str, ...], whose: Whose) -> tuple[str, str] | None:
    """The kind and the word that words in a row may not say, read as one: `sante` + `canada` is an authority."""
    if whose.ours.issuperset(run):
        return None
    word = "".join(run)
    if kind := kind_of(word):
        return kind, word
    inside = mark_inside(word) if len(run) == 1 else None
    return ("mark", inside) if inside else None


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each word, and each two and three in a row."""
    for size in (1, 2, 3):
        yield from (words[at : at + size] for at in range(len(words) - size + 1))


def _form(label: Label) -> Iterator[Reason]:
    words, text = label.words, label.text
    if reading.has_year((*words, *text.split("-"))):
        yield Reason("year", "a year dates the site, and the next year's name is free for a stranger")
    if len(spelling.stems_of(words, label.lang)) < len(words):
        yield Reason("twice", "says a word twice")
    if len(words) > WORDS:
        yield Reason("words", f"{len(words)} words: more than three are not remembered")
    if len(label.pieces) > 2:
        yield Reason("hyphens", f"{len(label.pieces) - 1} hyphens: hard to say, easy to mistype")
    if len(text) > LONGEST:
        yield Reason("length", f"{len(text)} characters: {LONGEST} are the most")
    if all(word in lexicon(label.lang).function for word in words):
        yield Reason("empty", "says nothing")


def _sound(label: Label, whose: Whose) -> Iterator[Reason]:
    for word in label.words:
        if word not in whose.ours and word.isdigit() and len(word) > 1:
            yield Reason("digits", f"“{word}”: said aloud, some will write the number out")
        if word not in whose.ours and reading.reads_two_ways(word):
            yield Reason("digits", f"“{word}” is heard one way and typed another")
        if word not in whose.ours and reading.hard_to_say(word):
            yield Reason("pronounce", f"“{word}” cannot be said aloud")
    for piece in label.pieces:
        if bad := reading.rude_reading(piece):
            yield Reason("reads-badly", f"“{''.join(piece)}” also reads “{bad}”")
        if letter := reading.doubled(piece):
            yield Reason("double-letter", f"“{''.join(piece)}”: the {letter} is typed twice, and said once")
