"""Phrases as a person writes them in a list, looked up in a sentence whatever its case, accents and punctuation.

catastroph*      any word that begins so          employé*|technicien*    one of these words
de?              a word that may be missing       ...                     up to six words, any
#                a number                         l'usine, so-called      as it is typed: two words each
à_l'origine|dû   an option of several words       @who                   the words of the file's `[who]`
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

_WORD = re.compile(r"peut-être|[^\W_]+|[%$]", re.IGNORECASE)
_PART = re.compile(r"peut-être|[^\W_]+\*?|[%$#]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_GAP = r"(?:\S+ ){0,6}?"


class Sentence(NamedTuple):
    """A sentence's words: folded, each with a space behind it, in one line; what each begins with, where it begins
    there, and where it stands in the text."""

    text: str
    line: str
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class Found(NamedTuple):
    """A phrase in a sentence: the index of its first word, and of the word after its last."""

    first: int
    end: int


@cache
def fold(text: str) -> str:
    """Lower case, no accents, ligatures spelt out."""
    lowered = text.casefold().translate(_LIGATURES)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def sentence(text: str) -> Sentence:
    """The words of a sentence."""
    words = [(fold(found[0]), found.span()) for found in _WORD.finditer(text)]
    starts, at = [], 0
    for word, _ in words:
        starts.append(at)
        at += len(word) + 1
    line, keys = "".join(f"{word} " for word, _ in words), tuple(_start(word) for word, _ in words)
    return Sentence(text, line, keys, tuple(starts), tuple(span for _, span in words))


class Phrases:
    """Many phrases, looked up together by the first two letters of a word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all = tuple(phrases)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for phrase in self.all:
            for start in _starts(phrase.split()):
                self._by_start[start].append(phrase)

    def find(self, words: Sentence) -> Iterator[Found]:
        """Where each begins and ends, in the order of the words."""
        for index, key in enumerate(words.keys):
            for phrase in self._by_start.get(key, ()):
                if match := _pattern(phrase).match(words.line, words.starts[index]):
                    yield Found(index, bisect.bisect_left(words.starts, match.end()))


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """Made when a text first needs it: most phrases never meet their first letters."""
    return re.compile("".join(_regex(piece) for piece in phrase.split()))


def _regex(piece: str) -> str:
    if piece == "...":
        return _GAP
    options = "|".join(_option(option) for option in _options(piece))
    return f"(?:(?:{options}) )" + ("?" if piece.endswith("?") else "")


def _options(piece: str) -> list[str]:
    return [option for option in piece.removesuffix("?").split("|") if option]


def _option(option: str) -> str:
    return " ".join(_part(part) for part in _PART.findall(option))


def _part(part: str) -> str:
    if part == "#":
        return r"\d\S*"
    stem = re.escape(fold(part.removesuffix("*")))
    return stem + r"\S*" if part.endswith("*") else stem


def _starts(pieces: Sequence[str]) -> set[str]:
    """What a word that opens the phrase begins with."""
    found = {_start(fold(_PART.findall(option)[0].removesuffix("*"))) for option in _options(pieces[0])}
    return found | _starts(pieces[1:]) if pieces[0].endswith("?") else found


def _start(word: str) -> str:
    return "#" if word[0].isdigit() else word[:2]
