"""One POST to an endpoint of somebody else's: over HTTPS, nowhere but there, and to nothing inside our own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from launcher.addresses import THIS_MACHINE, may_be_asked
from launcher.errors import ProviderFailed

SECONDS = 3.0
"""For a connection, and for an answer."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: `name` and `about` are for people, `kind` is the content type."""

    name: str
    about: str
    url: str
    kind: str
    body: bytes


def post(letter: Letter, trust: Path | None = None) -> int:
    """The status of the answer; a redirect is not followed. `trust`: the roots of a CA, instead of this machine's.

    Raises ProviderFailed: no answer, no trust, or an address that leads into a private network though the settings do
    not name this machine."""
    if not may_be_asked(letter.url):
        raise ProviderFailed("its address is not https", code="ping-failed")
    parts = urlsplit(letter.url)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    try:
        connection.sock = _open(parts, trust)
        headers = {"Host": parts.netloc, "Content-Type": letter.kind, "User-Agent": "sparewheel"}
        connection.request("POST", target, letter.body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as failed:
        raise ProviderFailed(f"no answer came ({_reason(failed)})", code="ping-failed") from failed
    finally:
        connection.close()


def _open(parts: SplitResult, trust: Path | None) -> socket.socket:
    host = parts.hostname or ""
    plain = socket.create_connection((host, parts.port or (443 if parts.scheme == "https" else 80)), SECONDS)
    try:
        if host not in THIS_MACHINE and not ipaddress.ip_address(plain.getpeername()[0]).is_global:
            raise ProviderFailed("its name leads into a private network", code="ping-failed")
        if parts.scheme == "http":
            return plain
        return ssl.create_default_context(cafile=trust).wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _reason(failed: Exception) -> str:
    if isinstance(failed, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    if isinstance(failed, TimeoutError):
        return "too slow"
    return type(failed).__name__
