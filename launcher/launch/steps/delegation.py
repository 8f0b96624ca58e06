"""Have the name delegated to our zone's servers, and wait until every server of its parent says so.

A DS record that the parent still has from an earlier life of the name, for keys that our zone does not have, takes the
name away from everyone behind a validating resolver. It is taken away first: without DS a name works for all.
"""

from __future__ import annotations

from collections.abc import Sequence

from launcher.errors import ProviderFailed, Refused
from launcher.launch.steps import parent
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.model import Server

_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How long, in seconds, the servers of a zone may take to have the same of it."""


def before(params: Params, scene: Scene) -> State:
    """What the parent says (None: its servers differ just now), what it should say, and which DS our zone proves, if
    the parent has any."""
    domain, registry = params["domain"], scene.world.registry
    ours, digests = scene.world.dns.zone(domain) or (), parent.now(registry.digests, domain)
    return {
        "servers": parent.now(registry.servers, domain),
        "digests": digests,
        "proven": list(parent.proven(domain, ours, scene)) if digests else [],
        "wanted": list(parent.names(ours)),
    }


def done(_: Params, state: State) -> bool:
    """Delegated to our servers, and nothing vouched for, or one of our keys: resolvers go by that (RFC 6840 §5.11)."""
    safe = state["digests"] == [] or set(state["digests"] or ()) & set(state["proven"])
    return bool(state["wanted"] and state["servers"] == state["wanted"] and safe)


def apply(params: Params, scene: Scene) -> State:
    """Prove the zone, take a stale DS away, delegate, and see it at the parent."""
    domain, world = params["domain"], scene.world
    servers = parent.zone_servers(domain, scene)
    _not_lame(domain, servers, scene)
    taken = _without_stale_keys(domain, servers, scene)
    wanted = parent.names(servers)
    if parent.now(world.registry.servers, domain) != list(wanted):
        world.delegator.delegate(domain, wanted)
        world.say(f"the registrar was told who serves {domain}; waiting for its registry")
    parent.shows(world.registry.servers, domain, wanted, scene, code="not-delegated")
    return {"servers": list(wanted), "digests_removed": list(taken)}


def _not_lame(domain: str, servers: Sequence[Server], scene: Scene) -> None:
    """Every server speaks for the zone, and all have the same of it. Raises ProviderFailed."""
    failed = ProviderFailed(f"no server of {domain} tells its SOA")
    for pause in (*_PAUSES, 0.0):
        try:
            if scene.world.probe.resolve(domain, "SOA", servers):
                return
        except ProviderFailed as refused:
            failed = refused
        scene.world.clock.sleep(pause)
    raise ProviderFailed(
        f"{domain} is not delegated yet: {failed.message}",
        hint="Readers sent there would find nothing. `sparewheel resume` looks again.",
        code="lame",
    ) from failed


def _without_stale_keys(domain: str, servers: Sequence[Server], scene: Scene) -> tuple[str, ...]:
    """The DS records that were taken away. Raises Refused where that is not ours to decide."""
    world = scene.world
    there = parent.settled(world.registry.digests, domain, scene)
    if not there:
        return ()
    proven = world.probe.secured(domain, servers)
    if set(there) & set(proven):
        return ()  # a resolver goes by the one that fits (RFC 6840 §5.11)
    if proven or world.registrar.holding(domain) is None:
        raise Refused(
            f"the registry has DS records of {domain} for other keys than our zone's: {', '.join(there)}",
            hint="Validating resolvers would find nothing. Have the registrar remove them; then `sparewheel resume`.",
            code="wrong-ds",
        )
    scene.note(digests_removed=list(there))
    world.delegator.sign(domain, ())
    parent.shows(world.registry.digests, domain, (), scene, code="wrong-ds-stays")
    world.say(f"the registry had DS records of {domain} for another zone's keys; they are gone")
    return there


def undo(params: Params, state: State, scene: Scene) -> None:
    """The earlier name servers, if there were any; a DS that was stale stays away."""
    domain, earlier = params["domain"], state["servers"]
    if not earlier:
        scene.world.say(f"no earlier name servers of {domain} are known: it stays delegated as it is")
        return
    scene.world.delegator.delegate(domain, earlier)
    parent.shows(scene.world.registry.servers, domain, earlier, scene, code="not-delegated")


KIND = Kind("delegation", before, done, apply, undo)
