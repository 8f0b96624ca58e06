"""Why one label is better than another: reasons with weights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.crisis.domains import reading
from launcher.crisis.domains.grammar import Label
from launcher.crisis.domains.refusals import IF_YOURS
from launcher.crisis.domains.words import kind_of, lists
from launcher.crisis.keywords.choices import is_pinned
from launcher.crisis.lexicon import lexicon, stem
from launcher.model import Heat, Keyword, Reason

WORD_SHARE = 0.4
"""How much of its word's score (0–100) a name earns."""
LENGTH = 22
"""Letters that are still read at a glance and typed without a slip."""
DELICATE = -12.0
"""Points for a subject that hurts, or that invites a doubt."""
FILLER = -20.0
"""Points for a single word that is no noun: it earns what a weak noun earns, and no more."""
PARTICIPLE = 6
"""Letters that a word must have more of before its ending is trusted: `speed`, `degré`."""
_PARTICIPLE = {"fr": re.compile(r"[^t](?:é|ée|és|ées)$"), "en": re.compile(r"(?:[^ebh]|[^s]h)ed$")}
"""Endings of what is no noun, but for those that nouns have too: -té, -eed, -bed, -shed."""
PARTS = 2
THIRD_PART = -24.0
"""A third part costs more than any part earns: it is there for when the shorter names are taken."""
_HEAT = {
    Heat.HOT: (15.0, "hot: it grows in search and in news"),
    Heat.SEARCH_ONLY: (8.0, "people search for it more, the press does not write of it more"),
    Heat.NEWS_ONLY: (4.0, "the press writes of it more, people do not search for it more"),
    Heat.UNPROVEN: (0.0, "unproven: no counts tell whether it grows"),
    Heat.COLD: (-5.0, "cold: neither search nor news grows"),
}


def reasons(label: Label, keyword: Keyword | None, incidents: frozenset[str] = frozenset()) -> tuple[Reason, ...]:
    """What speaks for a label and what against it; `keyword` is the one that fills its `word` part, `incidents` are the
    stems of what happened."""
    tells = tuple(word for word in label.words if stem(word, label.lang) in incidents)
    found = (*_meaning(label, keyword, tells), *_form(label, tells))
    return tuple(reason for reason in found if reason.weight or reason.code == "unproven")


def _meaning(label: Label, keyword: Keyword | None, tells: tuple[str, ...]) -> Iterator[Reason]:
    kinds = {part.kind: part for part in label.parts}
    if keyword:
        yield _word(keyword)
        weight, text = _HEAT[keyword.state]
        yield Reason(keyword.state.value, text, weight)
        yield from _subject(kinds["word"].words, label.lang, keyword)
    if tells:
        yield Reason("incident", f"says what happened: {' '.join(tells)}", 18.0)
    if "brand" in kinds:
        yield Reason("brand", "says whose it is: the public can tell it from a stranger's", 12.0)
    if "answer" in kinds:
        yield _answer(kinds["answer"].words[0], label.lang, bool(tells))
    if not {"word", "brand", "other"} & kinds.keys():
        yield Reason("nameless", "could be the address of any crisis", -14.0)
    if others := [word for part in label.parts if part.kind == "other" for word in part.words]:
        yield Reason("other", _foreign(others), -10.0)


def _foreign(words: list[str]) -> str:
    """What a word of somebody else's may be; everyday words are nobody's mark."""
    told = f"“{' '.join(words)}” is no word of this crisis"
    strange = [word for word in words if not (reading.is_everyday(word) or word.isdigit() or kind_of(word))]
    return f"{told}: if it is somebody's mark, a dispute waits; {IF_YOURS}" if strange else told


def _word(keyword: Keyword) -> Reason:
    """A word that the lead pinned stands above all scores."""
    if is_pinned(keyword):
        return Reason("word", f"“{keyword.term}” was pinned by the lead", 100 * WORD_SHARE)
    return Reason("word", f"“{keyword.term}” is a word of the crisis", round(keyword.score * WORD_SHARE, 1))


def _answer(word: str, lang: str, told: bool) -> Reason:
    """The best answer word earns all, each further one of our list a little less; `told`: what happened stands there
    already, and an answer is expected."""
    known = lists().answers.get(lang, ())
    later = 0.6 * (1 + known.index(word)) if word in known else 0.6
    if told:
        return Reason("answer", "an answer is expected where what happened is named", round(-later, 1))
    return Reason("answer", "promises an answer", round(6.6 - later, 1))


def _subject(words: tuple[str, ...], lang: str, keyword: Keyword) -> Iterator[Reason]:
    stems = [stem(word, lang) for word in words]
    known = lexicon(lang)
    if any(s in known.harm or s in known.substance for s in stems):
        yield Reason("harm", "names the harm, not the subject", DELICATE)
    elif not lists().people.isdisjoint(words):
        yield Reason("people", "names the people it happened to, not the subject", DELICATE)
    elif not lists().money.isdisjoint(words):
        yield Reason("money", "speaks of money: so do swindlers' sites", DELICATE)
    elif len(words) == 1 and _is_filler(keyword.term, words[0], lang):
        yield Reason("filler", f"“{keyword.term}” says what is done or how something is, not what it is about", FILLER)
    elif all(s in known.vague for s in stems):
        yield Reason("vague", f"“{keyword.term}” could be any story's word", -12.0)
    elif len(words) > 1:
        yield Reason("precise", "a phrase says exactly what it is about", 8.0)


def _is_filler(term: str, word: str, lang: str) -> bool:
    """A verb, a participle or an adjective, by our list or by its ending (`hospitalisés`, `apologized`)."""
    if word in lists().filler.get(lang, ()):
        return True
    return bool(_PARTICIPLE[lang].search(term.lower())) and len(word) > PARTICIPLE and not reading.is_everyday(word)


def _form(label: Label, tells: tuple[str, ...]) -> Iterator[Reason]:
    length, more = len(label.text), len(label.parts) - PARTS
    if more > 0:
        yield Reason("parts", f"says {len(label.parts)} things: two are remembered better", THIRD_PART * more)
    if len(label.parts) == 1 and not tells:
        yield Reason("bare", "a bare word: it does not say that an answer waits there", -10.0)
    if length > LENGTH:
        yield Reason("length", f"{length} characters, {LENGTH} are enough", -1.5 * (length - LENGTH))
    if any(character.isdigit() for character in label.text):
        yield Reason("digits", "has digits: said aloud, some will write them out", -15.0)
    if any(map(reading.hard_to_say, label.words)):
        yield Reason("pronounce", "hard to say aloud", -8.0)
    yield from _joints(label)


def _joints(label: Label) -> Iterator[Reason]:
    if joined := sum(len(piece) - 1 for piece in label.pieces):
        yield Reason("joined", "words run together", -2.0 * joined)
    if meet := sum(reading.vowels_meet(piece) for piece in label.pieces):
        yield Reason("vowels", "two vowels meet where words meet: the eye stumbles", -6.0 * meet)
    for piece in label.pieces:
        if other := reading.other_reading(piece):
            yield Reason("two-readings", f"“{''.join(piece)}” also reads “{' '.join(other)}”", -8.0)
