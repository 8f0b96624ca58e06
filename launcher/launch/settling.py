"""Settling: after a stable day, what was made to be corrected within a minute may last. Pure."""

from __future__ import annotations

import datetime as dt

from launcher.launch import plan as plan_room
from launcher.launch.folder import LIVE, Standing
from launcher.model import Plan

STABLE = dt.timedelta(hours=24)
"""As long as nothing about the name was changed, and no proof of it failed."""
_NAMED = ("register", "zone", "delegation", "certificate", "records")


def due(there: Standing, now: dt.datetime, *, sign: bool) -> Plan | None:
    """The plan that lets the records of the name last (and has its parent vouch for its keys, with `sign`), once their
    day is over; None before, and when it was carried out."""
    if there.state != LIVE:
        return None
    whole = plan_room.whole(there.plans)
    settled = plan_room.to_settle(whole, sign=sign)
    if all(step in whole.steps for step in settled.steps if step.kind != "prove"):
        return None
    return settled if now - _unsettled(there) >= STABLE else None


def _unsettled(there: Standing) -> dt.datetime:
    """When the name was last worked at, or found wanting."""
    proof = f"prove:{there.domain}:"
    ended = [entry for entry in there.entries if entry.kind == "done" and not entry.data.get("already")]
    worked = [entry.at for entry in ended if entry.step.split(":")[0] in _NAMED]
    wanting = (entry for entry in there.entries if entry.kind == "failed" and not entry.data.get("looking"))
    failed = [entry.at for entry in wanting if entry.step.startswith(proof)]
    return max([*worked, *failed, next(entry.at for entry in ended if entry.step.startswith(proof))])
