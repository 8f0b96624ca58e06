"""Each file is in its own language: a vote of the little words that every text needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site import reading
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, error

_LITTLE = {
    lang: frozenset(words.split("|"))
    for lang, words in {
        "fr": r"le|la|les|des|du|au|aux|et|est|une|dans|pour|que|qui|nous|vous|sur|pas|ce|cette|avec|par|ne|sont"
        r"|votre|vos|nos|notre|ou|il|elle|ils|leur|leurs|ces|été|plus|sans|être|avons|avez|ont|ni|où",
        "en": r"the|and|of|to|is|are|that|for|with|this|we|you|not|be|was|were|have|has|it|our|your|will|by|from"
        r"|at|as|or|an|been|if|what|they|their|when|who|how|do|does|should|can",
    }.items()
}
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
"""What somebody said keeps the language in which it was said."""
_NAMES = {"fr": "French", "en": "English"}
_ENOUGH = 8
"""So many little words of the other language are no quotation."""
_PASSAGE = 4


def check(content: Content) -> Iterator[Finding]:
    """Files in the wrong language (errors), and passages that were left in the other one (warnings)."""
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        if lang in _LITTLE:
            yield from _wrong(document, lang, "en" if lang == "fr" else "fr")


def _wrong(document: Document, lang: str, other: str) -> Iterator[Finding]:
    told = reading.passages(document)
    text = " ".join(passage.text for passage in told if passage.kind not in reading.SHOWN)
    own, foreign = _votes(text, lang, other)
    hint = f"Write it in {_NAMES[lang]}: `Lang: {lang}` is what readers of it asked for."
    if foreign >= _ENOUGH and foreign > 2 * own:
        where = next(passage for passage in told if passage.kind not in reading.SHOWN).where()
        yield error("wrong-language", f"this is written in {_NAMES[other]}", hint, where)
        return
    for passage in told:
        unquoted = _QUOTED.sub("", passage.text)
        own, foreign = _votes(unquoted, lang, other)
        least = 2 if passage.kind in ("title", "heading") else _PASSAGE
        if foreign >= least and foreign > 3 * own:
            yield Finding("other-language-text", "warning", f"this is in {_NAMES[other]}", hint, passage.where())


def _votes(text: str, *languages: str) -> tuple[int, ...]:
    words = _WORD.findall(text.lower())
    return tuple(sum(map(_LITTLE[lang].__contains__, words)) for lang in languages)
