"""What the press's own use of a term is worth, as points with reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from launcher.crisis.keywords.extract import Term
from launcher.crisis.lexicon import lexicon
from launcher.model import Reason

TEXT_POINTS = 70.0
"""Points of the strongest term when many articles are given."""
EARLY = 0.3
"""News tells the essential first: at its end a word is worth this much less."""
TITLE = 0.5
"""A word that is also in the title is worth this much more there."""
PHRASE = 0.25
OWN_PHRASE = -0.4
"""A phrase that several articles share tells more than its words; one writer's own, or one with a vague word, less."""
LONG = 0.08
"""Frequent words are short (Zipf's law of abbreviation): what each letter above six, up to twelve, adds."""
NAME = -0.1
NAME_SHARED = 0.5
"""Names of brands, places and people; those that several articles share carry the crisis."""
VERBAL = -0.25
"""A word that looks like a verb or an adverb and that no article or determiner ever precedes."""
VAGUE = -0.3
"""A noun of a thousand stories (`company`, `produit`) says little of this one."""
REPEAT = -0.4
"""What a term loses when stronger ones have said all its words: `Solivar`, then `Caisse Solivar`."""
IN_PHRASE = 0.75
"""How much of a word's occurrences inside a phrase that stands are taken from the word."""
_VERBAL_ENDINGS = {
    "fr": ("ement", "amment", "emment", "er", "ez", "ait", "aient", "ant", "é", "ée", "és", "ées", "ent", "ra", "ront"),
    "en": ("ly", "ed", "ing", "ize", "ise"),
}


@dataclass(frozen=True, slots=True)
class Strength:
    """The additive parts of a term's strength, in log-counts."""

    spread: float
    frequency: float
    place: float
    shape: float
    repeat: float = 0.0

    @property
    def total(self) -> float:
        """Their sum."""
        return self.spread + self.frequency + self.place + self.shape + self.repeat


def strength(term: Term, lang: str, phrased: Mapping[int, int] | None = None) -> Strength:
    """Each document counts once, then by the logarithm of its repeats; titles and beginnings weigh."""
    spread = frequency = place = 0.0
    for number, times in term.docs.items():
        dampened = math.log2(1 + times - IN_PHRASE * min(times, (phrased or {}).get(number, 0)))
        spread += 1
        frequency += dampened - 1
        place += dampened * (TITLE * (number in term.titles) - EARLY * term.first[number])
    return Strength(spread, frequency, place, (spread + frequency + place) * _shape(term, lang))


def _shape(term: Term, lang: str) -> float:
    shared = len(term.docs) > 1
    if term.proper and (shared or term.size == 1):
        return NAME_SHARED if shared else NAME
    vague = not lexicon(lang).vague.isdisjoint(term.key.split())
    if term.size > 1 or " " in term.key:
        return PHRASE if shared and not vague else OWN_PHRASE
    length = LONG * (min(len(term.shown), 12) - 6)
    verbal = not term.noun and term.shown.lower().endswith(_VERBAL_ENDINGS[lang])
    return length + VERBAL * verbal + VAGUE * vague


@dataclass(frozen=True, slots=True)
class Weight:
    """A term's strength in points (`scale` of them for each of strength), and why."""

    term: Term
    strength: Strength
    scale: float
    articles: int

    @property
    def points(self) -> float:
        """What the press's use of the term adds to its score."""
        return self.strength.total * self.scale

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The parts of the points, in words; parts that add nothing are left out."""
        term, parts = self.term, self.strength
        headlines = f", in {_times(len(term.titles), 'title')}" if term.titles else ""
        shape = "a name" if term.proper else "a phrase" if term.size > 1 else "a word that tells "
        shape += ("much" if parts.shape > 0 else "little") if shape.endswith(" ") else ""
        told = (
            ("spread", f"in {len(term.docs)} of {_times(self.articles, 'article')}", parts.spread),
            ("frequency", f"{_times(term.count, 'time')} in all", parts.frequency),
            ("place", f"comes early{headlines}" if parts.place else "comes late", parts.place),
            ("shape", shape, parts.shape),
            ("repeat", "says again what a stronger word says", parts.repeat),
        )
        rounded = (Reason(code, text, round(part * self.scale, 1)) for code, text, part in told)
        return tuple(reason for reason in rounded if reason.weight)


def weights(standing: Iterable[Term], articles: int, lang: str) -> Mapping[str, Weight]:
    """Each term's weight by key. The strongest earns `TEXT_POINTS`, less when few articles were read: n/(n+1)."""
    terms = list(standing)
    phrased = _phrased(terms)
    alone = [(term, strength(term, lang, {} if term.proper else phrased.get(term.key))) for term in terms]
    strengths = list(_said_once(alone, lang))
    most = max((parts.total for _, parts in strengths), default=1.0) or 1.0
    scale = TEXT_POINTS * articles / (articles + 1) / most
    return {term.key: Weight(term, parts, scale, articles) for term, parts in strengths}


def _said_once(strengths: Iterable[tuple[Term, Strength]], lang: str) -> Iterator[tuple[Term, Strength]]:
    """Strongest first; a term loses for each of its words that a stronger one has said."""
    linkers = lexicon(lang).linker
    said: set[str] = set()
    for term, parts in sorted(strengths, key=lambda found: (-found[1].total, found[0].key)):
        words = [word for word in term.key.split() if word not in linkers]
        share = sum(word in said for word in words) / max(1, len(words))
        said.update(words)
        yield term, replace(parts, repeat=REPEAT * share * parts.total)


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _phrased(terms: Iterable[Term]) -> dict[str, dict[int, int]]:
    """For each word, how often in each document it stands inside its most frequent phrase there."""
    found: dict[str, dict[int, int]] = {}
    for term in terms:
        for word in term.key.split() if term.size > 1 else ():
            counts = found.setdefault(word, {})
            for number, times in term.docs.items():
                counts[number] = max(counts.get(number, 0), times)
    return found
