"""The values that pass between rooms: frozen, slotted, JSON-shaped. No behaviour beyond reading themselves.

Where the data goes: Fact, Signals → Keyword → Candidate → Site → Release → Plan (Step …) → Proof (Check …) → report.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from launcher.errors import Where

JSON: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None
Words: TypeAlias = Mapping[str, str]
"""One text in several languages: language code → text."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code, one line for a person, and what it added to a score (0 when it is no score)."""

    code: str
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str = "CAD"

    def __str__(self) -> str:
        return f"{self.amount:.2f} {self.currency}"

    @classmethod
    def read(cls, raw: Mapping[str, str]) -> Money:
        """Back from JSON."""
        return cls(Decimal(raw["amount"]), raw["currency"])


# ── facts ────────────────────────────────────────────────────────────────────────────────────────


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


# ── site ─────────────────────────────────────────────────────────────────────────────────────────


class Mode(enum.StrEnum):
    """What a build is for. Only `live` may go out on a launch; the others are marked in every page."""

    LIVE = "live"
    EXERCISE = "exercise"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class Site:
    """All that a build needs beside the content. `url` is `https://name`, or empty when dormant."""

    mode: Mode
    url: str
    languages: tuple[str, ...]
    name: Words
    timezone: str
    contacts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """One file of a release: path from the site's root, SHA-256 and MD5 in hex, size in bytes, its HTTP headers."""

    path: str
    sha256: str
    md5: str
    size: int
    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class Release:
    """One immutable build, named by the digest of its manifest (`files`, sorted by path)."""

    id: str
    site_url: str
    mode: Mode
    files: tuple[File, ...]


# ── plan ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Step:
    """One act on the world. `params` hold natural keys (a name, a release), never handles, never secrets."""

    id: str
    kind: str
    params: Mapping[str, Any]
    needs: tuple[str, ...]
    reason: str
    reversible: str
    """How it is taken back, or why it cannot be: one line."""
    undoable: bool
    cost: Money | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps that would run, as data, in an order that respects `needs`."""

    action: str
    crisis: str
    target: str
    domain: str
    release: str
    steps: tuple[Step, ...]

    @property
    def checksum(self) -> str:
        """Over what would be done and paid (steps, prices, release, target); never the clock, never the crisis's id."""
        body = as_json(self)
        assert isinstance(body, dict)
        del body["crisis"]
        return digest(body)[:16]

    @property
    def cost(self) -> Money | None:
        paid = [step.cost for step in self.steps if step.cost]
        return Money(sum((m.amount for m in paid), Decimal(0)), paid[0].currency) if paid else None


# ── what providers tell ──────────────────────────────────────────────────────────────────────────


class OperationState(enum.StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CUSTOMER_ACTION = "customer-action"


@dataclass(frozen=True, slots=True)
class Order:
    """A registration to ask for once. `key` makes a repeated call the same call where the registrar can tell."""

    name: str
    years: int
    max_price: Money
    key: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A registration under way at the registrar, and what it charged once it succeeded."""

    id: str
    name: str
    state: OperationState
    submitted: dt.datetime
    charge: Money | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A name that our account holds."""

    name: str
    auto_renew: bool
    nameservers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Record:
    """One DNS record set: owner name without trailing dot, type, TTL in seconds, values sorted."""

    name: str
    type: str
    ttl: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask: an address and a port, and the name it goes by."""

    address: str
    port: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """What an edge tells: what DNS must say so that readers reach it, and the port it listens on."""

    addresses: tuple[str, ...]
    port: int
    scheme: str


@dataclass(frozen=True, slots=True)
class Response:
    """What a reader got: status, lower-cased header names, body; `final` when no redirect was followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


# ── proof ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the proof asked, and what it found."""

    code: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Proof:
    checks: tuple[Check, ...]
    pages: int = 0

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate found: a rule's code, `error` refuses and `warning` counts, where, and what to do."""

    code: str
    level: str
    message: str
    hint: str
    where: Where = field(default_factory=lambda: Where(""))


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_json(value: Any) -> JSON:
    """Any value of this module as plain JSON: enums by value, money and dates as text, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(item) for item in value]
    return value  # type: ignore[no-any-return]


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(as_json(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
