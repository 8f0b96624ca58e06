"""Observe: what the world looks like before a plan is made. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from launcher.launch.deploy.depot import look
from launcher.launch.deploy.state import Stands
from launcher.model import Front, Money
from launcher.services import World


@dataclass(frozen=True, slots=True)
class First:
    """Where the site is live before its own name is: a host of a zone that is ours already, and where its readers
    arrive. Not `certified`: nobody was ready for it, and the edge does not see to it."""

    host: str
    zone: str
    front: Front
    certified: bool = True
    stands: Stands | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What a plan for one name depends on: do we hold it (else at which price), where readers arrive, and where they
    arrive until then. `zone_with_name`, `by_hand`: see `World`."""

    domain: str
    held: bool
    price: Money | None
    front: Front
    simulated: bool
    first: First | None = None
    stands: Stands | None = None
    """How the name stands already; None: nobody asked, so nothing is there."""
    zone_with_name: bool = False
    by_hand: bool = False


def observe(world: World, domain: str, price: Money | None, first: str = "") -> Observed:
    """Ask the registrar and the edge. `price` is the registrar's quote of a moment ago, if there was one; `first` the
    host under the world's standby domain."""
    held = world.registrar.holding(domain) is not None
    early = _first(world, first) if first else None
    return Observed(
        domain=domain,
        held=held,
        price=None if held else price,
        front=world.edge.front(domain),
        simulated=bool(world.simulated),
        first=early,
        stands=stands(world, domain),
        zone_with_name=world.zone_with_name,
        by_hand=world.by_hand,
    )


def _first(world: World, host: str) -> First:
    front = world.edge.front(host)
    certified = front.certifies or world.certifier is None or world.certifier.covering([host]) is not None
    return First(host, world.standby, front, certified, stands(world, host))


def stands(world: World, host: str) -> Stands:
    """Ask the edge and the storage about a host."""
    return Stands(host, world.edge.serving(host), look(world.shared, host).state)
