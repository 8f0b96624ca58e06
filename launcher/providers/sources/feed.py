"""A press feed, RSS or Atom, at an address of the configuration: one download for all terms."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from launcher.errors import ProviderFailed
from launcher.providers.sources.client import USUAL, Answer, Bounds

_FEED = re.compile(rb"<(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Feed:
    """The service."""

    url: str
    contact: str = ""
    by_term: bool = False
    suffix: str = ".xml"
    gap: float = 2.0
    age: dt.timedelta = dt.timedelta(minutes=10)
    bounds: Bounds = USUAL

    def question(self, term: str, lang: str, since: dt.date, until: dt.date) -> str:  # noqa: ARG002 - one for all
        """See `Service`."""
        return self.url

    def nothing(self, term: str) -> str:  # noqa: ARG002 - the same whatever was asked
        """See `Service`."""
        return "the feed is empty"

    def read(self, answer: Answer) -> tuple[bytes, str]:
        """See `Service`."""
        if answer.status != 200:
            raise ProviderFailed(f"the address answers {answer.status} ({answer.kind})")
        if not _FEED.search(answer.body.replace(b"\x00", b"")[:_HEAD]):  # UTF-16 has NULs between its letters
            raise ProviderFailed(f"there is no feed at the address ({answer.kind})")
        return answer.body, ""
