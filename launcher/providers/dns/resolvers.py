"""The resolvers of this machine: asked only once a name is there, for what readers behind such a one still hear of it.

A resolver that was asked too early says that the name is not there for as long as its parent told it to (RFC 2308). One
that validates says SERVFAIL when the keys are wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from launcher.model import Server

MOST = 3
"""As many as a machine's own library asks (resolv.conf(5))."""


def of_this_machine() -> tuple[Server, ...]:
    """Those that the machine is set to ask; none where it does not say."""
    with contextlib.suppress(dns.exception.DNSException, OSError):
        found = dns.resolver.Resolver()
        return tuple(Server(str(address), found.port) for address in found.nameservers[:MOST])
    return ()


def unaware(name: str, resolvers: Sequence[Server], timeout: float) -> tuple[str, ...]:
    """What is wrong with what they say of the name, one text for each that does not know it yet, or cannot."""
    return tuple(text for server in resolvers if (text := _heard(name, server, timeout)))


def _heard(name: str, server: Server, timeout: float) -> str:
    query = dns.message.make_query(name, dns.rdatatype.A)
    try:
        answer, _ = dns.query.udp_with_fallback(query, server.address, timeout=timeout, port=server.port)
    except (dns.exception.DNSException, OSError, EOFError):
        return ""  # a machine without the Internet has nothing to say of it
    if answer.rcode() == dns.rcode.SERVFAIL:
        return f"the resolver {server.address} answers SERVFAIL for {name}: compare its DS and its name servers"
    if answer.rcode() == dns.rcode.NXDOMAIN or not answer.answer:
        seconds = min((one.ttl for one in answer.authority), default=0)
        return f"the resolver {server.address} was asked too early: it will not know {name} for {seconds} s more"
    return ""
