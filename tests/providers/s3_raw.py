"""An S3 on loopback that is as bad as it is told to be: every byte of it, and when it hangs up, is the test's."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from launcher.providers.s3.objects import Objects
from launcher.providers.s3.route import Route
from launcher.providers.s3.signature import Keys
from launcher.providers.s3.wire import Wire
from tests.providers.s3_front import Hasty
from tests.real.caddy import LOOPBACK

LARGE = bytes(range(256)) * 8192


@dataclass(frozen=True)
class Heard:
    """A request as it came, over which connection (from 0); the names of headers are in lower case."""

    connection: int
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def scope(self) -> str:
        """`KEY/20261122/REGION/s3/aws4_request` of the signature."""
        return self.headers["authorization"].split("Credential=")[1].split(",")[0]


Play = Callable[[Heard], Iterable[bytes]]
"""What is said, piece by piece; when it ends with HANG_UP, so does the connection."""
HANG_UP = b"HANG UP"


@dataclass
class Raw:
    """A server, and what it has heard."""

    port: int
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def said(status: int, body: bytes = b"", *headers: str) -> bytes:
    """A whole answer."""
    lines = "".join(f"{line}\r\n" for line in (f"content-length: {len(body)}", *headers))
    return f"HTTP/1.1 {status} x\r\n{lines}\r\n".encode() + body


def no(status: int, code: str, more: str = "", *headers: str) -> bytes:
    """An error document."""
    document = f"<Error><Code>{code}</Code><Message>no</Message>{more}</Error>".encode()
    return said(status, document, "content-type: application/xml", *headers)


def etag(body: bytes) -> str:
    return f'etag: "{hashlib.md5(body).hexdigest()}"'


def well(heard: Heard) -> Iterable[bytes]:
    """A storage without faults, which keeps nothing."""
    listed = b"<ListBucketResult><Name>crisis</Name></ListBucketResult>"
    yield said(200, listed) if heard.method == "GET" else said(200, b"", etag(heard.body))


def in_turn(*plays: Iterable[bytes]) -> Play:
    """The first answers in order; then all is well."""
    left = iter(plays)
    return lambda heard: next(left, None) or well(heard)


def slim(endpoint: str | None, route: Route, bucket: str = "crisis", region: str = "us-east-1") -> Objects:
    """Our client alone, which does not wait between attempts."""
    return Objects(bucket, Wire(bucket, endpoint, region, lambda: Keys("AK", "SK"), Hasty(), route))


@contextlib.contextmanager
def raw(play: Play, deaf: tuple[int, ...] = (), tls: ssl.SSLContext | None = None) -> Iterator[Raw]:
    """`deaf`: of the first connections, so many bytes are read, and no more."""
    with socket.create_server((LOOPBACK, 0)) as listener, contextlib.ExitStack() as stack:
        server = Raw(listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def accepting() -> None:
            while True:
                try:
                    sock, _ = listener.accept()
                except OSError:
                    return
                number, server.connections = server.connections, server.connections + 1
                stack.callback(sock.close)
                limit = deaf[number] if number < len(deaf) else None
                thread = threading.Thread(target=_serve, args=(sock, number, server, play, limit, tls), daemon=True)
                thread.start()
                threads.append(thread)

        door = threading.Thread(target=accepting, daemon=True)
        door.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            door.join(10)
            stack.close()


def _serve(
    sock: socket.socket, number: int, server: Raw, play: Play, limit: int | None, tls: ssl.SSLContext | None
) -> None:
    with contextlib.suppress(OSError, EOFError), contextlib.ExitStack() as stack:
        stack.enter_context(sock)
        if limit is not None:
            _read(sock, limit)
            return
        if tls:
            sock = stack.enter_context(tls.wrap_socket(sock, server_side=True))
        for heard in _requests(sock, number):
            server.heard.append(heard)
            for piece in play(heard):
                if piece == HANG_UP:
                    return
                sock.sendall(piece)


def _requests(sock: socket.socket, number: int) -> Iterator[Heard]:
    left = b""
    while True:
        while b"\r\n\r\n" not in left:
            left += _some(sock)
        head, _, left = left.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", "0"))
        while len(left) < size:
            left += _some(sock)
        body, left = left[:size], left[size:]
        method, target, _ = first.split(" ")
        yield Heard(number, method, target, headers, body)


def _some(sock: socket.socket) -> bytes:
    if found := sock.recv(1 << 16):
        return found
    raise EOFError


def _read(sock: socket.socket, size: int) -> None:
    while size > 0:
        size -= len(_some(sock))
