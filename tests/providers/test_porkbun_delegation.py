"""Porkbun as the one who tells the registry: name servers and DS records, exactly as wanted."""

from __future__ import annotations

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from tests.wire.porkbun_case import Case, case, case_of, order
from tests.worlds import fresh_name

__all__ = ["case", "case_of"]

SERVERS = ("ns1.host.example", "ns2.host.example")
ONE, ROLLED, OTHER = f"12345 13 2 {'AB' * 32}", f"12345 13 2 {'CD' * 32}", f"23456 13 2 {'0C' * 32}"


@pytest.fixture
def name(case: Case) -> str:
    bought = fresh_name("com")
    case.porkbun.register(order(bought))
    return bought


def test_name_servers_are_set_exactly_and_once(case: Case, name: str) -> None:
    for servers in (SERVERS, ("NS2.host.example.", "ns1.host.example"), SERVERS[:1]):
        case.porkbun.delegate(name, servers)
        holding = case.porkbun.holding(name)
        assert holding is not None
        assert holding.nameservers == tuple(sorted(one.lower().rstrip(".") for one in servers))
    assert case.there.count("delegate") == 2


def test_ds_records_are_set_exactly_also_under_the_same_key_tag(case: Case, name: str) -> None:
    for wanted in ((ONE,), (ONE.lower(),), (OTHER, ONE), (ROLLED,), ()):
        case.porkbun.sign(name, wanted)
        told = case.there.account.registrar.delegation(name)
        assert told is not None
        assert told.digests == tuple(sorted(one.upper() for one in wanted))
    assert case.there.count("sign") == 2 + 3 + 1


def test_a_registry_that_takes_its_time_is_waited_for_and_then_told(case: Case, name: str) -> None:
    case.suffers("delegate", "pending", polls=2)
    case.porkbun.delegate(name, SERVERS)
    assert len(case.wall.slept) == 2
    case.suffers("sign", "pending", polls=99)
    with pytest.raises(ProviderFailed, match="does not show") as late:
        case.porkbun.sign(name, [ONE])
    assert late.value.reason_code == "not-shown-yet"


@pytest.mark.parametrize("servers", [(), ("",), ("no-dot",), ("ns1.exa mple.org",), ("192.0.2.1",), ("a..org",)])
def test_what_serves_no_name_is_not_sent(case: Case, name: str, servers: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        case.porkbun.delegate(name, servers)
    assert case.there.count("delegate") == 0


@pytest.mark.parametrize("digests", [("12345 13 2",), ("x 13 2 AB",), ("1 13 2 AB",), (ONE, ROLLED), ("\n",)])
def test_what_is_no_ds_record_is_not_sent(case: Case, name: str, digests: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as no:
        case.porkbun.sign(name, digests)
    assert "\n" not in no.value.message
    assert case.there.count("sign") == 0


@pytest.mark.parametrize(
    ("do", "wrong", "code"),
    [
        ("customer-action", ProviderFailed, "customer-action"),
        ("lost-before", OutcomeUnknown, "outcome-unknown"),
        ("lost-after", OutcomeUnknown, "outcome-unknown"),
        ("error", OutcomeUnknown, "outcome-unknown"),
        ("rate-limit", ProviderFailed, "rate-limited"),
        ("refused", Refused, "registrar-refused"),
    ],
)
@pytest.mark.parametrize("on", ["delegate", "sign"])
def test_a_change_that_fails_is_told_and_can_be_made_again(
    case: Case, name: str, on: str, do: str, wrong: type[SpareWheelError], code: str
) -> None:
    def change() -> None:
        case.porkbun.delegate(name, SERVERS) if on == "delegate" else case.porkbun.sign(name, [ONE])

    case.suffers(on, do, nth=1)
    with pytest.raises(wrong) as failed:
        change()
    assert (failed.value.reason_code, case.there.count(on)) == (code, 1)
    change()
    change()
    assert case.there.count(on) == (1 if do == "lost-after" else 2)


def test_what_is_not_ours_is_not_changed(case: Case) -> None:
    with pytest.raises(Refused):
        case.porkbun.delegate("taken.com", SERVERS)
    with pytest.raises(Refused):
        case.porkbun.sign("taken.com", [ONE])
