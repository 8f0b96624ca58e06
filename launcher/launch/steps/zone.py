"""Make the name's DNS zone."""

from __future__ import annotations

from launcher.errors import Refused
from launcher.launch.steps import parent
from launcher.launch.steps.kind import Kind, Params, Scene, State

_APPEARS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds until a zone that the registrar makes is shown. A second one of the same name would have other servers than
the registry was told of."""


def before(params: Params, scene: Scene) -> State:
    """Whether the zone is there."""
    return {"zone": scene.world.dns.zone(params["domain"]) is not None}


def done(_: Params, state: State) -> bool:
    """It is."""
    return bool(state["zone"])


def apply(params: Params, scene: Scene) -> State:
    """Create it, unless it comes by itself; tell its name servers."""
    if scene.world.zone_with_name:
        _awaited(params, scene)
    return {"nameservers": [server.name for server in scene.world.dns.create(params["domain"])]}


def _awaited(params: Params, scene: Scene) -> None:
    for seconds in _APPEARS:
        if done(params, before(params, scene)):
            return
        scene.world.clock.sleep(seconds)


def undo(params: Params, state: State, scene: Scene) -> None:
    """Remove the zone if we made it and nobody put anything else into it. One that readers are still sent to stays,
    empty: on name servers that many share, a stranger could put his own in its place."""
    if state["zone"]:
        return
    domain, world = params["domain"], scene.world
    if others := world.dns.records(domain):
        raise Refused(
            f"the zone {domain} holds {len(others)} records that are not ours",
            hint="Remove them, or leave the zone as it is.",
            code="zone-in-use",
        )
    if _led_to(domain, scene):
        raise Refused(
            f"the zone {domain} stays, empty: readers are still sent to its servers, where a stranger could claim it",
            hint="Have the registrar forget its name servers; then remove the zone.",
            code="still-delegated",
        )
    world.dns.delete(domain)


def _led_to(domain: str, scene: Scene) -> bool:
    """Whether the parent sends readers to the zone, as far as it can be told."""
    servers = scene.world.dns.zone(domain)
    if not servers:
        return False
    there = parent.now(scene.world.registry.servers, domain)
    return there is None or bool(set(there) & set(parent.names(servers)))


KIND = Kind("zone", before, done, apply, undo)
