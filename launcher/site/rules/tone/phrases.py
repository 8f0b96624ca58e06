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
_VOCABULARY = 16_384
"""Words that are remembered."""
_GAP = r"(?:\S+ ){0,6}?"


class Sentence(NamedTuple):
    """A sentence's words: folded; in one line, each with a space behind it; each once; where each begins in the line,
    and where it stands in the text."""

    text: str
    line: str
    words: tuple[str, ...]
    vocabulary: tuple[str, ...]
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class Found(NamedTuple):
    """A phrase in a sentence: the index of its first word, and of the word after its last."""

    first: int
    end: int


@lru_cache(maxsize=_VOCABULARY)
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
    told, line = tuple(word for word, _ in words), "".join(f"{word} " for word, _ in words)
    return Sentence(text, line, told, tuple(dict.fromkeys(told)), tuple(starts), tuple(span for _, span in words))


class Phrases:
    """Many phrases, looked up together by the word that opens them."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all = tuple(phrases)
        self._opened = _Opened(self.all)

    def find(self, words: Sentence) -> Iterator[Found]:
        """Where each begins and ends, in the order of the words."""
        opened = self._opened
        if not any(map(opened.__getitem__, words.vocabulary)):
            return
        for index, word in enumerate(words.words):
            for phrase in opened[word]:
                if match := _pattern(phrase).match(words.line, words.starts[index]):
                    yield Found(index, bisect.bisect_left(words.starts, match.end()))


class _Opened(dict[str, tuple[str, ...]]):
    """By a word the phrases that it may open, in their order; found out when the word is first met."""

    def __init__(self, phrases: Sequence[str]) -> None:
        super().__init__()
        self._phrases = phrases
        self._by_opener: dict[str, set[int]] = defaultdict(set)
        for number, phrase in enumerate(phrases):
            for opener in _openers(phrase.split()):
                self._by_opener[opener].add(number)
        self._lengths = sorted({len(opener) - 1 for opener in self._by_opener if opener.endswith("*")})

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _VOCABULARY:
            self.clear()
        openers = [word, *(f"{word[:length]}*" for length in self._lengths), *("#" if word[0].isdigit() else "")]
        found = sorted({number for opener in openers for number in self._by_opener.get(opener, ())})
        self[word] = tuple(self._phrases[number] for number in found)
        return self[word]


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


def _openers(pieces: Sequence[str]) -> set[str]:
    """The words that open the phrase, or their beginnings, with a `*`."""
    parts = {_PART.findall(option)[0] for option in _options(pieces[0])}
    found = {fold(part.removesuffix("*")) + ("*" if part.endswith("*") else "") for part in parts}
    return found | _openers(pieces[1:]) if pieces[0].endswith("?") else found
