"""What a parent zone says of one name: who serves it, and which keys it vouches for. Asked of all its servers.

The servers of a TLD take up a change one after the other: as long as they differ, readers get the one or the other, and
nothing that was changed is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import dns.flags
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.DS import DS

from launcher.errors import ProviderFailed, Refused
from launcher.model import Server
from launcher.providers.dns.authoritative import ask, called
from launcher.providers.registries.delegations import FindZone, judged, suffix_of

WAIT = 2.0
"""Seconds for an answer, each of the times that it is asked."""

Said = tuple[str, ...]


def servers(name: str, find: FindZone) -> Said:
    """The name servers that the parent delegates the name to, in lower case, sorted; empty: not delegated. Raises
    ProviderFailed `registry-silent` when none of its servers tells, `registry-divided` when they do not agree."""
    return _agreed(name, dns.rdatatype.NS, find)


def digests(name: str, find: FindZone) -> Said:
    """The DS records of the name in its parent, sorted, as `spelled`; empty: none. Raises like `servers`."""
    return _agreed(name, dns.rdatatype.DS, find)


def spelled(record: DS) -> str:
    """`KEYTAG ALGORITHM TYPE HEX`, the hex in capitals."""
    return f"{record.key_tag} {int(record.algorithm)} {int(record.digest_type)} {record.digest.hex().upper()}"


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


def _agreed(name: str, type: dns.rdatatype.RdataType, find: FindZone) -> Said:
    suffix = suffix_of(name)
    if suffix is None:
        raise Refused(f"{name!r} is no name that a registry delegates", hint="like example.ca", code="not-a-name")
    told = _told(name, type, suffix, find)
    if len(set(told.values())) > 1:
        raise _divided(name, type, told)
    return next(iter(told.values()))


def _told(name: str, type: dns.rdatatype.RdataType, suffix: str, find: FindZone) -> Mapping[Server, Said]:
    """What each server says that says anything; at least one does."""
    for afresh in (False, True):  # what was remembered of the parent may be out of date
        zone = find(suffix, afresh)
        heard = _heard(name, type, zone.servers) if zone else {}
        if heard:
            return heard
    raise ProviderFailed(
        f"no server of .{suffix} tells who serves {name}",
        hint="check that this network lets DNS questions out (port 53), then `sparewheel resume`",
        code="registry-silent",
    )


def _heard(name: str, type: dns.rdatatype.RdataType, asked: Sequence[Server]) -> Mapping[Server, Said]:
    with ThreadPoolExecutor(max(1, len(asked))) as pool:
        answers = dict(zip(asked, pool.map(lambda server: _answer(name, type, server), asked), strict=True))
    return {server: said for server, said in answers.items() if said is not None}


def _answer(name: str, type: dns.rdatatype.RdataType, server: Server) -> Said | None:
    """None when the server gives no answer, or does not speak for the parent."""
    try:
        answer = ask(name, type, server, WAIT)
    except ProviderFailed:
        return None
    return _READ[type](answer, dns.name.from_text(name))


def _delegation(answer: dns.message.Message, name: dns.name.Name) -> Said | None:
    if judged(answer) is None:
        return None
    hosts = {
        rdata.target.to_text(omit_final_dot=True).lower()
        for one in _sets((*answer.answer, *answer.authority), name, dns.rdatatype.NS)
        for rdata in one
    }
    return tuple(sorted(hosts))


def _vouched(answer: dns.message.Message, name: dns.name.Name) -> Said | None:
    if (
        not answer.flags & dns.flags.AA
    ):  # a referral: it does not know that DS is the parent's to tell (RFC 4035 §3.1.4)
        return None
    return tuple(sorted(spelled(rdata) for one in _sets(answer.answer, name, dns.rdatatype.DS) for rdata in one))


_READ: Mapping[dns.rdatatype.RdataType, Callable[[dns.message.Message, dns.name.Name], Said | None]] = {
    dns.rdatatype.NS: _delegation,
    dns.rdatatype.DS: _vouched,
}


def _sets(
    section: Sequence[dns.rrset.RRset], name: dns.name.Name, type: dns.rdatatype.RdataType
) -> list[dns.rrset.RRset]:
    return [one for one in section if one.name == name and one.rdtype == type]


def _divided(name: str, type: dns.rdatatype.RdataType, told: Mapping[Server, Said]) -> ProviderFailed:
    said = "; ".join(f"{called(server)}: {', '.join(found) or 'none'}" for server, found in told.items())
    return ProviderFailed(
        f"the servers of the parent of {name} do not agree on its {dns.rdatatype.to_text(type)} ({said})",
        hint="a change goes around there: wait some minutes, then `sparewheel resume`",
        code="registry-divided",
    )
