"""One connection that speaks HTTP/1.1: a request goes out in one piece, and its answer comes back whole or not at all.

The standard library's client reads headers as e-mails, which costs as much as all the rest of a small upload.
"""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress

from launcher.providers.s3.outcomes import Reply, Unanswered, Why

HEAD = 64 << 10
"""Bytes that status line and headers may have."""
_PIECE = 256 << 10
"""Bytes that go out at once: a time-out is for one piece, so that a large file may take its time on a slow line."""
_INTERIM = 10
_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: |$)")
_SIZE = re.compile(r"\d{1,15}")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?")


class Stale(Exception):
    """The server had closed a connection that was kept open: it never read what was sent now."""


class Connection:
    """Not to be shared. After any exception it is closed, and of no use."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._left = b""
        self._answered = False
        self._heard = False
        self.open = True

    def close(self) -> None:
        """Nothing more is said here."""
        self.open = False
        self._sock.close()

    @property
    def quiet(self) -> bool:
        """Whether it can be used again: nobody closed it, and nobody speaks unasked."""
        return self.open and not self._left and not _readable(self._sock)

    def exchange(self, head: bytes, body: bytes, most: int) -> Reply:
        """The answer to one request, of `most` bytes.

        Raises Stale, or Unanswered: SILENT when it breaks off on either way or takes too long, NOT_S3 when what comes
        is no HTTP or too long.
        """
        try:
            return self._exchange(head, body, most)
        except BaseException:
            self.close()
            raise

    def _exchange(self, head: bytes, body: bytes, most: int) -> Reply:
        self._heard = False
        sent = self._send(head, body)
        try:
            reply = self._reply(most)
        except (OSError, EOFError) as broken:
            if self._answered and not self._heard and not isinstance(broken, TimeoutError):
                raise Stale from None
            raise Unanswered(Why.SILENT) from None
        self._answered = True
        if not sent or self._left:
            self.close()
        return reply

    def _send(self, head: bytes, body: bytes) -> bool:
        """Whether all of it went out. A server may say no and close before it has read all: then that is read."""
        try:
            for piece in _pieces(head, body):
                self._sock.sendall(piece)
        except TimeoutError:
            raise Unanswered(Why.SILENT) from None
        except OSError:
            return False
        return True

    def tunnelled(self, head: bytes) -> bool:
        """Ask a proxy for a way through. Raises OSError and Unanswered; nothing was sent to the storage then."""
        self._sock.sendall(head)
        try:
            _, status, _ = _parsed(self._until(b"\r\n\r\n"))
        except EOFError:
            return False
        return 200 <= status < 300

    # ── the answer ──

    def _reply(self, most: int) -> Reply:
        for _ in range(_INTERIM):
            minor, status, headers = _parsed(self._until(b"\r\n\r\n"))
            if status >= 200:
                body = self._body(status, headers, most)
                if _closing(minor, headers):
                    self.close()
                return Reply(status, headers, body)
        raise Unanswered(Why.NOT_S3)

    def _body(self, status: int, headers: Mapping[str, str], most: int) -> bytes:
        if status in (204, 304):
            return b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(self._chunks(most))
        if (size := headers.get("content-length")) is None:
            return self._rest(most)
        if not _SIZE.fullmatch(size) or int(size) > most:
            raise Unanswered(Why.NOT_S3)
        return self._exactly(int(size))

    def _chunks(self, most: int) -> Iterator[bytes]:
        while True:
            line = _CHUNK.fullmatch(self._until(b"\r\n"))
            size = int(line[1], 16) if line else most + 1
            most -= size
            if most < 0:
                raise Unanswered(Why.NOT_S3)
            if not size:
                break
            yield self._exactly(size)
            if self._exactly(2) != b"\r\n":
                raise Unanswered(Why.NOT_S3)
        while self._until(b"\r\n"):
            """Trailers say nothing that we want to know."""

    def _rest(self, most: int) -> bytes:
        """A body that ends with the connection."""
        parts, self._left = [self._left], b""
        with suppress(EOFError):
            while sum(map(len, parts)) <= most:
                parts.append(self._more())
            raise Unanswered(Why.NOT_S3)
        self.close()
        return b"".join(parts)

    def _until(self, end: bytes) -> bytes:
        while (at := self._left.find(end)) < 0:
            if len(self._left) > HEAD:
                raise Unanswered(Why.NOT_S3)
            self._left += self._more()
        found, self._left = self._left[:at], self._left[at + len(end) :]
        return found

    def _exactly(self, size: int) -> bytes:
        found, self._left = self._left[:size], self._left[size:]
        if len(found) == size:
            return found
        whole = bytearray(size)
        whole[: len(found)] = found
        view, at = memoryview(whole), len(found)
        while at < size:
            read = self._sock.recv_into(view[at:])
            if not read:
                raise Unanswered(Why.SILENT)
            at += read
        return bytes(whole)

    def _more(self) -> bytes:
        if found := self._sock.recv(HEAD):
            self._heard = True
            return found
        raise EOFError


def _pieces(head: bytes, body: bytes) -> Iterator[bytes | memoryview]:
    """Head and a small body leave together: two packets would wait for one another."""
    if len(body) <= _PIECE:
        yield head + body
        return
    yield head
    whole = memoryview(body)
    for at in range(0, len(body), _PIECE):
        yield whole[at : at + _PIECE]


def _parsed(head: bytes) -> tuple[int, int, dict[str, str]]:
    """Minor version, status, headers. A header that comes twice is one, with a comma; two lengths are nonsense."""
    first, *lines = head.split(b"\r\n")
    status = _STATUS.match(first)
    if not status:
        raise Unanswered(Why.NOT_S3)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise Unanswered(Why.NOT_S3)
        key, said = name.strip().lower(), value.strip()
        headers[key] = f"{headers[key]}, {said}" if key in headers else said
    return int(status[1]), int(status[2]), headers


def _closing(minor: int, headers: Mapping[str, str]) -> bool:
    said = headers.get("connection", "").lower()
    return "close" in said if minor else "keep-alive" not in said


def _readable(sock: socket.socket) -> bool:
    """Whether something came unasked: bytes, or the end. TLS has words of its own, which are read and passed over."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0)) and not (hasattr(sock, "pending") and _of_tls(sock))


def _of_tls(sock: socket.socket) -> bool:
    import ssl  # loaded already, or there would be no such socket

    patience = sock.gettimeout()
    sock.settimeout(0)
    try:
        sock.recv(1)
    except ssl.SSLWantReadError:
        return True
    except OSError:
        return False
    finally:
        sock.settimeout(patience)
    return False
