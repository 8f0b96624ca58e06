"""Words that the playbook does not want to read: whole words, in any case, with or without accents and plurals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.model import Finding, Yardstick
from launcher.shapes import shorten
from launcher.site import reading
from launcher.site.rules import Content
from launcher.site.rules.tone import is_quoted
from launcher.site.rules.tone.phrases import Phrases, sentence

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "s", "x", "e", "es")
_HINT = "Say it otherwise: the playbook's `forbidden` has this word."


def check(content: Content) -> Iterator[Finding]:
    """Each of them; inside a quotation of somebody else it is a warning."""
    for document in content.going_out:
        phrases = content.derived(_phrases, document.meta.get("lang", ""))
        for passage in reading.passages(document) if phrases.all else ():
            words = sentence(passage.text)
            for found in phrases.find(words):
                start, end = words.spans[found.first][0], words.spans[found.end - 1][1]
                level = "warning" if is_quoted(passage, start, document) else "error"
                message = f"`{shorten(passage.text[start:end])}` is a word that the playbook forbids"
                yield Finding("forbidden-word", level, message, _HINT, passage.where(start))


def _phrases(yardstick: Yardstick, lang: str) -> Phrases:
    return Phrases(map(_phrase, yardstick.forbidden.get(lang, ())))


def _phrase(term: str) -> str:
    return " ".join(map(_forms, _WORD.findall(term)))


def _forms(word: str) -> str:
    """The word as a list has it, its singular and its regular forms. Short words have none."""
    if len(word) < 4:
        return word
    stems = {word, re.sub("[sx]$", "", word)}
    return "|".join(sorted(stem + ending for stem in stems for ending in _ENDINGS))
