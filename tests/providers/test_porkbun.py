"""Porkbun, against its API as played on loopback: what it asks, what it buys, and that it buys it once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from launcher.drill.world.script import EFFECTS
from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import Availability, Money, OperationState, Order
from tests.wire.porkbun_case import Case, Open, case, case_of, order
from tests.worlds import fresh_name

__all__ = ["case", "case_of"]

# ── what is for sale ─────────────────────────────────────────────────────────────────────────────


def test_what_cannot_be_bought_says_why(case_of: Open) -> None:
    case = case_of(website_only=("ca",), years={"ai": 2})
    free = fresh_name("com")
    names = [
        free,
        "taken.com",
        "reserved.com",
        "unsure.com",
        "flood.ca",
        "flood.ai",
        "x.not-sold",
        "no name",
        "../ping",
    ]
    quotes = {quote.name: quote for quote in case.porkbun.quote(names)}
    assert list(quotes) == names
    assert (str(quotes[free].availability), str(quotes[free].price)) == ("available", "11.08 USD")
    assert quotes["taken.com"].availability is Availability.TAKEN
    assert quotes["reserved.com"].availability is Availability.RESERVED
    assert "premium" in quotes["reserved.com"].why
    told = {name: quotes[name] for name in names[3:]}
    assert {quote.availability for quote in told.values()} == {Availability.UNKNOWN}
    assert {quote.price for quote in told.values()} == {None}
    assert "must be registered on the website" in told["flood.ca"].why
    assert "2 years" in told["flood.ai"].why
    assert "Unsupported TLD" in told["x.not-sold"].why
    assert "no name to register" in told["../ping"].why


def test_a_quote_rehearses_at_a_price_of_nothing_and_buys_nothing(case: Case) -> None:
    case.porkbun.quote([fresh_name("com"), "taken.com"])
    assert case.asked() == ["quote", "rehearse", "quote"]
    assert case.sent("rehearse")[0].items() >= {"cost": 0, "dryRun": True}.items()
    assert case.there.charges == []


def test_an_empty_purse_is_no_sale(case_of: Open) -> None:
    quote = case_of(credit=500).porkbun.quote([fresh_name("com")])[0]
    assert (quote.availability, quote.price) == (Availability.UNKNOWN, None)
    assert "credit" in quote.why


def test_checks_keep_to_the_limit_that_the_answers_tell(case_of: Open) -> None:
    case = case_of(checks=1, window=10)
    quotes = case.porkbun.quote([fresh_name("com") for _ in range(3)])
    assert [str(quote.availability) for quote in quotes] == ["available"] * 3
    assert case.there.count("quote") == 3  # none was in vain
    assert 1 <= len(case.wall.slept) <= 2
    assert max(case.wall.slept) <= 11


def test_who_is_asked_to_wait_waits_and_a_long_wait_is_told(case: Case) -> None:
    case.suffers("quote", "rate-limit", nth=1)
    assert case.porkbun.quote([fresh_name("com")])[0].price
    assert case.wall.slept == [7.0]
    case.suffers("quote", "rate-limit")
    with pytest.raises(ProviderFailed, match="too many requests") as busy:
        case.porkbun.quote([fresh_name("com")])
    assert (busy.value.reason_code, case.there.count("quote")) == ("rate-limited", 5)


def test_a_key_that_is_not_known_is_no_answer_about_a_name(case: Case) -> None:
    with pytest.raises(Refused) as denied:
        case.stranger().quote([fresh_name("com")])
    assert denied.value.reason_code == "registrar-denied"


# ── buying ───────────────────────────────────────────────────────────────────────────────────────


def test_one_rehearsal_one_purchase_and_it_does_not_renew(case: Case) -> None:
    name = fresh_name("com")
    done = case.porkbun.register(order(name, "20.00 USD"))
    assert (done.id, done.state, str(done.charge)) == (name, OperationState.SUCCEEDED, "11.08 USD")
    assert done.message == ""
    assert case.asked() == ["quote", "rehearse", "register", "holding", "renewal"]
    for sent in (case.sent("rehearse")[0], case.sent("register")[0]):
        assert sent.items() >= {"cost": 1108, "agreeToTerms": "yes"}.items()
    headers = {on: request.headers for on, request in case.there.requests}
    assert len(headers["register"]["idempotency-key"]) == 64
    assert "idempotency-key" not in headers["rehearse"]
    holding = case.porkbun.holding(name)
    assert holding is not None
    assert not holding.auto_renew


@pytest.mark.parametrize("on", ["renewal", "holding"])
def test_what_is_bought_is_told_whatever_fails_after_it(case: Case, on: str) -> None:
    case.suffers(on, "error")
    done = case.porkbun.register(order(fresh_name("com")))
    assert (done.state, str(done.charge)) == (OperationState.SUCCEEDED, "11.08 USD")
    assert ("AUTO RENEW" in done.message) == (on == "renewal")


def test_a_longer_term_is_paid_as_a_whole(case_of: Open) -> None:
    case, wanted = case_of(years={"ai": 2}), order("flood.ai", "165.40 USD", years=2)
    assert str(case.porkbun.register(wanted).charge) == "165.40 USD"
    assert case.sent("register")[0]["cost"] == 16540


@pytest.mark.parametrize(
    ("terms", "wanted", "code", "said"),
    [
        ({"credit": 1107}, order("flood-a.com"), "no-funds", "credit"),
        ({"monthly_limit": 1107}, order("flood-b.com"), "no-funds", "monthly limit"),
        ({"website_only": ("com",)}, order("flood-c.com"), "website-only", "website"),
        ({}, order("flood-d.com", "11.07 USD"), "price-above-cap", "11.08 USD, above"),
        ({}, order("flood-e.com", "20.00 CAD"), "price-above-cap", "11.08 USD, above the order's 20.00 CAD"),
        ({}, order("flood-f.com", years=2), "years", "1 year"),
        ({"years": {"ai": 2}}, order("flood.ai", "90.00 USD"), "years", "2 year"),
        ({}, order("reserved.com"), "name-reserved", "premium"),
        ({}, order("taken.com", "20.00 USD"), "name-taken", "taken"),
    ],
)
def test_a_no_costs_nothing(case_of: Open, terms: dict[str, Any], wanted: Order, code: str, said: str) -> None:
    case = case_of(**terms)
    with pytest.raises(Refused, match=said) as no:
        case.porkbun.register(wanted)
    assert no.value.reason_code == code
    assert case.there.charges == []
    assert case.there.count("register") == (code == "name-taken")
    assert case.porkbun.holding(wanted.name) is None


OUTCOMES: dict[str, type[SpareWheelError] | None] = {
    "lost-before": OutcomeUnknown,
    "lost-after": OutcomeUnknown,
    "error": OutcomeUnknown,
    "error-after": OutcomeUnknown,
    "pending": OutcomeUnknown,
    "customer-action": OutcomeUnknown,
    "failed": OutcomeUnknown,
    "rate-limit": ProviderFailed,
    "price-changed": Refused,
    "taken-meanwhile": Refused,
    "refused": Refused,
    "slow": None,
}
BOUGHT = {"lost-after", "error-after", "slow"}
ENDS = {"pending", "customer-action"}


@pytest.mark.parametrize("do", sorted({*EFFECTS, "error-after"}))
def test_whatever_befalls_the_purchase_it_is_sent_once_and_paid_once(case: Case, do: str) -> None:
    name, wrong = fresh_name("com"), OUTCOMES[do]
    before = case.wall.now() - dt.timedelta(seconds=1)
    price = Money(Decimal("14.00"), "USD")
    case.suffers("register", do, nth=1, polls=3, seconds=0.05, price=price)
    if wrong:
        with pytest.raises(wrong) as told:
            case.porkbun.register(order(name))
        assert type(told.value) is wrong or do == "rate-limit"
        assert "\n" not in told.value.message
    else:
        case.porkbun.register(order(name))
    assert case.there.count("register") == 1
    assert case.there.charges == [name] * (do in BOUGHT)

    looks = [[one.name for one in case.porkbun.operations(before)] for _ in range(3)]
    assert looks == [[name] * (do in BOUGHT or (do in ENDS and look == 2)) for look in range(3)]
    if do in BOUGHT | ENDS | {"lost-before", "error", "rate-limit", "refused"}:  # the same order once more
        assert case.porkbun.register(order(name)).state is OperationState.SUCCEEDED
        assert case.there.charges == [name]
    else:
        with pytest.raises(Refused):
            case.porkbun.register(order(name))
        assert case.there.charges == []


def test_an_order_still_under_way_is_no_answer(case: Case) -> None:
    name = fresh_name("com")
    case.suffers("register", "customer-action")
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            case.porkbun.register(order(name))
    assert case.there.charges == []


def test_a_lost_answer_is_found_by_another_process(case_of: Open) -> None:
    first, name = case_of(), fresh_name("com")
    first.suffers("register", "lost-after")
    with pytest.raises(OutcomeUnknown):
        first.porkbun.register(order(name))
    later = case_of()  # on the same account
    assert later.porkbun.holding(name) is not None
    assert str(later.porkbun.register(order(name)).charge) == "11.08 USD"
    assert later.there.charges == [name]


def test_a_key_asks_for_one_thing(case: Case) -> None:
    name, other = fresh_name("com"), fresh_name("com")
    first = case.porkbun.register(order(name, key="one"))
    assert case.porkbun.register(order(name, key="one")).charge == first.charge
    with pytest.raises(Refused, match="already asked"):
        case.porkbun.register(order(other, key="one"))
    with pytest.raises(Refused, match="taken"):
        case.porkbun.register(order(name, key="two"))
    assert case.there.charges == [name]


def test_a_key_at_another_price_for_a_name_that_is_gone_may_have_bought_it(case: Case) -> None:
    name = fresh_name("com")
    case.suffers("register", "lost-after")
    with pytest.raises(OutcomeUnknown):
        case.porkbun.register(order(name))
    case.suffers("quote", "price-changed", price=Money(Decimal("10.00"), "USD"))
    with pytest.raises(OutcomeUnknown, match="an earlier call"):
        case.porkbun.register(order(name))
    assert case.there.charges == [name]


def test_a_lost_rehearsal_is_no_purchase(case: Case) -> None:
    case.suffers("rehearse", "lost-after")
    with pytest.raises(ProviderFailed) as lost:
        case.porkbun.register(order(fresh_name("com")))
    assert not isinstance(lost.value, OutcomeUnknown)
    assert case.there.count("register") == 0


# ── what is ours ─────────────────────────────────────────────────────────────────────────────────


def test_names_are_listed_over_many_pages_and_guests_are_not_ours(case_of: Open) -> None:
    guests = tuple(f"guest-{number}.org" for number in range(1000))
    case = case_of(guests=guests)
    first, second = fresh_name("com"), fresh_name("com")
    since = case.porkbun.register(order(first)).submitted
    case.wall.sleep(5)
    case.porkbun.register(order(second))
    assert [one.name for one in case.porkbun.operations(since)] == [first, second]
    assert [one.name for one in case.porkbun.operations(since + dt.timedelta(seconds=2))] == [second]
    assert case.porkbun.operations(since + dt.timedelta(hours=1)) == ()
    assert case.porkbun.holding(guests[0]) is None
    assert case.porkbun.operation(first).name == first
    with pytest.raises(Refused, match="lists no"):
        case.porkbun.operation(guests[0])


# ── quiet times ──────────────────────────────────────────────────────────────────────────────────


def test_a_preflight_rehearses_and_changes_nothing(case: Case) -> None:
    checks = case.porkbun.preflight()
    assert [(check.code, check.ok) for check in checks] == [
        ("registrar-key", True),
        ("registrar-prices", True),
        ("registrar-rehearsal", True),
    ]
    assert "11.08 USD" in checks[-1].text
    assert not {"register", "renewal", "delegate", "sign"} & set(case.asked())


def test_a_preflight_tells_what_would_stop_a_purchase(case_of: Open) -> None:
    case = case_of(credit=0)
    assert [check.ok for check in case.porkbun.preflight()] == [True, True, False]
    checks = case.stranger().preflight()
    assert [check.ok for check in checks] == [False, False, False]
    assert "porkbun.com/account/api" in checks[0].text
