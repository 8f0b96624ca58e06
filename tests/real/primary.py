"""Name servers that take signed updates, played by knot on loopback: a registry (root and `ca`) and a primary of one's
own, which makes its zones from a catalog.

registry   127.0.0.2    . → ca; ca, whose delegations a test adds and removes as a registrar would
primary    127.0.0.6    what its catalog tells, and `by-hand.ca`, which somebody configured

Signed, the registry signs both of its zones, the primary the members of its catalog: `by-hand.ca` never is.
"""

from __future__ import annotations

import base64
import contextlib
import secrets
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dns.rcode
import dns.tsig
import dns.update

from launcher.model import Server
from launcher.providers.dns.rfc2136 import Rfc2136Dns
from launcher.providers.dns.signed import Wire, key_of
from tests.real.daemons import free_port, wait

REGISTRY, PRIMARY = "127.0.0.2", "127.0.0.6"
CATALOG = "catalog.sparewheel"
NAMESERVERS = ("ns1.host.ca", "ns2.host.ca")


def _soa(denied: int) -> str:
    return f"@ {denied} SOA ns1.host.ca. hostmaster.host.ca. 1 3600 600 604800 {denied}\n"


SOA = _soa(60)
OURS = f"{SOA}@ 60 NS ns1.host.ca.\n@ 60 NS ns2.host.ca.\n"


@dataclass(frozen=True)
class Knot:
    """A running server, and the key that it knows."""

    server: Server
    key: dns.tsig.Key

    def dns(self, *, catalog: str = CATALOG, key: dns.tsig.Key | None = None) -> Rfc2136Dns:
        """A client; both name servers are at the primary's address."""
        look_up = {name: [self.server.address] for name in NAMESERVERS}.__getitem__
        return Rfc2136Dns(self.server, key or self.key, NAMESERVERS, catalog=catalog, look_up=look_up)

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """What a registrar has the registry write: the name's servers, or none."""
        self._write(name, "NS", [f"{server}." for server in nameservers])

    def sign(self, name: str, digests: Collection[str]) -> None:
        """The same with its DS records."""
        self._write(name, "DS", digests)

    def _write(self, name: str, kind: str, values: Collection[str]) -> None:
        message = dns.update.UpdateMessage(name.partition(".")[2] or ".")
        message.delete(f"{name}.", kind)
        for value in values:
            message.add(f"{name}.", 60, kind, value)
        assert Wire(self.server, self.key).send(message).rcode == dns.rcode.NOERROR


def new_key(name: str = "launch.") -> dns.tsig.Key:
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    return key_of(f"hmac-sha256:{name}:{secret}", "the test")


@contextlib.contextmanager
def registry(
    folder: Path,
    port: int = 0,
    roots: Sequence[str] = (),
    tld: str = REGISTRY,
    *,
    signed: bool = False,
    denied: int = 60,
) -> Iterator[Knot]:
    """The root and `ca`, on one server, which listens on all these addresses. For `denied` seconds a resolver may
    remember that a name is not there."""
    zones = {
        ".": f"{SOA}@ NS root.nic.test.\nroot.nic.test. A {tld}\nca. NS a.nic.ca.\na.nic.ca. A {tld}\n",
        "ca": f"{_soa(denied)}@ NS a.nic\na.nic A {tld}\n"
        f"host NS ns1.host\nns1.host A {PRIMARY}\nns2.host A {PRIMARY}\n",
    }
    with _knot(folder, (tld, *roots), port, zones, "default" if signed else "") as knot:
        yield knot


@contextlib.contextmanager
def primary(
    folder: Path, port: int = 0, address: str = PRIMARY, *, signed: bool = False, second: str = ""
) -> Iterator[Knot]:
    """A primary whose member zones start with SOA and NS. It tells the server at `second`, an address, of changes."""
    catalog = f'{SOA}@ 0 NS invalid.\nversion 0 TXT "2"\n'
    zones = {CATALOG: catalog, "by-hand.ca": OURS}
    with _knot(folder, (address,), port, zones, "member" if signed else "", second) as knot:
        yield knot


@contextlib.contextmanager
def _knot(
    folder: Path, addresses: Sequence[str], port: int, zones: Mapping[str, str], signing: str, second: str = ""
) -> Iterator[Knot]:
    port, key, knotd = port or free_port(addresses[0]), new_key(), shutil.which("knotd")
    assert knotd
    (folder / "db").mkdir(parents=True)
    for name, text in {**zones, "member": OURS}.items():
        (folder / f"{name.strip('.') or 'root'}.zone").write_text(f"$TTL 60\n{text}")
    (folder / "knot.conf").write_text(_conf(folder, addresses, port, key, zones, signing, second))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([knotd, "-c", str(folder / "knot.conf")], stdout=log, stderr=log)
    try:
        wait(process, addresses[0], port, folder / "log")
        yield Knot(Server(addresses[0], port, "primary"), key)
    finally:
        process.terminate()
        process.wait(10)


def _conf(
    folder: Path,
    addresses: Sequence[str],
    port: int,
    key: dns.tsig.Key,
    zones: Mapping[str, str],
    signing: str,
    second: str,
) -> str:
    """`signing` is the template whose zones are signed, `second` the server that is told of changes."""
    secret = base64.b64encode(key.secret).decode()
    listen = ", ".join(f"{address}@{port}" for address in addresses)
    kept = f'    storage: "{folder}"\n    zonefile-sync: -1\n    journal-content: all\n'
    kept += "    zonefile-load: difference-no-serial\n" + ("    notify: second\n" if second else "")
    remote = f"remote:\n  - id: second\n    address: {second}@{port}\n    key: {key.name}\n" if second else ""
    rights = f"    key: {key.name}\n    action: [update, transfer]\n"
    signed = {signing: "    dnssec-signing: on\n    dnssec-policy: one-key\n"}
    told = (
        f'server:\n    rundir: "{folder}"\n    listen: [{listen}]\n    udp-workers: 1\n    tcp-workers: 1\n'
        f'database:\n    storage: "{folder}/db"\n'
        f"key:\n  - id: {key.name}\n    algorithm: hmac-sha256\n    secret: {secret}\n"
        f"{remote}acl:\n  - id: any\n{rights}  - id: launch\n{rights}    update-type: [A, AAAA, CAA, CNAME, MX, TXT]\n"
        "policy:\n  - id: one-key\n    algorithm: ecdsap256sha256\n    single-type-signing: on\n"
        f"template:\n  - id: default\n{kept}    acl: any\n{signed.get('default', '')}"
        f'  - id: member\n{kept}    acl: launch\n    file: "member.zone"\n{signed.get("member", "")}zone:\n'
    )
    for name in zones:
        told += f"  - domain: {name}\n    file: {name.strip('.') or 'root'}.zone\n"
        told += "    catalog-role: interpret\n    catalog-template: member\n" if name == CATALOG else ""
    return told
