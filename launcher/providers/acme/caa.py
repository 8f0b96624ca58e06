"""CAA (RFC 8659): whether DNS lets a CA issue. We look before the CA does: its no would count there as a failure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from launcher.services import DnsHost, Probe

LookUp = Callable[[str], Collection[str]]
"""A host → the values of the CAA set in force for it, as far as it can be seen; empty: none."""
_VALUE = re.compile(r'(\d+) (\w+) "(.*)"')
_CRITICAL = 128
_KNOWN = ("issue", "issuewild", "iodef")


def unseen(_: str) -> tuple[str, ...]:
    """Nothing is seen: the CA looks for itself."""
    return ()


def of_our_zones(dns: DnsHost, probe: Probe) -> LookUp:
    """What the authoritative servers of a zone of ours say: of the host, or of the nearest name above it that has a
    set, up to the zone's apex."""

    def look_up(host: str) -> tuple[str, ...]:
        passed = []
        for name in _upwards(host):
            passed.append(name)
            if servers := dns.zone(name):
                found = (probe.resolve(one, "CAA", servers) for one in passed)
                return next(filter(None, found), ())
        return ()

    return look_up


def _upwards(host: str) -> Iterator[str]:
    """The host and the names above it, but for the TLD."""
    while "." in host:
        yield host
        host = host.partition(".")[2]


def forbids(values: Collection[str], issuers: Collection[str], *, wildcard: bool) -> bool:
    """Whether this set keeps the CA, known by these names, from issuing by DNS-01; without a name, only a set that lets
    no CA issue does."""
    entries = [found.groups() for found in map(_VALUE.fullmatch, values) if found]
    if any(int(flags) & _CRITICAL and tag.lower() not in _KNOWN for flags, tag, _ in entries):
        return True
    said = {tag: [value for _, one, value in entries if one.lower() == tag] for tag in _KNOWN}
    rules = (said["issuewild"] if wildcard else []) or said["issue"]
    allowed = [name for name in map(_allowed, rules) if name]
    return bool(rules) and not (set(allowed) & set(issuers) if issuers else allowed)


def _allowed(value: str) -> str:
    """The CA that an entry lets issue by DNS-01; empty: none (`validationmethods`: RFC 8657)."""
    name, *parameters = (part.strip() for part in value.split(";"))
    for key, _, methods in (one.partition("=") for one in parameters):
        if key.strip().lower() == "validationmethods" and "dns-01" not in methods.replace(" ", "").split(","):
            return ""
    return name.lower()
