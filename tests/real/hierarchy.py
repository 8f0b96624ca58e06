"""A DNS of our own, from the root down, played by knot on loopback: the real software, an invented world.

root       127.0.0.2    . → ca, uk, wild, limited, glueless (whose server's address is not given), lame, dead
the TLDs   127.0.0.3    ca, uk, co.uk, wild, limited, glueless; what it was not given (lame) it refuses
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.model import Server
from tests.real.daemons import free_port, wait

ROOT, TLDS, NOBODY = "127.0.0.2", "127.0.0.3", "127.0.0.4"
SOA = "@ 3600 SOA ns.nic.test. hostmaster.nic.test. 1 3600 600 604800 60\n"

ROOT_ZONE = f"""{SOA}@ 3600 NS root.nic.test.
root.nic.test. A {ROOT}
ca. NS a.nic.ca.
a.nic.ca. A {TLDS}
uk. NS a.nic.uk.
a.nic.uk. A {TLDS}
wild. NS a.nic.wild.
a.nic.wild. A {TLDS}
limited. NS a.nic.limited.
a.nic.limited. A {TLDS}
glueless. NS servers.taken.ca.
lame. NS a.nic.lame.
a.nic.lame. A {TLDS}
half. NS a.nic.half.
half. NS b.nic.half.
a.nic.half. A {NOBODY}
b.nic.half. A {TLDS}
dead. NS a.nic.dead.
a.nic.dead. A {NOBODY}
"""
ZONES: Mapping[str, str] = {
    "ca": f"""{SOA}@ NS a.nic
a.nic A {TLDS}
taken NS ns1.elsewhere.test.
inside A 192.0.2.1
below.there NS ns1.elsewhere.test.
taken.qc NS ns1.elsewhere.test.
host NS a.nic.host
a.nic.host A {TLDS}
""",
    "uk": f"{SOA}@ NS a.nic\na.nic A {TLDS}\nco NS a.nic.co\na.nic.co A {TLDS}\n",
    "co.uk": f"{SOA}@ NS a.nic\na.nic A {TLDS}\ntaken NS ns1.elsewhere.test.\n",
    "wild": f"{SOA}@ NS a.nic\na.nic A {TLDS}\n* NS ns1.elsewhere.test.\n",
    "limited": f"{SOA}@ NS a.nic\na.nic A {TLDS}\ntaken NS ns1.elsewhere.test.\n",
    "glueless": f"{SOA}@ NS servers.taken.ca.\ntaken NS ns1.elsewhere.test.\n",
    "half": f"{SOA}@ NS a.nic\n@ NS b.nic\na.nic A {NOBODY}\nb.nic A {TLDS}\ntaken NS ns1.elsewhere.test.\n",
    "taken.ca": f"{SOA}@ NS servers\nservers A {TLDS}\n",
}


@dataclass(frozen=True)
class Hierarchy:
    """Where it listens: one port on several loopback addresses, as the world's servers share 53."""

    port: int

    @property
    def roots(self) -> tuple[Server, ...]:
        return (Server(ROOT, self.port, "root"),)


@contextlib.contextmanager
def hierarchy(folder: Path) -> Iterator[Hierarchy]:
    port = free_port(ROOT)
    with _knot(folder / "root", ROOT, port, {".": ROOT_ZONE}), _knot(folder / "tlds", TLDS, port, ZONES):
        yield Hierarchy(port)


@contextlib.contextmanager
def _knot(folder: Path, address: str, port: int, zones: Mapping[str, str]) -> Iterator[None]:
    folder.mkdir(parents=True)
    for name, text in zones.items():
        (folder / f"{name.strip('.') or 'root'}.zone").write_text(f"$TTL 3600\n{text}")
    (folder / "knot.conf").write_text(_conf(folder, address, port, zones))
    knotd = shutil.which("knotd")
    assert knotd
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([knotd, "-c", str(folder / "knot.conf")], stdout=log, stderr=log)
    try:
        wait(process, address, port, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait(10)


def _conf(folder: Path, address: str, port: int, zones: Mapping[str, str]) -> str:
    told = [
        *(
            "server:",
            f"    rundir: {folder}",
            f"    listen: {address}@{port}",
            "    udp-workers: 1",
            "    tcp-workers: 1",
        ),
        *("database:", f"    storage: {folder}/db"),
        # One answer in the second to each asker, then all are told to come back over TCP.
        *("mod-rrl:", "  - id: strict", "    rate-limit: 1", "    slip: 1"),
        *("template:", "  - id: default", f"    storage: {folder}"),
        "zone:",
    ]
    for name in zones:
        told += [f"  - domain: {name}", f"    file: {name.strip('.') or 'root'}.zone"]
        told += ["    module: mod-rrl/strict"] if name == "limited" else []
    return "\n".join(told) + "\n"
