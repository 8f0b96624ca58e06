"""`propose`: keywords and the playbook's patterns to names.

keywords → usable words (no third party's name) → grammar (labels) → verdict (reasons) → variety → look-alikes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from launcher.crisis.domains.grammar import PATTERNS, Label, labels
from launcher.crisis.domains.lookalikes import lookalikes
from launcher.crisis.domains.spelling import is_valid, stems_of, words_of
from launcher.crisis.domains.verdict import is_refused, reasons
from launcher.model import Candidate, Keyword, Reason

WORDS = 12
"""Ranked words per language that may name the site."""
VARIETY = 5.0
"""Points that a name loses for each better one about the same word."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """What names are made with: our own brands, the playbook's incident words and patterns per language, TLDs and
    languages in order of preference (the first is the main audience's)."""

    brands: tuple[str, ...]
    incidents: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    tlds: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A label with its reasons; `subject` is the word (or brand) it is about, `stems` what its variants share."""

    label: Label
    tld: str
    reasons: tuple[Reason, ...]
    subject: str
    stems: frozenset[str]

    @property
    def score(self) -> float:
        return sum(reason.weight for reason in self.reasons)


def propose(keywords: Sequence[Keyword], rules: NameRules, *, top: int = 20) -> tuple[Candidate, ...]:
    """The best `top` names, best first; same input, same names. Availability and price are left unknown.

    A score is the sum of its reasons' weights, kept within 0–100. Names of third parties (keywords with the reason
    `proper-name` that are no brand of ours) never make it into a name. Raises Malformed for a pattern that cannot
    be read.
    """
    tlds = tuple(dict.fromkeys(tld.strip(". ").lower() for tld in rules.tlds))
    found = [scored for lang in _spoken(keywords, rules.languages) for scored in _scored(keywords, rules, lang, tlds)]
    return tuple(_candidate(scored, tlds) for scored in _varied(found, top))


def _spoken(keywords: Sequence[Keyword], languages: Sequence[str]) -> Sequence[str]:
    """The languages that the crisis is talked about in; all of them when nothing is known of it."""
    return [lang for lang in languages if any(keyword.lang == lang for keyword in keywords)] or languages


def _scored(keywords: Sequence[Keyword], rules: NameRules, lang: str, tlds: Sequence[str]) -> Iterator[_Scored]:
    audience = _preference("language", lang, _spoken(keywords, rules.languages), 10.0)
    fillings = {
        "brand": [words for brand in rules.brands if (words := words_of(brand, lang))],
        "incident": [words for word in rules.incidents.get(lang, ()) if (words := words_of(word, lang))],
    }
    subjects = _subjects(keywords, rules, lang, frozenset().union(*(stems_of(w, lang) for w in fillings["incident"])))
    patterns = rules.patterns.get(lang) or PATTERNS.get(lang, ())
    for pattern in dict.fromkeys(patterns):
        habit = _preference("pattern", pattern, patterns, 3.0)
        choices = subjects.items() if "{word}" in pattern else [((), None)]
        for words, keyword in choices:
            for label in labels(pattern, {**fillings, "word": [words]}, lang):
                if not is_refused(label):
                    why = (*reasons(label, keyword), *_unheard(label, keywords), *audience, *habit)
                    yield from _with_tlds(label, why, keyword, tlds)


def _with_tlds(
    label: Label, why: tuple[Reason, ...], keyword: Keyword | None, tlds: Sequence[str]
) -> Iterator[_Scored]:
    subject = keyword.term if keyword else label.words[0]
    stems = stems_of(label.words, label.lang)
    for tld in tlds:
        if is_valid(f"{label.text}.{tld}"):
            yield _Scored(label, tld, (*why, *_preference("tld", tld, tlds, 6.0)), subject, stems)


def _subjects(
    keywords: Sequence[Keyword], rules: NameRules, lang: str, incidents: frozenset[str]
) -> dict[tuple[str, ...], Keyword]:
    """The words that may fill `{word}`, best first: neither a brand, nor what happened, nor a third party's name."""
    brands = [stems_of(words_of(brand, lang), lang) for brand in rules.brands]
    found: dict[tuple[str, ...], Keyword] = {}
    for keyword in keywords:
        words = words_of(keyword.term, lang) if keyword.lang == lang else ()
        stems = stems_of(words, lang)
        taken = stems & incidents or any(brand and brand <= stems for brand in brands)
        if words and not taken and not any(reason.code == "proper-name" for reason in keyword.reasons):
            found.setdefault(words, keyword)
    return dict(list(found.items())[:WORDS])


def _unheard(label: Label, keywords: Sequence[Keyword]) -> Iterator[Reason]:
    """A brand that nobody writes or searches in this crisis tells the public little."""
    for part in label.parts:
        if part.kind == "brand":
            brand = stems_of(part.words, label.lang)
            if not any(brand <= stems_of(words_of(keyword.term, label.lang), label.lang) for keyword in keywords):
                yield Reason("unheard", f"“{' '.join(part.words)}” is not a word of this crisis", -10.0)


def _preference(code: str, value: str, ordered: Sequence[str], most: float) -> tuple[Reason, ...]:
    """Points for the place in an order of preference: all for the first, none for the last."""
    share = 1 - ordered.index(value) / max(1, len(ordered) - 1)
    return (Reason(code, f"{value}: choice {ordered.index(value) + 1} of {len(ordered)}", round(most * share, 1)),)


def _varied(found: Sequence[_Scored], top: int) -> list[_Scored]:
    """The best of each set of words; each further name about the same word costs `VARIETY` points."""
    ordered = sorted(found, key=lambda s: (-s.score, s.label.text, s.tld))
    left = list({scored.stems: scored for scored in reversed(ordered)}.values())
    chosen: list[_Scored] = []
    seen: dict[str, int] = {}
    while left and len(chosen) < top:
        best = min(left, key=lambda s: (VARIETY * seen.get(s.subject, 0) - s.score, s.label.text, s.tld))
        left.remove(best)
        times = seen.get(best.subject, 0)
        seen[best.subject] = times + 1
        variety = (Reason("variety", "a better name says the same", -VARIETY * times),) if times else ()
        chosen.append(_Scored(best.label, best.tld, best.reasons + variety, best.subject, best.stems))
    return chosen


def _candidate(scored: _Scored, tlds: Sequence[str]) -> Candidate:
    label = scored.label
    score = round(min(100.0, max(0.0, scored.score)), 1)
    others = lookalikes(label, scored.tld, tlds)
    return Candidate(f"{label.text}.{scored.tld}", score, scored.reasons, label.words, others)
