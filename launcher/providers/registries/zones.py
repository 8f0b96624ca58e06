"""From the root servers down to the zone that names are registered in: walked by ourselves, remembered for two days.

Only public suffixes (`ca`, `co.uk`) and names of name servers are asked for on the way, never a candidate.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset

from launcher.model import Server
from launcher.providers.registries.delegations import Zone

ROOTS = tuple(
    Server(address, 53, f"{letter}.root-servers.net")
    for letter, address in zip(
        "abcdefghijklm",
        (
            *("198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10", "192.5.5.241"),
            *("192.112.36.4", "198.97.190.53", "192.36.148.17", "192.58.128.30", "193.0.14.129", "199.7.83.42"),
            "202.12.27.33",
        ),
        strict=True,
    )
)
"""The root's hints of 5 November 2024 (internic.net, named.root): one of them changes every few years."""

REMEMBERED = 172_800.0
"""Seconds: the TTL of the root zone's delegations."""
DEEPEST = 8
"""Delegations between the root and a zone, and names of servers looked up on the way to another's."""
ASKED = 4
"""Servers of a zone that are tried before it counts as silent."""
WAIT = 1.0
"""Seconds for each."""


class Walk:
    """Finds zones, from these roots. `memory` is a file that is made when it is not there; damage to it costs a walk.
    `port` is where the servers that a referral names listen."""

    def __init__(
        self, memory: Path, now: Callable[[], float], *, roots: Sequence[Server] = ROOTS, port: int = 53
    ) -> None:
        self._memory = memory
        self._now = now
        self._root = Zone("", tuple(roots))
        self._port = port

    def find(self, suffix: str, afresh: bool = False) -> Zone | None:
        """The zone that the suffix's names are delegated from; None when there is no such TLD or nobody tells."""
        known = None if afresh else self._remembered(suffix)
        if known:
            return known
        with contextlib.suppress(dns.exception.DNSException, UnicodeError):
            found = self._down_to(dns.name.from_text(suffix), 0)
            if found and found.apex:
                self._remember(suffix, found)
                return found
        return None

    # ── walking ──

    def _down_to(self, name: dns.name.Name, depth: int) -> Zone | None:
        """The deepest zone that is the name or above it."""
        zone = self._root
        for _ in range(DEEPEST):
            answer = self._ask(zone, name, dns.rdatatype.NS)
            if answer is None:
                return None
            cut = _cut(answer, name, zone)
            if cut is None:
                return zone
            servers = self._servers(cut, answer, depth)
            if not servers:
                return None
            zone = Zone(cut.name.to_text(omit_final_dot=True).lower(), servers)
            if cut.name == name:
                return zone
        return None

    def _ask(self, zone: Zone, name: dns.name.Name, type: dns.rdatatype.RdataType) -> dns.message.Message | None:
        """What one of the zone's servers says with authority, or who it says has it."""
        query = dns.message.make_query(name, type, flags=0, use_edns=0, payload=1232)
        for server in random.sample(zone.servers, min(ASKED, len(zone.servers))):
            with contextlib.suppress(dns.exception.DNSException, OSError, ValueError):
                answer, _ = dns.query.udp_with_fallback(query, server.address, timeout=WAIT, port=server.port)
                speaks = answer.flags & dns.flags.AA or _cut(answer, name, zone)
                if speaks and answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                    return answer
        return None

    def _servers(self, cut: dns.rrset.RRset, answer: dns.message.Message, depth: int) -> tuple[Server, ...]:
        """The servers of a referral, by the addresses that came with it; by our own look-up when none did."""
        hosts = [rdata.target for rdata in cut]
        given = {(one.name, rdata.address) for one in answer.additional for rdata in one if hasattr(rdata, "address")}
        found = [(host, address) for host in hosts for name, address in sorted(given) if name == host]
        if not found and depth < DEEPEST:
            for host in hosts[:ASKED]:
                found = [(host, address) for address in self._addresses(host, depth + 1)]
                if found:
                    break
        servers = [Server(address, self._port, host.to_text(omit_final_dot=True).lower()) for host, address in found]
        return tuple(sorted(servers, key=lambda server: ":" in server.address))  # not every network has IPv6

    def _addresses(self, host: dns.name.Name, depth: int) -> list[str]:
        zone = self._down_to(host, depth)
        answer = self._ask(zone, host, dns.rdatatype.A) if zone else None
        sets: Iterable[Any] = answer.answer if answer else ()
        return [rdata.address for one in sets if one.rdtype == dns.rdatatype.A for rdata in one]

    # ── remembering ──

    def _all(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self._memory.read_bytes())
            return found if isinstance(found, dict) else {}
        return {}

    def _remembered(self, suffix: str) -> Zone | None:
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            told = self._all()[suffix]
            servers = tuple(Server(_address(one[0]), int(one[1]), str(one[2])) for one in told["servers"])
            if servers and 0 <= self._now() - float(told["at"]) <= REMEMBERED:
                return Zone(str(told["apex"]), servers)
        return None

    def _remember(self, suffix: str, zone: Zone) -> None:
        servers = [[server.address, server.port, server.name] for server in zone.servers]
        known = self._all() | {suffix: {"apex": zone.apex, "servers": servers, "at": self._now()}}
        scratch = self._memory.with_suffix(f".{os.getpid()}.new")
        with contextlib.suppress(OSError):  # a disk that is full costs the next command a walk
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_text(json.dumps(known, indent=1), encoding="utf-8")
            scratch.replace(self._memory)


def _address(text: Any) -> str:
    """An IP address in its usual spelling. ValueError."""
    return str(ipaddress.ip_address(str(text)))


def _cut(answer: dns.message.Message, name: dns.name.Name, zone: Zone) -> dns.rrset.RRset | None:
    """The NS set that leads on: below the zone, and the name itself or above it."""
    apex = dns.name.from_text(zone.apex)
    for one in (*answer.answer, *answer.authority):
        below = one.name.is_subdomain(apex) and one.name != apex
        if one.rdtype == dns.rdatatype.NS and below and name.is_subdomain(one.name):
            return one
    return None
