"""A validating resolver, played by unbound on loopback, as a reader's provider runs one: with a cache, its own root
servers and trust anchor."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dns.flags
import dns.message
import dns.query
import dns.rcode

from launcher.model import Server
from tests.real.daemons import wait

CONF = """server:
  interface: {address}@53
  access-control: 127.0.0.0/8 allow
  do-ip6: no
  do-not-query-localhost: no
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  log-queries: yes
  root-hints: "{folder}/hints"
  trust-anchor: ". DS {anchor}"
  module-config: "validator iterator"
{more}remote-control:
  control-enable: no
"""
FORGETS = "  cache-max-ttl: 0\n  cache-max-negative-ttl: 0\n"


@dataclass(frozen=True)
class Heard:
    """What a reader's machine is told: the code, the values, whether they were validated (AD), and for how many seconds
    the resolver will say the same."""

    code: str
    values: tuple[str, ...]
    validated: bool
    seconds: int


@dataclass(frozen=True)
class Resolver:
    server: Server
    log: Path

    @property
    def asked(self) -> set[str]:
        """The names that it was asked for."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return {words[-3].rstrip(".") for words in lines if words[-1:] == ["IN"] and words[-4] != "query"}

    def ask(self, name: str, kind: str = "A") -> Heard:
        query = dns.message.make_query(name, kind)
        query.flags |= dns.flags.AD  # tell me whether you validated it (RFC 6840 §5.7)
        answer = dns.query.udp(query, self.server.address, port=self.server.port, timeout=20)
        values = tuple(sorted(rdata.to_text() for one in answer.answer for rdata in one))
        left = min((one.ttl for one in (*answer.answer, *answer.authority)), default=0)
        return Heard(dns.rcode.to_text(answer.rcode()), values, bool(answer.flags & dns.flags.AD), left)


@contextlib.contextmanager
def resolver(folder: Path, address: str, root: str, anchor: str, *, forgets: bool = False) -> Iterator[Resolver]:
    """One that has been asked nothing yet; `root` is the address of the root server, `anchor` the root's DS. One that
    `forgets` looks each time, as a CA does."""
    folder.mkdir(parents=True)
    (folder / "hints").write_text(f". 3600 NS root.nic.test.\nroot.nic.test. 3600 A {root}\n")
    told = {"address": address, "folder": folder, "anchor": anchor, "more": FORGETS if forgets else ""}
    (folder / "unbound.conf").write_text(CONF.format(**told))
    unbound = shutil.which("unbound")
    assert unbound
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([unbound, "-d", "-c", str(folder / "unbound.conf")], stdout=log, stderr=log)
    try:
        wait(process, address, 53, folder / "log")
        yield Resolver(Server(address, 53, "resolver"), folder / "log")
    finally:
        process.terminate()
        process.wait(10)
