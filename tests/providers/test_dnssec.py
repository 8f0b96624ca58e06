"""What a zone's servers prove, against zones signed here: rightly, and in every wrong way that a resolver minds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from dns.dnssectypes import Algorithm
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from launcher.errors import ProviderFailed
from launcher.providers.network import NetworkProbe
from launcher.providers.registries.parents import spelled
from tests.providers.test_delegations import Serve, serve

__all__ = ["serve"]

NAME = "zone.test"
ZONE = dns.name.from_text(NAME)
KSK, ZSK, REVOKED = 0x0101, 0x0100, 0x0181
HOUR = 3600


@dataclass(frozen=True)
class Key:
    private: PrivateKeyTypes
    public: DNSKEY

    def ds(self, digest: str = "SHA256") -> str:
        return spelled(dns.dnssec.make_ds(ZONE, self.public, digest))


def key(flags: int = KSK, algorithm: Algorithm = Algorithm.ECDSAP256SHA256) -> Key:
    private: PrivateKeyTypes = (
        rsa.generate_private_key(65537, 2048)
        if algorithm is Algorithm.RSASHA256
        else ec.generate_private_key(ec.SECP256R1())
    )
    return Key(private, dns.dnssec.make_dnskey(private.public_key(), algorithm, flags))  # type: ignore[arg-type]


def rrset(kind: str, *values: str) -> dns.rrset.RRset:
    return dns.rrset.from_text(ZONE, 60, "IN", kind, *values)


@dataclass
class Zone:
    """Record sets of the apex by type, and their signatures; signed when made, changed by a test afterwards."""

    keys: tuple[Key, ...]
    by: tuple[Key, ...] = ()
    """Who signs the keys; else all that may."""
    since: float = -HOUR
    until: float = HOUR
    sets: dict[str, dns.rrset.RRset] = field(default_factory=dict)
    signatures: dict[str, dns.rrset.RRset] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sets = {
            "SOA": rrset("SOA", "ns1.zone.test. host.zone.test. 1 3600 600 604800 60"),
            "NS": rrset("NS", "ns1.zone.test.", "ns2.zone.test."),
            "A": rrset("A", "192.0.2.1"),
            "DNSKEY": dns.rrset.from_rdata_list(ZONE, 60, [one.public for one in self.keys]),
        }
        zone_keys = [one for one in self.keys if one.public.flags == ZSK] or list(self.keys)
        self.signatures = {kind: self._signed(one, zone_keys) for kind, one in self.sets.items()}
        self.signatures["DNSKEY"] = self._signed(self.sets["DNSKEY"], self.by or self.keys)

    def _signed(self, what: dns.rrset.RRset, keys: object) -> dns.rrset.RRset:
        now = time.time()
        made = [
            dns.dnssec.sign(
                what, one.private, ZONE, one.public, inception=now + self.since, expiration=now + self.until
            )
            for one in keys  # type: ignore[attr-defined]
        ]
        return dns.rrset.from_rdata_list(ZONE, 60, made)

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        if kind in self.sets:
            answer.answer.append(self.sets[kind])
        if kind in self.signatures:
            answer.answer.append(self.signatures[kind])
        return answer


Prove = Callable[..., tuple[str, ...]]


@pytest.fixture
def prove(serve: Serve) -> Prove:
    def ask(*zones: Zone) -> tuple[str, ...]:
        served = [serve(lambda query, zone=one: [zone.answer(query)]).server for one in zones]
        return NetworkProbe(timeout=2.0).secured(NAME, served)

    return ask


def both(*keys: Key) -> tuple[str, ...]:
    return tuple(sorted(one.ds(digest) for one in keys for digest in ("SHA256", "SHA384")))


def test_one_key_for_all_is_proven(prove: Prove) -> None:
    zone = Zone((key(),))
    assert prove(zone) == both(zone.keys[0]) == prove(zone, zone)


def test_of_two_kinds_of_keys_the_one_for_the_parent_counts(prove: Prove) -> None:
    top, working = key(KSK), key(ZSK)
    assert prove(Zone((top, working), by=(top,))) == both(top)


def test_only_keys_that_sign_the_keys_count(prove: Prove) -> None:
    """One that is published in advance is no anchor yet."""
    now, next_ = key(), key()
    assert prove(Zone((now, next_), by=(now,))) == both(now)
    assert prove(Zone((now, next_))) == both(now, next_)


def cut(query: dns.message.Message) -> list[dns.message.Message | bytes]:
    short = dns.message.make_response(query)
    short.flags |= dns.flags.TC
    return [short]


def test_long_keys_come_over_tcp(serve: Serve) -> None:
    zone = Zone(tuple(key(algorithm=Algorithm.RSASHA256) for _ in range(3)))
    served = serve(cut, lambda query: [zone.answer(query).to_wire(max_size=65_535)])
    assert NetworkProbe(timeout=2.0).secured(NAME, [served.server]) == both(*zone.keys)


def test_a_connection_that_breaks_off_is_no_answer(serve: Serve) -> None:
    def hang_up(_: dns.message.Message) -> list[dns.message.Message | bytes]:
        raise ConnectionResetError

    served = serve(cut, hang_up)
    with pytest.raises(ProviderFailed, match="gives no answer"):
        NetworkProbe(timeout=2.0).secured(NAME, [served.server])


def test_without_keys_nothing_is_proven_and_nothing_is_wrong(prove: Prove) -> None:
    zone = Zone((key(),))
    del zone.sets["DNSKEY"], zone.signatures["DNSKEY"]
    assert prove(zone, zone) == ()


def test_a_name_without_address_is_proven_all_the_same(prove: Prove) -> None:
    zone = Zone((key(),))
    del zone.sets["A"], zone.signatures["A"]
    assert prove(zone) == both(*zone.keys)


def _address_changed(zone: Zone) -> None:
    zone.sets["A"] = rrset("A", "192.0.2.66")


def _address_unsigned(zone: Zone) -> None:
    del zone.signatures["A"]


def _serial_changed(zone: Zone) -> None:
    zone.sets["SOA"] = rrset("SOA", "ns1.zone.test. host.zone.test. 2 3600 600 604800 60")


def _no_soa(zone: Zone) -> None:
    del zone.sets["SOA"], zone.signatures["SOA"]


def _servers_changed(zone: Zone) -> None:
    zone.sets["NS"] = rrset("NS", "ns1.elsewhere.test.")


def _key_added(zone: Zone) -> None:
    keys = [*zone.sets["DNSKEY"], key().public]
    zone.sets["DNSKEY"] = dns.rrset.from_rdata_list(ZONE, 60, keys)


def _keys_unsigned(zone: Zone) -> None:
    del zone.signatures["DNSKEY"]


def _broken_key(zone: Zone) -> None:
    flags, protocol, algorithm, _ = zone.sets["DNSKEY"][0].to_text().split(maxsplit=3)
    zone.sets["DNSKEY"] = rrset("DNSKEY", f"{flags} {protocol} {algorithm} AAAA")


WRONG: Mapping[str, tuple[Callable[[Zone], None], str]] = {
    "address-changed": (_address_changed, "its A does not validate"),
    "address-unsigned": (_address_unsigned, "its A does not validate (it is not signed)"),
    "serial-changed": (_serial_changed, "its SOA does not validate"),
    "no-soa": (_no_soa, "it has no SOA"),
    "servers-changed": (_servers_changed, "its NS does not validate"),
    "key-added": (_key_added, "no key of it signs its keys"),
    "keys-unsigned": (_keys_unsigned, "no key of it signs its keys"),
    "broken-key": (_broken_key, "no key of it signs its keys"),
}


def broken(prove: Prove, *zones: Zone) -> str:
    with pytest.raises(ProviderFailed) as failed:
        prove(*zones)
    assert failed.value.reason_code == "dnssec-broken"
    assert failed.value.hint
    assert "\n" not in failed.value.message
    return failed.value.message


@pytest.mark.parametrize("how", WRONG)
def test_what_a_resolver_would_not_believe_is_not_proven(prove: Prove, how: str) -> None:
    change, why = WRONG[how]
    zone = Zone((key(),))
    change(zone)
    assert why in broken(prove, zone)


@pytest.mark.parametrize(("since", "until", "why"), [(-2 * HOUR, -60, "expired"), (HOUR, 2 * HOUR, "not yet valid")])
def test_signatures_are_good_for_a_time(prove: Prove, since: float, until: float, why: str) -> None:
    keys = (key(),)
    zone, good = Zone(keys, since=since, until=until), Zone(keys)
    assert "no key of it signs its keys" in broken(prove, zone)
    good.signatures["A"] = zone.signatures["A"]
    assert f"its A does not validate ({why})" in broken(prove, good)


@pytest.mark.parametrize("flags", [ZSK, REVOKED, 0x0001])
def test_what_is_no_key_for_a_parent_is_not_proven(prove: Prove, flags: int) -> None:
    assert "no key of it signs its keys" in broken(prove, Zone((key(flags),)))


def test_servers_must_prove_the_same(prove: Prove) -> None:
    one, other = Zone((key(),)), Zone((key(),))
    unsigned = Zone((key(),))
    del unsigned.sets["DNSKEY"]
    assert "do not prove the same keys" in broken(prove, one, other)
    assert "unsigned" in broken(prove, one, unsigned)


def test_a_signature_by_somebody_elses_name_counts_for_nothing(prove: Prove) -> None:
    zone = Zone((key(),))
    text = zone.signatures["A"][0].to_text().replace(" zone.test. ", " elsewhere.test. ")
    zone.signatures["A"] = rrset("RRSIG", text)
    assert "its A does not validate (unknown key)" in broken(prove, zone)


def test_one_good_signature_is_enough(prove: Prove) -> None:
    zone = Zone((key(),))
    strange = zone.signatures["A"][0].to_text().split()
    strange[6] = "1"  # the tag of no key
    stranger = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.RRSIG, " ".join(strange))
    zone.signatures["A"] = dns.rrset.from_rdata_list(ZONE, 60, [stranger, *zone.signatures["A"]])
    assert prove(zone) == both(*zone.keys)


def test_a_cache_proves_nothing(serve: Serve) -> None:
    zone = Zone((key(),))

    def cached(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        answer = zone.answer(query)
        answer.flags &= ~dns.flags.AA
        return [answer]

    with pytest.raises(ProviderFailed, match="does not speak for"):
        NetworkProbe(timeout=2.0).secured(NAME, [serve(cached).server])


def test_nobody_asked_proves_nothing() -> None:
    with pytest.raises(ProviderFailed):
        NetworkProbe().secured(NAME, [])
