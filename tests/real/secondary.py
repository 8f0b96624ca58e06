"""A second name server of one's own, played by knot: what the catalog tells, it has from the primary, by itself."""

from __future__ import annotations

import base64
import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import dns.tsig

from launcher.model import Server
from tests.real.daemons import wait
from tests.real.primary import CATALOG

SECONDARY = "127.0.0.7"
CONF = """server:
    rundir: "{folder}"
    listen: {address}@53
    udp-workers: 1
    tcp-workers: 1
database:
    storage: "{folder}/db"
key:
  - id: {key.name}
    algorithm: hmac-sha256
    secret: {secret}
remote:
  - id: primary
    address: {primary.address}@{primary.port}
    key: {key.name}
acl:
  - id: told
    key: {key.name}
    action: notify
template:
  - id: default
    storage: "{folder}"
    zonefile-sync: -1
    journal-content: all
    master: primary
    acl: told
  - id: member
    storage: "{folder}"
    zonefile-sync: -1
    journal-content: all
    master: primary
    acl: told
zone:
  - domain: {catalog}
    catalog-role: interpret
    catalog-template: member
"""


@contextlib.contextmanager
def secondary(folder: Path, primary: Server, key: dns.tsig.Key, catalog: str = CATALOG) -> Iterator[Server]:
    """One that follows this primary in what this catalog tells, and is told of changes with this key."""
    knotd = shutil.which("knotd")
    assert knotd
    (folder / "db").mkdir(parents=True)
    secret = base64.b64encode(key.secret).decode()
    told = {"folder": folder, "address": SECONDARY, "key": key, "secret": secret, "primary": primary}
    (folder / "knot.conf").write_text(CONF.format(**told, catalog=catalog))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([knotd, "-c", str(folder / "knot.conf")], stdout=log, stderr=log)
    try:
        wait(process, SECONDARY, 53, folder / "log")
        yield Server(SECONDARY, 53, "secondary")
    finally:
        process.terminate()
        process.wait(10)
