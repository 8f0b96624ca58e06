"""The names of AWS's world, on port 53: the root, the registries of the TLDs, Route 53's servers, and a resolver.

registries   127.0.0.2 and the root servers' addresses
Route 53     127.53.0.N   the N-th delegation set: answers for the hosted zones that have it, from what moto holds
resolver     127.0.0.53   asks the others' memory, so that it knows at once what is there
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset

from launcher.drill.world.delegated import Delegation
from launcher.drill.world.nameserver import Fill, NameServer, TcpServer, serve_udp
from launcher.drill.world.registry import Registry
from launcher.drill.world.servers import Running
from launcher.drill.world.zones import parse
from launcher.model import Availability
from tests.real.aws_cloud import SETS, Cloud, nameservers
from tests.real.rehearsal_ground import ROOT_ADDRESSES

TLDS, RESOLVER = "127.0.0.2", "127.0.0.53"
ADDRESSES: Mapping[str, str] = {name: f"127.53.0.{n + 1}" for n in range(SETS) for name in nameservers(n)}
"""Of Route 53's name servers: those of one set share one."""
TTL = 60


@dataclass
class Names:
    """Who is asked what. `delegations` are those that no registrar of the play has made; `edge` tells the address
    behind the target of an alias."""

    cloud: Cloud
    known: Callable[[str], Availability | None]
    held: Callable[[str], Delegation | None]
    edge: Callable[[str], str | None]
    delegations: dict[str, Delegation] = field(default_factory=dict)

    def delegated(self, name: str) -> Delegation | None:
        """What the registry has of the name."""
        return self.delegations.get(name) or self.held(name)

    def seen(self, name: str) -> str | None:
        """The CNAME that a CA finds which starts at the registry and asks the name's own servers, over the wire."""
        owner = ".".join(name.rsplit(".", 2)[-2:])
        there = self.delegated(owner)
        at = next((ADDRESSES[host] for host in there.nameservers if host in ADDRESSES), None) if there else None
        if at is None:
            return None
        answer = dns.query.udp(dns.message.make_query(name, "CNAME"), at, timeout=5)
        return next((one[0].target.to_text(omit_final_dot=True) for one in answer.answer), None)

    # ── the servers ──

    def registry(self, owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
        """The root and every TLD at once: a referral to the TLD, then what that says."""
        if "." not in owner:
            response.authority.append(_set(owner, "NS", [f"a.nic.{owner}."]))
            response.additional.append(_set(f"a.nic.{owner}", "A", [TLDS]))
            return
        Registry(self._known, self.delegated).fill(owner, question, response)

    def _known(self, name: str) -> Availability | None:
        return Availability.TAKEN if name in self.delegations else self.known(name)

    def route53(self, number: int) -> Fill:
        """What one delegation set answers."""
        mine = set(nameservers(number))

        def fill(owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
            zones = [one for one in self.cloud.zones() if mine & set(one.delegation_set.name_servers)]
            self._answered(zones, owner, question, response)

        return fill

    def resolver(self, owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
        """The name servers' own addresses; of other names, what their zone has."""
        response.flags |= dns.flags.RA
        if owner in ADDRESSES:
            if question.rdtype == dns.rdatatype.A:
                response.answer.append(_set(owner, "A", [ADDRESSES[owner]]))
            return
        self._answered(self.cloud.zones(), owner, question, response)
        response.flags &= ~dns.flags.AA

    def _answered(
        self, zones: Collection[Any], owner: str, question: dns.rrset.RRset, response: dns.message.Message
    ) -> None:
        """From the longest of these zones that the owner is in."""
        inside = [one for one in zones if owner == _plain(one) or owner.endswith(f".{_plain(one)}")]
        if not inside:
            response.set_rcode(dns.rcode.REFUSED)
            return
        sets = list(self._sets(max(inside, key=lambda one: len(one.name))))
        response.flags |= dns.flags.AA
        told = [one for one in sets if one.name == question.name and one.rdtype in (question.rdtype, _CNAME)]
        response.answer.extend(told)
        if not told:
            response.authority.extend(one for one in sets if one.rdtype == dns.rdatatype.SOA)
            if not any(one.name.is_subdomain(question.name) for one in sets):
                response.set_rcode(dns.rcode.NXDOMAIN)

    def _sets(self, zone: Any) -> Iterator[dns.rrset.RRset]:
        """What the zone holds; an alias is the address of its target, while there is one."""
        for one in zone.rrsets:
            name = one.name.replace("\\052", "*")
            if one.alias_target is None:
                yield _set(name, one.type, one.records, int(one.ttl))
            elif one.type == "A" and (address := self.edge(one.alias_target["DNSName"].rstrip("."))):
                yield _set(name, "A", [address])


_CNAME = dns.rdatatype.CNAME


def _plain(zone: Any) -> str:
    return str(zone.name).rstrip(".").lower()


def _set(name: str, type: str, values: Collection[str], ttl: int = TTL) -> dns.rrset.RRset:
    return dns.rrset.from_rdata_list(dns.name.from_text(name), ttl, [parse(type, value) for value in values])


@contextlib.contextmanager
def served(names: Names) -> Iterator[None]:
    """All of them listen."""
    running = Running()
    fills: dict[str, Fill] = dict.fromkeys((TLDS, *ROOT_ADDRESSES), names.registry)
    fills |= {RESOLVER: names.resolver}
    fills |= {ADDRESSES[nameservers(n)[0]]: names.route53(n) for n in range(SETS)}
    for address, fill in fills.items():
        _listen(running, address, NameServer(fill))
    try:
        yield
    finally:
        running.end()


def _listen(running: Running, address: str, server: NameServer) -> None:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, 53))
    running.run("dns", udp, lambda: serve_udp(server, udp))
    running.serve("dns-tcp", TcpServer(server, socket.create_server((address, 53))))
