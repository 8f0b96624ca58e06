"""Read records back: a write is done when every authoritative server of the zone says so, not when it was taken."""

from __future__ import annotations

from collections.abc import Sequence

from launcher.errors import Interrupted, ProviderFailed
from launcher.launch.steps.kind import Scene
from launcher.model import Record, Server

PATIENCE = 120.0
"""Seconds that a provider's name servers may take to agree (Route 53 documents 60)."""
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)


def read_back(zone: str, wanted: Sequence[Record], scene: Scene) -> list[str]:
    """Ask every server of the zone until it answers as written; the names of the servers. Raises ProviderFailed."""
    servers = scene.world.dns.zone(zone) or ()
    for server in servers:
        _from(server, wanted, scene)
    return [server.name for server in servers]


def _from(server: Server, wanted: Sequence[Record], scene: Scene) -> None:
    clock = scene.world.clock
    end, turn = clock.elapsed() + PATIENCE, 0
    while wrong := next((record for record in wanted if not _says(record, server, scene)), None):
        if scene.stopping():
            raise Interrupted(
                f"stopped while {server.name} learns of {wrong.name}", hint="`sparewheel resume` goes on."
            )
        if clock.elapsed() > end:
            raise ProviderFailed(
                f"{server.name or server.address} does not answer {wrong.type} {wrong.name} as written",
                hint="`sparewheel resume` looks again.",
                code="dns-not-there",
            )
        clock.sleep(_PAUSES[min(turn, len(_PAUSES) - 1)])
        turn += 1


def _says(record: Record, server: Server, scene: Scene) -> bool:
    """Addresses behind an ALIAS are their host's own: there must be some."""
    kind = "A" if record.type == "ALIAS" else record.type
    try:
        found = tuple(sorted(scene.world.probe.resolve(record.name, kind, [server])))
    except ProviderFailed:  # a packet was lost, a server restarts: not there yet
        return False
    return bool(found) if record.type == "ALIAS" else found == record.values
