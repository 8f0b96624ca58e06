"""What a zone's own servers prove: the keys that a parent could vouch for, and that what they sign validates now.

A wrong DS at the parent takes a name away from everyone behind a validating resolver (SERVFAIL). So a DS is made only
of a key whose signature over the zone's keys was checked, after the zone's records were checked with those keys, at
every server (RFC 4035 §5; `knowledge/domains` §3).
"""

from __future__ import annotations

from collections.abc import Sequence

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.dnssectypes import DSDigest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.dnskeybase import Flag

from launcher.errors import ProviderFailed
from launcher.model import Server
from launcher.providers.dns.authoritative import ask, called
from launcher.providers.registries.parents import spelled

DIGESTS = (DSDigest.SHA256, DSDigest.SHA384)
"""What registries take and resolvers must know (RFC 8624 §3.3); SHA-1 is not proven here."""
CHECKED = (dns.rdatatype.SOA, dns.rdatatype.NS, dns.rdatatype.A, dns.rdatatype.AAAA)
"""Of the apex: what readers ask for on their way. An address may be absent, SOA and NS may not."""


def proven(name: str, servers: Sequence[Server], timeout: float) -> tuple[str, ...]:
    """The DS records that all of these servers prove, sorted, spelled as parents tell them; empty: none of them signs.
    ProviderFailed `dnssec-broken` says which server does not, and why. `timeout` is in seconds, for each question."""
    if not servers:
        raise ProviderFailed(f"there is no server to ask for {name}")
    told = {server: _proven(dns.name.from_text(name), server, timeout) for server in servers}
    if len(set(told.values())) > 1:
        said = "; ".join(f"{called(server)}: {', '.join(found) or 'unsigned'}" for server, found in told.items())
        raise _broken(f"the servers of {name} do not prove the same keys ({said})")
    return told[servers[0]]


def _proven(name: dns.name.Name, server: Server, timeout: float) -> tuple[str, ...]:
    keys, signatures = _signed(name, dns.rdatatype.DNSKEY, server, timeout)
    if keys is None:
        return ()
    anchors = [key for key in keys if _may_anchor(key) and _signs(key, keys, signatures)]
    if not anchors:
        raise _broken(f"{_at(name, server)}: no key of it signs its keys")
    for kind in CHECKED:
        _check(name, kind, keys, server, timeout)
    return tuple(sorted(spelled(dns.dnssec.make_ds(name, key, digest)) for key in anchors for digest in DIGESTS))


def _check(
    name: dns.name.Name, type: dns.rdatatype.RdataType, keys: dns.rrset.RRset, server: Server, timeout: float
) -> None:
    found, signatures = _signed(name, type, server, timeout)
    text = dns.rdatatype.to_text(type)
    if found is None:
        if type in (dns.rdatatype.SOA, dns.rdatatype.NS):
            raise _broken(f"{_at(name, server)}: it has no {text}")
    elif why := _invalid(found, signatures, keys):
        raise _broken(f"{_at(name, server)}: its {text} does not validate ({why})")


# ── keys and signatures ──────────────────────────────────────────────────────────────────────────


def _may_anchor(key: DNSKEY) -> bool:
    """Is it a key of the zone, meant for the parent (SEP), and not revoked (RFC 5011)?"""
    flags = Flag(key.flags)
    return Flag.ZONE in flags and Flag.SEP in flags and Flag.REVOKE not in flags and key.protocol == 3


def _signs(key: DNSKEY, keys: dns.rrset.RRset, signatures: dns.rrset.RRset | None) -> bool:
    """Does this key, by itself, vouch for all of them?"""
    return not _invalid(keys, signatures, dns.rrset.from_rdata(keys.name, keys.ttl, key))


def _invalid(found: dns.rrset.RRset, signatures: dns.rrset.RRset | None, keys: dns.rrset.RRset) -> str:
    """Why it does not validate now; empty when it does."""
    whys = ["it is not signed"]
    for signature in signatures or ():
        try:
            dns.dnssec.validate_rrsig(found, signature, {found.name: keys})
        except (dns.exception.DNSException, ValueError) as invalid:  # ValueError: a key that is no point, no number
            whys.append(str(invalid) or type(invalid).__name__)
        else:
            return ""
    return whys[-1]


def _signed(
    name: dns.name.Name, type: dns.rdatatype.RdataType, server: Server, timeout: float
) -> tuple[dns.rrset.RRset | None, dns.rrset.RRset | None]:
    """The set and its signatures as this server gives them, with authority."""
    answer = ask(name.to_text(), type, server, timeout, signed=True)
    if not answer.flags & dns.flags.AA:
        raise ProviderFailed(f"{called(server)} does not speak for {name.to_text(omit_final_dot=True)}")
    return _found(answer, name, type), _found(answer, name, dns.rdatatype.RRSIG, type)


def _found(
    answer: dns.message.Message,
    name: dns.name.Name,
    type: dns.rdatatype.RdataType,
    covers: dns.rdatatype.RdataType = dns.rdatatype.NONE,
) -> dns.rrset.RRset | None:
    return answer.get_rrset(answer.answer, name, dns.rdataclass.IN, type, covers)


def _at(name: dns.name.Name, server: Server) -> str:
    return f"{name.to_text(omit_final_dot=True)} is signed at {called(server)}, but wrong"


def _broken(message: str) -> ProviderFailed:
    hint = "look at the signer of the zone; without DS at the parent the name works unsigned"
    return ProviderFailed(message, hint=hint, code="dnssec-broken")
