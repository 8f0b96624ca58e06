"""A road with a round-trip time, in front of a TCP server on loopback.

    python -m benchmarks.delay FROM TO MILLISECONDS        each an ADDRESS:PORT; FROM's port 0: any

Prints its port and ends with its standard input. What is sent arrives half a round trip later, in either direction; a
new connection is charged a whole one more, its handshake. As much as comes is on the way at once: the road is long, not
narrow.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks import processes

WAITING = 4096
"""Connections that may knock at once."""


@contextlib.contextmanager
def road(to: str, milliseconds: float, start: str = "127.0.0.1:0") -> Iterator[int]:
    """The port of a road that starts and ends at these addresses."""
    command = [sys.executable, "-m", "benchmarks.delay", start, to, str(milliseconds)]
    with subprocess.Popen(
        command, cwd=processes.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(5)


@dataclass
class _Lane:
    """One direction of one connection. `opened` is when the first octet may leave, on the loop's clock."""

    half: float
    opened: float
    to: asyncio.Transport | None = None
    late: deque[tuple[float, bytes]] = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None

    def send(self, data: bytes) -> None:
        """Let it arrive later; nothing at all is the end."""
        loop = asyncio.get_running_loop()
        self.late.append((max(loop.time(), self.opened) + self.half, data))
        self.go_on()

    def go_on(self) -> None:
        if self.to and self.late and not self.timer:
            self.timer = asyncio.get_running_loop().call_at(self.late[0][0], self._arrive)

    def _arrive(self) -> None:
        self.timer = None
        now = asyncio.get_running_loop().time()
        while self.to and self.late and self.late[0][0] <= now:
            _, data = self.late.popleft()
            if data:
                self.to.write(data)
            else:
                self.to.close()
                self.to = None
        self.go_on()


class _End(asyncio.Protocol):
    """One end of a connection: what comes in goes on its lane."""

    def __init__(self, lane: _Lane) -> None:
        self.lane = lane

    def data_received(self, data: bytes) -> None:
        self.lane.send(data)

    def connection_lost(self, _: Exception | None) -> None:
        self.lane.send(b"")


class _Start(_End):
    """The end at which people come in: it opens the other one."""

    def __init__(self, to: tuple[str, int], trip: float) -> None:
        opened = asyncio.get_running_loop().time() + trip
        super().__init__(_Lane(trip / 2, opened))
        self.back = _Lane(trip / 2, opened)
        self.target = to

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.back.to = transport
        self.opening = asyncio.ensure_future(self._open(transport))

    async def _open(self, transport: asyncio.Transport) -> None:
        try:
            self.lane.to, _ = await asyncio.get_running_loop().create_connection(lambda: _End(self.back), *self.target)
        except OSError:
            transport.abort()
        self.lane.go_on()


async def _serve(start: tuple[str, int], to: tuple[str, int], trip: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Start(to, trip), *start, backlog=WAITING)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def _place(text: str) -> tuple[str, int]:
    address, _, port = text.rpartition(":")
    return address, int(port)


if __name__ == "__main__":
    asyncio.run(_serve(_place(sys.argv[1]), _place(sys.argv[2]), float(sys.argv[3]) / 1000))
