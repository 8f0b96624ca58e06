"""The ground of a rehearsal: a network namespace that has the addresses of the world's root servers, its own table of
hosts and its own resolver, and in which any road can be cut."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from launcher.providers.registries.zones import ROOTS

ROOT_ADDRESSES = tuple(server.address for server in ROOTS)


def lay(folder: Path, resolver: str) -> None:
    """From now on this process and its children are on a machine of their own, which asks this resolver."""
    _ip("link", "set", "lo", "up")
    for address in ROOT_ADDRESSES:
        _ip("address", "add", f"{address}/32", "dev", "lo")
    for place, text in (("/etc/hosts", "127.0.0.1 localhost\n"), ("/etc/resolv.conf", f"nameserver {resolver}\n")):
        file = folder / Path(place).name
        file.write_text(text)
        _do("mount", "--bind", str(file), place)


@contextlib.contextmanager
def cut(address: str) -> Iterator[None]:
    """Nobody reaches this address: a cable is out."""
    _ip("route", "add", "unreachable", address, "table", "local")
    try:
        yield
    finally:
        _ip("route", "del", "unreachable", address, "table", "local")


def _ip(*command: str) -> None:
    _do("ip", *command)


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
