"""`judge`: what we think of one name that a person typed, and why; the lead's own idea deserves an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from launcher.crisis.domains import endings, reading
from launcher.crisis.domains.grammar import Label, Part
from launcher.crisis.domains.ground import Ground, NameRules, grounds, is_name, preference, tlds_of
from launcher.crisis.domains.lookalikes import MOST, accented, lookalikes
from launcher.crisis.domains.proposal import bounded
from launcher.crisis.domains.refusals import refusals
from launcher.crisis.domains.spelling import plain, stems_of
from launcher.crisis.domains.verdict import reasons
from launcher.crisis.domains.words import lists
from launcher.crisis.lexicon import fold
from launcher.model import Candidate, Keyword, Reason


@dataclass(frozen=True, slots=True)
class Judged:
    """A name as a candidate (score, reasons, look-alikes to buy), and every reason to refuse it (none: it is fit)."""

    candidate: Candidate
    refused: tuple[Reason, ...]


def judge(name: str, keywords: Sequence[Keyword], rules: NameRules) -> Judged:
    """Score or refuse one name, in the language that reads most of it. `name` is as DNS writes it, with its ending."""
    label, _, tld = name.lower().partition(".")
    typed = f"{plain(label)}.{tld}"
    readings = [_read(plain(label), ground) for ground in grounds(keywords, rules)]
    made, ground = min(readings, key=lambda pair: (_unread(pair[0]), len(pair[0].parts)))
    against = (*refusals(made, ground.whose), *_rude(made), *endings.refusals(tld, rules.certificate))
    tlds = tlds_of(rules)
    subject = _keyword(made, ground)
    why = (
        *reasons(made, subject, ground.incidents),
        *ground.about(made, subject),
        *ground.audience,
        *preference("tld", tld, tlds, 6.0),
        *endings.reasons(tld),
        *(accented(made, tld, ground.accents) if typed == name else _with_accents(typed)),
    )
    others = lookalikes(made, tld, tlds, ground.accents)
    if typed != name:
        others = (typed, *(other for other in others if other != name))[:MOST]
    score = 0.0 if against else bounded(sum(reason.weight for reason in why))
    return Judged(Candidate(name, score, why, made.words, others), against)


def _with_accents(typed: str) -> Iterator[Reason]:
    yield Reason("accents", f"most people type {typed}, which is another name: buy that one first", -10.0)


def _rude(label: Label) -> Iterator[Reason]:
    """What an unknown run of letters holds: we cannot tell its joints (`ofart`), and a reader may not either."""
    for part in label.parts:
        if part.kind == "other" and (bad := reading.rude_inside(part.words[0])):
            yield Reason("reads-badly", f"“{part.words[0]}” holds “{bad}”")


def _unread(label: Label) -> int:
    return sum(len(word) for part in label.parts if part.kind == "other" for word in part.words)


def _keyword(label: Label, ground: Ground) -> Keyword | None:
    words = next((part.words for part in label.parts if part.kind == "word"), ())
    stems = stems_of(words, ground.lang)
    return next((k for known, k in ground.subjects.items() if words and stems_of(known, ground.lang) == stems), None)


# ── words and parts of a name that somebody else made ────────────────────────────────────────────


def _read(label: str, ground: Ground) -> tuple[Label, Ground]:
    """A label as pieces and parts, read with the words of the crisis."""
    known = _known(ground)
    vocabulary = frozenset(word for words in known for word in words)
    pieces = tuple(reading.cut(piece, vocabulary) for piece in label.split("-") if piece)
    words = tuple(word for piece in pieces for word in piece)
    return Label(tuple(_parts(words, known, ground.lang)), pieces, ground.lang), ground


def _known(ground: Ground) -> Mapping[tuple[str, ...], str]:
    """Words in a row that have a meaning here, and which: a brand before what happened, before a subject."""
    kinds: dict[tuple[str, ...], str] = {(word,): "answer" for word in lists().answers.get(ground.lang, ())}
    kinds |= {words: "word" for words, keyword in ground.subjects.items() if not is_name(keyword)}
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


def words_in(name: str, vocabulary: Sequence[str] = ()) -> Label:
    """A name read without a crisis: its words by our lists and `vocabulary`, each a part of its own."""
    label = name.lower().partition(".")[0]
    ours = frozenset(fold(word) for word in vocabulary)
    pieces = tuple(reading.cut(piece, ours) for piece in label.split("-") if piece)
    return Label(tuple(Part("other", (word,)) for piece in pieces for word in piece), pieces, "en")
