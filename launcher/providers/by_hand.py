"""A registrar that is a person: says what to buy and which name servers to set, and sees it when it is done.

Nothing is bought or charged here, and nothing is kept: an operation is called by its name, and whether it has ended is
what the servers of the name's parent say. So a name that was bought in quiet times is held already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from launcher.errors import ProviderFailed, Refused
from launcher.model import Availability, Holding, Money, Operation, OperationState, Order, Quote, Server
from launcher.providers.delegations import MOST_SERVERS, suffix_of
from launcher.providers.registries import Registries
from launcher.services import Clock, Probe

YOURSELF = "you buy it yourself"


class ByHand:
    """`nameservers` are what the names must be delegated to; prices are nothing, in this `currency`."""

    def __init__(
        self, registries: Registries, probe: Probe, clock: Clock, nameservers: Sequence[str], currency: str
    ) -> None:
        self._registries = registries
        self._probe = probe
        self._clock = clock
        self._nameservers = tuple(sorted(nameservers))
        self._nothing = Money(Decimal("0.00"), currency)

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """By the registries: the TLDs' servers, then RDAP for what is not taken. Who buys sees the price there."""
        served = {quote.name: quote for quote in self._registries.delegated(names)}
        left = [name for name in names if served[name].availability is not Availability.TAKEN]
        registered = {quote.name: quote for quote in self._registries.registered(left)}
        return tuple(self._quote(served[name], registered.get(name)) for name in names)

    def register(self, order: Order) -> Operation:
        """What the person must do, or that it is done already. Never buys. Refused for what is no name to buy."""
        return self.operation(order.name)

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:  # noqa: ARG002 - the port's signature
        """None: nobody lists what is bought elsewhere; `holding` sees it."""
        return ()

    def operation(self, id: str) -> Operation:
        """Ended once the parent delegates the name to us; until then the person is waited for."""
        if suffix_of(id) is None:
            raise Refused(f"{id} is no name that can be bought", code="no-such-operation")
        there = self._delegations(id)
        if self._ours(there):
            return Operation(id, id, OperationState.SUCCEEDED, self._clock.now())
        return Operation(id, id, OperationState.CUSTOMER_ACTION, self._clock.now(), message=self._to_do(id, there))

    def holding(self, name: str) -> Holding | None:
        """Held: delegated to us, by every server of the parent that answers. ProviderFailed when none does."""
        ours = suffix_of(name) is not None and self._ours(self._delegations(name))
        return Holding(name, auto_renew=False, nameservers=self._nameservers) if ours else None

    # ── inside ──

    def _quote(self, served: Quote, registered: Quote | None) -> Quote:
        """RDAP knows more than the servers; where it says nothing, a name that is not delegated may be had."""
        said = registered if registered and registered.availability is not Availability.UNKNOWN else served
        if said.availability is not Availability.AVAILABLE:
            return Quote(said.name, said.availability, why=said.why)
        return Quote(said.name, said.availability, self._nothing, YOURSELF)

    def _ours(self, there: Sequence[tuple[str, ...]]) -> bool:
        return all(one == self._nameservers for one in there)

    def _to_do(self, name: str, there: Sequence[tuple[str, ...]]) -> str:
        servers, now = ", ".join(self._nameservers), sorted({server for one in there for server in one})
        if now:
            return f"set the name servers of {name} to {servers}; its registry has {', '.join(now)}"
        return f"buy {name} at any registrar, and set its name servers to {servers}; nothing is bought or charged here"

    def _delegations(self, name: str) -> list[tuple[str, ...]]:
        """The name's servers as each server of its parent tells them; at least one of them answers."""
        for afresh in (False, True):  # what was remembered of the parent may be out of date
            zone = self._registries.find(suffix_of(name) or "", afresh)
            servers = zone.servers[:MOST_SERVERS] if zone else ()
            with ThreadPoolExecutor(MOST_SERVERS) as pool:
                told = [one for one in pool.map(lambda server: self._told(name, server), servers) if one is not None]
            if told:
                return told
        raise ProviderFailed(
            f"no server of .{suffix_of(name)} tells who serves {name}",
            hint="check that this network lets DNS questions out (port 53), then `sparewheel resume`",
            code="registry-silent",
        )

    def _told(self, name: str, server: Server) -> tuple[str, ...] | None:
        try:
            return tuple(sorted(value.lower() for value in self._probe.resolve(name, "NS", [server])))
        except ProviderFailed:
            return None
