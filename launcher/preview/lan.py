"""The room: an address of this machine that a phone on the same network reaches, and a path that nobody guesses."""

from __future__ import annotations

import secrets
import socket

from launcher.errors import Refused

SECRET = 16
"""Bytes of the path: 128 bits."""


def address() -> str:
    """This machine's address on its network. Nothing is sent: a datagram's socket only asks which way it would go
    (TEST-NET-1, RFC 5737). Raises Refused."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError as error:
            hint = "Connect this machine to the network of the phone, or leave --lan out."
            raise Refused("this machine is on no network", hint=hint, code="no-lan") from error
        found: str = asking.getsockname()[0]
    return found


def path() -> str:
    """What stands before every address of a preview that others can reach."""
    return f"/{secrets.token_urlsafe(SECRET)}"
