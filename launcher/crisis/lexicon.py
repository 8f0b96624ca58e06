"""What both languages are made of: folding, stems, and our own lists of words that say nothing.

The lists (`stopwords/fr.txt`, `en.txt`) are ours and carry their own legend; a word is looked up folded.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import snowballstemmer

LANGUAGES = ("fr", "en")
_STEMMERS = {"fr": snowballstemmer.stemmer("french"), "en": snowballstemmer.stemmer("english")}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "'", "‑": "-"})


@cache
def fold(text: str) -> str:
    """Lower case, no accents, ligatures spelt out: the form in which two spellings are compared.

    NFD leaves œ and æ whole, so they are mapped first.
    """
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    lowered = lowered.translate(_LIGATURES)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


@cache
def stem(word: str, lang: str) -> str:
    """The folded Snowball stem: what singular, plural and conjugated forms of one word share."""
    return fold(_STEMMERS[lang].stemWord(word.lower()))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's lists, all folded; `generic`, `vague`, `substance` and `harm` hold stems."""

    lang: str
    function: frozenset[str]
    linker: frozenset[str]
    noun: frozenset[str]
    place: frozenset[str]
    calendar: frozenset[str]
    generic: frozenset[str]
    vague: frozenset[str]
    substance: frozenset[str]
    numbered: frozenset[str]
    harm: frozenset[str]
    telling: frozenset[str]


@cache
def lexicon(lang: str) -> Lexicon:
    """The lists of `fr` or `en`. Raises KeyError for another language."""
    sections = _sections((resources.files(__package__) / "stopwords" / f"{lang}.txt").read_text("utf-8"))
    folded = {name: frozenset(map(fold, words)) for name, words in sections.items()}
    stems = {
        name: frozenset(stem(word, lang) for word in sections[name])
        for name in ("generic", "vague", "substance", "harm")
    }
    return Lexicon(lang, **{**folded, **stems})


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[] "), [])
        elif not line.startswith("#"):
            words.extend(line.split())
    return sections


def guess_language(text: str) -> str:
    """`fr` or `en` by the share of each one's function words; empty when neither stands out.

    Words that both languages write alike are not counted.
    """
    words = [fold(word) for word in text.replace("’", "'").replace("'", " ").split()[:2000]]
    counts = {lang: sum(word in _telling(lang) for word in words) for lang in LANGUAGES}
    best = max(LANGUAGES, key=lambda lang: counts[lang])
    enough = counts[best] >= max(1, len(words) // 20)
    return best if enough and len(set(counts.values())) > 1 else ""


@cache
def _telling(lang: str) -> frozenset[str]:
    own = {language: lexicon(language).function | lexicon(language).linker for language in LANGUAGES}
    others = frozenset[str]().union(*(words for language, words in own.items() if language != lang))
    return own[lang] - others
