"""What the name server knows: zones, and in them record sets that are valid as DNS."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from launcher.errors import Refused
from launcher.model import Record

Key = tuple[str, str]
"""Owner name and type."""

_OURS = frozenset({"SOA", "NS"})


@dataclass(frozen=True, slots=True)
class Zone:
    """One state of a zone: replaced as a whole, so that a query sees all of a change or none of it."""

    name: str
    serial: int = 1
    sets: Mapping[Key, Record] = field(default_factory=dict)

    def at(self, owner: str) -> tuple[Record, ...]:
        """All sets of one name."""
        return tuple(record for (name, _), record in self.sets.items() if name == owner)

    def has(self, owner: str) -> bool:
        """Does the name exist: itself, or by a name below it?"""
        return owner == self.name or any(name == owner or name.endswith(f".{owner}") for name, _ in self.sets)


class Zones:
    """All zones of the world."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._zones: dict[str, Zone] = {}

    def get(self, name: str) -> Zone | None:
        return self._zones.get(name)

    def above(self, owner: str) -> Zone | None:
        """The zone that answers for the name: the longest that is the name or above it."""
        suffixes = (owner.split(".", n)[n] for n in range(owner.count(".") + 1))
        return next((self._zones[suffix] for suffix in suffixes if suffix in self._zones), None)

    def create(self, name: str) -> None:
        """Make an empty zone; a no-op when it is there. Refused when this is no zone's name."""
        _parsed(name)
        if "." not in name or name.endswith("."):
            raise Refused(f"{name!r} is no zone of ours", hint="like example.ca", code="zone-name")
        with self._lock:
            self._zones.setdefault(name, Zone(name))

    def delete(self, name: str) -> None:
        """Forget the zone; a no-op when it is gone."""
        with self._lock:
            self._zones.pop(name, None)

    def change(self, name: str, remove: Collection[Record], add: Collection[Record]) -> None:
        """Both sets as one change. Refused as a whole when any part of it is."""
        for record in add:
            _check(record, name)
        with self._lock:
            zone = self._zones.get(name)
            if zone is None:
                raise Refused(f"there is no zone {name}", hint="create it first", code="no-such-zone")
            sets = {key: record for key, record in zone.sets.items() if record not in remove}
            for record in add:
                _add(sets, record)
            _check_aliases(sets)
            if sets != zone.sets:
                self._zones[name] = Zone(name, zone.serial + 1, sets)


def _add(sets: dict[Key, Record], record: Record) -> None:
    there = sets.setdefault((record.name, record.type), record)
    if there != record:
        raise Refused(
            f"{record.name} has another {record.type} already: {', '.join(there.values)}",
            hint="remove it in the same change",
            code="record-conflict",
        )


def _check(record: Record, zone: str) -> None:
    _parsed(record.name)
    if record.name != zone and not record.name.endswith(f".{zone}"):
        raise Refused(f"{record.name} is not in the zone {zone}", code="record-outside")
    if record.name == zone and record.type in {*_OURS, "CNAME"}:
        raise Refused(f"the apex of {zone} takes no {record.type}", hint="A, AAAA, TXT, MX, CAA …", code="record-apex")
    if not record.values or not 0 <= record.ttl <= 2**31 - 1:
        raise Refused(f"{record.name} {record.type} needs values and a TTL", code="record-invalid")
    for value in record.values:
        _check_value(record, value)


def _check_value(record: Record, value: str) -> None:
    if record.type == "TXT" and not value.startswith('"'):
        # Unquoted, it would be split at its spaces; Route 53 refuses it too.
        raise Refused(f"the TXT of {record.name} is not quoted: {value}", hint=f'"{value}"', code="record-invalid")
    try:
        parse(record.type, value)
    except (dns.exception.DNSException, ValueError) as wrong:
        raise Refused(f"{record.name}: {value!r} is no {record.type}: {wrong}", code="record-invalid") from wrong


def _check_aliases(sets: Mapping[Key, Record]) -> None:
    for name, kind in sets:
        if kind == "CNAME" and sum(owner == name for owner, _ in sets) > 1:
            raise Refused(f"{name} has a CNAME and something else", code="record-conflict")


def parse(type: str, value: str) -> dns.rdata.Rdata:
    """A value as DNS reads it; names in it are absolute with or without their last dot."""
    kind = dns.rdatatype.from_text(type)
    return dns.rdata.from_text(dns.rdataclass.IN, kind, value, origin=dns.name.root, relativize=False)


def _parsed(name: str) -> dns.name.Name:
    try:
        return dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError) as wrong:
        raise Refused(f"{name!r} is no domain name: {wrong}", code="zone-name") from wrong
