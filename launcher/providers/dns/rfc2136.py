"""DNS on a server of one's own, by signed updates (RFC 2136, RFC 8945) over TCP.

A change is ONE message, and it carries what must still be so: of the sets to remove, their very values; of the sets to
add, that nothing is there. So what somebody else wrote in between is never overwritten. `NOERROR` proves nothing (BIND
drops an alias at the apex and says so): whoever asks for a change reads it back.

Updates cannot make a zone. Where the server makes its zones from a catalog (RFC 9432; `catalog-role: interpret` of
knot), an update of the catalog does.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.tsig
import dns.update
import dns.zone

from launcher.errors import ProviderFailed, Refused
from launcher.model import Record, Server
from launcher.providers.dns.rrsets import rrset, to_record
from launcher.providers.dns.signed import RESUME, Wire, addresses

PATIENCE = 5.0
"""Seconds in which a zone must come or go after its catalog was changed."""
_DNSSEC = frozenset({"RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "TYPE65534"})
"""What the server itself writes when it signs."""
_CONFLICTS = (dns.rcode.YXDOMAIN, dns.rcode.YXRRSET, dns.rcode.NXDOMAIN, dns.rcode.NXRRSET)
"""What a message's conditions are answered with when they do not hold."""

Key = tuple[str, str]
"""Owner name and type."""


