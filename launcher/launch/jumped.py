"""Jumped: this machine's clock against what the crisis has seen already."""

from __future__ import annotations

import datetime as dt

from launcher.errors import Problem
from launcher.launch.folder import Standing

_SLACK = dt.timedelta(minutes=5)
"""What the clocks of two machines may differ by."""


def behind(there: Standing, now: dt.datetime) -> tuple[Problem, ...]:
    """What to say of a clock that is behind the journal: posts would stand below older ones, and nothing be overdue."""
    if not there.entries or there.entries[-1].at <= now + _SLACK:
        return ()
    at = there.entries[-1].at.astimezone(now.tzinfo)
    message = f"this machine's clock says {now:%Y-%m-%d %H:%M}, and the crisis was worked at on {at:%Y-%m-%d %H:%M}"
    return (Problem("clock-behind", message, "Set the clock, then look at the `Date` of what you started since."),)
