"""Days that no calendar has, weekdays that do not fit their date, and the year of another date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import frontmatter, known, quantities, reading
from launcher.site.frontmatter import Document
from launcher.site.quantities import Quantity
from launcher.site.rules import Content, error
from launcher.site.rules.twins import pairs

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NEAR = dt.timedelta(days=120)
"""A date without its year is this far away at most; beyond, the year is a guess."""


def check(content: Content) -> Iterator[Finding]:
    """The dates that readers see in what goes out."""
    twins = {one.file: every for _, every in pairs(content) for one in every}
    known_days = {lang: _known(content, lang) for lang in content.languages}
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        if lang not in _DAYS or lang not in known_days:
            continue
        today = frontmatter.moment(document, "date") or content.now
        dates = known_days[lang] | _own(document)
        others = [other for other in twins.get(document.file, ()) if other is not document]
        for where, shown, one in _dates(document, lang):
            if one.kind == "impossible":
                message = f"no calendar has the day “{shown}”"
                yield error("impossible-date", message, "Correct the day or the month.", where)
            elif (day := _day(one.value, today.date())) and one.weekday is not None and day.weekday() != one.weekday:
                sure = not one.value.startswith("--") or abs(day - today.date()) <= _NEAR
                message = f"“{shown}”: that day of {day.year} is a {_DAYS['en'][day.weekday()]}"
                hint = f"Write « {_DAYS[lang][day.weekday()]} », or correct the date."
                yield Finding("wrong-weekday", "error" if sure else "warning", message, hint, where)
            elif usual := _other_year(one.value, dates):
                agreed = any(_says(other, one.value) for other in others)
                message = f"“{shown}” has another year than {usual}, which is known"
                hint = "Correct the year; if it is another day, give it in the facts."
                yield Finding("wrong-year", "warning" if agreed else "error", message, hint, where)


def _dates(document: Document, lang: str) -> Iterator[tuple[Where, str, Quantity]]:
    for passage in reading.passages(document):
        for one in quantities.find(passage.text, lang):
            if one.kind in ("date", "impossible"):
                yield passage.where(one.start), passage.text[one.start : one.end], one


def _day(value: str, today: dt.date) -> dt.date | None:
    """The day that a date means; without its year, the one nearest to `today`."""
    if len(value) == 10:
        return dt.date.fromisoformat(value)
    if not value.startswith("--"):
        return None
    years = (today.year - 1, today.year, today.year + 1)
    days = [day for year in years if (day := _in(year, value))]
    return min(days, key=lambda day: abs(day - today), default=None)


def _in(year: int, value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{year}-{value[2:]}")
    except ValueError:
        return None  # the 29th of February


def _known(content: Content, lang: str) -> set[str]:
    days = {one.value for _, one in known.figures(content.yardstick, lang) if one.kind == "date"}
    return {day for day in days if len(day) == 10}


def _own(document: Document) -> set[str]:
    own = (frontmatter.moment(document, key) for key in ("date", "modified", "next-update", "embargo"))
    return {one.date().isoformat() for one in own if one}


def _other_year(value: str, dates: set[str]) -> str:
    if len(value) != 10 or value in dates:
        return ""
    return next((date for date in sorted(dates) if date[4:] == value[4:]), "")


def _says(document: Document, value: str) -> bool:
    return any(one.value == value for _, _, one in _dates(document, document.meta.get("lang", "")))
