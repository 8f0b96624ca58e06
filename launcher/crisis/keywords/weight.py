"""What the press's own use of a term is worth, as points with reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
"""A phrase that several articles share tells more than its words; one writer's own, or one with a vague word, less."""
LONG = 0.06
"""Frequent words are short (Zipf's law of abbreviation): what each letter above six, up to twelve, adds."""
NAME = 0.1
NAME_SHARED = 0.5
"""Names of brands, places and people; those that several articles share carry the crisis."""
VERBAL = -0.25
"""A word that looks like a verb or an adverb and that no article or determiner ever precedes."""
VAGUE = -0.3
"""A noun of a thousand stories (`company`, `produit`) says little of this one."""
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

    @property
    def total(self) -> float:
        """Their sum."""
        return self.spread + self.frequency + self.place + self.shape


def strength(term: Term, lang: str, phrased: Mapping[int, int] | None = None) -> Strength:
    """Each document counts once, then by the logarithm of its repeats; titles and beginnings weigh."""
    spread = frequency = place = 0.0
    for number, times in term.docs.items():
        dampened = math.log2(1 + times - IN_PHRASE * (phrased or {}).get(number, 0))
        spread += 1
        frequency += dampened - 1
        place += dampened * (TITLE * (number in term.titles) - EARLY * term.first[number])
    return Strength(spread, frequency, place, (spread + frequency + place) * _shape(term, lang))


def _shape(term: Term, lang: str) -> float:
    shared = len(term.docs) > 1
    if term.proper and (shared or term.size == 1):
        return NAME_SHARED if shared else NAME
    vague = not lexicon(lang).vague.isdisjoint(term.key.split())
    if term.size > 1:
        return PHRASE if shared and not vague else -PHRASE
    length = LONG * (min(len(term.shown), 12) - 6)
    verbal = not term.noun and term.shown.lower().endswith(_VERBAL_ENDINGS[lang])
    return length + VERBAL * verbal + VAGUE * vague


def weights(standing: Iterable[Term], articles: int, lang: str) -> Mapping[str, tuple[Reason, ...]]:
    """The reasons of each term by key. The strongest earns `TEXT_POINTS`, less when few articles were read: n/(n+1)."""
    terms = list(standing)
    phrased = _phrased(terms)
    strengths = {term.key: (term, strength(term, lang, {} if term.proper else phrased.get(term.key))) for term in terms}
    most = max((parts.total for _, parts in strengths.values()), default=1.0) or 1.0
    scale = TEXT_POINTS * articles / (articles + 1) / most
    return {key: _reasons(term, parts, scale, articles) for key, (term, parts) in strengths.items()}


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _reasons(term: Term, parts: Strength, scale: float, articles: int) -> tuple[Reason, ...]:
    headlines = f", in {_times(len(term.titles), 'title')}" if term.titles else ""
    shape = "a name" if term.proper else "a phrase" if term.size > 1 else "a word that tells much or little"
    reasons = [
        Reason("spread", f"in {len(term.docs)} of {_times(articles, 'article')}", round(parts.spread * scale, 1)),
        Reason("frequency", f"{_times(term.count, 'time')} in all", round(parts.frequency * scale, 1)),
        Reason("place", f"comes early{headlines}" if parts.place else "comes late", round(parts.place * scale, 1)),
        Reason("shape", shape, round(parts.shape * scale, 1)),
    ]
    return tuple(reason for reason in reasons if reason.weight)


def _phrased(terms: Iterable[Term]) -> dict[str, dict[int, int]]:
    """For each word, how often in each document it stands inside its most frequent phrase there."""
    found: dict[str, dict[int, int]] = {}
    for term in terms:
        for word in term.key.split() if term.size > 1 else ():
            counts = found.setdefault(word, {})
            for number, times in term.docs.items():
                counts[number] = max(counts.get(number, 0), times)
    return found
