"""Numbers, amounts of money, percentages and durations: in digits, with « millions », or spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from launcher.site.quantities.quantity import Quantity
from launcher.site.quantities.spelled import SPELLED, value_of

FIGURE = (
    r"(?:\d{1,3}(?:[\s’']\d{3})+(?:[.,]\d{1,2})?(?!\d)|(?!0,)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]\d)|\d+(?:[.,]\d+)?)"
)
_BEFORE = r"(?<![\w.,$€£:/-])"
_SCALES = {
    "fr": {"mille": 3, "millier": 3, "million": 6, "milliard": 9, "billion": 12},
    "en": {"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
}
_SCALE_WORD = {
    "fr": r"mille|milliers?|millions?|milliards?|billions?",
    "en": r"thousand|million|billion|trillion",
}
_SCALE = {lang: rf"(?:\s?(?P<scale>{words})(?!\w))" for lang, words in _SCALE_WORD.items()}
_MONEY_SCALE = {
    "fr": rf"(?:\s?(?P<scale>{_SCALE_WORD['fr']}|M|G|k)(?!\w))",
    "en": rf"(?:\s?(?P<scale>{_SCALE_WORD['en']}|M|B|K|k|bn|m)(?!\w))",
}
"""« 2 M$ », “$2M”; a bare « 800 m » is a distance."""
_LETTERS = {"k": 3, "K": 3, "m": 6, "M": 6, "G": 9, "B": 9, "bn": 9}
_SYMBOL = r"(?P<symbol>(?:US|CA|C|A)?\s?[$€£]|CAD|USD|EUR)"
_CURRENCY = {"fr": r"dollars?|euros?|livres sterling", "en": r"dollars?|euros?|pounds sterling"}
_MONEY_BEFORE = {
    lang: re.compile(rf"(?<![\w.,]){_SYMBOL}\s?(?P<figure>{FIGURE}){scale}?(?!\w)")
    for lang, scale in _MONEY_SCALE.items()
}
_MONEY_AFTER = {
    lang: re.compile(
        rf"{_BEFORE}(?P<figure>{FIGURE}|{SPELLED[lang]}){scale}?(?:\s?(?P<symbol>[$€£])"
        rf"|\s(?:de\s|d’|d')?(?P<word>{_CURRENCY[lang]})\b)",
        re.IGNORECASE if lang == "fr" else 0,
    )
    for lang, scale in _MONEY_SCALE.items()
}
_PERCENT = re.compile(rf"{_BEFORE}(?P<figure>{FIGURE})\s?(?:%|pour cent\b|p\.\s?100|per ?cent\b)", re.IGNORECASE)
_UNITS = {
    "fr": {"minute": 1, "min": 1, "heure": 60, "h": 60, "jour": 1440, "semaine": 10080, "mois": 43800, "an": 525600},
    "en": {"minute": 1, "min": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43800, "year": 525600},
}
_UNIT = {
    "fr": r"(?P<unit>minutes?|min|heures?|jours?|semaines?|mois|ans?|ann[ée]es?)(?![\wÀ-ÿ])",
    "en": r"(?P<unit>minutes?|min|hours?|days?|weeks?|months?|years?)(?![\w])",
}
_ONE = {"fr": r"(?P<one>une?)", "en": r"(?P<one>one|an?)"}
_DURATION = {
    lang: re.compile(
        rf"{_BEFORE}(?:(?P<figure>{FIGURE}|{SPELLED[lang]})|(?<!\d\s)\b{_ONE[lang]})[\s-]{unit}", re.IGNORECASE
    )
    for lang, unit in _UNIT.items()
}
_HOURS_LONG = {
    "fr": re.compile(
        r"(?i)(?:\b(?P<before>dans|pendant|durant|toutes les|chaque|en|moins de|plus de|depuis|sous|délai de|d’ici)\s+)"
        r"(?P<figure>\d{1,3})\s?h(?![\w])(?!\s?\d)|(?<![\w.,:])(?P<long>2[4-9]|[3-9]\d|\d{3})\s?h(?![\w])"
    ),
    "en": re.compile(r"(?<![\w.,:])(?P<figure>(?P<long>\d{1,3}))\s?(?:h|hrs?)(?![\w])(?!\s?\d)"),
}
_NUMBER = {
    lang: re.compile(
        rf"{_BEFORE}(?P<figure>{FIGURE}){scale}?(?P<rank>(?:er|re|e|[eè]me|es|nde?|st|rd|th)\b)?(?![^\W\d_]{{3}})"
    )
    for lang, scale in _SCALE.items()
}
_WORDS = {
    lang: re.compile(rf"(?<![\w-])(?P<figure>{words}){_SCALE[lang]}?(?![\w-])", re.IGNORECASE)
    for lang, words in SPELLED.items()
}
_COUNTED = {
    "fr": re.compile(r"\s+(?:d[e’']\s?|autres\s+)?[^\W\d_]{3,}"),
    "en": re.compile(r"\s+(?!(?:of|and|or|to|the|by|in|is|are|was|for|on|at|more|thing|way)\b)[^\W\d_]{3,}"),
}
"""What follows a number that is spelled out: the thing counted. « les deux », “one of” count nothing."""


def moneys(text: str, lang: str) -> Iterator[Quantity]:
    """Amounts, as plain decimals and their symbol: `3.5 $`."""
    taken = 0
    both = (*_MONEY_BEFORE[lang].finditer(text), *_MONEY_AFTER[lang].finditer(text))
    for found in sorted(both, key=lambda one: one.start()):
        if found.start() >= taken:
            taken = found.end()
            amount = _amount(found, lang)
            symbol = found["symbol"] or found.groupdict().get("word") or ""
            yield Quantity("money", f"{amount} {_symbol(symbol)}", *found.span(), amount=amount)


def _symbol(shown: str) -> str:
    for symbol, word in (("€", "eur"), ("£", "pound"), ("£", "livre")):
        if symbol in shown or shown.lower().startswith(word):
            return symbol
    return "$"


def percents(text: str, _: str) -> Iterator[Quantity]:
    """Percentages, as plain decimals."""
    for found in _PERCENT.finditer(text):
        amount = decimal(found["figure"])
        yield Quantity("percent", amount, *found.span(), amount=amount)


def durations(text: str, lang: str) -> Iterator[Quantity]:
    """Durations, in minutes: « 48 heures » and “two days” are one."""
    for found in _DURATION[lang].finditer(text):
        amount = "1" if found["one"] else _figure(found["figure"], lang)
        unit = found["unit"].lower().replace("é", "e")
        minutes = next(each for name, each in sorted(_UNITS[lang].items(), reverse=True) if unit.startswith(name))
        in_words = not found["figure"] or not found["figure"][0].isdigit()
        yield Quantity("duration", _in(amount, minutes), *found.span(), amount=amount, in_words=in_words)
    for found in _HOURS_LONG[lang].finditer(text):
        group = "figure" if found["figure"] else "long"
        yield Quantity("duration", _in(found[group], 60), found.start(group), found.end(), amount=found[group])


def _in(amount: str, minutes: int) -> str:
    return plain(Decimal(amount) * minutes)


def numbers(text: str, lang: str) -> Iterator[Quantity]:
    """Numbers, as plain decimals; ordinals are none."""
    for found in _NUMBER[lang].finditer(text):
        if not found["rank"]:
            amount = _amount(found, lang)
            yield Quantity("number", amount, *found.span(), amount=amount)
    for found in _WORDS[lang].finditer(text):
        if found["scale"] or _COUNTED[lang].match(text, found.end()):
            amount = _amount(found, lang)
            yield Quantity("number", amount, *found.span(), amount=amount, in_words=True)


def _amount(found: re.Match[str], lang: str) -> str:
    amount = Decimal(_figure(found["figure"], lang))
    scale = found["scale"]
    if scale:
        power = _LETTERS.get(scale) or _SCALES[lang].get(scale.lower()) or _SCALES[lang].get(scale.lower()[:-1], 0)
        amount = amount.scaleb(power)
    return plain(amount)


def _figure(shown: str, lang: str) -> str:
    return decimal(shown) if shown[0].isdigit() else str(value_of(shown, lang))


def decimal(shown: str) -> str:
    """A figure as plain decimals: `18000` for `18 000` and `18,000`, `2.5` for `2,5`."""
    bare = re.sub(r"[\s’']", "", shown)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", bare):
        bare = bare.replace(",", "")
    return plain(Decimal(bare.replace(",", ".")))


def plain(amount: Decimal) -> str:
    """No exponent and no zeros that say nothing: `3.50` is `3.5`."""
    shown = format(amount, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