class Rfc2136Dns:
    """The zones of one primary server. `nameservers` are the names that the public asks, found by `look_up`; where one
    of them is the primary itself, it is asked on the primary's port. `catalog` names the zone that makes zones."""

    def __init__(
        self,
        server: Server,
        key: dns.tsig.Key,
        nameservers: Sequence[str],
        *,
        catalog: str = "",
        look_up: Callable[[str], Iterable[str]] = addresses,
    ) -> None:
        self._wire = Wire(server, key)
        self._names = tuple(nameservers)
        self._catalog = catalog
        self._look_up = look_up

    def zone(self, name: str) -> tuple[Server, ...] | None:
        """The configured name servers, if the primary speaks with authority for exactly this zone."""
        return self._servers() if self._is_there(name) else None

    def create(self, name: str) -> tuple[Server, ...]:
        """Make the zone by the catalog; without one, ProviderFailed says what a person must add."""
        if not self._is_there(name):
            if not self._catalog:
                raise self._missing(name)
            self._enroll(name)
        return self._servers()

    def records(self, zone: str) -> tuple[Record, ...]:
        """All record sets but SOA, NS of the apex and what signing adds, sorted; empty when there is no zone."""
        if not self._is_there(zone):
            return ()
        found = dns.zone.Zone(dns.name.from_text(zone), relativize=False)
        self._wire.transfer(found)
        every = (to_record(owner, one) for owner, one in found.iterate_rdatasets())
        return tuple(sorted(one for one in every if not _of_the_server(one, zone)))

    def change(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        """Apply both sets as one message. Refused as a whole when somebody else's set stands in the way."""
        sets = {record: rrset(record, zone) for record in (*add, *remove)}
        if not self._is_there(zone):
            raise Refused(f"there is no zone {zone}", hint="create it first", code="no-such-zone")
        there = {(one.name, one.type): one for one in self.records(zone)}
        gone = [one for one in remove if there.get((one.name, one.type)) == one and one not in add]
        new = [one for one in add if there.get((one.name, one.type)) != one]
        _refuse_conflicts({key: one for key, one in there.items() if one not in gone}, new)
        if gone or new:
            self._update(_message(zone, gone, new, sets), f"change {zone}")

    def delete(self, zone: str) -> None:
        """Take the zone out of the catalog; without one, Refused: updates cannot remove a zone."""
        if not self._is_there(zone):
            return
        if not self._catalog:
            hint = f"knot: take `- domain: {zone}` out of knot.conf, `knotc reload`; BIND: `rndc delzone {zone}`"
            raise Refused(f"the zone {zone} is taken away at the server, by hand", hint=hint, code="zone-by-hand")
        message = dns.update.UpdateMessage(self._catalog)
        message.present(_member(zone), "PTR", f"{zone}.")
        message.delete(_member(zone), "PTR")
        self._update(message, f"take {zone} out of the catalog {self._catalog}")
        self._wait(zone, there=False)

    # ── inside ──

    def _is_there(self, name: str) -> bool:
        said = self._said(name)
        if said is None:
            raise self._wire.refused(dns.rcode.SERVFAIL, f"serve the zone {name}")
        return said

    def _said(self, name: str) -> bool | None:
        """Does the primary speak with authority for exactly this zone? None: it has it, and cannot serve it."""
        try:
            query = dns.message.make_query(name, dns.rdatatype.SOA, flags=0)
        except (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel):
            return False
        answer = self._wire.send(query)
        if answer.rcode == dns.rcode.SERVFAIL:
            return None
        if answer.rcode != dns.rcode.NOERROR or not answer.message.flags & dns.flags.AA:
            return False
        soa = (query.question[0].name, dns.rdatatype.SOA)
        return any((one.name, one.rdtype) == soa for one in answer.message.answer)

    def _servers(self) -> tuple[Server, ...]:
        return tuple(self._found(name) for name in self._names)

    def _found(self, name: str) -> Server:
        found, primary = list(self._look_up(name)), self._wire.server
        if not found:
            hint = f"check `dns.nameservers` of the target and its address records; {RESUME}"
            raise ProviderFailed(f"the name server {name} has no address", hint=hint, code="nameserver-unknown")
        if primary.address in found:
            return Server(primary.address, primary.port, name)
        return Server(found[0], 53, name)

    def _update(self, message: dns.update.UpdateMessage, what: str) -> None:
        answer = self._wire.send(message, changes=True)
        if answer.rcode in _CONFLICTS:
            hint = f"somebody else wrote there in the same minute; {RESUME}, from what stands there now"
            reason = f"{self._wire.called} did not {what}: {dns.rcode.to_text(answer.rcode)}"
            raise Refused(reason, hint=hint, code="record-conflict")
        if answer.rcode != dns.rcode.NOERROR:
            raise self._wire.refused(answer.rcode, what)

    def _missing(self, name: str) -> ProviderFailed:
        key = self._wire.key_name
        return ProviderFailed(
            f"{self._wire.called} has no zone {name}, and updates cannot make one",
            hint=f"Write {name}.zone there (SOA and NS: docs/own-target.md), then, knot: `knotc conf-begin && knotc "
            f"conf-set 'zone[{name}]' && knotc conf-commit`; BIND: `rndc addzone {name} '{{ type primary; file "
            f'"{name}.zone"; update-policy {{ grant {key} zonesub ANY; }}; allow-transfer {{ key {key}; }}; }};\'`. '
            "Then `sparewheel resume`.",
            code="zone-missing",
        )

    def _enroll(self, name: str) -> None:
        """Put the zone into the catalog; where it stands there already, only wait for it."""
        message = dns.update.UpdateMessage(self._catalog)
        message.add(_member(name), 0, "PTR", f"{name}.")  # the same once more is no change
        self._update(message, f"put {name} into the catalog {self._catalog}")
        self._wait(name, there=True)

    def _wait(self, name: str, *, there: bool) -> None:
        end, pause = time.monotonic() + PATIENCE, 0.01
        while self._said(name) is not there:  # it fails for a moment while the server loads it
            if time.monotonic() > end:
                reason = f"{self._wire.called} {'does not serve' if there else 'still serves'} {name}"
                hint = f"the catalog {self._catalog} is changed; look at the server's log; {RESUME}"
                raise ProviderFailed(reason, hint=hint, code="zone-missing")
            time.sleep(pause)
            pause = min(2 * pause, 0.5)


def _of_the_server(record: Record, zone: str) -> bool:
    return record.type in _DNSSEC or (record.name == zone and record.type in ("SOA", "NS"))


def _member(zone: str) -> str:
    """Where the catalog tells of the zone: a label of its own, the same for every attempt (RFC 9432 §4.1)."""
    return f"{hashlib.sha256(zone.encode()).hexdigest()[:32]}.zones"


# ── one change ───────────────────────────────────────────────────────────────────────────────────


def _refuse_conflicts(left: Mapping[Key, Record], new: Sequence[Record]) -> None:
    """What stays beside what comes: no set is overwritten, an alias stands alone."""
    after = dict(left)
    for record in new:
        there = after.setdefault((record.name, record.type), record)
        if there != record:
            reason = f"{record.name} has another {record.type} already: {', '.join(there.values)}"
            raise Refused(reason, hint="somebody else wrote it: it is left as it is", code="record-conflict")
    for name, kind in after:
        if kind == "CNAME" and sum(owner == name for owner, _ in after) > 1:
            raise Refused(f"{name} has a CNAME and something else", code="record-conflict")


def _message(
    zone: str, gone: Sequence[Record], new: Sequence[Record], sets: Mapping[Record, dns.rrset.RRset]
) -> dns.update.UpdateMessage:
    """The change with its conditions; they are about the zone before it."""
    message = dns.update.UpdateMessage(zone)
    leaving = {(record.name, record.type) for record in gone}
    for record in gone:
        message.present(sets[record].name, *sets[record])  # its values; a condition has no TTL
        message.delete(sets[record].name, record.type)
    for record in new:
        owner = sets[record].name
        if (record.name, record.type) not in leaving:
            message.absent(owner, record.type)
        if record.type == "CNAME" and record.name not in {name for name, _ in leaving}:
            message.absent(owner)
        elif record.type != "CNAME" and (record.name, "CNAME") not in leaving:
            message.absent(owner, "CNAME")
        message.add(owner, sets[record])
    return message
