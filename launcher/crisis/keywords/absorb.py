"""One entry per idea: a part that rarely stands alone gives way to its phrase, a chance phrase to its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from launcher.crisis.keywords.extract import Term

RARELY_ALONE = 0.7
"""A part with this share of its occurrences inside one phrase is that phrase."""
BY_CHANCE = 0.5
"""A phrase with less than this share of its rarest word's occurrences is two neighbours, not a term."""


def absorbed(found: Mapping[str, Term], wanted: frozenset[str] = frozenset()) -> list[Term]:
    """The terms that stand. Keys in `wanted` (searched terms, seeds) stand whatever their counts."""
    whole = {key: term for key, term in found.items() if term.size == 1 or key in wanted or _coheres(term, found)}
    gone: set[str] = set()
    for term in whole.values():
        for key in _parts(term.key):
            part = whole.get(key)
            if part and term.count >= RARELY_ALONE * part.count:
                gone.add(key)
    gone |= {key for key, term in whole.items() if term.proper and term.beside >= RARELY_ALONE * term.count}
    gone -= wanted
    return [term for key, term in whole.items() if key not in gone]


def _coheres(term: Term, found: Mapping[str, Term]) -> bool:
    """A phrase counts when it recurs (or is a name) and is no accident of frequent words."""
    if term.count < 2 and not term.proper:
        return False
    rarest = min((found[word].count for word in term.key.split() if word in found), default=term.count)
    return term.count >= BY_CHANCE * rarest


def _parts(key: str) -> Iterable[str]:
    words = key.split()
    for size in range(1, len(words)):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])
