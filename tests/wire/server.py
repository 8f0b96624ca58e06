"""A registrar's HTTP API on loopback: real requests, a durable account behind them, bad luck by script.

One file per API has a `Front`: it reads a request as a `Call` on the account, and writes what came of it as that API
would. The server sees to the rest: threads, counting, faults.

    with serving(Front, tmp_path / "registrar", {"currency": "USD"}) as there:
        there.script.replace([Rule("register", "lost-after", nth=1)])
        client = Client(endpoint=there.url)
        ...
        assert there.count("register") == 1
        assert there.charges == ["flood-info.ca"]

Rules are those of a drill's script, with one more `do`: `error-after` (it is done, then 500). `on` is whatever the
front names its calls.
"""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from launcher.drill.world.script import Luck, Script
from launcher.drill.world.servers import Listening, Running
from launcher.errors import Refused
from tests.wire.account import Account

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; header names in lower case, the path with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the front understood it: what rules call it, the names it is about, and what it does.

    `act` may raise Refused: the front's `refusal` then writes it.
    """

    on: str
    names: tuple[str, ...]
    act: Callable[[Luck], Answer]


class Front(Protocol):
    """One API. It is made with the account, and may be used by many threads."""

    def read(self, request: Request) -> Call | Answer:
        """What is asked; an Answer when the API would not even look (no such call, malformed, wrong keys)."""

    def refusal(self, no: Refused) -> Answer:
        """The account's no, in this API's words."""

    def throttled(self) -> Answer:
        """Too many requests."""

    def broken(self) -> Answer:
        """A failure of the API's own, 5xx."""


class Counterpart:
    """A registrar that listens. `requests` is all that came, by what rules call it (`""`: not even looked at)."""

    def __init__(self, account: Account, front: Front, listener: socket.socket) -> None:
        self.account = account
        self.script = Script()
        self.requests: list[tuple[str, Request]] = []
        self.bugs: list[str] = []
        self.ended = threading.Event()
        self.url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        self._front = front

    @property
    def charges(self) -> list[str]:
        """The names that were paid for, as often as they were."""
        return [operation.name for operation in self.account.registrar.charges()]

    def count(self, on: str) -> int:
        """How many requests of this kind came."""
        return sum(kind == on for kind, _ in self.requests)

    def answer(self, request: Request) -> Answer | None:
        """What to send; None: end the connection with nothing said."""
        try:
            read = self._front.read(request)
            self.requests.append((read.on if isinstance(read, Call) else "", request))
            return self._suffered(read) if isinstance(read, Call) else read
        except Exception:
            self.bugs.append(traceback.format_exc())
            return self._front.broken()

    def _suffered(self, call: Call) -> Answer | None:
        luck = self.script.luck(call.on, call.names)
        if slow := luck.first("slow"):
            self.ended.wait(slow.seconds)
        if "lost-before" in luck:
            return None
        if "rate-limit" in luck:
            return self._front.throttled()
        if "error" in luck:
            return self._front.broken()
        answer = self._done(call, luck)
        if "lost-after" in luck:
            return None
        return self._front.broken() if "error-after" in luck else answer

    def _done(self, call: Call, luck: Luck) -> Answer:
        try:
            return call.act(luck)
        except Refused as no:
            return self._front.refusal(no)


@contextlib.contextmanager
def serving(make: Callable[[Account], Front], folder: Path, options: Mapping[str, Any]) -> Iterator[Counterpart]:
    """A registrar on a free port of loopback; its account lives in the folder. A front that broke fails the test."""
    account = Account(folder, options)
    listener = socket.create_server((LOOPBACK, 0))
    there = Counterpart(account, make(account), listener)
    running = Running()
    running.serve("wire", _Server(listener, there))
    try:
        yield there
    finally:
        there.ended.set()
        running.end()
    assert not there.bugs, "\n".join(there.bugs)


class _Server(Listening):
    def __init__(self, listener: socket.socket, there: Counterpart) -> None:
        super().__init__(listener, _Handler)
        self.there = there


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30.0
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.there.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
        if answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked is in `requests`."""
