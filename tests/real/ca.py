"""A CA of the test's own: pebble on loopback, ended by its id, and what it was asked for."""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.model import Record
from launcher.providers.acme.authority import Authority
from launcher.services import DnsHost
from tests.real.caddy import LOOPBACK, free_ports, needed
from tests.real.daemons import wait


@dataclass(frozen=True)
class Pebble:
    """`root` has both roots as PEM: of its own web server, and of what it issues."""

    directory: str
    root: Path
    log: Path

    @property
    def orders(self) -> int:
        """How many were begun."""
        return self.log.read_text().count("Added order")

    @property
    def issued(self) -> int:
        return self.log.read_text().count("Issued certificate")

    @property
    def looked(self) -> int:
        """How often it looked for a proof."""
        return self.log.read_text().count("Pulled a task")

    @property
    def authority(self) -> Authority:
        return Authority(self.directory, root=self.root)


@contextlib.contextmanager
def pebble(
    folder: Path,
    dns: str,
    ports: tuple[int, int] = (80, 443),
    *,
    at: str = LOOPBACK,
    listen: Sequence[int] = (),
    **environment: str,
) -> Iterator[Pebble]:
    """One at this address that looks names up at `dns` (`ADDRESS:PORT`), and hosts' answers on these two ports. No
    authorization is used twice, and it does not wait before it looks, unless the environment says so. It remembers
    nothing, and never certifies names under `blocked.ca`."""
    needed("pebble")
    folder.mkdir(parents=True, exist_ok=True)
    acme, manage = listen or free_ports(2)
    key, certificate, conf, root = (folder / name for name in ("p.key", "p.pem", "pebble.json", "roots.pem"))
    names = ("-addext", f"subjectAltName=DNS:localhost,IP:{at}")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=localhost")
    command = ["openssl", "req", "-x509", *curve, *names, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    listens = {"listenAddress": f"{at}:{acme}", "managementListenAddress": f"{at}:{manage}"}
    files = {"certificate": str(certificate), "privateKey": str(key), "ocspResponderURL": ""}
    rules = {"httpPort": ports[0], "tlsPort": ports[1], "domainBlocklist": ["blocked.ca"]}
    conf.write_text(json.dumps({"pebble": {**listens, **files, **rules}}))
    server = ["pebble", "-config", str(conf), "-dnsserver", dns, "-strict"]
    own = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_AUTHZREUSE": "0", **environment}
    with _process(folder / "log", server, (at, acme, manage), own):
        trusted = ssl.create_default_context(cafile=str(certificate))
        with urllib.request.urlopen(f"https://{at}:{manage}/roots/0", context=trusted, timeout=10) as answer:
            root.write_bytes(certificate.read_bytes() + answer.read())
        yield Pebble(f"https://{at}:{acme}/dir", root, folder / "log")


@contextlib.contextmanager
def everywhere(folder: Path) -> Iterator[str]:
    """A resolver to which every name is on this machine: `ADDRESS:PORT`."""
    needed("pebble-challtestsrv")
    dns, control = free_ports(2)
    command = ["pebble-challtestsrv", "-defaultIPv4", LOOPBACK, "-defaultIPv6", "", "-dns01", f"{LOOPBACK}:{dns}"]
    off = ["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", f"{LOOPBACK}:{control}"]
    folder.mkdir(parents=True, exist_ok=True)
    with _process(folder / "log", [*command, *off], (LOOPBACK, control), {}):
        yield f"{LOOPBACK}:{dns}"


@contextlib.contextmanager
def _process(
    log: Path, command: list[str], listens: tuple[str, *tuple[int, ...]], environment: Mapping[str, str]
) -> Iterator[None]:
    """It runs, and listens at this address and these ports."""
    address, *ports = listens
    with log.open("wb") as out:
        running = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment})
    try:
        for port in ports:
            wait(running, address, port, log)
        yield
    finally:
        running.terminate()
        running.wait(10)


def show(dns: DnsHost, zone: str, records: Sequence[Record]) -> None:
    """Have these sets in the zone, instead of what stood under their names."""
    taken = {(record.name, record.type) for record in records}
    dns.change(zone, [old for old in dns.records(zone) if (old.name, old.type) in taken], records)
