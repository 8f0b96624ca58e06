"""Days that no calendar has, weekdays that do not fit their date, and the year of another date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding, Yardstick
from launcher.site import frontmatter, known, quantities, questions, reading
from launcher.site.frontmatter import Document
from launcher.site.quantities import Quantity
from launcher.site.rules import Content, error

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NEAR = dt.timedelta(days=120)
"""A date without its year is this far away at most; beyond, the year is a guess."""


def check(content: Content) -> Iterator[Finding]:
    """The dates that readers see in what goes out."""
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        if lang not in _DAYS or lang not in content.languages:
            continue
        dates = content.derived(_known, lang) | _own(document)
        for where, shown, one in _dates(document, lang):
            if one.kind == "impossible":
                message = f"no calendar has the day “{shown}”"
                yield error("impossible-date", message, "Correct the day or the month.", where)
            elif (
                one.weekday is not None and (day := _day(one.value, document, content)) and day.weekday() != one.weekday
            ):
                sure = not one.value.startswith("--") or abs(day - _today(document, content)) <= _NEAR
                message = f"“{shown}”: that day of {day.year} is a {_DAYS['en'][day.weekday()]}"
                hint = f"Write « {_DAYS[lang][day.weekday()]} », or correct the date."
                yield Finding("wrong-weekday", "error" if sure else "warning", message, hint, where)
            elif usual := _other_year(one.value, dates):
                agreed = any(one.value in content.ask(questions.dates, other) for other in _others(document, content))
                message = f"“{shown}” has another year than {usual}, which is known"
                hint = "Correct the year; if it is another day, give it in the facts."
                yield Finding("wrong-year", "warning" if agreed else "error", message, hint, where)


def _dates(document: Document, lang: str) -> Iterator[tuple[Where, str, Quantity]]:
    for passage in reading.passages(document):
        for one in quantities.find(passage.text, lang):
            if one.kind in ("date", "impossible"):
                yield passage.where(one.start), passage.text[one.start : one.end], one


def _others(document: Document, content: Content) -> Iterator[str]:
    """The paths of its twins."""
    if twin := document.meta.get("twin"):
        there = content.ask(questions.group, document.file.parent.name, twin)
        yield from (path for path in there if path != content.path(document))


def _today(document: Document, content: Content) -> dt.date:
    """The day of which it speaks as today."""
    date = frontmatter.moment(document, "date")
    return date.date() if date else dt.date.fromisoformat(content.ask(questions.today))


def _day(value: str, document: Document, content: Content) -> dt.date | None:
    """The day that a date means; without its year, the one nearest to today."""
    if len(value) == 10:
        return dt.date.fromisoformat(value)
    if not value.startswith("--"):
        return None
    today = _today(document, content)
    years = (today.year - 1, today.year, today.year + 1)
    days = [day for year in years if (day := _in(year, value))]
    return min(days, key=lambda day: abs(day - today), default=None)


def _in(year: int, value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{year}-{value[2:]}")
    except ValueError:
        return None  # the 29th of February


def _known(yardstick: Yardstick, lang: str) -> set[str]:
    days = {one.value for _, one in known.figures(yardstick, lang) if one.kind == "date"}
    return {day for day in days if len(day) == 10}


def _own(document: Document) -> set[str]:
    own = (frontmatter.moment(document, key) for key in ("date", "modified", "next-update", "embargo"))
    return {one.date().isoformat() for one in own if one}


def _other_year(value: str, dates: set[str]) -> str:
    if len(value) != 10 or value in dates:
        return ""
    return next((date for date in sorted(dates) if date[4:] == value[4:]), "")
