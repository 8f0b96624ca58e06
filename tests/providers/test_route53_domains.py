"""What Route 53 Domains says of names and operations, as a launch is told it."""

from __future__ import annotations

import datetime as dt

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.model import Availability, OperationState
from tests.wire.route53_domains_case import Case, case, order

__all__ = ["case"]

NAME = "crise-eau.ca"
HOUR = dt.timedelta(hours=1)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "availability"),
    [
        ("AVAILABLE", Availability.AVAILABLE),
        ("AVAILABLE_RESERVED", Availability.RESERVED),
        ("AVAILABLE_PREORDER", Availability.RESERVED),
        ("DONT_KNOW", Availability.UNKNOWN),
        ("INVALID_NAME_FOR_TLD", Availability.RESERVED),
        ("PENDING", Availability.UNKNOWN),
        ("RESERVED", Availability.RESERVED),
        ("UNAVAILABLE", Availability.TAKEN),
        ("UNAVAILABLE_PREMIUM", Availability.RESERVED),
        ("UNAVAILABLE_RESTRICTED", Availability.RESERVED),
    ],
)
def test_only_available_is_available(case: Case, said: str, availability: Availability) -> None:
    case.front.tell(NAME, Availability=said)
    (quote,) = case.registrar.quote([NAME])
    assert quote.availability is availability
    assert (quote.price is not None) == (said == "AVAILABLE")
    assert quote.why or availability in (Availability.AVAILABLE, Availability.TAKEN)


def test_every_answer_of_the_model_is_known(case: Case) -> None:
    for said in case.front.values("DomainAvailability"):
        case.front.tell(NAME, Availability=said)
        assert "AWS says" not in case.registrar.quote([NAME])[0].why


def test_a_pending_answer_is_asked_for_again(case: Case) -> None:
    case.front.tell(NAME, Availability="PENDING")
    case.registrar.quote([NAME])
    assert case.there.count("quote") == 4
    assert case.clock.waits == [0.5, 1.0, 2.0]


def test_a_premium_price_is_told_as_one_in_its_own_currency(case: Case) -> None:
    case.front.tell(NAME, Price={"Price": 1234.5, "Currency": "EUR", "PriceType": "REGISTRY_PREMIUM"})
    (quote,) = case.registrar.quote([NAME])
    assert (str(quote.price), quote.why) == ("1234.50 EUR", "a premium price")


def test_a_price_that_the_answer_lacks_is_asked_for(case: Case) -> None:
    case.front.tell(NAME, Price=None)
    assert str(case.registrar.quote([NAME])[0].price) == "18.00 USD"
    assert case.there.count("price") == 1


def test_names_that_cannot_be_judged_do_not_stop_the_others(case: Case) -> None:
    names = ["a.not-sold", NAME, "not a name.ca", "-.ca"]
    quotes = case.registrar.quote(names)
    assert [quote.name for quote in quotes] == names
    assert [str(quote.availability) for quote in quotes] == ["unknown", "available", "unknown", "unknown"]
    case.front.noes["CheckDomainAvailability"] = ("TLDInMaintenance", "later")
    assert case.registrar.quote([NAME])[0].availability is Availability.UNKNOWN


def test_a_no_to_every_question_is_told(case: Case) -> None:
    case.front.noes["CheckDomainAvailability"] = ("AccessDeniedException", "no")
    with pytest.raises(Refused, match="denied"):
        case.registrar.quote([NAME])


# ── operations ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("SUBMITTED", OperationState.PENDING),
        ("IN_PROGRESS", OperationState.PENDING),
        ("SUCCESSFUL", OperationState.SUCCEEDED),
        ("FAILED", OperationState.FAILED),
        ("ERROR", OperationState.FAILED),
    ],
)
def test_every_status(case: Case, status: str, state: OperationState) -> None:
    first = case.registrar.register(order(NAME))
    case.front.tell(first.id, Status=status, Message="AWS says why")
    operation = case.registrar.operation(first.id)
    assert (operation.state, operation.name) == (state, NAME)
    assert (operation.charge is None) == (state is not OperationState.SUCCEEDED)
    assert operation.message == ("" if state is OperationState.SUCCEEDED else "AWS says why")
    assert [one.state for one in case.registrar.operations(first.submitted)] == [state]


