"""Record sets: ours as Route 53 takes them, and what it lists as ours.

Route 53 writes what is not plain in octal (`\\052` is `*`), where the rest of the world writes it in decimal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dns.exception
import dns.name
import dns.rdataset

from launcher.errors import Refused
from launcher.model import Record
from launcher.providers.aws.route53_aliases import ALIAS_TTL, known, target_of
from launcher.providers.dns.rrsets import rrset, to_record

if TYPE_CHECKING:
    from mypy_boto3_route53.type_defs import ChangeTypeDef, ResourceRecordSetOutputTypeDef

_PLAIN = frozenset({"Name", "Type", "TTL", "ResourceRecords"})
_ALIAS = frozenset({"Name", "Type", "AliasTarget"})
_OCTAL = re.compile(r"\\(?:([0-3][0-7]{2})|.)", re.DOTALL)
_DECIMAL = re.compile(r"\\(?:(\d{3})|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of ours, and the very sets that stand for it there: what a removal must repeat.

    `foreign`: it has what no record of ours has (weights, health checks, an alias of something else).
    """

    record: Record
    sets: tuple[ResourceRecordSetOutputTypeDef, ...]
    foreign: bool = False

    @property
    def keys(self) -> set[tuple[str, str]]:
        """Owner name and type of each set."""
        return {(self.record.name, one["Type"]) for one in self.sets}


def entries(sets: Iterable[ResourceRecordSetOutputTypeDef], zone: str) -> tuple[Entry, ...]:
    """What the zone holds but SOA and NS of its apex, sorted; the sets of an alias of ours are one."""
    found: list[Entry] = []
    aliases: dict[Record, list[ResourceRecordSetOutputTypeDef]] = {}
    for one in sets:
        name = plain_name(one["Name"])
        if name == zone and one["Type"] in ("SOA", "NS"):
            continue
        if alias := _alias(name, one):
            aliases.setdefault(alias, []).append(one)
        else:
            found.append(Entry(_told(name, one), (one,), foreign=not set(one) <= _PLAIN))
    for alias, parts in aliases.items():
        found += _whole(alias, parts)
    return tuple(sorted(found, key=lambda one: one.record))


def wanted(record: Record, zone: str) -> Entry:
    """A record to write. Refused when it is not valid, not in the zone, or not ours to write at the apex."""
    if record.type != "ALIAS":
        found = rrset(record, zone)
        values = [{"Value": _octal(rdata.to_text())} for rdata in found]
        name = _octal(found.name.to_text())
        return Entry(record, (_set(name, record.type, TTL=record.ttl, ResourceRecords=values),))
    target = target_of(record)
    # An alias may stand where an address may.
    name = _octal(rrset(Record(record.name, "A", record.ttl, ("192.0.2.1",)), zone).name.to_text())
    return Entry(record, tuple(_set(name, family, AliasTarget=target.as_sent()) for family in target.families))


def difference(
    there: Sequence[Entry], remove: Collection[Record], add: Sequence[Entry]
) -> tuple[list[Entry], list[Entry]]:
    """What goes and what comes. Refused when a foreign set would go, or when another one stands in the way."""
    coming = {one.record: one for one in add}
    standing = {one.record for one in there}
    gone = [one for one in there if one.record in remove and one.record not in coming]
    new = [one for record, one in coming.items() if record not in standing]
    if foreign := next((one for one in gone if one.foreign), None):
        raise _in_the_way(foreign.record)
    _refuse_conflicts([one for one in there if one not in gone], new)
    return gone, new


def changes(gone: Iterable[Entry], new: Iterable[Entry]) -> list[ChangeTypeDef]:
    """The batch: DELETE repeats what was seen and CREATE takes no set that is there, so what changed since is kept."""
    going: list[ChangeTypeDef] = [{"Action": "DELETE", "ResourceRecordSet": part} for one in gone for part in one.sets]
    coming: list[ChangeTypeDef] = [{"Action": "CREATE", "ResourceRecordSet": part} for one in new for part in one.sets]
    return going + coming


def plain_name(name: str) -> str:
    """A name as Route 53 tells it, as ours: lower-case, no last dot."""
    try:
        return dns.name.from_text(_decimal(name)).to_text(omit_final_dot=True).lower()
    except dns.exception.DNSException:  # a name of somebody else's that DNS would not take
        return name.removesuffix(".").lower()


# ── inside ───────────────────────────────────────────────────────────────────────────────────────


def _set(name: str, type: str, **more: Any) -> ResourceRecordSetOutputTypeDef:
    made: Any = {"Name": name, "Type": type, **more}
    return made  # type: ignore[no-any-return]


def _alias(name: str, one: ResourceRecordSetOutputTypeDef) -> Record | None:
    """The ALIAS of ours that this set may be a part of."""
    if set(one) != _ALIAS or one["AliasTarget"]["EvaluateTargetHealth"]:
        return None
    host = plain_name(one["AliasTarget"]["DNSName"])
    target = known(host)
    ours = target and target.zone == one["AliasTarget"]["HostedZoneId"] and one["Type"] in target.families
    return Record(name, "ALIAS", ALIAS_TTL, (host,)) if ours else None


def _whole(alias: Record, parts: Sequence[ResourceRecordSetOutputTypeDef]) -> Iterator[Entry]:
    """One record of ours if all families of the target are there; otherwise somebody else's sets."""
    if {one["Type"] for one in parts} == set(target_of(alias).families):
        yield Entry(alias, tuple(parts))
    else:
        yield from (Entry(_told(alias.name, one), (one,), foreign=True) for one in parts)


def _told(name: str, one: ResourceRecordSetOutputTypeDef) -> Record:
    """Any set as a record; an alias that is not ours has its target for a value."""
    if "AliasTarget" in one:
        return Record(name, one["Type"], ALIAS_TTL, (plain_name(one["AliasTarget"]["DNSName"]),))
    values = [_decimal(value["Value"]) for value in one.get("ResourceRecords", ())]
    ttl = int(one.get("TTL", 0))
    try:
        found = dns.rdataset.from_text_list("IN", one["Type"], ttl, values, origin=dns.name.root, relativize=False)
        return to_record(dns.name.from_text(name), found)
    except (dns.exception.DNSException, ValueError):  # Route 53 takes what DNS would not: told as it stands
        return Record(name, one["Type"], ttl, tuple(sorted(values)))


def _refuse_conflicts(left: Iterable[Entry], new: Iterable[Entry]) -> None:
    """What stays beside what comes: no set is overwritten, a CNAME stands alone."""
    taken: dict[tuple[str, str], Record] = {key: one.record for one in left for key in one.keys}
    for one in new:
        for key in sorted(one.keys):
            if taken.setdefault(key, one.record) != one.record:
                raise _in_the_way(taken[key])
    _refuse_company(taken)


def _refuse_company(taken: Mapping[tuple[str, str], Record]) -> None:
    for name, kind in taken:
        if kind == "CNAME" and sum(owner == name for owner, _ in taken) > 1:
            raise Refused(f"{name} has a CNAME and something else", code="record-conflict")


def _in_the_way(there: Record) -> Refused:
    reason = f"{there.name} has another {there.type} already: {', '.join(there.values)}"
    return Refused(reason, hint="somebody else wrote it: it is left as it is", code="record-conflict")


def _decimal(text: str) -> str:
    return _OCTAL.sub(lambda found: f"\\{int(found[1], 8):03d}" if found[1] else found[0], text)


def _octal(text: str) -> str:
    return _DECIMAL.sub(lambda found: f"\\{int(found[1]):03o}" if found[1] else found[0], text)
