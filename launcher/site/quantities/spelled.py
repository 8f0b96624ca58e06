"""Numbers that are spelled out, from two on: « vingt-cinq », « deux cents », “twenty-five”, “two hundred”.

« Un » and “one” count too seldom to be numbers.
"""

from __future__ import annotations

import re

_FR = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_EN = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_VALUES: dict[str, dict[str, int]] = {
    "fr": {
        **{name: value for value, name in enumerate(_FR[:17])},
        "une": 1,
        "vingt": 20,
        "vingts": 20,
        "trente": 30,
        "quarante": 40,
        "cinquante": 50,
        "soixante": 60,
        "cent": 100,
        "cents": 100,
        "mille": 1000,
    },
    "en": {
        **{name: value for value, name in enumerate(_EN)},
        **{f"{tens}ty": value for tens, value in (("twen", 20), ("thir", 30), ("for", 40), ("fif", 50), ("six", 60))},
        "seventy": 70,
        "eighty": 80,
        "ninety": 90,
        "hundred": 100,
        "thousand": 1000,
    },
}
_FIRST = {
    "fr": "|".join(sorted((word for word in _VALUES["fr"] if _VALUES["fr"][word] > 1), key=len, reverse=True)),
    "en": "|".join(sorted((word for word, value in _VALUES["en"].items() if 1 < value < 100), key=len, reverse=True)),
}
_NEXT = {lang: "|".join(sorted(words, key=len, reverse=True)) for lang, words in _VALUES.items()}
_JOIN = {"fr": r"(?:[\s-]et[\s-]|[\s-])", "en": r"(?:[\s-]and[\s-]|[\s-])"}
SPELLED = {lang: rf"\b(?:{_FIRST[lang]})(?:{_JOIN[lang]}(?:{_NEXT[lang]})){{0,8}}\b" for lang in _VALUES}
"""What a number in words looks like."""


def value_of(words: str, lang: str) -> int:
    """The number that the words spell."""
    whole = part = 0
    for word in re.split(r"[\s-]+", words.lower()):
        value = _VALUES[lang].get(word)
        if value is None:
            continue  # et, and
        if value == 1000:
            whole, part = whole + max(part, 1) * 1000, 0
        elif value == 100 or (word.startswith("vingt") and part % 100 == 4):
            part = max(part, 1) * value if value == 100 else part - 4 + 80
        else:
            part += value
    return whole + part
