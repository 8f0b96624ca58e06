"""One question to one authoritative server: never to a resolver, which would remember that a name was not there."""

from __future__ import annotations

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype

from launcher.errors import ProviderFailed
from launcher.model import Server

LATER = "wait a minute, then `sparewheel resume`"
TRIES = 2
"""A datagram that was lost is no failure of the server."""
PAYLOAD = 1232
"""Octets that go through everywhere without being cut to pieces (DNS flag day 2020)."""


def ask(
    name: str, type: dns.rdatatype.RdataType, server: Server, timeout: float, *, signed: bool = False
) -> dns.message.Message:
    """The answer, over TCP when it is long, with its signatures if `signed`; `timeout` is in seconds, for each try.
    ProviderFailed without an answer, or when it is a failure (SERVFAIL, REFUSED …)."""
    query = dns.message.make_query(name, type, flags=0, use_edns=0, payload=PAYLOAD, want_dnssec=signed)
    text = dns.rdatatype.to_text(type)
    try:
        answer = _exchanged(query, server, timeout)
    except (dns.exception.DNSException, OSError, EOFError) as broken:  # EOFError: it closed a connection half way
        raise ProviderFailed(f"{called(server)} gives no answer for {name} {text}", hint=LATER) from broken
    if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        rcode = dns.rcode.to_text(answer.rcode())
        raise ProviderFailed(f"{called(server)} answers {rcode} for {name} {text}", hint=LATER)
    return answer


def _exchanged(query: dns.message.Message, server: Server, timeout: float, tries: int = TRIES) -> dns.message.Message:
    try:
        answer, _ = dns.query.udp_with_fallback(query, server.address, timeout=timeout, port=server.port)
    except dns.exception.Timeout:
        if tries > 1:
            return _exchanged(query, server, timeout, tries - 1)
        raise
    return answer


def called(server: Server) -> str:
    """As a person is told of it."""
    return f"{server.name or server.address}:{server.port}"
