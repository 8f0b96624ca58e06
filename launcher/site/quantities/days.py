"""Dates: « mardi 10 mars 2026 », « du 3 au 5 mars », “March 10, 2026”, “10 March”, 2026-03-10; months, weekdays."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from launcher.site.quantities.quantity import Quantity

_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
_MONTHS = {
    "fr": ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"),
    "en": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
}
_MONTH = {
    "fr": r"(?i:janvier|janv\.|f[ée]vrier|f[ée]vr?\.|mars|avril|avr\.|mai|juin|juillet|juill?\.|ao[uû]t|septembre"
    r"|sept\.|octobre|oct\.|novembre|nov\.|d[ée]cembre|d[ée]c\.)(?![A-Za-zÀ-ÿ])",
    "en": r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![a-z])",
}
_WEEKDAY = {
    "fr": rf"(?i:{'|'.join(_WEEKDAYS['fr'])})",
    "en": rf"(?:(?i:{'|'.join(_WEEKDAYS['en'])})|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\b\.?)",
}
_YEAR = r"(?P<year>(?:1[89]|2[01])\d\d)(?![\d])"
_DAY_FR = r"(?:1\s?(?:er|ᵉʳ)|\d{1,2})"
_FR = re.compile(
    rf"(?<![\w.,:$-])(?<!h\s)(?:(?P<weekday>{_WEEKDAY['fr']}),?\s+(?:le\s+)?)?"
    rf"(?P<days>{_DAY_FR}(?:(?:\s*(?:,|[-–])\s*|\s+(?:et|ou|au)\s+)(?:le\s+)?(?:{_WEEKDAY['fr']}\s+)?{_DAY_FR}){{0,9}})"
    rf"\s+(?P<month>{_MONTH['fr']})(?:\s+{_YEAR})?"
)
_DAY_EN = r"\d{1,2}(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)"
_GOES_ON = r"(?!\s+(?!(?:at|in|from|by|for|on|to|and|between|when|we|the|near|during|as|were|was|is|are|will)\b)[a-z])"
_EN = re.compile(
    rf"\b(?<![Ii]n\s)(?:(?P<weekday>{_WEEKDAY['en']}),?\s+(?:the\s+)?)?(?P<month>{_MONTH['en']})\s+"
    rf"(?P<days>{_DAY_EN}(?:(?:,\s*{_DAY_EN}){{0,9}}(?:\s*[-–]\s*|,?\s+(?:and|or|to|through|until)\s+){_DAY_EN}{_GOES_ON})?)"
    rf"(?:,?\s+{_YEAR})?"
)
_EN_DAY_FIRST = re.compile(
    rf"(?<![\w.,:$-])(?:(?P<weekday>{_WEEKDAY['en']}),?\s+(?:the\s+)?)?"
    rf"(?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?:(?:\s*[-–]\s*|\s+(?:and|or|to)\s+)\d{{1,2}}(?:st|nd|rd|th)?)?)"
    rf"\s+(?:of\s+)?(?P<month>{_MONTH['en']})(?:,?\s+{_YEAR})?"
)
_ISO = re.compile(r"(?<![\w-])((?:1[89]|2[01])\d\d)-(\d\d)-(\d\d)(?![\w-])")
_MONTH_ALONE = {lang: re.compile(rf"\b(?P<month>{month})\s+{_YEAR}") for lang, month in _MONTH.items()}
_PATTERNS = {"fr": (_FR, _MONTH_ALONE["fr"]), "en": (_EN, _EN_DAY_FIRST, _MONTH_ALONE["en"])}
_WEEKDAY_ALONE = {lang: re.compile(rf"\b{days}s?(?![a-zÀ-ÿ])") for lang, days in _WEEKDAY.items()}
_PART = {lang: re.compile(rf"(?P<weekday>{day})?,?\s*(?P<number>\d{{1,2}})(?!\d)") for lang, day in _WEEKDAY.items()}
_PLAIN = str.maketrans("éû", "eu")


def dates(text: str, lang: str) -> Iterator[Quantity]:
    """The dates of a text; each day of « les 3 et 4 mars » is one of its own, at the place of the whole."""
    taken = 0
    every = (one for pattern in _PATTERNS[lang] for one in pattern.finditer(text))
    for found in sorted(every, key=lambda one: (one.start(), -one.end())):
        if found.start() >= taken:
            yield from _days(found, lang) if "days" in found.groupdict() else _month_of_year(found, lang)
            taken = found.end()
    for found in _ISO.finditer(text):
        yield _dated(found.span(), int(found[1]), int(found[2]), int(found[3]), None)


def weekdays(text: str, lang: str) -> Iterator[Quantity]:
    """Weekdays that stand alone: « mardi », “Tuesdays”."""
    for found in _WEEKDAY_ALONE[lang].finditer(text):
        yield Quantity("weekday", str(_weekday(found[0], lang)), *found.span(), in_words=True)


def _days(found: re.Match[str], lang: str) -> Iterator[Quantity]:
    month, year = _month(found["month"], lang), int(found["year"]) if found["year"] else None
    first = found["weekday"]
    for part in _PART[lang].finditer(found["days"]):
        named, first = part["weekday"] or first, None
        yield _dated(found.span(), year, month, int(part["number"]), _weekday(named, lang) if named else None)


def _month_of_year(found: re.Match[str], lang: str) -> Iterator[Quantity]:
    yield Quantity("date", f"{found['year']}-{_month(found['month'], lang):02d}", *found.span())


def _dated(span: tuple[int, int], year: int | None, month: int, day: int, weekday: int | None) -> Quantity:
    possible = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 2024, month)[1]
    value = f"{year}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"
    return Quantity("date" if possible else "impossible", value, *span, weekday=weekday)


def _month(text: str, lang: str) -> int:
    plain = text.lower().translate(_PLAIN)
    return next(number for number, name in enumerate(_MONTHS[lang], 1) if plain.startswith(name))


def _weekday(text: str, lang: str) -> int:
    return next(number for number, name in enumerate(_WEEKDAYS[lang]) if name.startswith(text.lower()[:3]))
