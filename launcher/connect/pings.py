"""Who is told of a publish, by the settings."""

from __future__ import annotations

from launcher.config import Settings
from launcher.providers.pings.web import WebPings
from launcher.services import Clock


def pings_of(settings: Settings, clock: Clock) -> WebPings | None:
    """None where nobody is to be told."""
    told = settings.pings
    return WebPings(clock, indexnow=told.get("indexnow", ""), websub=told.get("websub", "")) if told else None
