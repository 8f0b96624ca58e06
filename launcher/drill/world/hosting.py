"""What the name server tells of the zones that it hosts: with authority, and of nothing else."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from launcher.drill.world.delegated import NAMESERVER
from launcher.drill.world.zones import Zone, Zones, parse
from launcher.model import Record

TTL = 60
"""Seconds, of SOA, NS and negative answers: a new name must be seen at once."""

ALIASES = 8
"""How far a chain of aliases is followed."""


class Hosting:
    """Answers from these zones; beyond them it refuses."""

    def __init__(self, zones: Zones) -> None:
        self._zones = zones

    def fill(self, owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
        """Put into the response what there is to tell of the owner."""
        zone = self._zones.above(owner) if question.rdclass == dns.rdataclass.IN else None
        if zone:
            _answer(zone, owner, question, response)
        else:
            response.set_rcode(dns.rcode.REFUSED)


def _answer(zone: Zone, owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
    response.flags |= dns.flags.AA
    found = _followed(zone, owner, dns.rdatatype.to_text(question.rdtype))
    response.answer.extend(_rrset(record) for record in found)
    if not found:
        response.authority.append(soa_set(zone))
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


def soa_set(zone: Zone) -> dns.rrset.RRset:
    """The SOA of a zone, as it goes with a no."""
    return dns.rrset.from_rdata(dns.name.from_text(zone.name), TTL, parse("SOA", _soa(zone)))
