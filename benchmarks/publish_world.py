"""A crisis that was launched on a target of one's own, all of it real software: Ceph, Caddy, name servers, as in the
rehearsals of `tests/real`, in a network namespace. Near, or with a round trip between the writer and all that answers
by TCP: the storage, the edge's admin interface, its pages. Names are asked without delay."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.delay import road
from benchmarks.servers import Server, behind
from launcher.model import Server as Address
from launcher.providers.network import NetworkProbe
from tests.real import buckets
from tests.real.caddy import LOOPBACK, Caddy
from tests.real.primary import NAMESERVERS
from tests.real.rehearsal_workspace import Workspace
from tests.real.rehearsal_world import NAME, World, workspace, world

FAR = "127.0.0.3"
"""Where the edge is when it is far; the roads to it begin where it is otherwise."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The workspace with its one crisis, and the storage, which others may use too."""

    workspace: Workspace
    server: Server
    caddy: Caddy

    def page(self, path: str) -> str:
        """What a reader gets there."""
        probe = NetworkProbe(trust=self.caddy.edge("", "").root)
        return probe.fetch(NAME, path, Address(LOOPBACK, 443, NAME), "https").body.decode("utf-8")


@contextlib.contextmanager
def launched(folder: Path, milliseconds: float) -> Iterator[Ground]:
    """The recall of the playbook's drill, live at its name. Only within a network namespace."""
    with world(folder, ceph=True) as there, there.resolver(), contextlib.ExitStack() as stack:
        near = there.endpoint
        there.endpoint = stack.enter_context(behind(near, milliseconds))
        if milliseconds:
            _moved(there)
            for port in (there.caddy.admin_port, there.caddy.http_port, there.caddy.https_port):
                stack.enter_context(road(f"{FAR}:{port}", milliseconds, f"{LOOPBACK}:{port}"))
        at_home = workspace(there, "internal")
        at_home.launch(NAME)
        there.ca.delegate(NAME, NAMESERVERS)
        if not (resumed := at_home.sparewheel("resume"))["ok"]:
            raise RuntimeError(resumed["error"])
        keys = buckets.credentials(folder / "keys", buckets.KEY, buckets.SECRET)
        yield Ground(at_home, Server(near, there.endpoint, keys), there.caddy)


def _moved(there: World) -> None:
    """The edge listens at another address, at the same ports. Caddy sees it as its own choice."""
    listens = [f"{FAR}:{there.caddy.https_port}"]
    wanted = {
        "admin": {"listen": f"{FAR}:{there.caddy.admin_port}"},
        "apps": {"http": {"servers": {"far": {"listen": listens, "routes": []}}}},
    }
    asking = http.client.HTTPConnection(LOOPBACK, there.caddy.admin_port, timeout=30)
    asking.request("POST", "/load", json.dumps(wanted), {"Content-Type": "application/json"})
    if (answer := asking.getresponse()).status != http.client.OK:
        raise RuntimeError(answer.read().decode())
    asking.close()
