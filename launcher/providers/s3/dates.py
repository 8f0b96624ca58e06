"""Dates as HTTP writes them, and how far clocks are apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

_DATE = re.compile(r"[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|\+0000)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(text: str) -> dt.datetime | None:
    """`Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7); None for anything else."""
    found = _DATE.fullmatch(text)
    if not found or found[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[at]) for at in (1, 3, 4, 5, 6))
    try:
        return dt.datetime(year, _MONTHS.index(found[2]) + 1, day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    except ValueError:
        return None


def ahead(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """How far the clock of who answered is ahead of ours, by the answer's own date; None when it has none."""
    theirs = moment(headers.get("date", ""))
    return theirs - now if theirs else None


def age(headers: Mapping[str, str]) -> float:
    """Seconds since what is answered was written, by the server's own clock; 0 when it does not tell."""
    now, then = moment(headers.get("date", "")), moment(headers.get("last-modified", ""))
    return max((now - then).total_seconds(), 0.0) if now and then else 0.0
