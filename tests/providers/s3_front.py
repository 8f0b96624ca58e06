"""A front of an S3 on loopback that gets in between: it answers by itself, or spoils what is asked and what is said."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from launcher.providers.s3.storage import S3Storage
from launcher.providers.system import SystemClock
from launcher.services import Clock
from tests.real.buckets import KEY, SECRET, credentials
from tests.real.caddy import LOOPBACK

_HOP = ("connection", "content-length", "server", "transfer-encoding")


class Hasty(SystemClock):
    """The machine's clock, but pauses pass at once; they are kept."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass
class Asked:
    """A request as it came; the names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Said:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Pass = Callable[[Asked], Said]
Between = Callable[[Asked, Pass], Said | None]
"""What is said; None: nothing, the connection is dropped."""


def error(status: int, code: str, message: str = "no", more: str = "", **headers: str) -> Said:
    """An error document as S3 documents it."""
    document = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>'
    return Said(status, document.encode(), {"content-type": "application/xml", **headers})


def always(said: Said) -> Between:
    return lambda _asked, _pass: said


@contextlib.contextmanager
def front(between: Between, behind: str = "") -> Iterator[str]:
    """The endpoint of a front; what it passes on goes to the S3 `behind`."""

    def passed(asked: Asked) -> Said:
        connection = http.client.HTTPConnection(urlsplit(behind).netloc, timeout=10)
        with contextlib.closing(connection):
            connection.request(asked.method, asked.path, asked.body, asked.headers)
            answer = connection.getresponse()
            kept = {name.lower(): value for name, value in answer.getheaders()}
            return Said(answer.status, answer.read(), kept)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = between(Asked(self.command, self.path, headers, body), passed)
            if said is None:
                self.close_connection = True
                return
            self.send_response_only(said.status)
            for name, value in said.headers.items():
                if name not in _HOP:
                    self.send_header(name, value)
            self.send_header("content-length", said.headers.get("content-length", "0") if self.command == "HEAD" else
                             str(len(said.body)))  # fmt: skip
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said.body)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def storage(
    endpoint: str,
    folder: Path,
    policy: Mapping[str, object] | None = None,
    clock: Clock | None = None,
    learnt: Path | None = None,
) -> S3Storage:
    """Ours, through the front; it does not wait between attempts."""
    keys = credentials(folder / "ours", KEY, SECRET)
    return S3Storage(
        "crisis", endpoint=endpoint, credentials=keys, policy=policy, clock=clock or Hasty(), learnt=learnt
    )
