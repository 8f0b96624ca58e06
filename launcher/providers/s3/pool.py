"""Connections that are kept open between requests, for many threads. The one that was used last is taken first: what a
listing was read over is there for the first upload."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable

from launcher.providers.s3.address import Address
from launcher.providers.s3.connection import Connection

MOST = 64
"""Connections that are kept; more than that are closed after use."""
LONGEST = 20.0
"""Seconds that one is kept unused: what lies between may forget it without a word, as when a laptop slept."""

_Idle = tuple[Address, float, Connection]


class Pool:
    """Idle connections, by address and since when. They are closed with the pool."""

    def __init__(self, connect: Callable[[Address], Connection], now: Callable[[], float] = time.monotonic) -> None:
        self._connect = connect
        self._now = now
        self._idle: list[_Idle] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close, self._idle)

    def take(self, address: Address) -> Connection:
        """One that is open still, or a new one."""
        while kept := self._kept(address):
            _, since, connection = kept
            if self._now() - since < LONGEST and connection.quiet:
                return connection
            connection.close()
        return self.fresh(address)

    def fresh(self, address: Address) -> Connection:
        """A new one, whatever there is. Raises as the route does."""
        return self._connect(address)

    def give(self, address: Address, connection: Connection) -> None:
        """It may be used again, unless it is closed."""
        with self._lock:
            if connection.open and len(self._idle) < MOST:
                self._idle.append((address, self._now(), connection))
                return
        connection.close()

    def _kept(self, address: Address) -> _Idle | None:
        with self._lock:
            for at in reversed(range(len(self._idle))):
                if self._idle[at][0] == address:
                    return self._idle.pop(at)
        return None


def _close(idle: list[_Idle]) -> None:
    for _, _, connection in idle:
        connection.close()
