"""One life of the world: bind, announce, load what is slow, serve until told to stop, leave the ports free."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from launcher.drill.world import state as kept
from launcher.drill.world.control import Control, ControlServer
from launcher.drill.world.edge import Edge
from launcher.drill.world.hosting import Hosting
from launcher.drill.world.nameserver import NameServer, TcpServer, serve_udp
from launcher.drill.world.ports import ROLES, Ports, Sockets, checked
from launcher.drill.world.prices import Market
from launcher.drill.world.registrar import Registrar
from launcher.drill.world.registry import Registry
from launcher.drill.world.script import Script, read_rules
from launcher.drill.world.servers import Running
from launcher.drill.world.sites import SiteServer, StorageReader, Windows
from launcher.drill.world.zones import Zones
from launcher.errors import SpareWheelError
from launcher.providers.sandbox.wire import LOG_FILE, OPTIONS_FILE, SCRIPT_FILE

log = logging.getLogger(__name__)

LOG_LIMIT = 2**20
"""Bytes above which the log starts again with a new life."""


class Life:
    """The parts of a running world."""

    def __init__(self, state: Path) -> None:
        options = kept.read_json(state / OPTIONS_FILE, default={})
        self.state = state
        self.stopping = threading.Event()
        self.token = kept.token(state)
        self.key = kept.access_key(state)
        self.ports = Ports(state)
        self.script = Script(_rules(state, options))
        self.registrar = Registrar(state, Market(options), lambda: dt.datetime.now(dt.UTC))
        self.sockets: Sockets = self.ports.bind(checked(options.get("port")))
        self.running = Running()
        self.run = self._run()

    def _run(self) -> Mapping[str, Any]:
        return {
            "pid": os.getpid(),
            "epoch": secrets.token_hex(8),
            "started": dt.datetime.now(dt.UTC),
            "ports": {role: self.sockets[role].getsockname()[1] for role in ROLES},
        }

    def serve(self) -> None:
        """Start every part, the slow one last; returns when told to stop."""
        ports = self.run["ports"]
        reader = StorageReader(self.state, ports["storage"])
        edge = Edge(reader.read)
        zones = Zones()
        windows = Windows(edge, self.ports, self.running)
        self._serve_control(Control(self.registrar, zones, edge, windows, self.script, ports["edge"]))
        self._serve_names("dns", NameServer(Hosting(zones).fill))
        self._serve_names("registry", NameServer(Registry(self.registrar.known, self.registrar.delegation).fill))
        self.running.serve("edge", SiteServer(self.sockets["edge"], edge))
        threading.Thread(target=self._serve_storage, args=[reader], name="loading", daemon=True).start()
        self.stopping.wait()

    def end(self) -> None:
        """Free the ports, then remove the run file: who waits for that may start the next life."""
        self.running.end()
        for one in self.sockets.values():
            one.close()
        log.info("ended")
        kept.retire(self.state)

    def _serve_control(self, control: Control) -> None:
        health = {name: self.run[name] for name in ("pid", "epoch")}
        server = ControlServer(self.sockets["control"], control, self.token, health, self.stopping.set)
        self.running.serve("control", server)

    def _serve_names(self, role: str, names: NameServer) -> None:
        udp = self.sockets[f"{role}-udp"]
        self.running.run(f"{role} udp", udp, lambda: serve_udp(names, udp))
        self.running.serve(f"{role} tcp", TcpServer(names, self.sockets[role]))

    def _serve_storage(self, reader: StorageReader) -> None:
        try:
            from launcher.drill.world import storage

            self.running.serve("storage", storage.server(self.sockets["storage"], self.key))
            log.info("storage ready")
            reader.warm()
        except Exception:
            log.exception("the storage broke: a world without it is no world")
            self.stopping.set()


def main(state: Path) -> None:
    """Live one life in this state directory; says on stdout, in one line of JSON, that it is up or why it is not."""
    try:
        life = Life(state)
        kept.announce(state, life.run)
    except SpareWheelError as problem:
        error = {"code": problem.reason_code, "message": problem.message, "hint": problem.hint}
        _say({"error": error})
        return
    except OSError as problem:
        _say({"error": {"code": "state", "message": f"the sandbox's state cannot be kept: {problem}", "hint": ""}})
        return
    _log_to(state / LOG_FILE)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: life.stopping.set())
    log.info("up: process %s, epoch %s, ports %s", *(life.run[name] for name in ("pid", "epoch", "ports")))
    _say(life.run)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the one who asked stops listening; the rest is for the log
    life.serve()
    life.end()
    os._exit(0)  # the threads are daemons with nothing left to write; unwinding moto would only take time


def _rules(state: Path, options: Mapping[str, Any]) -> tuple[Any, ...]:
    written: list[Any] = kept.read_json(state / SCRIPT_FILE, default=[])
    return read_rules([*(options.get("script") or ()), *written])


def _say(what: Mapping[str, Any]) -> None:
    import json

    from launcher.model import as_json

    sys.stdout.write(json.dumps(as_json(what)) + "\n")
    sys.stdout.flush()


def _log_to(path: Path) -> None:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.write_bytes(b"")
    logging.basicConfig(
        filename=path, encoding="utf-8", level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("botocore").setLevel(logging.WARNING)
