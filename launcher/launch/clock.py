"""The clock of a crisis: what the playbook and the site itself have promised, and until when.

The promise that counts is the one that readers have: the latest `Next-Update` of what is out. An hour that stands only
in a file on a writer's disk binds nobody.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any

from launcher import config
from launcher.crisis import playbook as playbook_room
from launcher.crisis.playbook import Playbook
from launcher.launch import moved
from launcher.launch.folder import Crisis, Standing, proofs
from launcher.launch.promises import Promise
from launcher.model import Words

UPDATE = "next-update"
"""The duty that the site itself promises its readers."""


@dataclass(frozen=True, slots=True)
class Due:
    """A duty and its hour, who does it and what; `again`: it comes back."""

    id: str
    at: dt.datetime
    role: Words
    do: Words
    again: bool

    def told(self, zone: dt.tzinfo) -> dict[str, Any]:
        """As reports and `status` give it."""
        at = self.at.astimezone(zone).isoformat(timespec="seconds")
        return {"id": self.id, "due": at, "role": dict(self.role), "do": dict(self.do), "again": self.again}


def duties(playbook: Playbook, crisis: Crisis, there: Standing) -> tuple[Due, ...]:
    """What the launch did not do of the playbook's clock, soonest first: counted from the opening of the crisis; what
    repeats, from the last proof; the next update, as readers were promised it. After a closing post none is owed."""
    made = proofs(there.entries)
    last = made[-1].at if made else crisis.opened_at
    published = moved.recalled(crisis.folder)
    promise = published.promise if published else Promise()
    found = []
    for duty in playbook.clock:
        update = duty.id == UPDATE
        if duty.by_launch or (update and promise.last):
            continue
        at = crisis.opened_at + duty.within if duty.within else last + (duty.every or dt.timedelta())
        if update and promise.hour:
            at = dt.datetime.fromisoformat(promise.hour)
        found.append(Due(duty.id, at, playbook.roles[duty.role].title, duty.do, duty.every is not None))
    return tuple(sorted(found, key=lambda due: due.at))


def overdue(crisis: Crisis, there: Standing, now: dt.datetime) -> tuple[dict[str, Any], ...]:
    """Promises to readers that are past. The other duties are a person's own to tick; this one everybody sees."""
    return tuple(
        due for due in upcoming(crisis, there) if due["id"] == UPDATE and dt.datetime.fromisoformat(due["due"]) < now
    )


def upcoming(crisis: Crisis, there: Standing) -> tuple[dict[str, Any], ...]:
    """What is due of a crisis that is out, soonest first, in the organisation's zone."""
    if not there.live:
        return ()
    settings = config.load(crisis.folder / config.FILE)
    zone = zoneinfo.ZoneInfo(settings.organisation.timezone)
    playbook = playbook_room.load(crisis.folder / "playbook" / crisis.playbook)
    return tuple(due.told(zone) for due in duties(playbook, crisis, there))
