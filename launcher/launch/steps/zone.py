"""Make the name's DNS zone."""

from __future__ import annotations

from launcher.errors import Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:
    """Whether the zone is there."""
    return {"zone": scene.world.dns.zone(params["domain"]) is not None}


def done(_: Params, state: State) -> bool:
    """It is."""
    return bool(state["zone"])


def apply(params: Params, scene: Scene) -> State:
    """Create it; tell its name servers."""
    return {"nameservers": [server.name for server in scene.world.dns.create(params["domain"])]}


def undo(params: Params, state: State, scene: Scene) -> None:
    """Remove the zone if we made it and nobody put anything else into it."""
    if state["zone"]:
        return
    if others := scene.world.dns.records(params["domain"]):
        raise Refused(
            f"the zone {params['domain']} holds {len(others)} records that are not ours",
            hint="Remove them, or leave the zone as it is.",
            code="zone-in-use",
        )
    scene.world.dns.delete(params["domain"])


KIND = Kind("zone", before, done, apply, undo)
