"""Text to words in context: elisions split, codes kept whole, each word told apart by its role.

A run is a stretch of words that no punctuation breaks; phrases never cross its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple

from launcher.crisis.lexicon import Lexicon, fold, lexicon, stem

_PIECE = re.compile(r"(?P<word>(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’‑&][^\W_]+)*)|(?P<end>[.!?…:]+|\n)|(?P<cut>[^\s\w]|_)")
_ELISION = re.compile(r"(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu)['’]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


class Role(Enum):
    """What a word can do in a term."""

    CONTENT = "stands alone, opens and closes phrases"
    GENERIC = "inside a phrase only"
    NUMBER = "closes a phrase only"
    LINKER = "between two words of a phrase"
    BREAK = "no part of a term"


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
    """The runs of a text, in order."""
    words = lexicon(lang)
    run: list[Token] = []
    opening, before, loud = True, "", _shouting_lines(text)
    for match in _PIECE.finditer(text):
        if not match["word"]:
            if run:
                yield run
            run, before = [], ""
            opening = opening or bool(match["end"])
            continue
        for start, end in _split(match.start(), match["word"], lang):
            silent = opening or any(a <= start < b for a, b in loud)
            run.append(_token(text, start, end, words, before, silent))
            before, opening = run[-1].folded, False
    if run:
        yield run


def _split(start: int, word: str, lang: str) -> Iterator[tuple[int, int]]:
    """The word without its elision (which is a word of its own) or its possessive ending."""
    end = start + len(word)
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


def _token(text: str, start: int, end: int, words: Lexicon, before: str, silent: bool) -> Token:
    spelt = text[start:end]
    folded, key, role = _word(spelt, words.lang)
    capital = None if silent and not _is_code(spelt) else spelt[0].isupper()
    if role is Role.GENERIC and capital and len(spelt) > 2:
        role = Role.CONTENT if spelt.isupper() else role
    return Token(start, end, folded, key, role, capital, before in words.noun, before in words.place)


@cache
def _word(spelt: str, lang: str) -> tuple[str, str, Role]:
    """A spelling's folded form, key and role. Hyphens in a key are spaces: `lock-out` and `lock out` are one."""
    words = lexicon(lang)
    folded = fold(spelt)
    if folded.isdecimal() or re.fullmatch(r"[\d.,]+", folded):
        return folded, folded, Role.NUMBER
    role = _role(spelt, folded, words)
    parts = [part for part in re.split(r"[-'&.]", folded) if part]
    key = " ".join(stem(part, lang) for part in re.split(r"[-'’‑&.]", spelt.lower()) if part)
    if role is Role.CONTENT and (key in words.generic or folded in words.generic):
        role = Role.GENERIC
    if role is Role.CONTENT and all(part in words.function or part in words.calendar for part in parts):
        role = Role.BREAK
    return folded, key, role


def _role(spelt: str, folded: str, words: Lexicon) -> Role:
    if folded in words.linker:
        return Role.LINKER
    short = len(folded) < 2 or (len(folded) == 2 and not _is_code(spelt))
    return Role.BREAK if short or folded in words.function or folded in words.calendar else Role.CONTENT


def _is_code(spelt: str) -> bool:
    """FDA, 97B, COVID-19: capitals or digits that no place in a sentence explains."""
    return len(spelt) > 1 and spelt.upper() == spelt and (spelt[-1].isdigit() or len(spelt) <= 6)


def _shouting_lines(text: str) -> list[tuple[int, int]]:
    """The lines whose words mostly start with a capital, as English titles do: case tells nothing there."""
    spans, start = [], 0
    for line in text.split("\n"):
        words = re.findall(r"[^\W\d_]{4,}", line)
        if words and sum(word[0].isupper() for word in words) * 4 >= len(words) * 3:
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
