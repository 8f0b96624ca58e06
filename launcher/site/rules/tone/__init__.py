"""Tone, in French and in English: no drama, no blame, nobody made an enemy, no guess, no promise that nobody can keep,
no making light of harm, no selling, no threat (doctrine §2.2; seed row S11).

The words are data, a file for each family. A list knows vocabulary, not meaning: what is unmistakable is refused; what
stands in a quotation, a question, a denial or somebody else's mouth is a warning at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from launcher.model import Finding
from launcher.shapes import shorten
from launcher.site import reading
from launcher.site.frontmatter import Document
from launcher.site.reading import Passage
from launcher.site.rules import Content
from launcher.site.rules.tone.families import Family, context, families
from launcher.site.rules.tone.phrases import Found, Phrases, Sentence, sentence

_QUOTED = re.compile(r"«[^»]*»?|“[^”]*”?|\"[^\"]*\"")
_PAUSE = re.compile(r"[,;:()–—]")
_REACH, _FAR = 3, 6
"""A denial holds for so many words, and may hold for so many."""


class Heard(NamedTuple):
    """What a family hears in a sentence: where in its text, and whether it is sure."""

    family: Family
    start: int
    end: int
    sure: bool


def check(content: Content) -> Iterator[Finding]:
    """One finding for each family and sentence."""
    for document in content.going_out:
        for passage in reading.passages(document):
            for at, text in reading.sentences(passage.text):
                for heard in _heard(text, document.meta.get("lang", "")):
                    yield _finding(heard, at, passage, document)


def _finding(heard: Heard, at: int, passage: Passage, document: Document) -> Finding:
    family, start = heard.family, at + heard.start
    sure = heard.sure and not is_quoted(passage, start, document)
    sure = sure and document.meta.get("kind") not in family.doubtful_on
    said = shorten(passage.text[start : at + heard.end])
    message = f"`{said}` {family.says}"
    return Finding(family.code, "error" if sure else "warning", message, family.hint, passage.where(start))


def is_quoted(passage: Passage, start: int, document: Document) -> bool:
    """Whether somebody else may be speaking: between quotation marks, or in a quoted block."""
    if any(found.start() <= start < found.end() for found in _QUOTED.finditer(passage.text)):
        return True
    line = passage.where(start).line - document.body_line
    return line >= 0 and document.body.split("\n")[line].lstrip().startswith(">")


@lru_cache(maxsize=4096)
def _heard(text: str, lang: str) -> tuple[Heard, ...]:
    words = sentence(text)
    heard = (_surest(words, family, lang) for family in families(lang))
    return tuple(one for one in heard if one)


def _surest(words: Sentence, family: Family, lang: str) -> Heard | None:
    """What the family hears first in a sentence, the sure before the doubtful."""
    asked = words.text.rstrip(' »”"').endswith("?")
    if asked and family.asked == "fine":
        return None
    heard: Heard | None = None
    for found in _unexcused(words, family.sure, family, lang):
        plain = not asked and not any(context(lang).attributed.find(words))
        denied = family.negated and _is_denied(words, found, lang, _FAR)
        if plain and not denied and not _is_name(words, found):
            return _at(words, family, found, True)
        heard = heard or _at(words, family, found, False)
    return heard or next(
        (_at(words, family, one, False) for one in _unexcused(words, family.doubt, family, lang)), None
    )


def _unexcused(words: Sentence, phrases: Phrases, family: Family, lang: str) -> Iterator[Found]:
    excused: list[range] | None = None
    for found in phrases.find(words):
        if excused is None:
            excused = [range(*one) for one in family.unless.find(words)]
        denied = family.negated == "fine" and _is_denied(words, found, lang, _REACH)
        if not denied and not any(_meet(found, one) for one in excused):
            yield found


def _at(words: Sentence, family: Family, found: Found, sure: bool) -> Heard:
    return Heard(family, words.spans[found.first][0], words.spans[found.end - 1][1], sure)


def _is_denied(words: Sentence, found: Found, lang: str, reach: int) -> bool:
    """Whether a denial stands so many words before, in the same clause."""
    start = words.spans[found.first][0]
    return any(
        found.first - reach <= one.first < found.first
        and not _PAUSE.search(words.text, words.spans[one.first][1], start)
        for one in context(lang).denied.find(words)
    )


def _meet(found: Found, other: range) -> bool:
    return found.first < other.stop and other.start < found.end


def _is_name(words: Sentence, found: Found) -> bool:
    """Whether its first word has a capital inside a sentence: `parc du Désastre`."""
    start, end = words.spans[found.first]
    return found.first > 0 and words.text[start:end].istitle()
