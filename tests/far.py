"""A DNS server far away: a UDP proxy on loopback, a process of its own, that delays and loses datagrams.

python -m tests.far ADDRESS PORT ROUND_TRIP_MS LOSS SEED     prints its port, ends with its standard input
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import random
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LOOPBACK = "127.0.0.1"
ROOM = 4 * 2**20
"""Octets that its sockets may hold: what is lost is lost on purpose."""


@contextlib.contextmanager
def far(port: int, round_trip_ms: float, loss: float, seed: int, address: str = LOOPBACK) -> Iterator[int]:
    """The port of a proxy to the server on `port`; `loss` is the share of datagrams lost in each direction."""
    command = [sys.executable, "-m", "tests.far", address, str(port), str(round_trip_ms), str(loss), str(seed)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(5)


class Proxy:
    """Each asker gets a socket of its own towards the server, so that answers find their way back."""

    def __init__(self, server: tuple[str, int], delay: float, loss: float, seed: int) -> None:
        self._server, self._delay, self._loss, self._luck = server, delay, loss, random.Random(seed)
        self._selector = selectors.DefaultSelector()
        self._late: list[tuple[float, int, socket.socket, bytes, tuple[str, int] | None]] = []
        self._numbers = itertools.count()
        self._ways: dict[tuple[str, int], socket.socket] = {}
        self.front = _socket()
        self.front.bind((LOOPBACK, 0))
        self._selector.register(self.front, selectors.EVENT_READ, None)
        self._selector.register(sys.stdin, selectors.EVENT_READ, "end")

    def run(self) -> None:
        while True:
            wait = max(0.0, self._late[0][0] - time.monotonic()) if self._late else None
            for key, _ in self._selector.select(wait):
                if key.data == "end":
                    return
                assert isinstance(key.fileobj, socket.socket)
                self._read(key.fileobj, key.data)
            self._send_due()

    def _read(self, come: socket.socket, asker: tuple[str, int] | None) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionRefusedError):
            while True:
                wire, sender = come.recvfrom(65_535)
                if self._luck.random() < self._loss:
                    continue
                way, to = (self.front, asker) if asker else (self._way(sender), None)
                heapq.heappush(self._late, (time.monotonic() + self._delay, next(self._numbers), way, wire, to))

    def _way(self, asker: tuple[str, int]) -> socket.socket:
        if asker not in self._ways:
            self._ways[asker] = made = _socket()
            made.connect(self._server)
            self._selector.register(made, selectors.EVENT_READ, asker)
        return self._ways[asker]

    def _send_due(self) -> None:
        while self._late and self._late[0][0] <= time.monotonic():
            _, _, way, wire, to = heapq.heappop(self._late)
            with contextlib.suppress(OSError):
                way.sendto(wire, to) if to else way.send(wire)


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    for side in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        made.setsockopt(socket.SOL_SOCKET, side, ROOM)
    return made


if __name__ == "__main__":
    host, server, milliseconds, share, number = sys.argv[1:]
    proxy = Proxy((host, int(server)), float(milliseconds) / 2000, float(share), int(number))
    print(proxy.front.getsockname()[1], flush=True)
    proxy.run()
