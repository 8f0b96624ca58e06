"""What Porkbun tells the registry of a name that we hold: its name servers and its DS records, each exactly as wanted.

Every change is read back from Porkbun, which asks the registry: some take a moment. DS records are listed by key tag
alone, so one key has one record here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

import dns.exception
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.DS import DS

from launcher.errors import ProviderFailed, Refused
from launcher.providers.porkbun.answers import unreadable
from launcher.providers.porkbun.wire import Wire
from launcher.providers.registries.parents import spelled
from launcher.services import Clock

SETTLE = (1.0, 2.0, 4.0, 8.0)
"""Seconds between the looks at a change that does not show at once."""

_PARTS = ("keyTag", "alg", "digestType", "digest")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def servers(wire: Wire, name: str) -> tuple[str, ...]:
    """The name servers that the registry has, in lower case, sorted."""
    told = wire.ask(f"tell the name servers of {name}", f"domain/getNs/{name}").get("ns")
    if not isinstance(told, list):
        raise unreadable(f"who serves {name}")
    return tuple(sorted(str(one).lower().rstrip(".") for one in told))


def delegate(wire: Wire, clock: Clock, name: str, nameservers: Collection[str]) -> None:
    """Exactly these; nothing is sent when it is so."""
    wanted = tuple(sorted({_host(one) for one in nameservers}))
    if not wanted:  # none at all would be taken for "your own"
        raise Refused(f"no name server is given for {name}", code="nameserver")
    if servers(wire, name) == wanted:
        return
    wire.send(f"set the name servers of {name}", f"domain/updateNs/{name}", ns=list(wanted))
    _await(clock, lambda: servers(wire, name) == wanted, f"the name servers {', '.join(wanted)} of {name}")


def sign(wire: Wire, clock: Clock, name: str, digests: Collection[str]) -> None:
    """Exactly these; nothing is sent when it is so. New keys come before old ones go."""
    wanted = tuple(sorted({_digest(one) for one in digests}))
    if len({_tag(one) for one in wanted}) < len(wanted):
        raise Refused(f"Porkbun keeps one DS record for each key of {name}", code="ds-invalid")
    there = _digests(wire, name)
    fresh, stale = [one for one in wanted if one not in there], [one for one in there if one not in wanted]
    replacing = {_tag(one) for one in stale}
    _add(wire, name, [one for one in fresh if _tag(one) not in replacing])
    for one in stale:
        wire.send(f"take back a DS record of {name}", f"dns/deleteDnssecRecord/{name}/{_tag(one)}")
    _add(wire, name, [one for one in fresh if _tag(one) in replacing])
    if fresh or stale:
        _await(clock, lambda: _digests(wire, name) == wanted, f"the DS records of {name}")


# ── inside ───────────────────────────────────────────────────────────────────────────────────────


def _add(wire: Wire, name: str, digests: Sequence[str]) -> None:
    for one in digests:
        body = dict(zip(_PARTS, one.split(), strict=True))
        wire.send(f"publish a DS record of {name}", f"dns/createDnssecRecord/{name}", **body)


def _digests(wire: Wire, name: str) -> tuple[str, ...]:
    told = wire.ask(f"tell the DS records of {name}", f"dns/getDnssecRecords/{name}").get("records")
    found = told.values() if isinstance(told, dict) else told or ()  # some come by key tag, none as an empty list
    try:
        return tuple(sorted(_digest(" ".join(str(one[part]) for part in _PARTS)) for one in found))
    except (KeyError, TypeError, Refused):
        raise unreadable(f"the DS records of {name}") from None


def _digest(text: str) -> str:
    try:
        record = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.DS, text)
    except (dns.exception.DNSException, ValueError):
        raise Refused(f"{text!r} is no DS record", hint="like 12345 13 2 ABCD…", code="ds-invalid") from None
    assert isinstance(record, DS)
    return spelled(record)


def _tag(digest: str) -> str:
    return digest.split()[0]


def _host(text: str) -> str:
    host = text.lower().rstrip(".")
    if not _HOST.fullmatch(host):
        raise Refused(f"{text!r} is no name server", hint="like ns1.example.org", code="nameserver")
    return host


def _await(clock: Clock, shows: Callable[[], bool], what: str) -> None:
    for pause in SETTLE:
        if shows():
            return
        clock.sleep(pause)
    if not shows():
        hint = "Porkbun has taken the change: wait some minutes, then `sparewheel resume`"
        raise ProviderFailed(f"the registry does not show {what} yet", hint=hint, code="not-shown-yet")
