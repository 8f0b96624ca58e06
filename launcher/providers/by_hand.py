"""A registrar that is a person: says what to buy and what to set there, and sees it when it is done.

Nothing is bought or charged here, and nothing is kept: an operation is called by its name, and whether it has ended is
what the servers of the name's parent say. So a name that was bought in quiet times is held already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal

from launcher.errors import ProviderFailed, Refused
from launcher.model import Availability, Holding, Money, Operation, OperationState, Order, Quote
from launcher.providers.registries.delegations import suffix_of
from launcher.services import Clock, Registry

YOURSELF = "you buy it yourself"


class ByHand:
    """A Registrar and a Delegator. `nameservers` tells what a name must be delegated to; none: not known before its
    zone is there. Prices are nothing, in this `currency`."""

    def __init__(
        self, registry: Registry, clock: Clock, nameservers: Callable[[str], Collection[str]], currency: str
    ) -> None:
        self._registry = registry
        self._clock = clock
        self._nameservers = nameservers
        self._nothing = Money(Decimal("0.00"), currency)

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """By the registries: the TLDs' servers, then RDAP for what is not taken. Who buys sees the price there."""
        served = {quote.name: quote for quote in self._registry.delegated(names)}
        left = [name for name in names if served[name].availability is not Availability.TAKEN]
        registered = {quote.name: quote for quote in self._registry.registered(left)}
        return tuple(self._quote(served[name], registered.get(name)) for name in names)

    def register(self, order: Order) -> Operation:
        """What the person must do, or that it is done already. Never buys. Refused for what is no name to buy."""
        return self.operation(order.name)

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:  # noqa: ARG002 - the port's signature
        """None: nobody lists what is bought elsewhere; `holding` sees it."""
        return ()

    def operation(self, id: str) -> Operation:
        """Ended once the parent delegates the name to us; until then the person is waited for. Raises ProviderFailed
        when no server of the parent tells, or not all the same."""
        if suffix_of(id) is None:
            raise Refused(f"{id} is no name that can be bought", code="no-such-operation")
        there, wanted = self._registry.servers(id), _hosts(self._nameservers(id))
        if there and there == wanted:
            return Operation(id, id, OperationState.SUCCEEDED, self._clock.now())
        task = _set("name servers", id, wanted, there) if there and wanted else _buy(id, wanted)
        return Operation(id, id, OperationState.CUSTOMER_ACTION, self._clock.now(), message=task)

    def holding(self, name: str) -> Holding | None:
        """Held: delegated to us. Raises like `operation`."""
        there = self._registry.servers(name) if suffix_of(name) else ()
        ours = there and there == _hosts(self._nameservers(name))
        return Holding(name, auto_renew=False, nameservers=there) if ours else None

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """Nothing when the registry says so already; ProviderFailed `customer-action` tells what to set."""
        there, wanted = self._registry.servers(name), _hosts(nameservers)
        if there != wanted:
            raise _yours(_set("name servers", name, wanted, there))

    def sign(self, name: str, digests: Collection[str]) -> None:
        """The same for its DS records."""
        there, wanted = self._registry.digests(name), tuple(sorted({" ".join(one.upper().split()) for one in digests}))
        if there != wanted:
            raise _yours(_set("DS records", name, wanted, there))

    # ── inside ──

    def _quote(self, served: Quote, registered: Quote | None) -> Quote:
        """RDAP knows more than the servers; where it says nothing, a name that is not delegated may be had."""
        said = registered if registered and registered.availability is not Availability.UNKNOWN else served
        if said.availability is not Availability.AVAILABLE:
            return Quote(said.name, said.availability, why=said.why)
        return Quote(said.name, said.availability, self._nothing, YOURSELF)


def _buy(name: str, nameservers: Collection[str]) -> str:
    servers = f"and set its name servers to {', '.join(nameservers)}" if nameservers else "its name servers come next"
    return f"buy {name} at any registrar, {servers}; nothing is bought or charged here"


def _hosts(names: Collection[str]) -> tuple[str, ...]:
    """As `Registry.servers` tells them."""
    return tuple(sorted({name.lower().rstrip(".") for name in names}))


def _set(what: str, name: str, wanted: Sequence[str], there: Sequence[str]) -> str:
    task = f"set the {what} of {name} to {', '.join(wanted)}" if wanted else f"remove the {what} of {name}"
    return f"{task}; its registry has {', '.join(there) or 'none'}"


def _yours(task: str) -> ProviderFailed:
    hint = "Do that where the name was bought; once its registry shows it, `sparewheel resume` goes on."
    return ProviderFailed(f"this is yours to do: {task}", hint=hint, code="customer-action")
