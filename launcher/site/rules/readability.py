"""How hard a text is to read, by the formula of its language, and sentences that nobody reads aloud in one breath.

English: Flesch's reading ease (R. Flesch, 1948), 206.835 - 1.015 x words per sentence - 84.6 x syllables per word.
French: Kandel and Moles' adaptation of it (1958), 207 - 1.015 x words per sentence - 73.6 x syllables per word.
Both run from 0 (hard) to 100 (easy), and beyond at either end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from launcher.model import Finding
from launcher.site import reading
from launcher.site.frontmatter import Document
from launcher.site.reading import Passage
from launcher.site.rules import Content
from launcher.site.rules.tone.phrases import fold

HARD = 50
"""Below it a text is for readers with a long schooling (Flesch's own scale: "fairly difficult" ends at 50)."""
LONG = 35
"""Words in a sentence."""
_ENOUGH = 100
"""Words from which on a score means something."""
_FORMULAS = {"en": (206.835, 1.015, 84.6), "fr": (207.0, 1.015, 73.6)}
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ELISION = re.compile(r"(?i)\b(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu)[’'](?=\w)")
_PROSE = ("text", "item")


@dataclass(frozen=True, slots=True)
class Measured:
    """One sentence: how many words and syllables, and where it stands."""

    words: int
    syllables: int
    passage: Passage
    at: int


def check(content: Content) -> Iterator[Finding]:
    """Texts that are hard, at their hardest sentence, and sentences that are long."""
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        if lang not in _FORMULAS:
            continue
        measured = tuple(_sentences(document, lang))
        yield from _hard(measured, lang)
        yield from (_long(one) for one in measured if one.words > LONG)


def _hard(measured: Sequence[Measured], lang: str) -> Iterator[Finding]:
    words = sum(one.words for one in measured)
    if words < _ENOUGH:
        return
    score = ease(words, sum(one.syllables for one in measured), len(measured), lang)
    if score < HARD:
        hardest = min(measured, key=lambda one: ease(one.words, one.syllables, 1, lang))
        message = f"the text is hard to read: {score:.0f} (easy is 60 and above); this sentence is the hardest"
        hint = "Shorter sentences, shorter words: say it as on the telephone."
        yield Finding("hard-to-read", "warning", message, hint, hardest.passage.where(hardest.at))


def _long(one: Measured) -> Finding:
    message = f"a sentence of {one.words} words"
    return Finding("long-sentence", "warning", message, "Make two of it.", one.passage.where(one.at))


def _sentences(document: Document, lang: str) -> Iterator[Measured]:
    for passage in reading.body(document):
        for at, text in reading.sentences(passage.text) if passage.kind in _PROSE else ():
            words = _words(text, lang)
            if words:
                yield Measured(len(words), sum(SYLLABLES[lang](word) for word in words), passage, at)


def _words(text: str, lang: str) -> list[str]:
    """An elided article is read with its word, and counts as none."""
    return _WORD.findall(_ELISION.sub("", text) if lang == "fr" else text)


def ease(words: int, syllables: int, sentences: int, lang: str) -> float:
    """The score of a text of `words` ≥ 1 in `sentences` ≥ 1, by the formula of `fr` or `en`."""
    constant, length, weight = _FORMULAS[lang]
    return constant - length * words / sentences - weight * syllables / words


# ── syllables ────────────────────────────────────────────────────────────────────────────────────

_EN_VOWELS = re.compile(r"[aeiouy]+")
_EN_GLIDE = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
_EN_SILENT = re.compile(
    r"(?<=[^aeiouy])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouycgsxzh])es$"
    r"|(?<=[^aeiouy])e(?=(?:ment|ty|ly|ful|less|ness|thing|times?|where|fore)s?$)"
)
_EN_LE = re.compile(r"(?<=[^aeiouyl])le[sd]?$")
_EN_APART = re.compile(
    r"ia(?![ln])|(?<![ctsgl])ia|i(?:um|et)|(?<![tc])ien[ct]|scien|(?<![tsxgc])io|eo(?!u|pl)|(?<!q)ua(?!l?i)|[aeou]ing"
    r"|[uo]e[ltrm]$|(?:is|yth)m$|iu|(?<=[a-z]{2})(?<!l)ea$|(?<=cr)ea(?=t(?!ur))|(?<=r)ea(?=ct)"
)
_FR_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
_FR_GLIDE = re.compile(r"(?<=[gq])u(?=[eiéèêîaoâ])|ge(?=[aoâ])|(?<=[aeou])y(?=[aeiouéèê])")
_FR_SILENT = re.compile(r"(?<=[^aeouyéèê])es?$|(?<=[éuyoa])es?$")
_FR_APART = re.compile(
    r"é(?=[aeiouàâèêëîïôu])|[aeioué](?=[ïëü])|(?<!t)i(?=é)|o(?=[éaè])|oo(?=[a-zé])|a(?=é|o(?!û))|ays$"
    r"|(?<=[bcdfgptv][lr])[iu](?=[aeoèê])|(?<![oaeqg])u(?=[aeé])|ou(?=[eéa])"
)


@lru_cache(maxsize=8192)
def english(word: str) -> int:
    """Syllables of an English word, by its spelling: groups of vowels, less silent endings, more where two part."""
    total = 0
    for part in re.split(r"[-’']", fold(word)):
        plain = _EN_GLIDE.sub("j", part)
        plain = _EN_LE.sub("lea", plain) if _EN_LE.search(plain) else _EN_SILENT.sub("", plain)
        total += len(_EN_VOWELS.findall(plain)) + len(_EN_APART.findall(plain))
    return max(1, total)


@lru_cache(maxsize=8192)
def french(word: str) -> int:
    """Syllables of a French word, as it is spoken: a final mute e is none, an é before a vowel parts from it."""
    total = 0
    for part in re.split(r"[-’']", word.lower()):
        plain = _FR_GLIDE.sub(_consonant, part)
        mute = _FR_SILENT.sub("", plain)
        plain = mute if _FR_VOWELS.search(mute) else plain
        total += len(_FR_VOWELS.findall(plain)) + len(_FR_APART.findall(plain))
    return max(1, total)


def _consonant(found: re.Match[str]) -> str:
    """What a letter that is no vowel here sounds like: `guide`, `mangeons`, `voyage`."""
    return {"ge": "g", "y": "j"}.get(found[0], "")


SYLLABLES: dict[str, Callable[[str], int]] = {"en": english, "fr": french}
