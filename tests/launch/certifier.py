"""A CA for tests, and an edge that takes its certificates. The CA is as strict as a real one: it looks at the
sandbox's name server for what it asked to be shown there, and counts when it finds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from launcher.errors import Refused, SpareWheelError
from launcher.model import Certificate, Front, Record, Server
from launcher.providers.network import NetworkProbe
from launcher.providers.sandbox.ports import SandboxEdge
from launcher.providers.sandbox.wire import LOOPBACK, World
from launcher.services import Clock

LIFE = dt.timedelta(days=90)


@dataclass
class Authority:
    """A `Certifier`. `noes` are what it answers to the next looks, whatever it finds; `kind` is what it wants shown: a
    TXT for an hour, as ACME, or a CNAME for good, as ACM."""

    life: World
    clock: Clock
    kind: str = "TXT"
    noes: list[SpareWheelError] = field(default_factory=list)
    given: list[Certificate] = field(default_factory=list)
    orders: int = 0
    looks: int = 0
    in_vain: int = 0
    _open: dict[frozenset[str], int] = field(default_factory=dict)

    def covering(self, names: Collection[str]) -> Certificate | None:
        now = self.clock.now()
        good = [one for one in self.given if all(_good(one, name) for name in names) and one.until > now]
        return max(good, key=lambda one: one.until, default=None)

    def challenges(self, names: Collection[str]) -> tuple[Record, ...]:
        key = frozenset(names)
        if key not in self._open:
            self.orders += 1
            self._open[key] = self.orders
        hosts = sorted({name.removeprefix("*.") for name in names})
        return tuple(self._wanted(host, self._open[key]) for host in hosts)

    def _wanted(self, host: str, order: int) -> Record:
        token = f"token-{order}-of-{len(host)}"
        if self.kind == "TXT":
            return Record(f"_acme-challenge.{host}", "TXT", 60, (f'"{token}"',))
        return Record(f"_{order}ab.{host}", "CNAME", 60, (f"_{token}.acm-validations.example",))

    def issue(self, names: Collection[str]) -> Certificate:
        self.looks += 1
        server: Sequence[Server] = [Server(LOOPBACK, self.life.dns_port, "ns1.sandbox.test")]
        wanted = self.challenges(names)
        seen = all(NetworkProbe().resolve(one.name, one.type, server) == one.values for one in wanted)
        self.in_vain += not seen
        if self.noes:
            raise self.noes.pop(0)
        assert seen, "a real CA counts this, and bars the account for an hour after five"
        del self._open[frozenset(names)]
        made = Certificate(tuple(sorted(names)), self.clock.now() + LIFE, "An Authority for Tests")
        self.given.append(made)
        return made


def _good(certificate: Certificate, name: str) -> bool:
    return name in certificate.names or f"*.{name.partition('.')[2]}" in certificate.names


class Taking(SandboxEdge):
    """An edge that is given its certificates, and refuses to serve a host that has none."""

    def __init__(self, life: World, bucket: str, authority: Authority) -> None:
        super().__init__(life, bucket)
        self._authority = authority

    def front(self, host: str) -> Front:
        return replace(super().front(host), certifies=False)

    def point(self, host: str, to: str, changed: Collection[str] = ()) -> None:
        if self._authority.covering([host]) is None:
            raise Refused(f"there is no certificate for {host}", code="no-certificate")
        super().point(host, to, changed)
