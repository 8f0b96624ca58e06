"""`survey`: keywords and the playbook's patterns to names, and to what was refused.

keywords → ground (usable words, whose they are) → grammar (labels) → refusals → verdict (reasons) → variety →
look-alikes
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from launcher.crisis.domains import endings
from launcher.crisis.domains.grammar import Label, labels
from launcher.crisis.domains.ground import Ground, NameRules, grounds, preference, tlds_of
from launcher.crisis.domains.lookalikes import accented, lookalikes
from launcher.crisis.domains.refusals import refusals
from launcher.crisis.domains.spelling import is_valid, stems_of
from launcher.crisis.domains.verdict import reasons
from launcher.model import Candidate, Keyword, Reason

VARIETY = 8.0
"""Points that a name loses for each better one about the same word, and how many of those count."""
AS_MANY = 6
SAME_WORDS = 40.0
"""Points that a name loses for each better one of the same words: a twin of a name that is not ours confuses."""
REFUSED = 20
"""How many refused names are told."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A name that is not proposed, and the gravest reason against it."""

    name: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The names, best first, and the best of those that were refused: one for each reason and set of words."""

    names: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A label with its reasons; `subject` is the word (or brand) it is about, `stems` what its variants share."""

    label: Label
    tld: str
    reasons: tuple[Reason, ...]
    subject: str
    stems: frozenset[str]
    ground: Ground

    @property
    def score(self) -> float:
        return sum(reason.weight for reason in self.reasons)


def propose(keywords: Sequence[Keyword], rules: NameRules, *, top: int = 20) -> tuple[Candidate, ...]:
    """The names of `survey`."""
    return survey(keywords, rules, top=top).names


def survey(keywords: Sequence[Keyword], rules: NameRules, *, top: int = 20) -> Proposal:
    """The best `top` names, best first; same input, same names. Availability and price are left unknown.

    A score is the sum of its reasons' weights, kept within 0–100. What is refused, and why: `refusals`. Raises
    Malformed for a pattern that cannot be read.
    """
    tlds = tlds_of(rules)
    usable = [tld for tld in tlds if not endings.refusals(tld, rules.certificate)]
    found: list[_Scored] = []
    turned: dict[tuple[str, frozenset[str]], tuple[float, Refusal]] = {}
    for ground in grounds(keywords, rules):
        for label, keyword, why in _labels(ground):
            if against := refusals(label, ground.whose):
                _turn(turned, label, why, against[0], tlds)
            else:
                found += _with_tlds(label, why, keyword, ground, tlds, usable)
    names = tuple(_candidate(scored, tlds) for scored in _varied(found, top))
    return Proposal(names, (*_closed(names, tlds, rules), *_worst_first(turned))[:REFUSED])


def _labels(ground: Ground) -> Iterator[tuple[Label, Keyword | None, tuple[Reason, ...]]]:
    """Every label of every pattern, with its subject and what speaks for it."""
    for pattern in ground.patterns:
        habit = preference("pattern", pattern, ground.patterns, 3.0)
        choices = ground.subjects.items() if "{word}" in pattern else [((), None)]
        for words, keyword in choices:
            for label in labels(pattern, {**ground.fillings, "word": [words]}, ground.lang):
                why = reasons(label, keyword, ground.incidents)
                yield label, keyword, (*why, *ground.about(label, keyword), *ground.audience, *habit)


def _with_tlds(
    label: Label,
    why: tuple[Reason, ...],
    keyword: Keyword | None,
    ground: Ground,
    tlds: Sequence[str],
    usable: Sequence[str],
) -> Iterator[_Scored]:
    subject = keyword.term if keyword else label.words[0]
    stems = stems_of(label.words, label.lang)
    for tld in usable:
        if is_valid(f"{label.text}.{tld}"):
            placed = (*why, *preference("tld", tld, tlds, 6.0), *endings.reasons(tld))
            yield _Scored(label, tld, placed, subject, stems, ground)


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


def _turn(
    turned: dict[tuple[str, frozenset[str]], tuple[float, Refusal]],
    label: Label,
    why: tuple[Reason, ...],
    against: Reason,
    tlds: Sequence[str],
) -> None:
    """Keep the best label for each reason and set of words."""
    score = sum(reason.weight for reason in why)
    key = against.code, stems_of(label.words, label.lang)
    if key not in turned or turned[key][0] < score:
        name = f"{label.text}.{tlds[0]}" if tlds else label.text
        turned[key] = score, Refusal(name, against.code, against.text)


def _worst_first(turned: dict[tuple[str, frozenset[str]], tuple[float, Refusal]]) -> Iterator[Refusal]:
    """The names that a lead would miss most; one reason does not crowd out the others."""
    ordered = sorted(turned.values(), key=lambda pair: (-pair[0], pair[1].name))
    times: dict[str, int] = {}
    ranked = []
    for score, refusal in ordered:
        times[refusal.code] = times.get(refusal.code, 0) + 1
        ranked.append((times[refusal.code], -score, refusal.name, refusal))
    yield from (entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3]))


def _closed(names: Sequence[Candidate], tlds: Sequence[str], rules: NameRules) -> Iterator[Refusal]:
    """The best name in each ending that cannot be used."""
    label = names[0].name.partition(".")[0] if names else "…"
    for tld in tlds:
        for reason in endings.refusals(tld, rules.certificate):
            yield Refusal(f"{label}.{tld}", reason.code, reason.text)


# ── variety ──────────────────────────────────────────────────────────────────────────────────────


def _varied(found: Sequence[_Scored], top: int) -> list[_Scored]:
    """The best first; each further name about the same word, or of the same words, costs points.

    Points lost only grow, so a name whose loss did not change since it was queued is the best of all.
    """
    ordered = sorted(found, key=lambda s: (-s.score, s.label.text, s.tld))
    queue = [(-scored.score, place, 0.0) for place, scored in enumerate(ordered)]
    subjects: dict[str, int] = {}
    same: dict[frozenset[str], int] = {}
    chosen: dict[tuple[str, str], _Scored] = {}
    while queue and len(chosen) < top:
        _, place, before = heapq.heappop(queue)
        scored = ordered[place]
        about, alike = subjects.get(scored.subject, 0), same.get(scored.stems, 0)
        loss = VARIETY * min(about, AS_MANY) + SAME_WORDS * alike
        if (scored.label.text, scored.tld) in chosen:
            continue
        if loss != before:
            heapq.heappush(queue, (loss - scored.score, place, loss))
            continue
        subjects[scored.subject], same[scored.stems] = about + 1, alike + 1
        why = (Reason("variety", "a better name says the same", -loss),) if loss else ()
        chosen[scored.label.text, scored.tld] = replace(scored, reasons=scored.reasons + why)
    return list(chosen.values())


def _candidate(scored: _Scored, tlds: Sequence[str]) -> Candidate:
    label = scored.label
    others = lookalikes(label, scored.tld, tlds, scored.ground.accents)
    why = (*scored.reasons, *accented(label, scored.tld, scored.ground.accents))
    return Candidate(f"{label.text}.{scored.tld}", bounded(scored.score), why, label.words, others)


def bounded(score: float) -> float:
    """A sum of weights as a score, 0–100."""
    return round(min(100.0, max(0.0, score)), 1)
