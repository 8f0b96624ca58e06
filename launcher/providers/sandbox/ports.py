"""The sandbox's clients: registrar, DNS and edge of the embedded world, by HTTP on loopback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from launcher.model import Front, Holding, Operation, Order, Quote, Record, Server
from launcher.providers.sandbox.wire import (
    LOOPBACK,
    World,
    call,
    to_holding,
    to_operation,
    to_quote,
    to_record,
)


class SandboxRegistrar:
    """A registrar that plays at money: its ledger is kept in the state directory and outlives the process."""

    def __init__(self, world: World) -> None:
        self._world = world

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """Availability and first-year price, in the order asked."""
        return tuple(to_quote(found) for found in call(self._world, "quote", {"names": list(names)}))

    def register(self, order: Order) -> Operation:
        """ONE attempt. Raises Refused for a no, OutcomeUnknown when no answer came."""
        return to_operation(call(self._world, "register", {"order": order}, changes=True))

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:
        """Registrations submitted at or after `since`, newest last."""
        return tuple(to_operation(found) for found in call(self._world, "operations", {"since": since}))

    def operation(self, id: str) -> Operation:
        """The state of one registration; each call counts as one poll. Refused when there is no such id."""
        return to_operation(call(self._world, "operation", {"id": id}))

    def holding(self, name: str) -> Holding | None:
        """The name as our account holds it; None when it is not ours."""
        return to_holding(call(self._world, "holding", {"name": name}))

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """Set exactly these name servers. Refused when the name is not ours, or when they are none."""
        call(self._world, "delegate", {"name": name, "nameservers": list(nameservers)}, changes=True)

    def sign(self, name: str, digests: Collection[str]) -> None:
        """Set exactly these DS records. Refused when the name is not ours, or when they are none."""
        call(self._world, "sign", {"name": name, "digests": list(digests)}, changes=True)


class SandboxDns:
    """Zones that the world's name server answers for, over UDP and TCP."""

    def __init__(self, world: World) -> None:
        self._world = world

    def zone(self, name: str) -> tuple[Server, ...] | None:
        """The zone's name servers; None when there is no such zone."""
        found = call(self._world, "dns.zone", {"zone": name})
        return None if found is None else self._servers(found)

    def create(self, name: str) -> tuple[Server, ...]:
        """Make the zone (no-op when it is there) and tell its name servers."""
        return self._servers(call(self._world, "dns.create", {"zone": name}, changes=True))

    def records(self, zone: str) -> tuple[Record, ...]:
        """All record sets but SOA and NS of the apex, sorted; empty when there is no zone."""
        return tuple(to_record(found) for found in call(self._world, "dns.records", {"zone": zone}))

    def change(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        """Apply both sets as one change. Refused when a set to add has other values there, or is no valid record."""
        body = {"zone": zone, "remove": list(remove), "add": list(add)}
        call(self._world, "dns.change", body, changes=True)

    def delete(self, zone: str) -> None:
        """Remove the zone and what is in it."""
        call(self._world, "dns.delete", {"zone": zone}, changes=True)

    def _servers(self, names: Sequence[str]) -> tuple[Server, ...]:
        return tuple(Server(LOOPBACK, self._world.dns_port, name) for name in names)


class SandboxEdge:
    """The world's web front. `bucket` is where it finds `releases/<id>/`."""

    def __init__(self, world: World, bucket: str) -> None:
        self._world = world
        self._bucket = bucket

    def serving(self, host: str) -> str | None:
        """The name of a place, the `https://…` that the host redirects to, or None."""
        found = call(self._world, "edge.serving", {"host": host})
        return None if found is None else str(found)

    def point(self, host: str, to: str, changed: Collection[str] = ()) -> None:  # noqa: ARG002 - it keeps nothing hidden
        """Serve this place, or redirect to this `https://…`, at once and whole."""
        call(self._world, "edge.point", {"host": host, "to": to, "bucket": self._bucket}, changes=True)

    def withdraw(self, host: str) -> None:
        """Stop answering for the host."""
        call(self._world, "edge.withdraw", {"host": host}, changes=True)

    def front(self, host: str) -> Front:  # noqa: ARG002 - one front for every host
        """Where readers arrive: plain HTTP on loopback."""
        found = call(self._world, "edge.front")
        return Front(tuple(found["addresses"]), int(found["port"]), str(found["scheme"]))

    def window(self, host: str) -> str:
        """`http://127.0.0.1:<port>/`, open on this host's site in any browser of this machine."""
        return str(call(self._world, "edge.window", {"host": host}))
