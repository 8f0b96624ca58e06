"""The world of a rehearsal, all of it real software on the ports of the real one, and what people do in it.

registry     127.0.0.2 and the root servers' addresses: the root and `ca`, signed
our servers  127.0.0.6 (takes updates, signs) and 127.0.0.7 (follows): what the catalog tells; `host.ca` and the domain
             that stands by are there from the beginning
resolvers    127.0.0.4, which everybody here asks, and 127.0.0.5, the CAs' own, which remembers nothing; both validate
CAs          127.0.0.14 for rehearsals, 127.0.0.15
storage      127.0.0.1: Ceph, or moto
edge         127.0.0.1: a Caddy
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from launcher.errors import ProviderFailed
from launcher.model import Record, Server
from launcher.providers.network import NetworkProbe
from tests.real import buckets, rehearsal_ground
from tests.real.ca import Pebble, pebble
from tests.real.caddy import LOOPBACK, Caddy
from tests.real.chain import proven
from tests.real.primary import CATALOG, NAMESERVERS, PRIMARY, REGISTRY, Knot, primary, registry
from tests.real.rehearsal_readers import Readers
from tests.real.rehearsal_workspace import Workspace
from tests.real.resolver import Resolver, resolver
from tests.real.secondary import SECONDARY, secondary

NAME = "rappel-fromage-aubepine.ca"
STANDBY = "aubepine-urgent.ca"
FIRST = f"rappel-fromage-aubepine.{STANDBY}"
ISSUER = "ca.example"
READERS, OF_THE_CAS = "127.0.0.4", "127.0.0.5"
STAGING, CA = "127.0.0.14", "127.0.0.15"
DENIED = 3600
"""Seconds for which a resolver that was asked too early says that a name is not there."""
WRONG = f"12345 13 2 {'AB' * 32}"
"""A DS for nobody's key."""
TARGET = """
  mine:
    kind: own
    storage: {{endpoint: "{endpoint}", bucket: crisis, credentials: "env:SPAREWHEEL_S3"}}
    dns: {{server: {primary}, key: "file:{key}", nameservers: [{nameservers}], catalog: {catalog}, dnssec: true}}
    edge: {{admin: "http://127.0.0.1:2019", addresses: [{edge}], certificates: {certificates}}}
"""
OF_A_CA = """    ca:
      directory: "{directory}"
      staging: "{staging}"
      contact: crisis@example.org
      root: "{root}"
      caa: {issuer}
    standby: {standby}
    registrar: {{kind: by-hand}}
"""


@dataclass
class World:
    """What is there, and what may happen to it."""

    folder: Path
    ca: Knot
    own: Knot
    endpoint: str
    caddy: Caddy
    staging: Pebble
    authority: Pebble
    anchor: str
    following: contextlib.ExitStack
    """The second name server, while it follows the first."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def key(self) -> Path:
        """Where the key of our name servers is."""
        return self.folder / "tsig.key"

    @property
    def readers(self) -> Readers:
        """They trust what the CA issues; its own web server is no CA to them."""
        root = self.folder / "readers" / "root.pem"
        root.parent.mkdir(exist_ok=True)
        root.write_text(_last(self.authority.root.read_text()))
        return Readers(root.parent, root)

    @contextlib.contextmanager
    def resolver(self) -> Iterator[Resolver]:
        """The one that everybody asks, fresh: it was asked nothing yet."""
        with resolver(self._place("resolver"), READERS, REGISTRY, self.anchor) as there:
            yield there

    def follow(self) -> None:
        """The second name server follows the first."""
        self.following.enter_context(secondary(self._place("second"), self.own.server, self.own.key))

    def write(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        """Somebody else changes a zone of ours, and sees both servers have it."""
        self.own.dns().change(zone, remove, add)
        while True:
            with contextlib.suppress(ProviderFailed):
                NetworkProbe().resolve(zone, "SOA", [self.own.server, Server(SECONDARY, 53)])
                return
            time.sleep(0.05)

    @contextlib.contextmanager
    def lame(self) -> Iterator[None]:
        """Meanwhile the second name server knows nothing of what the first one has."""
        self.following.close()
        with secondary(self._place("lame"), self.own.server, self.own.key, "catalog.elsewhere"):
            yield
        self.follow()

    def _place(self, what: str) -> Path:
        return self.folder / f"{what}-{next(self._numbers)}"


@contextlib.contextmanager
def world(folder: Path, *, ceph: bool) -> Iterator[World]:
    """All of it, in a network namespace of its own."""
    rehearsal_ground.lay(folder, READERS)
    with contextlib.ExitStack() as stack:
        roots = rehearsal_ground.ROOT_ADDRESSES
        ca = stack.enter_context(registry(folder / "registry", 53, roots, signed=True, denied=DENIED))
        own = stack.enter_context(primary(folder / "primary", 53, signed=True, second=SECONDARY))
        (anchor, _) = proven(".", ca.server)
        ca.sign("ca", proven("ca", ca.server)[:1])
        _domains(ca, own)
        stack.enter_context(resolver(folder / "of-the-cas", OF_THE_CAS, REGISTRY, anchor, forgets=True))
        staging, authority = (
            stack.enter_context(pebble(folder / name, f"{OF_THE_CAS}:53", at=address))
            for name, address in (("staging", STAGING), ("ca", CA))
        )
        endpoint = stack.enter_context(buckets.ceph(_made(folder / "ceph")) if ceph else buckets.moto())
        caddy = Caddy(_made(folder / "caddy"), 2019, 80, 443)
        caddy.start()
        stack.callback(caddy.stop)
        following = stack.enter_context(contextlib.ExitStack())
        made = World(folder, ca, own, endpoint, caddy, staging, authority, anchor, following)
        made.follow()
        yield made


def _domains(ca: Knot, own: Knot) -> None:
    """What the organisation has had for years: the domain of its name servers, and the one that stands by."""
    host = own.dns()
    for zone in ("host.ca", STANDBY):
        host.create(zone)
    addresses = zip(NAMESERVERS, (PRIMARY, SECONDARY), strict=True)
    host.change("host.ca", [], [Record(name, "A", 60, (address,)) for name, address in addresses])
    ca.delegate(STANDBY, NAMESERVERS)
    ca.sign(STANDBY, proven(STANDBY, own.server)[:1])


def workspace(made: World, certificates: str) -> Workspace:
    """A new one, whose target `mine` is this world."""
    key, root = made.key, made.folder / "roots.pem"
    key.touch(0o600)
    key.write_text(f"hmac-sha256:{made.own.key.name}:{base64.b64encode(made.own.key.secret).decode()}\n")
    root.write_text((made.folder / "staging" / "p.pem").read_text() + made.authority.root.read_text())
    target = TARGET.format(
        endpoint=made.endpoint,
        primary=PRIMARY,
        key=key,
        nameservers=", ".join(NAMESERVERS),
        catalog=CATALOG,
        edge=LOOPBACK,
        certificates=certificates,
    )
    if certificates != "internal":
        places = {"directory": made.authority.directory, "staging": made.staging.directory, "root": root}
        target += OF_A_CA.format(**places, issuer=ISSUER, standby=STANDBY)
    there = Workspace(made.folder / "workspace", {"SPAREWHEEL_S3": f"{buckets.KEY}:{buckets.SECRET}"})
    there.furnish(target)
    return there


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _last(pems: str) -> str:
    """The last certificate of several."""
    return pems[pems.rindex("-----BEGIN CERTIFICATE-----") :]
