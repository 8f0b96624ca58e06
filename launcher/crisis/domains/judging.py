"""`judge`: what we think of one name that a person typed, and why; the lead's own idea deserves an answer.

One judge: a name of the list is told as the list tells it; a label that the patterns make, whatever its ending, weighs
what it weighs there; what is left is read word by word, and weighed by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from launcher.crisis.domains import endings, reading
from launcher.crisis.domains.grammar import Label, Part
from launcher.crisis.domains.ground import Ground, NameRules, grounds, is_name, tlds_of
from launcher.crisis.domains.lookalikes import MOST, accented, lookalikes
from launcher.crisis.domains.making import made, placed, weighed
from launcher.crisis.domains.proposal import bounded, propose, total, twin
from launcher.crisis.domains.refusals import refusals
from launcher.crisis.domains.spelling import plain, stems_of
from launcher.crisis.domains.words import lists
from launcher.model import Candidate, Keyword, Reason

LISTED = 100
"""The list that a judged name is looked up in: as many names as are ever proposed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A name as a candidate (score, reasons, look-alikes to buy), and every reason to refuse it (none: it is fit)."""

    candidate: Candidate
    refused: tuple[Reason, ...]


def judge(name: str, keywords: Sequence[Keyword], rules: NameRules) -> Judged:
    """Score or refuse one name. `name` is as DNS writes it, with its ending."""
    label, _, tld = name.lower().partition(".")
    typed = f"{plain(label)}.{tld}"
    listed = propose(keywords, rules, top=LISTED)
    known = next((candidate for candidate in listed if candidate.name == typed), None)
    judged = Judged(known, ()) if known else _unlisted(plain(label), tld, listed, keywords, rules)
    return judged if typed == name else _with_accents(judged, typed, name)


def _unlisted(
    label: str, tld: str, listed: Sequence[Candidate], keywords: Sequence[Keyword], rules: NameRules
) -> Judged:
    """A name that is not proposed, as it would stand beside those that are."""
    found = grounds(keywords, rules)
    built = [one for ground in found for one in made(ground) if one.label.text == label]
    readings = [_Read(one.label, one.ground, one.why()) for one in built]
    read = max(readings, key=_fitness) if readings else _read_best(label, found)
    against = (*refusals(read.label, read.ground.whose), *_beside(label), *endings.refusals(tld, rules.certificate))
    tlds = tlds_of(rules)
    why = (*read.why, *placed(tld, tlds))
    why = (*why, *_twin(read.label, total(why), listed), *accented(read.label, tld, read.ground.accents))
    others = lookalikes(read.label, tld, tlds, read.ground)
    score = 0.0 if against else bounded(total(why))
    return Judged(Candidate(f"{label}.{tld}", score, why, read.label.words, others), against)


def _beside(label: str) -> Iterator[Reason]:
    """What is lost once a label is cut into words."""
    if "--" in label:
        yield Reason("hyphens", "hyphens side by side: nobody says them, and few type them")


def _twin(label: Label, score: float, listed: Sequence[Candidate]) -> Iterator[Reason]:
    """A remark: the list would put the name after a better one with the same words; its own worth is not less."""
    stems = stems_of(label.words, label.lang)
    alike = (one for one in listed if one.score >= score and stems_of(one.words, label.lang) == stems)
    if better := next(alike, None):
        yield twin(better.name, 0.0)


def _with_accents(judged: Judged, typed: str, name: str) -> Judged:
    """The same name with its accents, which fewer people type."""
    plainly = Reason("accents", f"most people type {typed}, which is another name: buy that one first", -10.0)
    candidate = judged.candidate
    why = (*(reason for reason in candidate.reasons if reason.code != "accents"), plainly)
    others = (typed, *(other for other in candidate.lookalikes if other != name))[:MOST]
    score = 0.0 if judged.refused else bounded(total(why))
    return replace(judged, candidate=replace(candidate, name=name, score=score, reasons=why, lookalikes=others))


# ── words and parts of a name that somebody else made ────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Read:
    """A label as the words of one language read it, and what speaks for it with any ending."""

    label: Label
    ground: Ground
    why: tuple[Reason, ...]


def _fitness(read: _Read) -> tuple[bool, float]:
    return not refusals(read.label, read.ground.whose), total(read.why)


def _read_best(label: str, found: Sequence[Ground]) -> _Read:
    """In the language that reads most of it."""
    readings = [(_read(label, ground), ground) for ground in found]
    best, ground = min(readings, key=lambda pair: (_unread(pair[0]), len(pair[0].parts)))
    return _Read(best, ground, weighed(best, _keyword(best, ground), ground))


def _unread(label: Label) -> int:
    return sum(len(word) for part in label.parts if part.kind == "other" for word in part.words)


def _keyword(label: Label, ground: Ground) -> Keyword | None:
    words = next((part.words for part in label.parts if part.kind == "word"), ())
    stems = stems_of(words, ground.lang)
    return next((k for known, k in ground.subjects.items() if words and stems_of(known, ground.lang) == stems), None)


def _read(label: str, ground: Ground) -> Label:
    """A label as pieces and parts, read with the words of the crisis."""
    known = _known(ground)
    vocabulary = frozenset(word for words in known for word in words)
    pieces = tuple(reading.cut(piece, vocabulary) for piece in label.split("-") if piece)
    words = tuple(word for piece in pieces for word in piece)
    return Label(tuple(_parts(words, known, ground.lang)), pieces, ground.lang)


def _known(ground: Ground) -> Mapping[tuple[str, ...], str]:
    """Words in a row that have a meaning here, and which: a brand before what happened, before a subject. A phrase of a
    subject and what happened to it is read as these two."""
    kinds: dict[tuple[str, ...], str] = {(word,): "answer" for word in lists().answers.get(ground.lang, ())}
    subjects = {stems_of(words, ground.lang) for words in ground.subjects}
    for words, keyword in ground.subjects.items():
        stems = stems_of(words, ground.lang)
        in_two = not stems.isdisjoint(ground.incidents) and stems - ground.incidents in subjects
        if not is_name(keyword) and not in_two:
            kinds[words] = "word"
    for slot in ("answer", "incident", "brand"):
        kinds |= dict.fromkeys(ground.fillings.get(slot, ()), slot)
    return kinds


def _parts(words: tuple[str, ...], known: Mapping[tuple[str, ...], str], lang: str) -> Iterator[Part]:
    """The longest meaning first; words without one are `other`, each for itself. Number does not matter."""
    kinds = {stems_of(words, lang): kind for words, kind in known.items()}
    at = 0
    while at < len(words):
        size = next((n for n in range(len(words) - at, 0, -1) if stems_of(words[at : at + n], lang) in kinds), 0)
        run = words[at : at + max(1, size)]
        yield Part(kinds.get(stems_of(run, lang), "other") if size else "other", run)
        at += len(run)
