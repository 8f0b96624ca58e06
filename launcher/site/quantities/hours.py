"""Hours: « 14 h », « 6 h 30 », « midi », “2 p.m.”, “7 to 10 p.m.”, 14:30. « 24 heures sur 24 » is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.site.quantities.quantity import Quantity

_IDIOMS = {
    "fr": re.compile(
        r"(?i)\b24\s?(?:h|heures?)\s?(?:sur|/)\s?24(?:\s?h)?\b|\b7\s?(?:jours|j)?\s?(?:sur|/)\s?7(?:\s?(?:jours|j)\b)?"
        r"|\bsept jours sur sept\b|\b24\s?/\s?7\b|\btous les jours\b"
    ),
    "en": re.compile(
        r"(?i)\b24\s?/\s?7\b|\b24[\s-]hours?[\s-](?:a|per)[\s-]day\b|\b(?:7|seven) days (?:a|per) week\b"
        r"|\b(?:24|twenty-four) hours a day\b|\b24[\s-]hours?(?=\s+(?:line|hotline|number|service))"
    ),
}
_FR = re.compile(
    r"(?<![\w.,:$-])(?P<hour>[01]?\d|2[0-3])\s?(?:h(?:\s?(?P<minute>[0-5]\d))?(?![\w])|heures?\s(?P<spelled>[0-5]\d)\b)"
)
_EN = re.compile(
    r"(?<![\w.,:$-])(?P<hour>1[0-2]|0?[1-9])(?:[:.h](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE
)
_SHARED_HALF = re.compile(
    r"(?<![\w.,:$-])(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5]\d))?"
    r"(?=(?:\s?[-–]\s?|\s+(?:to|and|until|or)\s+)(?P<later>1[0-2]|0?[1-9])(?::[0-5]\d)?\s?(?P<half>[ap])\.?\s?m\b)",
    re.IGNORECASE,
)
_COLON = re.compile(r"(?<![\w.,:$-])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\w:])")
_HALF = re.compile(r"\s?[ap]\.?\s?m\b", re.IGNORECASE)
_NAMED = {
    "fr": re.compile(r"(?i)(?<![\w-])(?P<noon>midi)\b(?!-)|(?<![\w-])minuit\b"),
    "en": re.compile(r"(?i)(?<![\w-])(?:12\s)?(?P<noon>noon)\b|(?<![\w-])(?:12\s)?midnight\b"),
}


def idioms(text: str, lang: str) -> Iterator[Quantity]:
    """Spans such as « 24 heures sur 24 »: they have no kind, so that nobody counts them."""
    for found in _IDIOMS[lang].finditer(text):
        yield Quantity("", "", *found.span())


def times(text: str, lang: str) -> Iterator[Quantity]:
    """The times of day."""
    for found in _NAMED[lang].finditer(text):
        yield Quantity("time", "12:00" if found["noon"] else "00:00", *found.span(), in_words=True)
    yield from _french(text) if lang == "fr" else _english(text)
    for found in _COLON.finditer(text):
        if lang == "fr" or not _HALF.match(text, found.end()):
            yield _time(found, int(found["hour"]))


def _french(text: str) -> Iterator[Quantity]:
    for found in _FR.finditer(text):
        minute = found["minute"] or found["spelled"] or "00"
        yield Quantity("time", f"{int(found['hour']):02d}:{minute}", *found.span())


def _english(text: str) -> Iterator[Quantity]:
    for found in _EN.finditer(text):
        yield _time(found, int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0))
    for found in _SHARED_HALF.finditer(text):  # “7 to 10 p.m.” is the evening, “11 to 2 p.m.” begins before noon
        earlier = int(found["hour"]) % 12 <= int(found["later"]) % 12
        afternoon = (found["half"].lower() == "p") is earlier
        yield _time(found, int(found["hour"]) % 12 + (12 if afternoon else 0))


def _time(found: re.Match[str], hour: int) -> Quantity:
    return Quantity("time", f"{hour:02d}:{found['minute'] or '00'}", *found.span())
