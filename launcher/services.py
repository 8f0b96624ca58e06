"""The ports: what the launch needs from the world outside, five methods each at most.

Every provider of a port passes the same suite in `tests/contract/`. All methods raise `ProviderFailed` when the
provider answers with a failure and `OutcomeUnknown` when a call that changes something was sent and no answer came.
Creating what exists and deleting what is gone are no-ops.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from launcher.model import (
    Download,
    File,
    Front,
    Holding,
    Operation,
    Order,
    Quote,
    Record,
    Response,
    Server,
)


class Storage(Protocol):
    """One bucket. Keys are paths with `/`, without a leading one."""

    def prepare(self) -> None:
        """Make the bucket if it is not there, private."""

    def digests(self, prefix: str) -> Mapping[str, str]:
        """MD5 in hex of every object under the prefix, by full key; empty when there is no bucket."""

    def put(self, key: str, body: bytes, headers: File) -> None:
        """Write one object with the content type and cache rule of `headers`."""

    def get(self, key: str, *, anonymously: bool = False) -> bytes | None:
        """The object's bytes; None when it is not there, or when a stranger (asked without credentials) may not."""

    def delete(self, keys: Collection[str]) -> None:
        """Remove these objects."""


class Registrar(Protocol):
    """Where names are bought. Money moves in `register` only."""

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """Availability and first-year price, in the order asked."""

    def register(self, order: Order) -> Operation:
        """ONE attempt, never repeated inside. Raises Refused when the registrar says no (taken, price above the
        order's), OutcomeUnknown when no answer came."""

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:
        """Registrations submitted by this account at or after `since`, newest last."""

    def operation(self, id: str) -> Operation:
        """The state of one registration."""

    def holding(self, name: str) -> Holding | None:
        """The name as our account holds it; None when it is not ours."""


class Registry(Protocol):
    """What the registries of the TLDs say of names: nothing is bought, and no resolver learns that a name is missing.

    A free answer is not yet a purchase: names that are registered without servers, reserved or premium look free here.
    """

    def delegated(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """By the TLDs' own authoritative servers, hundreds at a time, in the order asked: taken, available (not
        delegated) or unknown."""

    def registered(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """By RDAP, a few at a time, in the order asked: taken, available (no such object), reserved or unknown."""


class DnsHost(Protocol):
    """Where zones live. A zone is named by its apex, without trailing dot."""

    def zone(self, name: str) -> tuple[Server, ...] | None:
        """The zone's authoritative name servers; None when there is no such zone."""

    def create(self, name: str) -> tuple[Server, ...]:
        """Make the zone (no-op when it is there) and tell its name servers."""

    def records(self, zone: str) -> tuple[Record, ...]:
        """All record sets but SOA and NS of the apex, sorted; empty when there is no zone."""

    def change(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        """Apply both sets as one change."""

    def delete(self, zone: str) -> None:
        """Remove the zone and what is in it."""


class Edge(Protocol):
    """What readers connect to: it maps a host to a release (or to another host, by redirect)."""

    def serving(self, host: str) -> str | None:
        """What the host answers with: a release's id, the `https://…` it redirects to, or None."""

    def point(self, host: str, to: str) -> None:
        """Serve this release (objects under `releases/<id>/`), or redirect to this `https://…`, at once and whole:
        no reader sees a mixture."""

    def withdraw(self, host: str) -> None:
        """Stop answering for the host."""

    def front(self) -> Front:
        """Where readers arrive."""

    def window(self, host: str) -> str:
        """An address that opens this host's site in any browser on this machine today; the public one when there
        is no other."""


class SignalSource(Protocol):
    """A place on the network that counts what is written or searched."""

    @property
    def name(self) -> str:
        """As configured, and as told when it cannot be reached."""

    @property
    def by_term(self) -> bool:
        """Whether it is asked term by term; otherwise (a feed) it has one answer, to an empty term and language."""

    def fetch(self, term: str, lang: str, since: dt.date, until: dt.date) -> Download:
        """What it has on a term from one day to another, in its own format, as `crisis.signals` reads it from a file;
        an empty body: it has nothing. Raises ProviderFailed (offline, refused, too many requests)."""


class Probe(Protocol):
    """Asks as a reader would, never through a provider's own interface."""

    def resolve(self, name: str, type: str, servers: Sequence[Server]) -> tuple[str, ...]:
        """The values that these authoritative servers give; empty for NXDOMAIN or no data."""

    def fetch(self, host: str, path: str, at: Server, scheme: str) -> Response:
        """GET the path of the host from that server; redirects are not followed."""


class Ask(Protocol):
    """A person who can be asked. `interactive` is false in a pipe: then nothing may be asked."""

    @property
    def interactive(self) -> bool: ...

    def text(self, question: str, *, example: str = "", default: str = "") -> str:
        """One line of text."""

    def yes(self, question: str) -> bool:
        """A yes or a no; no is the default."""

    def tell(self, line: str) -> None:
        """Something to read before the next question."""


class Clock(Protocol):
    def now(self) -> dt.datetime:
        """The time, with its zone (UTC)."""

    def elapsed(self) -> float:
        """Seconds on a clock that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


def _silent(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class World:
    """What steps act on and what the proof asks. `simulated` names the parts that are not the real thing."""

    target: str
    storage: Storage
    registrar: Registrar
    dns: DnsHost
    edge: Edge
    probe: Probe
    clock: Clock
    registry: Registry
    simulated: tuple[str, ...] = ()
    max_wait: float = 1800.0
    say: Callable[[str], None] = _silent