def test_every_status_and_flag_of_the_model_is_known(case: Case) -> None:
    first = case.registrar.register(order(NAME))
    said = set()
    for flag in case.front.values("StatusFlag"):
        case.front.tell(first.id, Status="IN_PROGRESS", StatusFlag=flag)
        operation = case.registrar.operation(first.id)
        assert operation.state is OperationState.CUSTOMER_ACTION
        assert flag not in operation.message
        said.add(operation.message)
    assert len(said) == len(case.front.values("StatusFlag")) == 5
    assert len(case.front.values("OperationStatus")) == 5  # those of the test above


def test_a_flag_does_not_stop_what_has_ended(case: Case) -> None:
    first = case.registrar.register(order(NAME))
    case.front.tell(first.id, Status="SUCCESSFUL", StatusFlag="PENDING_CUSTOMER_ACTION")
    assert case.registrar.operation(first.id).state is OperationState.SUCCEEDED


def test_the_registry_asks_the_registrant(case: Case) -> None:
    case.suffers("register", "customer-action", polls=2)
    first = case.registrar.register(order(NAME))
    waiting = case.registrar.operation(first.id)
    assert waiting.state is OperationState.CUSTOMER_ACTION
    assert "7 days" in waiting.message
    assert case.registrar.operation(first.id).state is OperationState.SUCCEEDED


def test_a_yes_that_fails_later_costs_nothing(case: Case) -> None:
    case.suffers("register", "failed", polls=2)
    first = case.registrar.register(order(NAME))
    assert case.registrar.operation(first.id).state is OperationState.PENDING
    failed = case.registrar.operation(first.id)
    assert (failed.state, failed.charge) == (OperationState.FAILED, None)
    assert failed.message == "the registry refused the registration"
    assert case.registrar.holding(NAME) is None


def test_why_it_failed_does_not_tell_whose_it_is(case: Case) -> None:
    first = case.registrar.register(order(NAME))
    case.front.tell(first.id, Status="FAILED", Message="no such address:\n7 rue Inventée, Montréal")
    assert case.registrar.operation(first.id).message == "no such address: …, …"


def test_the_charge_is_the_bills_and_todays_price_before(case: Case) -> None:
    case.front.billed = False
    first = case.registrar.register(order(NAME, "30.00"))
    assert str(case.registrar.operation(first.id).charge) == "18.00 USD"
    assert (case.there.count("billing"), case.there.count("price")) == (1, 1)
    case.front.billed = True
    assert str(case.registrar.operation(first.id).charge) == "18.00 USD"
    assert (case.there.count("billing"), case.there.count("price")) == (2, 1)


def test_a_bill_that_may_not_be_read_stops_nothing(case: Case) -> None:
    first = case.registrar.register(order(NAME))
    case.front.noes["ViewBilling"] = ("AccessDeniedException", "no")
    assert str(case.registrar.operation(first.id).charge) == "18.00 USD"
    case.front.noes["GetDomainPrices"] = ("AccessDeniedException", "no")
    operation = case.registrar.operation(first.id)
    assert (operation.state, operation.charge) == (OperationState.SUCCEEDED, None)


def test_operations_are_read_in_pages_and_only_registrations(case: Case) -> None:
    began = case.clock.now()
    names = [f"crise-{number}.ca" for number in range(5)]
    made = [case.registrar.register(order(name)) for name in names]
    case.registrar.delegate(names[0], ["ns1.example.org"])
    assert [one.name for one in case.registrar.operations(began)] == names
    assert case.there.count("operations") == 3
    assert [one.name for one in case.registrar.operations(made[3].submitted)] == names[3:]


def test_a_change_is_no_registration(case: Case) -> None:
    case.registrar.register(order(NAME))
    case.registrar.delegate(NAME, ["ns1.example.org"])
    (change,) = [one["OperationId"] for one in case.sent("operation")]
    for other in (change, "no-such-operation"):
        with pytest.raises(Refused) as no:
            case.registrar.operation(other)
        assert no.value.reason_code == "no-such-operation"


# ── what is ours ─────────────────────────────────────────────────────────────────────────────────


def test_a_name_is_ours_once_it_is_registered(case: Case) -> None:
    case.suffers("register", "pending", polls=2)
    first = case.registrar.register(order(NAME))
    assert case.registrar.holding(NAME) is None
    for _ in range(2):
        case.registrar.operation(first.id)
    holding = case.registrar.holding(NAME)
    assert holding is not None
    assert (holding.name, holding.auto_renew, len(holding.nameservers)) == (NAME, False, 4)


@pytest.mark.parametrize("do", ["lost-before", "error", "rate-limit"])
def test_whether_it_is_ours_is_not_guessed(case: Case, do: str) -> None:
    case.suffers("holding", do)
    with pytest.raises(ProviderFailed):
        case.registrar.holding(NAME)
