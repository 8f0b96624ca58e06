"""DS records at Route 53 Domains, which takes keys: the registrar makes the DS of a key by itself, of a digest type
of its choice. So a DS is set by the key that it is of, and one that is of no key of the zone is refused."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import dns.dnssec
import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.dnssectypes import DSDigest
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from launcher.errors import ProviderFailed, Refused
from launcher.providers.registries.parents import spelled

if TYPE_CHECKING:
    from mypy_boto3_route53domains.type_defs import DnssecKeyTypeDef, DnssecSigningAttributesTypeDef


def difference(
    name: str, digests: Collection[str], zone_keys: Collection[str], there: Sequence[DnssecKeyTypeDef]
) -> tuple[list[DnssecSigningAttributesTypeDef], list[str]]:
    """The keys to add, and the ids of those to remove, so that the parent vouches for the keys of these DS records and
    for no other. `zone_keys` are the zone's DNSKEYs as text. Refused `ds-needs-key` for a DS of none of them."""
    by_digest = _by_digest(name, zone_keys)
    asked = {digest.upper() for digest in digests}
    strange = sorted(asked - by_digest.keys())
    if strange:
        raise Refused(
            f"{name}: the DS {strange[0]} is of no key that its zone shows, and Route 53 takes keys only",
            hint="sign the zone first, and see that every name server shows its DNSKEY",
            code="ds-needs-key",
        )
    wanted = {by_digest[digest] for digest in asked}
    standing = {found["Id"]: by_digest.get(_text(found), "") for found in there}
    missing = sorted(wanted - set(standing.values()))
    stale = sorted(handle for handle, key in standing.items() if key not in wanted)
    return [_attributes(key) for key in missing], stale


def _by_digest(name: str, zone_keys: Collection[str]) -> Mapping[str, str]:
    """Every DS that a parent might have of these keys → the key."""
    apex, kinds = dns.name.from_text(name), (DSDigest.SHA256, DSDigest.SHA384)
    return {spelled(dns.dnssec.make_ds(apex, _key(text), kind)): text for text in zone_keys for kind in kinds}


def _key(text: str) -> DNSKEY:
    try:
        key = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.DNSKEY, text)
    except (dns.exception.DNSException, ValueError) as broken:
        raise ProviderFailed("the zone shows a DNSKEY that cannot be read", hint="look at its signer") from broken
    assert isinstance(key, DNSKEY)
    return key


def _text(found: DnssecKeyTypeDef) -> str:
    """The DS at the registry, spelled as parents tell it."""
    numbers = (found.get("KeyTag"), found.get("Algorithm"), found.get("DigestType"))
    return f"{' '.join(map(str, numbers))} {found.get('Digest', '').upper()}"


def _attributes(text: str) -> DnssecSigningAttributesTypeDef:
    key = _key(text)
    return {
        "Algorithm": int(key.algorithm),
        "Flags": int(key.flags),
        "PublicKey": base64.b64encode(key.key).decode("ascii"),
    }
