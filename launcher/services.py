"""The ports: what the launch needs from the world outside, five methods each at most.

Every provider of a port passes the same suite in `tests/contract/`. All methods raise `ProviderFailed` when the
provider answers with a failure and `OutcomeUnknown` when a call that changes something was sent and no answer came.
Creating what exists and deleting what is gone are no-ops.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from launcher.model import (
    Certificate,
    Check,
    Download,
    File,
    Front,
    Holding,
    Noted,
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

    def copy(self, source: str, key: str, headers: File) -> None:
        """Make an object of another one's bytes, inside the storage. Raises ProviderFailed `no-object` when the source
        is not there."""

    def get(self, key: str, *, anonymously: bool = False) -> bytes | None:
        """The object's bytes; None when it is not there, or when a stranger (asked without credentials) may not."""

    def delete(self, keys: Collection[str]) -> None:
        """Remove these objects."""


class Shared(Protocol):
    """Small notes that all operators of a site read and write, in the same bucket. Who writes says what he has read: of
    two at once, one is told."""

    def read(self, key: str) -> Noted | None:
        """The note and the tag of this version of it; None when there is none."""

    def write(self, key: str, body: bytes, tag: str | None) -> str:
        """Write it if it is still the one of the tag (None: if there is none yet), and tell the new tag. Raises
        WorldMoved when somebody else was faster."""


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

    def servers(self, name: str) -> tuple[str, ...]:
        """The name servers that the parent zone delegates the name to, sorted, as every server of the parent that
        answers tells; empty: not delegated. Raises ProviderFailed when none answers or they do not agree."""

    def digests(self, name: str) -> tuple[str, ...]:
        """The DS records of the name in its parent zone, sorted, as `KEYTAG ALGORITHM TYPE HEX` (hex in capitals);
        empty: none. Asked and raised like `servers`."""


class Delegator(Protocol):
    """Our account at the registrar, as it tells the registry who serves a name that we hold. What the registry then
    says is asked of `Registry`: a registrar's yes is no proof."""

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """Set exactly these name servers; a no-op when it is so. Raises ProviderFailed `customer-action` where a person
        must do it."""

    def sign(self, name: str, digests: Collection[str]) -> None:
        """Set exactly these DS records (none: the name is unsigned in its parent), as `Registry.digests` tells them.
        Raises like `delegate`."""


class Certifier(Protocol):
    """Who gives certificates that an edge then uses: a CA that is asked by us, or the cloud's own. `names` may hold a
    wildcard (`*.example.org`); their order does not matter. Keys never leave the provider."""

    def covering(self, names: Collection[str]) -> Certificate | None:
        """The certificate that is ready for all of these names and lasts longest; None when there is none."""

    def challenges(self, names: Collection[str]) -> tuple[Record, ...]:
        """Begin an order for these names, or find the one under way; the records that DNS must show so that the CA
        believes us. The same call gives the same order as long as it is good."""

    def issue(self, names: Collection[str]) -> Certificate:
        """Once the challenges are seen: let the CA look, and wait until the certificate is there. Raises Refused when
        the CA says no for good, ProviderFailed when it can be tried again."""


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
        """What the host answers with: the name of a place, the `https://…` it redirects to, or None."""

    def point(self, host: str, to: str, changed: Collection[str] = ()) -> None:
        """Serve this place (objects under `releases/<to>/`), or redirect to this `https://…`, at once and whole: no
        reader sees a mixture. `changed` are the paths (`fr/index.html`) whose bytes or headers there are others than
        when it was shown last: an edge that keeps copies forgets them."""

    def withdraw(self, host: str) -> None:
        """Stop answering for the host."""

    def front(self, host: str) -> Front:
        """Where the readers of this host arrive."""

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

    def secured(self, name: str, servers: Sequence[Server]) -> tuple[str, ...]:
        """The DS records (SHA-256 and SHA-384, as `Registry.digests` tells them) that the zone's own servers prove now:
        what hangs below them validates. Empty: not signed. Raises ProviderFailed `dnssec-broken` when it is
        signed, but wrong."""

    def unaware(self, name: str) -> tuple[str, ...]:
        """What resolvers of readers still have wrong of a name that is there, one text for each; none of them is asked
        before. Empty: nothing, or none is known."""

    def fetch(self, host: str, path: str, at: Server, scheme: str) -> Response:
        """GET the path of the host from that server; redirects are not followed."""


class Pings(Protocol):
    """Who hears of a publish, so that readers hear of it: what fails is a check that is not needed."""

    def tell(self, host: str, urls: Sequence[str], feeds: Sequence[str]) -> tuple[Check, ...]:
        """Tell which public pages and feeds of the host changed; a few seconds at most."""


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


def _ready() -> None:
    """There is nothing to make ready."""


def _unasked() -> tuple[Check, ...]:
    """Nothing is asked."""
    return ()


@dataclass(frozen=True, slots=True)
class World:
    """What steps act on and what the proof asks. `simulated` names the parts that are not the real thing.

    `by_hand`: a person buys names elsewhere, and no money moves here. `certifier` is None where the edge sees to its
    certificates by itself. `standby` is the domain, ours already, under which a launch is live first; empty: none;
    `stand_by` makes the edge ready for hosts under it, and does no harm twice. `zone_with_name`: the registrar makes
    the zone of a name that it sells. `signs`: our zones are signed, and their parents shall vouch for that once a
    launch has settled. `preflight` asks in quiet times what would stop a launch: rights, contacts, what the storage can
    do; it changes nothing that stays. `usual` is how many seconds a kind of step takes, `settle` how many a purchase
    without an answer may take until the registrar's list shows it.
    """

    target: str
    storage: Storage
    shared: Shared
    registrar: Registrar
    dns: DnsHost
    edge: Edge
    probe: Probe
    clock: Clock
    registry: Registry
    delegator: Delegator
    certifier: Certifier | None = None
    pings: Pings | None = None
    by_hand: bool = False
    standby: str = ""
    zone_with_name: bool = False
    signs: bool = False
    stand_by: Callable[[], None] = _ready
    preflight: Callable[[], tuple[Check, ...]] = _unasked
    usual: Mapping[str, float] = field(default_factory=dict)
    simulated: tuple[str, ...] = ()
    max_wait: float = 1800.0
    settle: float = 4.0
    say: Callable[[str], None] = _silent
