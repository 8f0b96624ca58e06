"""Record sets: ours as DNS writes them, and back; what is no record of the zone is refused before anything is sent."""

from __future__ import annotations

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset

from launcher.errors import Refused
from launcher.model import Record

_APEX = frozenset({"SOA", "NS", "CNAME"})
"""What the apex has from its server, or may not have at all."""


def rrset(record: Record, zone: str) -> dns.rrset.RRset:
    """The set as DNS has it. Refused when it is not valid, not in the zone, or not ours to write at the apex."""
    if record.name != zone and not record.name.endswith(f".{zone}"):
        raise Refused(f"{record.name} is not in the zone {zone}", code="record-outside")
    if record.name == zone and record.type in _APEX:
        raise Refused(f"the apex of {zone} takes no {record.type}", hint="A, AAAA, TXT, MX, CAA …", code="record-apex")
    if not record.values or not 0 <= record.ttl <= 2**31 - 1:
        raise Refused(f"{record.name} {record.type} needs values and a TTL", code="record-invalid")
    if record.type == "TXT" and not all(value.startswith('"') for value in record.values):
        raise Refused(f"a TXT of {record.name} is not quoted", hint='"like this"', code="record-invalid")
    try:
        values = [_rdata(record.type, value) for value in record.values]
        return dns.rrset.from_rdata_list(dns.name.from_text(record.name), record.ttl, values)
    except (dns.exception.DNSException, ValueError) as wrong:
        raise Refused(f"{record.name} {record.type} is not valid: {wrong}", code="record-invalid") from wrong


def _rdata(type: str, value: str) -> dns.rdata.Rdata:
    """A value as DNS reads it; names in it are absolute with or without their last dot."""
    kind = dns.rdatatype.from_text(type)
    return dns.rdata.from_text(dns.rdataclass.IN, kind, value, origin=dns.name.root, relativize=False)


def to_record(owner: dns.name.Name, found: dns.rdataset.Rdataset) -> Record:
    """A set of DNS as ours: names without their last dot, as the probe reads them."""
    values = sorted(_text(rdata) for rdata in found)
    kind = dns.rdatatype.to_text(found.rdtype)
    return Record(owner.to_text(omit_final_dot=True).lower(), kind, found.ttl, tuple(values))


def _text(rdata: dns.rdata.Rdata) -> str:
    text = rdata.to_text()
    return text.removesuffix(".") if text not in (".", "0 .") else text
