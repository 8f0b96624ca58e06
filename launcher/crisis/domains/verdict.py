"""Why one label is better than another: reasons with weights, and what is refused outright."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.crisis.domains import spelling
from launcher.crisis.domains.grammar import Label
from launcher.crisis.lexicon import lexicon, stem
from launcher.model import Heat, Keyword, Reason

WORD_SHARE = 0.4
"""How much of its word's score (0–100) a name earns."""
LENGTH = 22
"""Letters that are still read at a glance and typed without a slip."""
_HEAT = {
    Heat.HOT: (15.0, "hot: it grows in search and in news"),
    Heat.SEARCH_ONLY: (8.0, "people search for it, the press does not write of it yet"),
    Heat.NEWS_ONLY: (4.0, "the press writes of it, people do not search for it yet"),
    Heat.UNPROVEN: (0.0, "unproven: a series is missing"),
    Heat.COLD: (-5.0, "cold: neither search nor news grows"),
}


def is_refused(label: Label) -> bool:
    """A year, a word twice, rude when run together, or too long for a label: not proposed at any score."""
    words = label.words
    return (
        spelling.has_year((*words, *map("".join, label.pieces)))
        or len(spelling.stems_of(words, label.lang)) < len(words)
        or any(spelling.reads_rude(piece) for piece in label.pieces)
        or len(label.text) > spelling.LABEL_LIMIT
    )


def reasons(label: Label, keyword: Keyword | None) -> tuple[Reason, ...]:
    """What speaks for a label and what against it."""
    found = (*_meaning(label, keyword), *_form(label))
    return tuple(reason for reason in found if reason.weight or reason.code == "unproven")


def _meaning(label: Label, keyword: Keyword | None) -> Iterator[Reason]:
    kinds = {part.kind: part for part in label.parts}
    if keyword:
        yield Reason("word", f"“{keyword.term}” is a word of the crisis", round(keyword.score * WORD_SHARE, 1))
        weight, text = _HEAT[keyword.state]
        yield Reason(keyword.state.value, text, weight)
        yield from _subject(label, keyword)
    if "incident" in kinds:
        yield Reason("incident", f"says what happened: {' '.join(kinds['incident'].words)}", 18.0)
    if "brand" in kinds:
        yield Reason("brand", "says whose it is: the public can tell it from a stranger's", 12.0)
    if "answer" in kinds:
        yield Reason("answer", "promises an answer", 6.0)


def _subject(label: Label, keyword: Keyword) -> Iterator[Reason]:
    words = next(part.words for part in label.parts if part.kind == "word")
    stems = [stem(word, label.lang) for word in words]
    known = lexicon(label.lang)
    if any(s in known.harm or s in known.substance for s in stems):
        yield Reason("harm", "names the harm, not the subject", -12.0)
    elif all(s in known.vague for s in stems):
        yield Reason("vague", f"“{keyword.term}” could be any story's word", -12.0)
    elif len(words) > 1:
        yield Reason("precise", "a phrase says exactly what it is about", 8.0)


def _form(label: Label) -> Iterator[Reason]:
    count, hyphens, length = len(label.words), len(label.pieces) - 1, len(label.text)
    if count > 3:
        yield Reason("words", f"{count} words: hard to remember", -10.0 * (count - 3))
    if hyphens > 1:
        yield Reason("hyphens", f"{hyphens} hyphens: hard to say, easy to mistype", -15.0 * (hyphens - 1))
    if length > LENGTH:
        yield Reason("length", f"{length} characters, {LENGTH} are enough", -1.5 * (length - LENGTH))
    if spelling.reads_two_ways(label.words):
        yield Reason("digits", "has digits that are heard one way and typed another", -15.0)
    if any(map(spelling.hard_to_say, label.words)):
        yield Reason("pronounce", "hard to say aloud", -8.0)
    joined = sum(len(piece) - 1 for piece in label.pieces)
    stumbles = sum(spelling.bad_joints(piece) for piece in label.pieces)
    if joined:
        text = "words run together" + (" and the eye stumbles" if stumbles else "")
        yield Reason("joined", text, -2.0 * joined - 6.0 * stumbles)
