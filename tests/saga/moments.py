"""The moments of a process at which a death makes a difference: around each line of its journal, around each call that
it sends; and what the way to a registrar can do to one purchase.

    line, moments = Line(), Moments(7)
    with counted(moments, line):
        ...  # dies at the seventh moment

Clients of ours all speak through `http.client`; what listens does not.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

from launcher.launch.journal import Entry, Journal

_HEAD = re.compile(rb"POST (\S+) HTTP")
_TARGET = re.compile(rb"(?i)x-amz-target: [^.]+\.(\w+)")
_PURCHASE = re.compile(
    rb"(?is)POST /call/register |x-amz-target: \w+\.RegisterDomain|/domain/create/.*idempotency-key:"
)


class Death(BaseException):
    """The process ends here. Nothing of ours catches it, and whoever it passed does nothing any more."""


def _dies(where: str) -> None:
    raise Death(where)


def drops(where: str) -> None:
    """Not a death: the connection breaks, and the process goes on."""
    raise ConnectionResetError(where)


@dataclass
class Moments:
    """What passed, and what happens at the `last` of them (from 1; 0: nothing)."""

    last: int = 0
    strike: Callable[[str], None] = _dies
    passed: list[str] = field(default_factory=list)

    def at(self, name: str, spoil: Callable[[], None] = lambda: None) -> None:
        """One moment; `spoil` is what only a death leaves. The dead do not go on."""
        dead = self.strike is _dies and 0 < self.last <= len(self.passed)
        self.passed.append(name)
        if dead or len(self.passed) == self.last:
            spoil()
            self.strike(name)


@dataclass
class Line:
    """The way to the registrar; it outlives our processes. The first purchase arrives `late`, so many calls after its
    sender gave up (0: in time), or is `spoiled`: done, and answered 500."""

    late: int = 0
    spoiled: bool = False
    _kept: tuple[str, int, bytes] | None = None
    _left: int = 0

    @property
    def carries(self) -> bool:
        """Whether a purchase is still on its way."""
        return self._kept is not None

    def takes(self) -> bool:
        """Whether this purchase is kept instead of delivered."""
        taken, self._left = self.late > 0, self.late
        self.late = 0
        return taken

    def keep(self, host: str, port: int, request: bytes) -> None:
        """A request that is on its way for longer than its sender waits."""
        self._kept = (host, port, request)

    def spoils(self, response: HTTPResponse) -> None:
        """The answer to the first purchase, if it is to be no answer."""
        if self.spoiled:
            self.spoiled, response.status = False, 500

    def passes(self) -> None:
        """Another call goes out: what was kept may arrive before it."""
        self._left -= 1
        if self._left <= 0:
            self.arrives()

    def arrives(self) -> None:
        """What was kept is there, now at the latest."""
        if self._kept is None:
            return
        host, port, request = self._kept
        self._kept = None
        with socket.create_connection((host, port), 10) as late:
            late.sendall(request)
            late.recv(65536)


@contextlib.contextmanager
def counted(moments: Moments, line: Line) -> Iterator[None]:
    """Every line of a journal and every call over HTTP is a moment while this lasts."""
    with pytest.MonkeyPatch.context() as patch:
        _count_lines(moments, patch)
        _Calls(moments, line).count(patch)
        yield


def _count_lines(moments: Moments, patch: pytest.MonkeyPatch) -> None:
    real = Journal.append

    def append(self: Journal, kind: str, step: str = "", **data: Any) -> Entry:
        moments.at(f"before the line {kind}")
        whole = self.path.stat().st_size if self.path.exists() else 0
        entry = real(self, kind, step, **data)
        moments.at(f"in the line {kind}", lambda: os.truncate(self.path, (whole + self.path.stat().st_size) // 2))
        moments.at(f"after the line {kind}")
        return entry

    patch.setattr(Journal, "append", append)


class _Calls:
    """Requests under way, by connection: what each is called, and its bytes when it is kept."""

    def __init__(self, moments: Moments, line: Line) -> None:
        self._moments, self._line = moments, line
        self._names: dict[HTTPConnection, str] = {}
        self._kept: dict[HTTPConnection, bytes] = {}
        self._buys: set[HTTPConnection] = set()
        self._send, self._getresponse = HTTPConnection.send, HTTPConnection.getresponse

    def count(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(HTTPConnection, "send", lambda connection, data: self._sent(connection, data))
        patch.setattr(HTTPConnection, "getresponse", lambda connection: self._answered(connection))

    def _sent(self, connection: HTTPConnection, data: bytes) -> None:
        if connection not in self._names:
            self._begins(connection, data)
        if connection in self._kept:
            self._kept[connection] += data
        else:
            self._send(connection, data)

    def _begins(self, connection: HTTPConnection, head: bytes) -> None:
        found = _TARGET.search(head) or _HEAD.match(head)
        assert found, head
        self._line.passes()
        self._moments.at(f"before {found[1].decode()}")
        self._names[connection] = found[1].decode()
        if _PURCHASE.search(head):
            self._buys.add(connection)
            if self._line.takes():
                self._kept[connection] = b""

    def _answered(self, connection: HTTPConnection) -> HTTPResponse:
        name = self._names.pop(connection)
        try:
            return self._answer(connection)
        finally:
            self._moments.at(f"after {name}")

    def _answer(self, connection: HTTPConnection) -> HTTPResponse:
        if connection in self._kept:
            self._line.keep(connection.host, connection.port, self._kept.pop(connection))
            connection.close()
            raise TimeoutError("timed out")
        response = self._getresponse(connection)
        if connection in self._buys:
            self._buys.discard(connection)
            self._line.spoils(response)
        return response
