"""Dates, numbers, amounts, codes and telephones that differ from the facts.

Two nets. A sentence with the words of the playbook or of a fact, and with another figure, is a figure that somebody
changed: an error. A figure that no fact gives, one slip of the fingers away from a fact's, is an error where the words
are the fact's too, and a warning elsewhere. A dated post is a record of its day: what differs in one that is older than
the facts is told, not refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launcher.model import Finding
from launcher.site import questions, reading, slips
from launcher.site.frontmatter import Document
from launcher.site.quantities import Quantity, is_same
from launcher.site.reading import Passage
from launcher.site.reference import Key, Moment, Reference, Sentence, moments, of_passage, reference
from launcher.site.rules import Content, is_record
from launcher.site.slips import Asked, Told

_CODE = "differs-from-facts"
_HINT = "Write what the facts say; if the facts are wrong, correct them first."
_RECORD_HINT = "A post keeps what was true on its day; if this was wrong even then, add a `Correction:` line."
_TIMED = ("date", "time", "weekday")
_LEAST_WORDS = 2
"""Fewer words, and a sentence may be about anything; a label (« Lots : ») needs one."""
_SURE = 0.8
_SURE_WORDS = 5
_LIKELY = 0.6
_LIKELY_WORDS = 4


@dataclass(frozen=True, slots=True)
class Against:
    """What one document is held against."""

    document: Document
    reference: Reference
    path: str
    own: tuple[Moment, ...]
    """The moments of its own front matter."""
    told: tuple[Told, ...]
    """The facts' figures."""
    asked: Asked
    """The words that tell them."""
    keys: Counter[Key]
    """How often it has a sentence of these words."""
    record: bool
    """It is a post that is older than the facts."""


def check(content: Content) -> Iterator[Finding]:
    """Sentences and numbers of what goes out, against what templates and facts say now."""
    yardstick = content.yardstick
    for document in content.going_out if yardstick.rendered or yardstick.facts else ():
        lang = document.meta.get("lang", "")
        if lang in content.languages:
            held, own = content.derived(reference, lang), moments(document, yardstick.timezone)
            told = [(passage, tuple(of_passage(passage, lang))) for passage in reading.passages(document)]
            keys = Counter(sentence.key for _, sentences in told for sentence in sentences)
            record, asked = is_record(document, content), _Asked(content, lang)
            facts = slips.facts_told(held.facts)
            against = Against(document, held, content.path(document), own, facts, asked, keys, record)
            for passage, sentences in told:
                yield from _passage(passage, sentences, against)


@dataclass(frozen=True, slots=True)
class _Asked:
    content: Content
    lang: str

    def words(self, number: str) -> Sequence[str]:
        return self.content.ask(questions.told, self.lang, number)

    def counted(self, noun: str) -> Sequence[str]:
        return self.content.ask(questions.counted, self.lang, noun)


def _passage(passage: Passage, sentences: Sequence[Sentence], against: Against) -> Iterator[Finding]:
    if sentences and any(passage.text == one.text for one in _same_place(against)):
        return  # just as it was rendered
    for one in sentences:
        found = list(_sentence(one, passage, against))
        agrees = any(not list(_differing(one, other, against)) for other in _same_words(one, against))
        yield from found or (() if agrees else _slips(one, passage, against))


def _same_place(against: Against) -> tuple[Passage, ...]:
    document = against.reference.documents.get(against.path)
    return reading.passages(document) if document else ()


def _same_words(one: Sentence, against: Against) -> Sequence[Sentence]:
    """What the reference says in the same words: on the same page if it does."""
    every = against.reference.said(one.key)
    return [other for other in every if other.path == against.path] or every


# ── sentences ────────────────────────────────────────────────────────────────────────────────────


def _sentence(one: Sentence, passage: Passage, against: Against) -> Iterator[Finding]:
    same = _same_words(one, against)
    label = ":" in passage.text or passage.kind == "row"
    if same and (len(one.stems) >= _LEAST_WORDS or (label and one.stems)):
        yield from _against_closest(one, same, passage, against, "error")
    elif same and against.keys[one.key] <= sum(other.path == against.path for other in same):
        yield from _against_closest(one, same, passage, against, "warning")  # « le 9 mars à 19 h 40 », in its place
    elif not same:
        near = list(_near(one, against.reference))
        if near:
            best = max(alike for _, alike in near)
            sure = best >= _SURE and len(one.stems) >= _SURE_WORDS
            level = "error" if sure else "warning"
            yield from _against_closest(one, [other for other, _ in near], passage, against, level)


