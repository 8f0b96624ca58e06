"""The world's ports: chosen free once, kept for ever, never moved silently."""

from __future__ import annotations

import contextlib
import errno
import secrets
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from launcher.drill.world.state import read_json, write_whole
from launcher.errors import Malformed, ProviderFailed
from launcher.providers.sandbox.wire import LOOPBACK, PORTS_FILE

ROLES = ("edge", "storage", "dns", "control", "registry")
"""In the order of their ports; readers get the first."""
NAMES = ("dns", "registry")
"""The roles that speak DNS: over UDP too, on the same port."""

# Below the range from which systems take the ports of outgoing connections: those come and go, ours must stay free.
FIRST, LAST = 12_000, 32_000
TRIES = 200

Sockets = dict[str, socket.socket]
T = TypeVar("T")


class Ports:
    """The sockets of one life, bound and listening; the file remembers their numbers for the next."""

    def __init__(self, state: Path) -> None:
        self._path = state / PORTS_FILE
        self._known: dict[str, Any] = read_json(self._path, default={})

    def bind(self, base: int | None) -> Sockets:
        """Listening TCP sockets by role, UDP ones as `dns-udp`. ProviderFailed (`port-in-use`) names a port that is
        held."""
        recorded = [int(self._known[role]) for role in ROLES if role in self._known]
        if base is not None:
            found = _bind_all(range(base, base + len(ROLES)))
        elif len(recorded) == len(ROLES):
            found = _bind_all(recorded)
        else:
            found = _first_free(_bind_all, len(ROLES))
        self._remember({role: found[role].getsockname()[1] for role in ROLES})
        return found

    def window(self, host: str) -> socket.socket:
        """The listening socket of a host's window, on the port that it had before if it had one."""
        windows = self._known.get("windows", {})
        if host in windows:
            return _listen(int(windows[host]))
        found = _first_free(lambda ports: _listen(*ports), 1)
        self._remember({"windows": {**windows, host: found.getsockname()[1]}})
        return found

    def _remember(self, ports: dict[str, Any]) -> None:
        if any(self._known.get(name) != port for name, port in ports.items()):
            self._known |= ports
            write_whole(self._path, self._known)


def checked(port: Any) -> int | None:
    """The `port` option: None, or the first of five numbers in a row. Malformed when it cannot be one."""
    if port is None:
        return None
    if not isinstance(port, int) or not 1024 <= port <= 65_535 - len(ROLES):
        raise Malformed(f"{port!r} is no port for the sandbox", hint="a number from 1024 to 65530")
    return port


def _first_free(bind: Callable[[Iterable[int]], T], count: int) -> T:
    for _ in range(TRIES):
        start = FIRST + secrets.randbelow(LAST - FIRST)
        with contextlib.suppress(ProviderFailed):
            return bind(range(start, start + count))
    raise ProviderFailed("no free ports were found for the sandbox", hint="name one with the target's `port`")


def _bind_all(ports: Iterable[int]) -> Sockets:
    """All or none: what was bound is given back when one of them is held."""
    with contextlib.ExitStack() as undo:
        found: Sockets = {}
        for role, port in zip(ROLES, ports, strict=True):
            found[role] = undo.enter_context(_listen(port))
            if role in NAMES:
                found[f"{role}-udp"] = undo.enter_context(_bound(port, socket.SOCK_DGRAM))
        undo.pop_all()
    return found


def _listen(port: int) -> socket.socket:
    bound = _bound(port, socket.SOCK_STREAM)
    bound.listen(128)  # from here on clients may connect: they wait until their server has loaded
    return bound


def _bound(port: int, kind: socket.SocketKind) -> socket.socket:
    made = socket.socket(socket.AF_INET, kind)
    try:
        if kind is socket.SOCK_STREAM:  # a stopped world's closed connections must not keep its port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
    except OSError as held:
        made.close()
        raise _held(port, held) from held
    return made


def _held(port: int, error: OSError) -> ProviderFailed:
    if error.errno != errno.EADDRINUSE:
        return ProviderFailed(f"the sandbox cannot listen on port {port}: {error.strerror}")
    return ProviderFailed(
        f"port {port} of {LOOPBACK} is held by another process",
        hint=f"end that process, or choose another `port` for the sandbox (remembered in {PORTS_FILE})",
        code="port-in-use",
    )
