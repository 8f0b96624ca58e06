"""A service on the network as a SignalSource: the copy on disk first, then one question at its pace, then the old copy.

A service that does not answer is not asked again by the same command: the rest would only wait.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from launcher.errors import ProviderFailed
from launcher.model import Download
from launcher.providers.sources.cache import OLDEST, Cache, Copy
from launcher.providers.sources.client import AGENT, Answer, Bounds, get, host
from launcher.providers.sources.pace import Pace
from launcher.services import Clock

PATIENCE = 60.0
"""Seconds that a command waits for its turn before it goes on without this service."""
BUDGET = 180.0
"""Seconds that one command spends on a service in all. What was answered until then is on disk, and fresh: the same
command, typed again, goes on from there."""
RETRIES = 2
"""How often a question is put again after “too many” or “not now”."""
TOO_MANY = 429
SLUG = 40
"""Letters of a term in a file's name: a name has at most 255 bytes, whatever the script."""


class Service(Protocol):
    """What differs between services. `gap`: seconds between questions; `age`: how long an answer stands."""

    @property
    def by_term(self) -> bool: ...

    @property
    def suffix(self) -> str: ...

    @property
    def gap(self) -> float: ...

    @property
    def age(self) -> dt.timedelta: ...

    @property
    def bounds(self) -> Bounds: ...

    @property
    def contact(self) -> str: ...

    @property
    def url(self) -> str:
        """The address under which all its questions are; names the service in the cache."""

    def question(self, term: str, lang: str, since: dt.date, until: dt.date) -> str:
        """The address to ask; empty when a term is none that it could know (`nothing` says why)."""

    def nothing(self, term: str) -> str:
        """What no answer means, without the term."""

    def read(self, answer: Answer) -> tuple[bytes, str]:
        """The body (empty: it has nothing) and a note. Raises ProviderFailed when this is no answer of its own."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all sources of a workspace share: the folder of copies and slots, and the clock."""

    folder: Path
    clock: Clock


class NetworkSource:
    """One configured source."""

    def __init__(self, name: str, service: Service, desk: Desk) -> None:
        self._name = name
        self._service = service
        self._clock = desk.clock
        self._cache = Cache(desk.folder / "answers")
        self._pace = Pace(desk.folder / "pace", host(service.url), service.gap, desk.clock)
        self._failed: ProviderFailed | None = None
        self._end = 0.0

    @property
    def name(self) -> str:
        """As configured."""
        return self._name

    @property
    def by_term(self) -> bool:
        """Whether it is asked term by term."""
        return self._service.by_term

    def fetch(self, term: str, lang: str, since: dt.date, until: dt.date) -> Download:
        """See `SignalSource`. An answer that is fresh on disk is not asked for again; an old one serves when there is
        no other, and says so."""
        name = self._called(term, lang, until)
        question = self._service.question(term, lang, since, until)
        if not question:
            return Download(name, b"", self._service.nothing(term))
        key = (self._service.url, term, lang)
        kept = self._cache.find(*key)
        now = self._clock.now()
        if kept and kept.fresh(since, until, now, self._service.age):
            return Download(name, kept.body, kept.note)
        try:
            body, note = self._asked(question)
        except ProviderFailed as failed:
            if kept is None or not kept.body or now - kept.asked > OLDEST:
                raise
            return Download(name, kept.body, f"{failed.message}; a copy of {kept.asked:%Y-%m-%d} serves")
        note = note or ("" if body else self._service.nothing(term))
        self._cache.keep(Copy(body, since, until, now, note), *key)
        return Download(name, body, note)

    def _asked(self, question: str) -> tuple[bytes, str]:
        if self._failed is not None:
            raise self._failed
        try:
            self._in_time()
            return self._service.read(self._answer(question))
        except ProviderFailed as failed:
            self._failed = failed
            raise

    def _in_time(self) -> None:
        now = self._clock.elapsed()
        self._end = self._end or now + BUDGET
        if now > self._end:
            raise ProviderFailed(
                f"it is slow, and {BUDGET / 60:g} minutes are over (the same command goes on from here)"
            )

    def _answer(self, question: str, tries: int = 1) -> Answer:
        """The first answer that is not “too many” or “not now”; whoever says so is left alone for a while."""
        agent = f"{AGENT} ({self._service.contact})" if self._service.contact else AGENT
        self._pace.turn(PATIENCE)
        answer = get(question, self._service.bounds, agent)
        if answer.status != TOO_MANY and answer.status < 500:
            return answer
        pause = max(self._service.gap, 1.0) * 2**tries
        self._pace.hold(_asked_to_wait(answer, self._clock.now()) or pause)
        if tries > RETRIES:
            what = "too many questions" if answer.status == TOO_MANY else "it fails"
            raise ProviderFailed(f"{host(question)} answers {answer.status} ({what})")
        return self._answer(question, tries + 1)

    def _called(self, term: str, lang: str, until: dt.date) -> str:
        """`gdelt.fr.rappel-fromage.json`; a feed, which forgets its items, has a file each day."""
        part = f"{lang}.{_slug(term)}" if self.by_term else until.isoformat()
        return f"{self._name}.{part}{self._service.suffix}"


def _asked_to_wait(answer: Answer, now: dt.datetime) -> float:
    """The seconds of `Retry-After` (a number or a date, RFC 9110 §10.2.3); 0 when it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", said):
        return float(said)
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (aware - now).total_seconds())


def _slug(term: str) -> str:
    """A term as part of a file's name: letters and digits of any script; two terms never share one."""
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", term).lower()).strip("-")[:SLUG]
    lost = plain.replace("-", " ") != term
    return f"{plain}-{hashlib.sha256(term.encode('utf-8', 'replace')).hexdigest()[:8]}" if lost else plain
