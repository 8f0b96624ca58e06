"""Have the parent vouch for our zone's keys (DS), once they are proven: a wrong DS takes the name away from everyone
behind a validating resolver."""

from __future__ import annotations

from collections.abc import Sequence

from launcher.errors import ProviderFailed, Refused
from launcher.launch.steps import parent
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.model import Server

_SHA256 = "2"
"""The one digest type that registries and resolvers all take (RFC 8624 §3.3)."""


def before(params: Params, scene: Scene) -> State:
    """The DS records at the parent (None: its servers differ just now), and those that our zone proves."""
    domain, world = params["domain"], scene.world
    return {
        "digests": parent.now(world.registry.digests, domain),
        "proven": list(parent.proven(domain, world.dns.zone(domain) or (), scene)),
    }


def done(_: Params, state: State) -> bool:
    """The parent vouches for our keys and no others."""
    return bool(state["digests"]) and set(state["digests"]) <= set(state["proven"])


def apply(params: Params, scene: Scene) -> State:
    """Prove, tell, see it at the parent, prove again; what no longer holds then is taken back."""
    domain, world = params["domain"], scene.world
    servers = parent.zone_servers(domain, scene)
    _ours(domain, servers, scene)
    wanted = _wanted(domain, servers, scene)
    world.delegator.sign(domain, wanted)
    parent.shows(world.registry.digests, domain, wanted, scene, code="not-signed")
    if not set(wanted) <= set(parent.proven(domain, servers, scene)):
        world.delegator.sign(domain, ())
        raise _unproven(domain, "it was not proven again once the registry had it, so it was taken away")
    return {"digests": list(wanted)}


def _ours(domain: str, servers: Sequence[Server], scene: Scene) -> None:
    """A DS for keys of servers that nobody is sent to breaks the name."""
    there = parent.now(scene.world.registry.servers, domain)
    if there != list(parent.names(servers)):
        raise _unproven(domain, f"its registry sends readers to {', '.join(there or ['several servers'])}, not to ours")


def _wanted(domain: str, servers: Sequence[Server], scene: Scene) -> tuple[str, ...]:
    try:
        proven = scene.world.probe.secured(domain, servers)
    except ProviderFailed as failed:
        if failed.reason_code != "dnssec-broken":
            raise
        raise _unproven(domain, failed.message) from failed
    if not proven:
        raise _unproven(domain, "its zone is not signed")
    return tuple(one for one in proven if one.split()[2] == _SHA256)


def _unproven(domain: str, why: str) -> Refused:
    return Refused(
        f"no DS was set for {domain}: {why}",
        hint="The name works without; put the zone right, then `sparewheel resume`.",
        code="ds-unproven",
    )


def undo(params: Params, state: State, scene: Scene) -> None:
    """The DS records that were there before, but for what would not validate now."""
    domain, world = params["domain"], scene.world
    proven = parent.proven(domain, world.dns.zone(domain) or (), scene)
    earlier = tuple(one for one in state["digests"] or () if one in proven)
    world.delegator.sign(domain, earlier)
    parent.shows(world.registry.digests, domain, earlier, scene, code="not-signed")


KIND = Kind("sign", before, done, apply, undo)
