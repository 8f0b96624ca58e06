"""What is found in quiet times, without a change."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from launcher.config import registrant
from launcher.errors import Refused
from launcher.model import Money
from tests.wire.route53_domains_case import TEXT, Case, case, order

__all__ = ["case"]

CEILING = Money(Decimal("60.00"), "USD")
CHANGES = {"register", "delegate", "sign", "unsign"}


def found(case: Case, *tlds: str, ceiling: Money = CEILING) -> dict[str, str]:
    """What failed, by its code."""
    checks = case.client().preflight(tlds or ("ca", "org"), ceiling)
    assert len({check.code for check in checks}) == 5
    return {check.code: check.text for check in checks if not check.ok}


def test_an_account_that_is_ready(case: Case) -> None:
    assert found(case) == {}
    assert not {kind for kind, _ in case.there.requests} & CHANGES


def test_a_buyer_who_cannot_sign_in(case: Case) -> None:
    case.buyer = "forger"
    assert "secret does not fit" in found(case)["registrar-key"]
    case.buyer = "absent"
    assert "no usable access key" in found(case)["registrar-key"]


def test_rights_that_are_missing(case: Case) -> None:
    for operation in ("ListOperations", "ListDomains"):
        case.front.noes = {operation: ("AccessDeniedException", "no")}
        assert f"{operation} is denied" in found(case)["registrar-rights"]


def test_a_tld_that_is_not_sold(case: Case) -> None:
    assert "not support this top-level domain" in found(case, "quebec-not")["registrar-price"]


def test_a_ceiling_that_stops_every_purchase(case: Case) -> None:
    assert "write limits.max_price in USD" in found(case, ceiling=Money(Decimal(60), "CAD"))["registrar-price"]
    dear = found(case, ceiling=Money(Decimal("17.99"), "USD"))["registrar-price"]
    assert "18.00 USD, above the ceiling of 17.99 USD" in dear


def test_contacts_that_a_tld_would_not_take(case: Case) -> None:
    read = partial(registrant.read, name="env:X")
    case.who = read(TEXT.partition("tlds:")[0])
    assert "legal type" in found(case)["registrant"]
    assert found(case, "org") == {}
    with pytest.raises(Refused, match="legal type") as no:
        case.client().register(order("crise-eau.ca"))
    assert no.value.reason_code == "registrant-incomplete"
    case.who = read(TEXT.replace("country: CA", "country: UK").partition("tlds:")[0])
    assert "ISO 3166" in found(case, "org")["registrant"]
    case.who = read(f"{TEXT}  org: {{shoe_size: '44'}}")
    assert "knows no parameter `SHOE_SIZE` of .org" in found(case)["registrant"]
    assert case.there.count("register") == 0


def test_a_registrant_who_does_not_read_the_mail(case: Case) -> None:
    for name in ("one.ca", "two.ca", "three.ca"):
        case.registrar.operation(case.registrar.register(order(name)).id)
    assert found(case) == {}
    case.front.tell("two.ca", reachability="PENDING")
    assert "not confirmed for two.ca" in found(case)["registrant-mail"]
    case.front.tell("three.ca", reachability="EXPIRED")
    assert "three.ca, two.ca" in found(case)["registrant-mail"]
    case.front.noes["GetContactReachabilityStatus"] = ("UnsupportedTLD", "not asked for there")
    assert found(case) == {}


def test_everything_that_is_wrong_is_told_at_once(case: Case) -> None:
    for operation in ("ListOperations", "ListPrices"):
        case.front.noes[operation] = ("AccessDeniedException", "no")
    assert set(found(case)) == {"registrar-rights", "registrar-price"}
