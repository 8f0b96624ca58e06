"""Times against the clock: a post dated in the future would silently become a draft in Pelican; a promised update that
is past is a promise broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.frontmatter import Front, moment
from launcher.site.rules import Whole, error, is_post

_SLACK = dt.timedelta(minutes=15)
"""Clocks differ; a writer rounds up to the next quarter."""


def check_all(whole: Whole) -> Iterator[Finding]:
    """Posts that bear a date which has not come; what waits for its hour; pages, and the newest post, that promise an
    hour which is past."""
    for document in whole.going_out:
        date = moment(document, "date") if is_post(document) else None
        if date and date > whole.now + _SLACK:
            message = f"the date {document.meta['date']} has not come yet"
            yield error(
                "future-date",
                message,
                "Correct the date (or the fact `as_of`); a release can wait for its hour with `Embargo: …`.",
                document.where("date"),
            )
    for document in whole.held_back:
        message = f"it is under embargo until {document.meta['embargo']}"
        hint = "It goes out with the first publish after that hour."
        yield Finding("held-back", "warning", message, hint, document.where("embargo"))
    for document in _promising(whole):
        promise = moment(document, "next-update")
        if promise and promise < whole.now:
            message = f"the next update was promised for {document.meta['next-update']}, which is past"
            hint = "Set `as_of` to now, or write the next hour."
            yield Finding("promise-past", "warning", message, hint, document.where("next-update"))


def _promising(whole: Whole) -> Iterator[Front]:
    """Once for both languages. An earlier post keeps what it promised on its day."""
    here = [one for one in whole.going_out if one.meta.get("lang") == whole.languages[0]]
    yield from (one for one in here if not is_post(one))
    posts = [(date, one.file, one) for one in here if is_post(one) and (date := moment(one, "date"))]
    yield from (one for _, _, one in sorted(posts)[-1:])
