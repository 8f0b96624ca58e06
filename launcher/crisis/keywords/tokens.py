"""Text to words in context: elisions split, codes kept whole, each word told apart by its role.

A run is a stretch of words that no punctuation breaks; phrases never cross its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from launcher.crisis.lexicon import Lexicon, fold, lexicon, stem

_WORD = (
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|(?=[A-Z](?:\.|\d|t))(?:"
    r"[A-Z]\.[ \u00a0][a-zà-ÿ]{3,}"  # E. coli
    r"|(?:Ste?|Mt|Ft)\.(?=[ \u00a0][A-ZÀ-Þ])"  # St. Thomas
    r"|[A-Z]\d+:[A-Z]\d+)"  # O157:H7
    r"|[^\W_]+(?:[-'’‑&][^\W_]+|\.\d+)*"
)
"""A word: letters and digits, with the points, hyphens and colons that belong to it and end no sentence."""
_PIECE = re.compile(rf"(?P<word>{_WORD})|(?P<end>[.!?…:]+|\n)|(?P<cut>[^\s\w]|_)")
_ELISION = re.compile(r"(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu)['’]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")

_SHORT = {"ste": "sainte", "st": "saint", "mt": "mount", "ft": "fort"}
"""Parts of a name's key that are written in short: `Ste-Anne`, `St. Thomas`."""


class Role(Enum):
    """What a word can do in a term."""

    CONTENT = "stands alone, opens and closes phrases"
    GENERIC = "inside a phrase only"
    NUMBER = "closes a phrase only"
    LINKER = "between two words of a phrase"
    BREAK = "no part of a term"


_Span = tuple[int, int]
_Known = tuple[str, str, Role]
"""What is known of a word wherever it stands: its folded form, its key, its role."""


class Token(NamedTuple):
    """One word (a tuple, for there are many): where it stands, its key (folded stem), its role, what its place says.

    `capital`: True or False where the case tells, None where it does not (a sentence's start, a title in capitals).
    """

    start: int
    end: int
    folded: str
    key: str
    role: Role
    capital: bool | None
    after_noun_marker: bool
    after_place_marker: bool


def runs(text: str, lang: str) -> Iterator[list[Token]]:
    """The runs of a text, in order. Words that are part of no term end a run as punctuation does."""
    words = lexicon(lang)
    run: list[Token] = []
    opening, before = True, ""
    titles, shouted = _headlines(text)
    for match in _PIECE.finditer(text):
        if not match["word"]:
            if run:
                yield run
            run, before = [], ""
            opening = opening or bool(match["end"])
            continue
        for start, end in _split(match.start(), match["word"], lang):
            spelt = text[start:end]
            folded, key, role = _word(spelt, lang)
            if role is not Role.BREAK:
                quiet = opening or _within(titles, start)
                told = not _within(shouted, start) and (not quiet or _is_code(spelt))
                run.append(_token(spelt, start, (folded, key, role), words, before, told))
            elif run:
                yield run
                run = []
            before, opening = folded, False
    if run:
        yield run


def words(text: str, lang: str) -> Iterator[tuple[str, Role]]:
    """Key and role of every word, those that are part of no term too."""
    for match in _PIECE.finditer(text):
        for start, end in _split(match.start(), match["word"] or "", lang):
            _, key, role = _word(text[start:end], lang)
            yield key, role


def _split(start: int, word: str, lang: str) -> Iterator[tuple[int, int]]:
    """The word without its elision (which is a word of its own) or its possessive ending."""
    end = start + len(word)
    if "'" not in word and "’" not in word:
        if word:
            yield start, end
        return
    if lang == "fr":
        elided = _ELISION.match(word)
        if elided and elided.end() < len(word):
            yield start, start + elided.end() - 1
            start += elided.end()
    else:
        ending = _POSSESSIVE.search(word)
        end -= len(ending[0]) if ending else 0
    if end > start:
        yield start, end


def _token(spelt: str, start: int, word: _Known, words: Lexicon, before: str, told: bool) -> Token:
    folded, key, role = word
    capital = spelt[0].isupper() if told else None
    if role is Role.GENERIC and capital and len(spelt) > 2 and spelt.isupper():
        role = Role.CONTENT
    return Token(start, start + len(spelt), folded, key, role, capital, before in words.noun, before in words.place)


@cache
def _word(spelt: str, lang: str) -> _Known:
    """A spelling's folded form, key and role. Hyphens in a key are spaces: `lock-out` and `lock out` are one."""
    words = lexicon(lang)
    folded = fold(spelt)
    if folded.isdecimal() or re.fullmatch(r"[\d.,]+", folded):
        return folded, folded, Role.NUMBER
    role = _role(spelt, folded, words)
    parts = [part for part in re.split(r"[-'&.: ]", folded) if part]
    key = " ".join(stem(_SHORT.get(part, part), lang) for part in re.split(r"[-'’‑&.:\s]", spelt.lower()) if part)
    if folded in words.telling:
        return folded, key, role
    if role is Role.CONTENT and (key in words.generic or folded in words.generic):
        role = Role.GENERIC
    saint = folded.endswith(".") and folded[:-1] in _SHORT
    if role is Role.CONTENT and not (saint or _is_code(spelt)) and all(_says_nothing(part, words) for part in parts):
        role = Role.BREAK
    return folded, key, role


def _says_nothing(part: str, words: Lexicon) -> bool:
    """Whether a part of a compound leaves it empty: `then-`, `mid-1970s`, `14-year-old`."""
    if part in words.telling:
        return False
    lists = words.function | words.calendar
    return part in lists or part in words.generic or stem(part, words.lang) in words.generic or part[0].isdigit()


def _role(spelt: str, folded: str, words: Lexicon) -> Role:
    if folded in words.linker:
        return Role.LINKER
    short = len(folded) < 2 or (len(folded) == 2 and not _is_code(spelt))
    return Role.BREAK if short or folded in words.function or folded in words.calendar else Role.CONTENT


def _is_code(spelt: str) -> bool:
    """FDA, 97B, COVID-19: capitals or digits that no place in a sentence explains."""
    return len(spelt) > 1 and spelt.upper() == spelt and (spelt[-1].isdigit() or len(spelt) <= 6)


def _within(spans: Sequence[_Span], place: int) -> bool:
    for start, end in spans:  # noqa: SIM110 — a generator for each word costs more than the question
        if start <= place < end:
            return True
    return False


def _headlines(text: str) -> tuple[list[_Span], list[_Span]]:
    """The lines in which case tells little, as most words have a capital, and those in capitals throughout."""
    titles: list[_Span] = []
    shouted: list[_Span] = []
    start = 0
    for line in text.split("\n"):
        words = re.findall(r"[^\W\d_]{4,}", line)
        if words and sum(word[0].isupper() for word in words) * 4 >= len(words) * 3:
            span = (start, start + len(line))
            (shouted if len(words) > 1 and all(map(str.isupper, words)) else titles).append(span)
        start += len(line) + 1
    return titles, shouted
