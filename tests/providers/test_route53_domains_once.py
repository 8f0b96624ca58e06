"""A name is asked for once, whatever happens on the way, and what came of it is found again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import OperationState
from launcher.providers.aws import calls as aws
from tests.wire.route53_domains_case import Case, case, keys, order, played

__all__ = ["case"]

NAME = "crise-eau.ca"
HOUR = dt.timedelta(hours=1)


def recent(case: Case) -> list[tuple[str, OperationState]]:
    return [(one.name, one.state) for one in case.client().operations(case.clock.now() - HOUR)]


@pytest.mark.parametrize("do", ["lost-before", "lost-after", "error", "error-after"])
def test_a_lost_answer_is_unknown_and_nothing_is_sent_again(case: Case, do: str) -> None:
    case.suffers("register", do)
    with pytest.raises(OutcomeUnknown):
        case.registrar.register(order(NAME))
    assert case.there.count("register") == 1
    done = do.endswith("-after")
    assert case.there.charges == [NAME] * done
    assert recent(case) == [(NAME, OperationState.SUCCEEDED)] * done


def test_a_slow_answer_is_unknown_and_nothing_is_sent_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "READ", 0.3)
    case.suffers("register", "slow", seconds=600)  # until the server ends
    with pytest.raises(OutcomeUnknown):
        case.registrar.register(order(NAME))
    assert case.there.count("register") == 1


@pytest.mark.parametrize("body", [b"{}", b'{"Opera', b"<html>a proxy</html>", b""])
def test_an_answer_that_names_no_operation_is_unknown(case: Case, body: bytes) -> None:
    case.front.answers["RegisterDomain"] = body
    with pytest.raises(OutcomeUnknown):
        case.registrar.register(order(NAME))
    assert (case.there.count("register"), case.there.charges) == (1, [NAME])


def test_too_many_requests_are_a_failure_and_nothing_is_sent_again(case: Case) -> None:
    case.suffers("register", "rate-limit")
    with pytest.raises(ProviderFailed) as failed:
        case.registrar.register(order(NAME))
    assert (failed.value.reason_code, type(failed.value)) == ("throttled", ProviderFailed)
    assert (case.there.count("register"), case.there.charges) == (1, [])


def test_nothing_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys(tmp_path / "aws", monkeypatch)
    with played(tmp_path / "registrar") as case:
        pass
    with pytest.raises(ProviderFailed) as failed:
        case.client().register(order(NAME))
    assert type(failed.value) is ProviderFailed  # it was never sent


def test_what_is_under_way_is_found_and_not_asked_for_again(case: Case) -> None:
    case.suffers("register", "pending", polls=3)
    first = case.registrar.register(order(NAME))
    again = case.client().register(order(NAME))
    assert (again.id, again.state) == (first.id, OperationState.PENDING)
    assert [case.registrar.operation(first.id).state for _ in range(3)][-1] is OperationState.SUCCEEDED
    assert case.there.charges == [NAME]


def test_what_is_under_way_and_is_not_listed_is_unknown(case: Case) -> None:
    case.suffers("register", "failed", nth=1)
    failed = case.registrar.register(order(NAME))
    assert case.registrar.operation(failed.id).state is OperationState.FAILED  # listed, and not what is under way
    case.front.noes["RegisterDomain"] = ("DuplicateRequest", "The request is already in progress for the domain.")
    with pytest.raises(OutcomeUnknown):
        case.registrar.register(order(NAME))


def test_an_account_outlives_server_and_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys(tmp_path / "aws", monkeypatch)
    with played(tmp_path / "registrar") as case:
        case.suffers("register", "pending", polls=2)
        first = case.registrar.register(order(NAME))
        assert case.registrar.operation(first.id).state is OperationState.PENDING
    with played(tmp_path / "registrar") as again:
        assert recent(again) == [(NAME, OperationState.PENDING)]
        assert again.registrar.operation(first.id).state is OperationState.SUCCEEDED
        assert again.there.charges == [NAME]


def test_a_refused_name_is_told_by_its_reason(case: Case) -> None:
    for name, code in (("taken.ca", "name-taken"), ("reserved.ca", "name-reserved"), ("unsure.ca", "name-unknown")):
        with pytest.raises(Refused, match=f"{name} cannot be registered") as no:
            case.registrar.register(order(name))
        assert no.value.reason_code == code
    case.suffers("register", "price-changed", price=order(NAME, "90.00").max_price)
    with pytest.raises(Refused, match=r"90\.00 USD, above the order's 20\.00 USD") as dear:
        case.registrar.register(order(NAME))
    assert dear.value.reason_code == "price-above-cap"
    case.suffers("register", "taken-meanwhile")
    with pytest.raises(Refused, match="taken"):
        case.registrar.register(order("other.ca"))
    case.suffers("register", "refused")
    with pytest.raises(Refused, match="the registrar refused"):
        case.registrar.register(order("third.ca"))
    assert case.there.charges == []


def test_the_cap_is_sent_and_so_is_every_promise(case: Case) -> None:
    case.registrar.register(order(NAME, "19.99"))
    (sent,) = case.sent("register")
    assert sent["Consent"] == {"MaxPrice": 19.99, "Currency": "USD"}
    assert (sent["AutoRenew"], sent["DurationInYears"]) == (False, 1)
    assert sent["RegistrantContact"]["ExtraParams"] == [
        {"Name": "CA_LEGAL_TYPE", "Value": "CCO"},
        {"Name": "CA_BUSINESS_ENTITY_TYPE", "Value": "INC"},
    ]
    assert {sent[f"PrivacyProtect{role}Contact"] for role in ("Registrant", "Admin", "Tech")} == {False}
    assert not case.registrar.holding(NAME).auto_renew  # type: ignore[union-attr]


def test_another_currency_is_refused_before_anything_is_sent(case: Case) -> None:
    with pytest.raises(Refused, match="sells in USD") as no:
        case.registrar.register(order(NAME, currency="CAD"))
    assert "limits.max_price" in no.value.hint
    assert case.there.requests == []


def test_only_the_buyer_buys(case: Case) -> None:
    case.registrar.register(order(NAME))
    case.registrar.quote([NAME])
    signed = {
        kind: request.headers["authorization"].split("=")[1].split("/")[0] for kind, request in case.there.requests
    }
    assert signed == {"register": "AKIAEXAMPLEBUYER", "quote": "AKIAEXAMPLEASKER"}


@pytest.mark.parametrize(
    ("aws_code", "kind", "ours"),
    [
        ("AccessDeniedException", Refused, "aws-refused"),
        ("DomainLimitExceeded", Refused, "domain-limit"),
        ("OperationLimitExceeded", ProviderFailed, "operation-limit"),
        ("TLDInMaintenance", ProviderFailed, "tld-in-maintenance"),
        ("TLDRulesViolation", Refused, "tld-rules"),
        ("UnsupportedTLD", Refused, "tld-not-sold"),
    ],
)
def test_every_documented_no_has_its_place(case: Case, aws_code: str, kind: type[SpareWheelError], ours: str) -> None:
    case.front.noes["RegisterDomain"] = (aws_code, "AWS says why")
    with pytest.raises(kind) as no:
        case.registrar.register(order(NAME))
    assert (type(no.value), no.value.reason_code) == (kind, ours)
    assert no.value.hint
    assert "\n" not in no.value.message
    assert case.there.count("register") == 1


def test_no_message_repeats_what_aws_repeats_of_a_person(case: Case) -> None:
    case.front.noes["RegisterDomain"] = (
        "InvalidInput",
        "Invalid phone number: +1.4185550177 of Camille Exemplaire\n(domaines@example.org)",
    )
    with pytest.raises(Refused, match="Invalid phone number: … of … …") as no:
        case.registrar.register(order(NAME))
    told = f"{no.value.message}{no.value.hint}{no.value!r}{no.value.__cause__}"
    assert "418" not in told
    assert "Camille" not in told
    assert "\n" not in no.value.message


@pytest.mark.parametrize(
    ("profile", "code"),
    [("stranger", "aws-refused"), ("forger", "aws-refused"), ("late", "session-expired"), ("absent", "aws-refused")],
)
def test_a_wrong_key_is_told(case: Case, profile: str, code: str) -> None:
    with pytest.raises(Refused) as no:
        case.client(profile=profile).operations(case.clock.now())
    assert no.value.reason_code == code


def test_a_wrong_clock_is_told(case: Case) -> None:
    for hours in (1, -2):
        case.there.account.pass_time(dt.timedelta(hours=hours))
        with pytest.raises(Refused, match="clock") as no:
            case.registrar.holding(NAME)
        assert no.value.reason_code == "clock-skew"


def test_what_is_asked_is_asked_again(case: Case) -> None:
    case.suffers("quote", "error", nth=1)
    (quote,) = case.registrar.quote([NAME])
    assert (quote.name, str(quote.price)) == (NAME, "18.00 USD")
    assert case.there.count("quote") == 2
