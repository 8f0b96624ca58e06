"""Which language a text or a paragraph is in: enough to set French, English and others apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from launcher.crisis.lexicon import LANGUAGES

_LITTLE = {
    "fr": "le la les de des du et en un une que qui est dans pour sur pas au aux par plus ce cette ont été sont avec "
    "il elle nous vous mais où leur ses se d l qu n s c",
    "en": "the of and to in is was for that on with as by are from at be have has not it this were an which their said "
    "will or but they we you its after been would",
    "de": "der die das und ist nicht mit den von zu ein eine für auf dem des wurde im sich auch werden nach bei sind",
    "es": "el la los las de que y en un una por con para es se del no su al lo más como fue han sus este",
    "it": "il la di che e un una per non con del della è sono le i gli nel da si dei al lo anche stato",
    "pt": "o a os as de que e do da em um uma para não com no na por mais foi dos se ao são",
    "nl": "de het een van en is dat niet op te voor met zijn werd aan ook door bij dit die naar",
}
"""The commonest little words of each language; some are shared, the others decide."""
_SPOKEN: dict[str, tuple[str, ...]] = {
    word: tuple(lang for lang, words in _LITTLE.items() if word in words.split())
    for words in _LITTLE.values()
    for word in words.split()
}
_NAMED = {
    name: lang
    for lang, names in {"fr": "fr fre fra français francais french", "en": "en eng anglais english"}.items()
    for name in names.split()
}
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile("[\u0370-\u1cff\u2e80-\ud7ff\uf900-\ufaff]")
_ENOUGH = 8
"""Words that a paragraph needs to tell its language by itself."""
_APART = 25
"""Words that must be in a second language before a text counts as two."""
_SHARE = 0.15
"""Little words are a third or more of a text in their language; names and numbers thin them out."""


@dataclass(frozen=True, slots=True)
class Part:
    """The paragraphs of a text that are in one language (empty: not told), and the first one's line, from 0."""

    lang: str
    text: str
    line: int


def named(text: str) -> str:
    """The language that a header, a page or a query names: `fr` or `en` for its codes and its name in both, another
    one's as it is; empty for what cannot be the name of one."""
    name = re.split(r"[-_]", text.strip().lower(), maxsplit=1)[0]
    return _NAMED.get(name, name if re.fullmatch(r"[^\W\d_]{2,20}", name) else "")


def told(text: str) -> str:
    """`fr`, `en`, another language's code, `other` for another script; empty when the text is too short or unclear."""
    words = _WORD.findall(text.lower())
    foreign = len(_FOREIGN.findall(text)) if not text.isascii() else 0
    if foreign * 2 > sum(map(len, words)) and foreign >= _ENOUGH:
        return "other"
    if len(words) < _ENOUGH:
        return ""
    counts = Counter(lang for word in words for lang in _SPOKEN.get(word, ()))
    (best, times), *others = counts.most_common(2) or [("", 0)]
    second = others[0][1] if others else 0
    return best if times >= _SHARE * len(words) and times >= 1.5 * second else ""


def parts(body: str) -> list[Part]:
    """A text by language: one part when it is in one, however many quotations of a few words it has."""
    lines = body.split("\n")
    langs = _filled([told(line) for line in lines])
    sizes: Counter[str] = Counter()
    for lang, line in zip(langs, lines, strict=True):
        sizes[lang] += len(line.split())
    kept = [lang for lang, size in sizes.items() if size >= _APART]
    if len(kept) < 2:
        return [Part(told(body), body, 0)]
    main = max(kept, key=lambda lang: sizes[lang])
    langs = [lang if lang in kept else main for lang in langs]
    return [_part(lang, lines, langs) for lang, _ in groupby(sorted(kept, key=_ours))]


def _part(lang: str, lines: Sequence[str], langs: Sequence[str]) -> Part:
    numbers = [number for number, own in enumerate(langs) if own == lang]
    text = "\n".join(lines[number] for number in numbers).strip()
    return Part(lang, text, next((n for n in numbers if lines[n].strip()), 0))


def _filled(langs: Sequence[str]) -> list[str]:
    """What does not tell its language is in that of the paragraph before, at the start in that of the first to tell."""
    now = next(filter(None, langs), "")
    filled = []
    for lang in langs:
        now = lang or now
        filled.append(now)
    return filled


def _ours(lang: str) -> int:
    return LANGUAGES.index(lang) if lang in LANGUAGES else len(LANGUAGES)
