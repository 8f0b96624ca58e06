"""Who serves a name, and which keys its parent vouches for, as Route 53 Domains is told."""

from __future__ import annotations

import base64
from collections.abc import Collection

import dns.dnssec
import dns.name
import dns.rdata
import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.providers.aws.route53_domains import Route53Domains
from launcher.providers.registries.parents import spelled
from tests.wire.route53_domains_case import Case, case, order

__all__ = ["case"]

NAME = "crise-eau.ca"
SERVERS = ("ns1.example.org", "ns2.example.org")
KEYS = tuple(f"257 3 13 {base64.b64encode(bytes([seed]) * 64).decode()}" for seed in (1, 2, 3))


@pytest.fixture
def held(case: Case) -> Case:
    first = case.registrar.register(order(NAME))
    case.registrar.operation(first.id)
    case.zone_keys = KEYS
    return case


def servers(case: Case) -> tuple[str, ...]:
    holding = case.registrar.holding(NAME)
    assert holding is not None
    return holding.nameservers


def ds(key: str, digest: str = "SHA256") -> str:
    return spelled(dns.dnssec.make_ds(dns.name.from_text(NAME), dns.rdata.from_text("IN", "DNSKEY", key), digest))


def at_the_registry(case: Case) -> list[str]:
    kept = case.there.account.recall(f"name {NAME}")["keys"]
    return sorted(f"{one['KeyTag']} {one['Algorithm']} {one['DigestType']} {one['Digest']}" for one in kept)


# ── name servers ─────────────────────────────────────────────────────────────────────────────────


def test_exactly_these_name_servers_and_nothing_when_it_is_so(held: Case) -> None:
    for wanted, changes in ((SERVERS, 1), (SERVERS, 1), (("NS2.example.org.", "ns1.example.org"), 1), (SERVERS[:1], 2)):
        held.registrar.delegate(NAME, wanted)
        assert servers(held) == tuple(sorted(server.lower().rstrip(".") for server in wanted))
        assert held.there.count("delegate") == changes
    assert held.clock.waits == []


def test_a_change_that_takes_its_time_is_followed_for_a_while(held: Case) -> None:
    held.suffers("delegate", "pending", polls=99)
    held.registrar.delegate(NAME, SERVERS)
    assert held.clock.waits == [1.0, 2.0, 4.0, 8.0]
    with pytest.raises(ProviderFailed) as busy:
        held.registrar.delegate(NAME, SERVERS[:1])
    assert busy.value.reason_code == "operation-under-way"


def test_a_change_that_fails_is_told(held: Case) -> None:
    held.suffers("delegate", "failed")
    with pytest.raises(ProviderFailed, match="could not set the name servers") as failed:
        held.registrar.delegate(NAME, SERVERS)
    assert "resume" in failed.value.hint
    assert servers(held) != SERVERS


def test_a_change_that_waits_for_a_person_is_told(held: Case) -> None:
    held.front.tell("UPDATE_NAMESERVER", Status="IN_PROGRESS", StatusFlag="PENDING_AUTHORIZATION")
    with pytest.raises(ProviderFailed, match="form of authorisation") as waits:
        held.registrar.delegate(NAME, SERVERS)
    assert waits.value.reason_code == "customer-action"


@pytest.mark.parametrize("do", ["lost-before", "lost-after", "error", "error-after"])
def test_a_lost_change_is_unknown_and_not_sent_again(held: Case, do: str) -> None:
    held.suffers("delegate", do, nth=1)
    with pytest.raises(OutcomeUnknown):
        held.registrar.delegate(NAME, SERVERS)
    assert held.there.count("delegate") == 1


def test_the_way_back_from_a_lost_change(held: Case) -> None:
    held.suffers("delegate", "lost-before", nth=1)
    with pytest.raises(OutcomeUnknown):
        held.registrar.delegate(NAME, SERVERS)
    held.registrar.delegate(NAME, SERVERS)
    assert servers(held) == SERVERS


@pytest.mark.parametrize("wanted", [(), ("",), ("no-dot",), ("ns1.exa mple.org",), ("192.0.2.1 ",), ("a..org",)])
def test_what_serves_no_name_is_refused(held: Case, wanted: Collection[str]) -> None:
    before = servers(held)
    with pytest.raises(Refused):
        held.registrar.delegate(NAME, wanted)
    assert servers(held) == before


def test_servers_that_need_glue_are_refused(held: Case) -> None:
    with pytest.raises(Refused, match="glue"):
        held.registrar.delegate(NAME, [f"ns1.{NAME}"])


def test_what_is_not_ours_is_not_changed(case: Case) -> None:
    with pytest.raises(Refused, match="does not hold taken"):
        case.registrar.delegate("taken.ca", SERVERS)
    with pytest.raises(Refused, match="does not hold taken"):
        case.registrar.sign("taken.ca", ())
    assert {kind for kind, _ in case.there.requests} == {"holding"}


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_exactly_these_keys(held: Case) -> None:
    one, other = ds(KEYS[0]), ds(KEYS[1])
    for wanted in ((one,), (one,), (one, other), (other,), ()):
        held.registrar.sign(NAME, wanted)
        assert at_the_registry(held) == sorted(wanted)
    assert (held.there.count("sign"), held.there.count("unsign")) == (2, 2)


def test_a_new_key_is_vouched_for_before_the_old_one_goes(held: Case) -> None:
    held.registrar.sign(NAME, [ds(KEYS[0])])
    held.registrar.sign(NAME, [ds(KEYS[1])])
    assert [kind for kind, _ in held.there.requests if kind.endswith("sign")] == ["sign", "sign", "unsign"]


def test_two_digests_of_a_key_are_one_key(held: Case) -> None:
    for _ in range(2):
        held.registrar.sign(NAME, [ds(KEYS[0]), ds(KEYS[0], "SHA384")])
        assert at_the_registry(held) == [ds(KEYS[0])]
    assert held.there.count("sign") == 1


@pytest.mark.parametrize("wrong", ["", "12345 13 2", f"12345 13 2 {'AB' * 32}"])
def test_a_digest_of_no_key_of_the_zone_is_refused(held: Case, wrong: str) -> None:
    with pytest.raises(Refused, match="Route 53 takes keys only") as no:
        held.registrar.sign(NAME, [ds(KEYS[0]), wrong])
    assert no.value.reason_code == "ds-needs-key"
    assert at_the_registry(held) == []


def test_a_key_that_cannot_be_read_is_told(held: Case) -> None:
    held.zone_keys = ("257 3 13 not base64!",)
    with pytest.raises(SpareWheelError):
        held.registrar.sign(NAME, [ds(KEYS[0])])


def test_no_zone_is_asked_when_the_name_is_made_unsigned(held: Case) -> None:
    held.registrar.sign(NAME, [ds(KEYS[0])])
    gone = Route53Domains(
        held.who, held.clock, profile="asker", endpoint=held.there.url, zone_keys=lambda _: pytest.fail("it was asked")
    )
    gone.sign(NAME, ())
    assert at_the_registry(held) == []
