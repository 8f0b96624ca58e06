"""What is known and what is said: facts, signals, words, names."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from launcher.errors import Where
from launcher.model.base import Money, Reason


class Status(enum.StrEnum):
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"


class Visibility(enum.StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed value of a crisis. `value` is what the playbook's type says (text per language, date, rows …)."""

    name: str
    value: Any
    source: str
    status: Status
    visibility: Visibility = Visibility.PUBLIC
    where: Where | None = None


# ── signals and words ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Article:
    """A text that the press wrote. `lang` is fr or en; `date` may be missing; `title` may be empty."""

    title: str
    body: str
    lang: str
    date: dt.date | None
    source: str
    where: Where


Point = tuple[dt.datetime, float]
"""A moment and a level ≥ 0."""


@dataclass(frozen=True, slots=True)
class Series:
    """How much a term was searched (`search`) or written about (`news`), in time order; values ≥ 0.

    Levels compare between series of one `scale` only: a search-trend export counts 0–100 within its own file, so its
    scale is that file, or the group of files that a shared anchor term ties together. Empty: compares with nothing.

    `lang`, fr or en, is a hint and no more: the language of the interface that exported the series, of the Wikipedia or
    of the press that was counted. Who searches in an English interface may search French words. Empty: nothing tells.
    """

    term: str
    kind: str
    points: tuple[Point, ...]
    source: str
    where: Where
    scale: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """How often a term was searched in all, without dates (the queries table of a search console). Levels compare
    within one `scale`, as those of `Series` do; `lang` is a hint as theirs is."""

    term: str
    searches: float
    source: str
    where: Where
    scale: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Signals:
    """All that was read. `notes` says what was passed over or read with a doubt, one line each."""

    articles: tuple[Article, ...] = ()
    series: tuple[Series, ...] = ()
    volumes: tuple[Volume, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Download:
    """A file as a source on the network gave it; `name` is a file name that tells source, language and term.

    `body` is empty when the source has nothing on the term. `note` says what a person should know of this answer
    (why there is nothing, or that an older copy serves); the term itself is not in it.
    """

    name: str
    body: bytes
    note: str = ""


class Heat(enum.StrEnum):
    """Seed row S13: the news box opens when a term grows abnormally in search AND in news."""

    HOT = "hot"
    SEARCH_ONLY = "search-only"
    NEWS_ONLY = "news-only"
    COLD = "cold"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Trend:
    """What one series says of a term: its normal level, the latest, their ratio (with floor), and since when it has
    grown abnormally (`onset`; None: it does not). `points` is the curve that was judged."""

    baseline: float
    latest: float
    ratio: float
    onset: dt.datetime | None
    peak: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A crisis word in its shown spelling, score in 0–100, with the reasons that make up the score and the state, and
    the two series behind the state (None: missing, or too short to tell)."""

    term: str
    lang: str
    score: float
    state: Heat
    reasons: tuple[Reason, ...]
    search: Trend | None = None
    news: Trend | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lead decided about words: `pinned` stand first, `dropped` are gone, `merged` maps a spelling to the
    word that it is counted under. Terms as typed; they are compared by their stems, as all terms are."""

    pinned: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


class Availability(enum.StrEnum):
    AVAILABLE = "available"
    TAKEN = "taken"
    RESERVED = "reserved"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quote:
    """An answer for one name: four answers, never two; a registrar's `price` for the first year when available; a few
    words why, when a registry gave it."""

    name: str
    availability: Availability
    price: Money | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed name (ASCII, with its TLD), score in 0–100, why, and its look-alikes. It is available when the
    registrar sells it, and only then; `evidence` is what was asked, the last first (codes `registrar`, `rdap`, `dns`).
    """

    name: str
    score: float
    reasons: tuple[Reason, ...]
    words: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    availability: Availability = Availability.UNKNOWN
    price: Money | None = None
    evidence: tuple[Reason, ...] = ()
