"""The name server: authoritative answers on the wire, over UDP and TCP."""

from __future__ import annotations

import contextlib
import logging
import socket
import socketserver
import struct
from collections.abc import Callable

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from launcher.drill.world.registrar import NAMESERVER
from launcher.drill.world.servers import Listening
from launcher.drill.world.zones import Zone, Zones, parse
from launcher.model import Availability, Record

log = logging.getLogger(__name__)

TTL = 60
"""Seconds, of SOA, NS and negative answers: a new name must be seen at once."""

ALIASES = 8
"""How far a chain of aliases is followed."""

Known = Callable[[str], Availability | None]
"""What the registry says of a name: we play the servers of the TLDs as well; None where we play none."""

ELSEWHERE = "ns1.elsewhere.test"
"""The name server of what others hold: nobody answers there."""


class NameServer:
    """Answers queries from the zones; beyond them, as the servers of the TLDs: delegates the names that are registered,
    and knows that the others are not there. `ours` tells which names are delegated to this server."""

    def __init__(self, zones: Zones, known: Known, ours: Callable[[str], bool]) -> None:
        self._zones = zones
        self._known = known
        self._ours = ours

    def reply(self, wire: bytes, *, limit: int | None) -> bytes | None:
        """The answer to one message, cut to what the asker can take when `limit` (bytes) is given; None for noise."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return _format_error(wire)
        if query.flags & dns.flags.QR:
            return None  # an answer is not a question; replying could start a loop
        response = dns.message.make_response(query)
        self._fill(query, response)
        size = max(limit, query.payload) if limit else 65_535
        return _fitted(response, size)

    def _fill(self, query: dns.message.Message, response: dns.message.Message) -> None:
        if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            response.set_rcode(dns.rcode.NOTIMP)
            return
        question = query.question[0]
        owner = question.name.to_text(omit_final_dot=True).lower()
        zone = self._zones.above(owner) if question.rdclass == dns.rdataclass.IN else None
        if zone:
            _answer(zone, owner, question, response)
        else:
            self._from_registry(owner, question.rdclass, response)

    def _from_registry(self, owner: str, kind: dns.rdataclass.RdataClass, response: dns.message.Message) -> None:
        """As the servers of the name's TLD: a referral (no AA, nothing in the answer), or no such name."""
        suffixes = [owner.split(".", n)[n] for n in range(owner.count("."))] if kind == dns.rdataclass.IN else []
        known = {suffix: said for suffix in suffixes if (said := self._known(suffix))}
        child = next((suffix for suffix, said in known.items() if said is Availability.TAKEN), None)
        if child:
            response.authority.append(_nameservers(child, NAMESERVER if self._ours(child) else ELSEWHERE))
        elif not known:
            response.set_rcode(dns.rcode.REFUSED)
        elif Availability.UNKNOWN in known.values():
            response.set_rcode(dns.rcode.SERVFAIL)
        else:
            response.flags |= dns.flags.AA
            response.set_rcode(dns.rcode.NXDOMAIN)
            response.authority.append(_soa_set(Zone(owner.rpartition(".")[2])))


def _answer(zone: Zone, owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
    response.flags |= dns.flags.AA
    found = _followed(zone, owner, dns.rdatatype.to_text(question.rdtype))
    response.answer.extend(_rrset(record) for record in found)
    if not found:
        response.authority.append(_soa_set(zone))
        if not zone.has(owner):
            response.set_rcode(dns.rcode.NXDOMAIN)


def _followed(zone: Zone, owner: str, wanted: str) -> list[Record]:
    """What the name has of the type; an alias is followed as far as it stays in the zone."""
    found: list[Record] = []
    for _ in range(ALIASES):
        sets = {record.type: record for record in (*zone.at(owner), *_apex(zone, owner))}
        if wanted == "ANY":
            return list(sets.values())
        step = sets.get(wanted) or sets.get("CNAME")
        if step is None:
            break
        found.append(step)
        if step.type == wanted:
            break
        owner = step.values[0].rstrip(".").lower()
    return found


def _apex(zone: Zone, owner: str) -> tuple[Record, ...]:
    if owner != zone.name:
        return ()
    return (Record(owner, "SOA", TTL, (_soa(zone),)), Record(owner, "NS", TTL, (NAMESERVER,)))


def _rrset(record: Record) -> dns.rrset.RRset:
    values = [parse(record.type, value) for value in record.values]
    return dns.rrset.from_rdata_list(dns.name.from_text(record.name), record.ttl, values)


def _soa(zone: Zone) -> str:
    return f"{NAMESERVER} hostmaster.{zone.name} {zone.serial} 3600 600 604800 {TTL}"


def _soa_set(zone: Zone) -> dns.rrset.RRset:
    return dns.rrset.from_rdata(dns.name.from_text(zone.name), TTL, parse("SOA", _soa(zone)))


def _nameservers(name: str, server: str) -> dns.rrset.RRset:
    return dns.rrset.from_rdata(dns.name.from_text(name), TTL, parse("NS", server))


def _fitted(response: dns.message.Message, size: int) -> bytes:
    try:
        return response.to_wire(max_size=size)
    except dns.exception.TooBig:
        for section in (response.answer, response.authority, response.additional):
            section.clear()
        response.flags |= dns.flags.TC  # ask again over TCP
        return response.to_wire()


def _format_error(wire: bytes) -> bytes | None:
    if len(wire) < 12 or wire[2] & 0x80:
        return None
    return wire[:2] + struct.pack("!HHHHH", dns.flags.QR | dns.rcode.FORMERR, 0, 0, 0, 0)


# ── sockets ──────────────────────────────────────────────────────────────────────────────────────


def serve_udp(server: NameServer, udp: socket.socket) -> None:
    """Answer datagrams until the socket is shut."""
    while True:
        try:
            wire, asker = udp.recvfrom(65_535)
        except OSError:
            return
        if not asker:
            return  # woken by the end, not by a datagram
        try:
            reply = server.reply(wire, limit=512)
            if reply:
                udp.sendto(reply, asker)
        except Exception:
            log.exception("a query was not answered")  # one bad query must not silence the server


class TcpServer(Listening):
    """Answers messages with their two-byte length, many on one connection."""

    def __init__(self, server: NameServer, listener: socket.socket) -> None:
        super().__init__(listener, _TcpHandler)
        self.names = server


class _TcpHandler(socketserver.StreamRequestHandler):
    server: TcpServer
    timeout = 10.0

    def handle(self) -> None:
        with contextlib.suppress(OSError, dns.exception.DNSException):
            while length := self.rfile.read(2):
                wire = self.rfile.read(int.from_bytes(length, "big"))
                reply = self.server.names.reply(wire, limit=None)
                if reply is None:
                    return
                self.wfile.write(len(reply).to_bytes(2, "big") + reply)
