"""The registries: the same questions, to the real ones or to the sandbox's, which differ in addresses only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from launcher.model import Quote, Server
from launcher.providers.registries import delegations, parents, rdap
from launcher.providers.registries.bootstrap import Bases
from launcher.providers.registries.delegations import FindZone, Zone
from launcher.providers.registries.rdap import FindBase
from launcher.providers.registries.zones import Walk
from launcher.providers.sandbox.wire import LOOPBACK, World
from launcher.services import Clock


class Registries:
    """Asks the servers that `find` tells for a suffix, and the RDAP service that `base_of` tells for a name."""

    def __init__(self, find: FindZone, base_of: FindBase) -> None:
        self.find = find
        self.base_of = base_of

    def delegated(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """By the TLDs' own authoritative servers, in the order asked: taken, available (not delegated) or unknown."""
        return delegations.delegated(names, self.find)

    def registered(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """By RDAP, in the order asked: taken, available (no such object), reserved or unknown."""
        return rdap.registered(names, lambda name: self.base_of(name) if delegations.suffix_of(name) else None)

    def servers(self, name: str) -> tuple[str, ...]:
        """The name servers that every server of the parent tells, in lower case, sorted; empty: not delegated."""
        return parents.servers(name, self.find)

    def digests(self, name: str) -> tuple[str, ...]:
        """The DS records that every server of the parent tells, sorted; empty: none."""
        return parents.digests(name, self.find)


def public(state: Path, clock: Clock) -> Registries:
    """The real ones. Where their servers are is remembered in the folder `state`."""

    def now() -> float:
        return clock.now().timestamp()

    return Registries(Walk(state / "zones.json", now).find, Bases(state / "rdap.json", now).find)


def of_sandbox(life: World) -> Registries:
    """The sandbox's: every question goes to its own ports on loopback, whatever the name's ending."""
    servers = (Server(LOOPBACK, life.registry_port, "sandbox"),)
    base = f"http://{LOOPBACK}:{life.control_port}/rdap/"
    return Registries(lambda suffix, _: Zone(suffix, servers), lambda _: base)