def _near(one: Sentence, held: Reference) -> Iterator[tuple[Sentence, float]]:
    """Sentences with nearly the same words and figures of the same kinds in the same order."""
    if len(one.stems) < _LIKELY_WORDS:
        return
    kinds = [[each.kind for each in run] for run in one.runs]
    for sentences in held.by_key.values():
        for other in sentences:
            shared, fewer, more = len(one.stems & other.stems), *sorted((len(one.stems), len(other.stems)))
            alike = shared / fewer if shared >= _LIKELY_WORDS and shared >= _LIKELY * more else 0
            if alike >= _LIKELY and kinds == [[each.kind for each in run] for run in other.runs]:
                yield other, alike


def _against_closest(
    one: Sentence, others: Sequence[Sentence], passage: Passage, against: Against, level: str
) -> Iterator[Finding]:
    """What differs from the sentence that differs least; nothing when one of them says the same."""
    differing = [(list(_differing(one, other, against)), other) for other in others]
    found, other = min(differing, key=lambda pair: (len(pair[0]), pair[1].path != against.path))
    for here, there in found:
        start = one.start + here[0].start
        said = passage.text[start : one.start + here[-1].end]
        old = all(_said_of(each, other.volatile) for each in there) and _earlier(here, there)
        yield _finding(said, there, passage, start, against, "warning" if old else level)


def _differing(
    one: Sentence, other: Sentence, against: Against
) -> Iterator[tuple[tuple[Quantity, ...], tuple[Quantity, ...]]]:
    for here, there in zip(one.runs, other.runs, strict=False):
        agree = len(here) == len(there) and all(is_same(a, b) for a, b in zip(here, there, strict=True))
        if not agree and not _is_its_own(here, there, other, against):
            yield here, there


def _is_its_own(here: tuple[Quantity, ...], there: tuple[Quantity, ...], other: Sentence, against: Against) -> bool:
    """Days and hours that every document has of its own: when it was written, when the next one comes. Where the
    reference gives neither, a date is a date."""
    if not all(_said_of(one, other.volatile) for one in there):
        return False
    if other.path != against.path and all(one.kind in _TIMED for one in here):
        return True
    return len(here) == len(there) and all(
        _said_of(one, against.own) & _said_of(usual, other.volatile) for one, usual in zip(here, there, strict=True)
    )


def _earlier(here: tuple[Quantity, ...], there: tuple[Quantity, ...]) -> bool:
    """Whether it is an hour that has passed: a page that a writer keeps says what was true then."""
    return [one.value[-5:] for one in here] < [one.value[-5:] for one in there]


def _said_of(one: Quantity, moments: Sequence[Moment]) -> set[str]:
    return {what for what, figure in moments if is_same(one, figure)}


def _finding(
    said: str, there: tuple[Quantity, ...], passage: Passage, at: int, against: Against, level: str
) -> Finding:
    names = list(dict.fromkeys(name for one in there if (name := against.reference.named(one))))
    source = " ".join(f"`{name}`" for name in names) or "the playbook's text"
    message = f"says “{said}”, and the facts say {', '.join(one.value for one in there)} ({source})"
    where = passage.where(at)
    if against.record:
        return Finding(_CODE, "warning", message, _RECORD_HINT, where)
    return Finding(_CODE, level, message, _HINT, where)


# ── slips ────────────────────────────────────────────────────────────────────────────────────────


def _slips(one: Sentence, passage: Passage, against: Against) -> Iterator[Finding]:
    """Figures that no fact gives, and that are nearly one, or count what one counts; days that are another fact's."""
    text = next(each for start, each in reading.sentences(passage.text) if start == one.start)
    for here in (each for run in one.runs for each in run):
        if here.kind in slips.KINDS and not here.in_words:
            fact, sure = _meant(here, text, against)
            if fact:
                said, at = text[here.start : here.end], one.start + here.start
                yield _finding(said, (fact.quantity,), passage, at, against, "error" if sure else "warning")


def _meant(here: Quantity, text: str, against: Against) -> tuple[Told | None, bool]:
    """The fact that a figure seems to mean, and whether that is sure."""
    if any(is_same(here, one) for _, one in (*against.own, *against.reference.facts)):
        return slips.instead_of(here, text, against.told, against.asked), False
    near = slips.nearest(here, text, against.told, against.asked)
    return near or (slips.same_noun(here, text, against.told, against.asked), False)
