"""The way to a storage: straight, or through the environment's proxy; with TLS, verified.

Trusted are the CAs that the SDK is told of too (`AWS_CA_BUNDLE`, `ca_bundle`, `REQUESTS_CA_BUNDLE`), else the machine's
(`SSL_CERT_FILE`).
"""

from __future__ import annotations

import os
import socket
import threading
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote, urlsplit

from launcher.providers.aws.calls import on_loopback
from launcher.providers.s3.address import Address
from launcher.providers.s3.connection import Connection
from launcher.providers.s3.outcomes import Unanswered, Why

if TYPE_CHECKING:
    import ssl

CONNECT, READ = 5.0, 30.0
"""Seconds for a connection, and for each piece of an answer."""


class Route:
    """Makes connections; to be shared between threads. `bundle` is a file of CAs that a profile names."""

    def __init__(self, bundle: str = "", *, connect: float = CONNECT, read: float = READ) -> None:
        self._bundle = bundle
        self._connect = connect
        self._read = read
        self._context: ssl.SSLContext | None = None
        self._making = threading.Lock()
        self._proxies: dict[Address, str] = {}

    def connection(self, to: Address) -> Connection:
        """A new one. Raises Unanswered: UNREACHABLE, NO_TLS, DISTRUSTED; nothing was sent then."""
        proxy = self._proxy(to)
        sock = self._reached(*(_door(proxy) if proxy else (to.host, to.port)))
        try:
            if proxy and to.secure:
                _through(sock, proxy, to)
            sock = self._wrapped(sock, to.host) if to.secure else sock
            sock.settimeout(self._read)
            return Connection(sock)
        except BaseException:
            sock.close()
            raise

    def asked_for(self, to: Address) -> tuple[str, dict[str, str]]:
        """What a request has to say on this way: before its path, and in headers. A proxy that hands requests on must
        be told to whom."""
        proxy = "" if to.secure else self._proxy(to)
        return (f"http://{to.named}", authorized(proxy)) if proxy else ("", {})

    def _proxy(self, to: Address) -> str:
        if to not in self._proxies:
            self._proxies[to] = proxy_of(to)
        return self._proxies[to]

    def _reached(self, host: str, port: int) -> socket.socket:
        try:
            sock = socket.create_connection((host, port), self._connect)
        except (OSError, UnicodeError):
            raise Unanswered(Why.UNREACHABLE) from None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _wrapped(self, sock: socket.socket, host: str) -> socket.socket:
        import ssl

        try:
            return self._trusting().wrap_socket(sock, server_hostname=host)
        except ssl.SSLCertVerificationError as distrusted:
            _distrusted(distrusted)
        except (OSError, ValueError):
            raise Unanswered(Why.NO_TLS) from None

    def _trusting(self) -> ssl.SSLContext:
        with self._making:
            if self._context is None:
                self._context = _context(self._bundle)
            return self._context


def _context(bundle: str) -> ssl.SSLContext:
    import ssl

    named = os.environ.get("AWS_CA_BUNDLE") or bundle or os.environ.get("REQUESTS_CA_BUNDLE", "")
    try:
        folder = bool(named) and Path(named).is_dir()
        file = None if folder else named or None
        context = ssl.create_default_context(cafile=file, capath=named if folder else None)
    except OSError:
        raise Unanswered(Why.DISTRUSTED, f"the file of CAs {named} cannot be read") from None
    if not named and not context.cert_store_stats()["x509_ca"]:
        with suppress(ImportError):  # a machine without CAs of its own: those that come with the SDK
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def _distrusted(broken: ssl.SSLCertVerificationError) -> NoReturn:
    reason = str(broken.verify_message).rstrip(".")
    named = "mismatch" in reason
    raise Unanswered(Why.DISTRUSTED, f"it is for another name ({reason})" if named else reason) from None


# ── proxies ──────────────────────────────────────────────────────────────────────────────────────


def proxy_of(to: Address) -> str:
    """The environment's proxy for this address, as `http://…`; empty: none. There is none for this machine."""
    if on_loopback(f"//{to.host}") or not any(name.lower().endswith("_proxy") for name in os.environ):
        return ""
    from urllib.request import getproxies, proxy_bypass  # slow to load: only who has a proxy pays for it

    found = getproxies().get("https" if to.secure else "http", "")
    if not found or proxy_bypass(to.named):
        return ""
    return found if "://" in found else f"http://{found.removeprefix('//')}"


def authorized(proxy: str) -> dict[str, str]:
    """The header that a proxy with a user and a password asks for."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"proxy-authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _door(proxy: str) -> tuple[str, int]:
    """A proxy that is itself reached over TLS is not known here: it counts as not there."""
    parts = urlsplit(proxy)
    if parts.scheme != "http" or not parts.hostname:
        raise Unanswered(Why.UNREACHABLE)
    return parts.hostname, parts.port or 80


def _through(sock: socket.socket, proxy: str, to: Address) -> None:
    place = f"[{to.host}]:{to.port}" if ":" in to.host else f"{to.host}:{to.port}"
    headers = "".join(f"{name}: {value}\r\n" for name, value in {"host": place, **authorized(proxy)}.items())
    try:
        opened = Connection(sock).tunnelled(f"CONNECT {place} HTTP/1.1\r\n{headers}\r\n".encode("latin-1"))
    except (OSError, Unanswered):
        opened = False
    if not opened:
        raise Unanswered(Why.UNREACHABLE)
