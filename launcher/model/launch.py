"""What is done: steps, a plan, what the world outside answers, the proof."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from launcher.model.base import Money, as_json, digest


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
    """The steps that would run, as data, in an order that respects `needs`; those that need nothing of each other run
    at once. `first` is the host under a domain of ours where the site is live before its own name is; empty: none."""

    action: str
    crisis: str
    target: str
    domain: str
    release: str
    steps: tuple[Step, ...]
    first: str = ""

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
    """One DNS record set: owner name without trailing dot, type, TTL in seconds, values sorted.

    The type ALIAS stands for the addresses of the host that is its one value (Route 53); its TTL is that host's.
    """

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
    """What an edge tells: what DNS must say so that readers reach it, and the port it listens on. `issuers` are the CAs
    that certificates come from, as CAA names them; empty: not told.

    An edge without addresses of its own is reached by another name, `alias`: None: it has addresses; empty: it gets its
    name when it first serves the host. `certifies`: it gets the certificates of what it serves by itself.
    """

    addresses: tuple[str, ...]
    port: int
    scheme: str
    issuers: tuple[str, ...] = ()
    alias: str | None = None
    certifies: bool = True


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that an edge can use: the names it is good for, until when, and whose it is."""

    names: tuple[str, ...]
    until: dt.datetime
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What a reader got: status, lower-cased header names, body; `final` when no redirect was followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that operators share: its bytes, the tag of this version, and how old it is by the storage's own clock."""

    body: bytes
    tag: str
    age_s: float


# ── proof ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was asked, and what was found; not `needed`: a launch goes on without it."""

    code: str
    ok: bool
    text: str
    needed: bool = True


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
