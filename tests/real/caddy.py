"""A throw-away Caddy: its own ports on loopback, its own folder, ended by its id."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import ProviderFailed
from launcher.model import Response, Server
from launcher.providers.acme.pem import Pem
from launcher.providers.caddy.certificates import Issuing
from launcher.providers.caddy.edge import CaddyEdge
from launcher.providers.caddy.routes import Shown
from launcher.providers.network import NetworkProbe

LOOPBACK = "127.0.0.1"
REHEARSAL = Issuing(internal=True)


@dataclass
class Caddy:
    """A running one. `restart` ends it as a power cut would, and starts it as Debian's `caddy-api` does."""

    folder: Path
    admin_port: int
    http_port: int
    https_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def admin(self) -> str:
        return f"http://{LOOPBACK}:{self.admin_port}"

    @property
    def at(self) -> Server:
        return Server(LOOPBACK, self.https_port)

    def edge(
        self,
        endpoint: str,
        bucket: str,
        issuing: Issuing = REHEARSAL,
        pems: Callable[[str], Pem | None] | None = None,
    ) -> CaddyEdge:
        return CaddyEdge(self.admin, [LOOPBACK], Shown(endpoint, bucket, issuing), pems)

    def start(self) -> None:
        base: dict[str, Any] = {
            "admin": {"listen": f"{LOOPBACK}:{self.admin_port}"},
            "apps": {"http": {"http_port": self.http_port, "https_port": self.https_port}},
        }
        (self.folder / "caddy.json").write_text(json.dumps(base))
        environment = {**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder / "data")}
        environment["XDG_CONFIG_HOME"] = str(self.folder / "config")
        command = ["caddy", "run", "--resume", "--config", str(self.folder / "caddy.json")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        listening(self.process, self.admin_port, self.folder / "log")

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(10)

    def restart(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(10)
        self.start()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Caddy]:
    """A Caddy with nothing to serve. Where there is none: skipped, and a failure in CI."""
    needed("caddy")
    folder.mkdir(parents=True, exist_ok=True)
    admin, plain, secure = free_ports(3)
    caddy = Caddy(folder, admin, plain, secure)
    caddy.start()
    try:
        yield caddy
    finally:
        caddy.stop()


def needed(program: str) -> str:
    """The program's path."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"CI must have {program}: make real")
    if found is None:
        pytest.skip(f"no {program} on this machine: make real")
    return found


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]


def listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until it does."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        assert process.poll() is None, log.read_text()[-2000:]
        time.sleep(0.05)
    raise AssertionError(log.read_text()[-2000:])


@dataclass
class Certified:
    """A reader who tries again for a while, as people do: a new host has no certificate for its first tenth of a
    second, and at each change Caddy 2.6 drops a connection now and then that has just come in."""

    probe: NetworkProbe

    def resolve(self, name: str, type: str, servers: Any) -> tuple[str, ...]:
        return self.probe.resolve(name, type, servers)

    def secured(self, name: str, servers: Any) -> tuple[str, ...]:
        return self.probe.secured(name, servers)

    def unaware(self, name: str) -> tuple[str, ...]:
        return self.probe.unaware(name)

    def fetch(self, host: str, path: str, at: Server, scheme: str) -> Response:
        for _ in range(200):
            with contextlib.suppress(ProviderFailed):
                return self.probe.fetch(host, path, at, scheme)
            time.sleep(0.05)
        return self.probe.fetch(host, path, at, scheme)
