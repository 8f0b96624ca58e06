"""`survey`: keywords and the playbook's patterns to names, and to what was refused.

keywords → ground (usable words, whose they are) → grammar (labels) → refusals → making (reasons) → variety →
look-alikes
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from launcher.crisis.domains import endings
from launcher.crisis.domains.grammar import Label
from launcher.crisis.domains.ground import NameRules, grounds, tlds_of
from launcher.crisis.domains.lookalikes import accented, lookalikes
from launcher.crisis.domains.making import Made, made, placed
from launcher.crisis.domains.refusals import refusals
from launcher.crisis.domains.spelling import is_valid, stems_of
from launcher.model import Candidate, Keyword, Reason

VARIETY = 8.0
MOST_ABOUT = 0.6
"""Points that a name loses for each better one about the same word, and the share of its own that it loses at most."""
TWIN = 0.5
MORE_TWINS = 0.1
MOST_LOST = 0.9
"""What a name loses to a better one of the same words, and to each further one: a twin of a name that is not ours
confuses. Shares, not points: a fair name that comes late is still told as a fair one."""
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
    """A name with its reasons; `stems` is what its variants share."""

    made: Made
    tld: str
    reasons: tuple[Reason, ...]
    stems: frozenset[str]

    @property
    def label(self) -> Label:
        return self.made.label

    @property
    def score(self) -> float:
        return total(self.reasons)


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
        for one in made(ground):
            why = one.why()
            if against := refusals(one.label, ground.whose):
                _turn(turned, one.label, why, against[0], tlds)
            else:
                found += _with_tlds(one, why, tlds, usable)
    names = tuple(_candidate(scored, tlds) for scored in _varied(found, top))
    return Proposal(names, (*_closed(names, tlds, rules), *_worst_first(turned))[:REFUSED])


def _with_tlds(one: Made, why: tuple[Reason, ...], tlds: Sequence[str], usable: Sequence[str]) -> Iterator[_Scored]:
    stems = stems_of(one.label.words, one.label.lang)
    for tld in usable:
        if is_valid(f"{one.label.text}.{tld}"):
            yield _Scored(one, tld, (*why, *placed(tld, tlds)), stems)


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


def _turn(
    turned: dict[tuple[str, frozenset[str]], tuple[float, Refusal]],
    label: Label,
    why: tuple[Reason, ...],
    against: Reason,
    tlds: Sequence[str],
) -> None:
    """Keep the best label for each reason and set of words."""
    score = total(why)
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

    What is lost only grows, so a name whose loss did not change since it was queued is the best of all.
    """
    ordered = sorted(found, key=lambda s: (-s.score, s.label.text, s.tld))
    queue = [(-scored.score, place, 0.0) for place, scored in enumerate(ordered)]
    better = _Better({}, {})
    chosen: dict[tuple[str, str], _Scored] = {}
    while queue and len(chosen) < top:
        _, place, before = heapq.heappop(queue)
        scored = ordered[place]
        if (scored.label.text, scored.tld) in chosen:
            continue
        loss = better.loss(scored)
        if loss != before:
            heapq.heappush(queue, (loss - scored.score, place, loss))
            continue
        chosen[scored.label.text, scored.tld] = replace(scored, reasons=(*scored.reasons, *better.why(scored)))
        better.add(scored)
    return list(chosen.values())


@dataclass(frozen=True, slots=True)
class _Better:
    """The names that were chosen so far: how many for each subject, and those of the same words."""

    subjects: dict[str, int]
    same: dict[frozenset[str], list[str]]

    def add(self, scored: _Scored) -> None:
        self.subjects[scored.made.subject] = self.subjects.get(scored.made.subject, 0) + 1
        self.same.setdefault(scored.stems, []).append(f"{scored.label.text}.{scored.tld}")

    def loss(self, scored: _Scored) -> float:
        score = max(0.0, scored.score)
        about = min(VARIETY * self.subjects.get(scored.made.subject, 0), MOST_ABOUT * score)
        share = twins_share(len(self.same.get(scored.stems, ())))
        return round(about + share * (score - about), 1)

    def why(self, scored: _Scored) -> tuple[Reason, ...]:
        """Why the name comes later than its words alone deserve."""
        if not (loss := self.loss(scored)):
            return ()
        alike = self.same.get(scored.stems)
        return (twin(alike[0], loss) if alike else Reason("variety", "better names are about the same", -loss),)


def twins_share(alike: int) -> float:
    """The share of its points that a name loses when so many better ones have the same words."""
    return min(MOST_LOST, TWIN + MORE_TWINS * (alike - 1)) if alike else 0.0


def twin(better: str, loss: float) -> Reason:
    """Why a name loses to one of the same words."""
    return Reason("variety", f"a better name has the same words: {better}", 0.0 - loss)


def _candidate(scored: _Scored, tlds: Sequence[str]) -> Candidate:
    label, ground = scored.label, scored.made.ground
    others = lookalikes(label, scored.tld, tlds, ground)
    why = (*scored.reasons, *accented(label, scored.tld, ground.accents))
    return Candidate(f"{label.text}.{scored.tld}", bounded(scored.score), why, label.words, others)


def total(reasons: Sequence[Reason]) -> float:
    """What reasons weigh together."""
    return sum(reason.weight for reason in reasons)


def bounded(score: float) -> float:
    """A sum of weights as a score, 0–100."""
    return round(min(100.0, max(0.0, score)), 1)
