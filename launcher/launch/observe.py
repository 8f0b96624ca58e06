"""Observe: what the world looks like before a plan is made. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from launcher.model import Front, Money
from launcher.services import World


@dataclass(frozen=True, slots=True)
class Observed:
    """What a plan for one name depends on: do we hold it (else at which price), and where readers arrive."""

    domain: str
    held: bool
    price: Money | None
    front: Front
    simulated: bool


def observe(world: World, domain: str, price: Money | None) -> Observed:
    """Ask the registrar and the edge. `price` is the registrar's quote of a moment ago, if there was one."""
    held = world.registrar.holding(domain) is not None
    return Observed(domain, held, None if held else price, world.edge.front(), bool(world.simulated))
