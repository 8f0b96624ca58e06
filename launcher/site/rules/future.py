"""Times against the clock: a post dated in the future would silently become a draft in Pelican; a promised update that
is past is a promise broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.rules import Content, error, is_post

_SLACK = dt.timedelta(minutes=15)
"""Clocks differ; a writer rounds up to the next quarter."""


def check(content: Content) -> Iterator[Finding]:
    """Posts that bear a date which has not come."""
    for document in content.going_out:
        date = _date(document.meta.get("date", "")) if is_post(document) else None
        if date and date > content.now + _SLACK:
            message = f"the date {document.meta['date']} has not come yet"
            yield error("future-date", message, "Correct the date (or the fact `as_of`).", document.where("date"))
        promise = _date(document.meta.get("next-update", ""))
        if promise and promise < content.now and document.meta.get("lang") == content.languages[0]:
            message = f"the next update was promised for {document.meta['next-update']}, which is past"
            hint = "Set `as_of` to now, or write the next hour."
            yield Finding("promise-past", "warning", message, hint, document.where("next-update"))


def _date(text: str) -> dt.datetime | None:
    try:
        date = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else None
