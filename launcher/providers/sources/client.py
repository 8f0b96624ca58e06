"""One polite GET: https only (http on this machine), bounded in time and size, few redirects, an honest name.

No proxy of the environment is used, no cookie is kept, and no message repeats more of an address than its host: what
stands behind it may be a person's search.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import urllib.parse
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from launcher import __version__
from launcher.addresses import may_be_asked
from launcher.documents import shorten
from launcher.errors import ProviderFailed

AGENT = f"sparewheel/{__version__}"
REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_RESERVED = "%/?#[]@!$&'()*+,;=:~"
"""What an address may hold besides letters and digits; all else is written as percents (RFC 3986)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one question may cost: seconds from the connection to the last byte, and bytes of the answer."""

    seconds: float = 20.0
    size: int = 8 * 1024 * 1024


USUAL = Bounds()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, whatever its status; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Its content type, without parameters."""
        return shorten(self.headers.get("content-type", "").partition(";")[0].strip().lower()) or "no type"


def get(url: str, bounds: Bounds, agent: str = AGENT) -> Answer:
    """The answer at the address or where it redirects to. Raises ProviderFailed, in one line, when there is none."""
    for _ in range(REDIRECTS + 1):
        answer = _get(url, bounds, agent)
        to = answer.headers.get("location", "")
        if answer.status not in _MOVED or not to:
            return answer
        url = _next(url, to)
    raise ProviderFailed(f"{host(url)} redirects more than {REDIRECTS} times")


def host(url: str) -> str:
    """The host of an address, with its port: the part that may be told."""
    return urllib.parse.urlsplit(url).netloc


def _next(url: str, to: str) -> str:
    """Where a redirect leads. Raises ProviderFailed when that is no place to go: not https, or to this machine."""
    try:
        # http.client gives headers as Latin-1, servers write them in UTF-8.
        target = urllib.parse.quote(to.encode("latin-1", "replace"), safe=_RESERVED)
        found = urllib.parse.urljoin(url, target).partition("#")[0]
    except ValueError:
        found = ""
    if not may_be_asked(found) or (_plain(found) and not _plain(url)):
        raise ProviderFailed(f"{host(url)} redirects to an address that is not safe to follow (https only)")
    return found


def _plain(url: str) -> bool:
    return url.lower().startswith("http:")


# ── one exchange ─────────────────────────────────────────────────────────────────────────────────


def _get(url: str, bounds: Bounds, agent: str) -> Answer:
    try:
        parts = urllib.parse.urlsplit(url)
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        with (
            contextlib.closing(_connection(parts, bounds)) as connection,
            _until(connection, bounds.seconds),
        ):
            connection.request("GET", target, headers={"User-Agent": agent, "Accept-Encoding": "identity"})
            with connection.getresponse() as response:
                return _read(response, bounds.size)
    except (OSError, http.client.HTTPException, ValueError) as broken:
        raise ProviderFailed(f"{host(url)}: {_why(broken, bounds)}") from broken


def _connection(parts: urllib.parse.SplitResult, bounds: Bounds) -> http.client.HTTPConnection:
    name = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(name, parts.port, timeout=bounds.seconds)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(name, parts.port, timeout=bounds.seconds, context=context)


@contextlib.contextmanager
def _until(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Connect, and end the exchange after so many seconds in all: a socket's own time-out starts anew with every
    byte. The socket is held here, for the connection lets go of it when the server means to close."""
    connection.connect()
    wire = connection.sock
    over = threading.Event()

    def end() -> None:
        over.set()
        with contextlib.suppress(OSError):
            socket.socket.shutdown(wire, socket.SHUT_RDWR)  # under TLS too: it has no more to say

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError):
        if not over.is_set():
            raise
    finally:
        watch.cancel()
    if over.is_set():
        raise TimeoutError


def _read(response: http.client.HTTPResponse, size: int) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    body = response.read(size + 1)
    if len(body) > size:
        raise ValueError(f"the answer is larger than {size // 1024} kB")
    told = headers.get("content-length", "")
    if told.isdigit() and "transfer-encoding" not in headers and len(body) < int(told):
        raise ValueError("the answer was cut short")
    return Answer(response.status, headers, _unpacked(body, headers.get("content-encoding", ""), size))


def _unpacked(body: bytes, encoding: str, size: int) -> bytes:
    """Some servers compress whether or not one can read that."""
    if encoding.strip().lower() in ("", "identity") or not body:
        return body
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise ValueError("the answer is packed in a way that was not asked for")
    inflate = zlib.decompressobj(31)
    try:
        text = inflate.decompress(body, size + 1)
    except zlib.error as broken:
        raise ValueError("the answer cannot be unpacked") from broken
    if len(text) > size:
        raise ValueError(f"the answer is larger than {size // 1024} kB")
    if not inflate.eof:
        raise ValueError("the answer was cut short")
    return text


def _why(broken: Exception, bounds: Bounds) -> str:
    """A fault of the network, for a person."""
    if isinstance(broken, TimeoutError):
        return f"no whole answer within {bounds.seconds:g} s"
    if isinstance(broken, socket.gaierror):
        return "no such host is known here; is this machine online?"
    if isinstance(broken, ConnectionRefusedError):
        return "nobody answers there"
    if isinstance(broken, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({broken.verify_message})"
    if isinstance(broken, http.client.IncompleteRead):
        return "the answer was cut short"
    if isinstance(broken, ConnectionError | http.client.RemoteDisconnected):
        return "the connection was lost"
    if isinstance(broken, http.client.HTTPException):
        return "what it says is not HTTP"
    return shorten(getattr(broken, "strerror", None) or str(broken) or "no answer", 100)
