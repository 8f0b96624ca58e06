"""What is known and what is said: facts, signals, words, names."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Series:
    """How much a term was searched (`search`) or written about (`news`), in time order; values ≥ 0."""

    term: str
    kind: str
    points: tuple[tuple[dt.datetime, float], ...]
    source: str
    where: Where


@dataclass(frozen=True, slots=True)
class Signals:
    """All that was read. `notes` says what was passed over or read with a doubt, one line each."""

    articles: tuple[Article, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()


class Heat(enum.StrEnum):
    """Seed row S13: the news box opens when a term grows abnormally in search AND in news."""

    HOT = "hot"
    SEARCH_ONLY = "search-only"
    NEWS_ONLY = "news-only"
    COLD = "cold"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A crisis word in its shown spelling, score in 0–100, with the reasons that make up the score and the state."""

    term: str
    lang: str
    score: float
    state: Heat
    reasons: tuple[Reason, ...]


# ── names ────────────────────────────────────────────────────────────────────────────────────────


class Availability(enum.StrEnum):
    AVAILABLE = "available"
    TAKEN = "taken"
    RESERVED = "reserved"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quote:
    """A registrar's answer for one name: four answers, never two; `price` for the first year when available."""

    name: str
    availability: Availability
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed name (ASCII, with its TLD), score in 0–100, why, what the registrar says, and its look-alikes."""

    name: str
    score: float
    reasons: tuple[Reason, ...]
    words: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    availability: Availability = Availability.UNKNOWN
    price: Money | None = None
