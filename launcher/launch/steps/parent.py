"""Waiting until the parent zone shows what its registrar was told: a registrar's yes is no proof."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from launcher.errors import Interrupted, ProviderFailed, Refused
from launcher.launch.steps.kind import Scene
from launcher.model import Server

_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_DIVIDED = "registry-divided"

Ask = Callable[[str], tuple[str, ...]]
"""`Registry.servers` or `Registry.digests`."""


def zone_servers(domain: str, scene: Scene) -> tuple[Server, ...]:
    """The name servers of our zone. Refused when there is none."""
    servers = scene.world.dns.zone(domain)
    if not servers:
        raise Refused(f"there is no DNS zone {domain}", hint="`sparewheel resume` makes it.", code="no-zone")
    return servers


def names(servers: Sequence[Server]) -> tuple[str, ...]:
    """As a parent tells them: lower case, sorted."""
    return tuple(sorted({server.name.lower().rstrip(".") for server in servers}))


def now(ask: Ask, domain: str) -> list[str] | None:
    """What all servers of the parent show; None while they do not agree."""
    try:
        return list(ask(domain))
    except ProviderFailed as failed:
        if failed.reason_code != _DIVIDED:
            raise
        return None


def proven(domain: str, servers: Sequence[Server], scene: Scene) -> tuple[str, ...]:
    """The DS records that our zone proves; none when that cannot be seen now."""
    try:
        return scene.world.probe.secured(domain, servers)
    except ProviderFailed:
        return ()


def shows(ask: Ask, domain: str, wanted: Sequence[str], scene: Scene, *, code: str) -> None:
    """Return once every server of the parent shows exactly this. Raises ProviderFailed with the code after the world's
    longest wait, Interrupted when the person stops; the registrar stays told."""
    there = _waited(ask, domain, lambda said: said == list(wanted), scene)
    if there != list(wanted):
        raise ProviderFailed(
            f"the registry does not show what it was told of {domain}: {_text(there)}, not {_text(wanted)}",
            hint="Registries take from seconds to hours: `sparewheel resume` looks again.",
            code=code,
        )


def settled(ask: Ask, domain: str, scene: Scene) -> tuple[str, ...]:
    """What the parent shows, once its servers agree: an earlier change may be on its way. Raises like `Registry`."""
    _waited(ask, domain, lambda said: said is not None, scene)
    return ask(domain)


def _waited(ask: Ask, domain: str, good: Callable[[list[str] | None], bool], scene: Scene) -> list[str] | None:
    """What is shown when it is good, or when the world's longest wait is over."""
    clock, pauses = scene.world.clock, itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1]))
    deadline = clock.elapsed() + scene.world.max_wait
    while not good(there := _seen(ask, domain)):
        if scene.stopping():
            raise Interrupted(
                f"stopped while the registry takes up {domain}", hint="It goes on there; `sparewheel resume` looks."
            )
        if clock.elapsed() >= deadline:
            break
        clock.sleep(min(next(pauses), deadline - clock.elapsed()))
    return there


def _seen(ask: Ask, domain: str) -> list[str] | None:
    """As `now`; a parent that is silent for a moment shows nothing yet."""
    try:
        return now(ask, domain)
    except ProviderFailed:
        return None


def _text(said: Sequence[str] | None) -> str:
    return "its servers do not agree" if said is None else ", ".join(said) or "nothing"
