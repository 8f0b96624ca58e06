"""What a name costs at Route 53 Domains, and whether it can be had: ten answers of the API as four of ours."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from launcher.errors import SpareWheelError
from launcher.model import Availability, Money, Quote
from launcher.providers.aws.route53_domains_account import INVALID, MAINTENANCE, NOT_SOLD, Account
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_route53domains.type_defs import PriceWithCurrencyTypeDef

_ANSWERS: Mapping[str, tuple[Availability, str]] = {
    "AVAILABLE": (Availability.AVAILABLE, ""),
    "AVAILABLE_PREORDER": (Availability.RESERVED, "it can only be ordered in advance"),
    "AVAILABLE_RESERVED": (Availability.RESERVED, "it is reserved under conditions"),
    "DONT_KNOW": (Availability.UNKNOWN, "the registry gave no definite answer"),
    "INVALID_NAME_FOR_TLD": (Availability.RESERVED, "its registry does not take such a name"),
    "PENDING": (Availability.UNKNOWN, "the registry did not answer in time"),
    "RESERVED": (Availability.RESERVED, "it is reserved for somebody"),
    "UNAVAILABLE": (Availability.TAKEN, ""),
    "UNAVAILABLE_PREMIUM": (Availability.RESERVED, "it is a premium name that is not sold here"),
    "UNAVAILABLE_RESTRICTED": (Availability.RESERVED, "it is forbidden"),
}
"""Only AVAILABLE can be registered."""
_AGAIN = (0.5, 1.0, 2.0)
"""Seconds before a PENDING answer is asked for again; it takes a few."""
_UNASKED = frozenset({INVALID, MAINTENANCE, NOT_SOLD})
"""Noes to the question for a name that say nothing of the name."""


def quote(account: Account, clock: Clock, name: str) -> Quote:
    """Availability and first-year price of one name, premium or not."""
    try:
        answer, told = _asked(account, clock, name)
    except SpareWheelError as no:
        if no.reason_code not in _UNASKED:
            raise
        return Quote(name, Availability.UNKNOWN, why=no.message)
    availability, why = _ANSWERS.get(answer, (Availability.UNKNOWN, f"AWS says {answer}"))
    if availability is not Availability.AVAILABLE:
        return Quote(name, availability, why=why)
    cost = told or price(account, name)
    if cost is None:
        return Quote(name, Availability.UNKNOWN, why="AWS tells no price")
    premium = cost.get("PriceType") == "REGISTRY_PREMIUM"
    return Quote(name, availability, money(cost), "a premium price" if premium else "")


def price(account: Account, name: str) -> PriceWithCurrencyTypeDef | None:
    """What a year of this name costs today, whoever holds it."""
    with account.asking(f"ask for the price of {name}"):
        return account.asks.get_domain_prices(DomainName=name)["DomainPrice"].get("RegistrationPrice")


def money(cost: PriceWithCurrencyTypeDef) -> Money:
    """A price with its own currency; the API tells a binary fraction of it."""
    return Money(Decimal(str(cost["Price"])).quantize(Decimal("0.01")), cost["Currency"])


def _asked(account: Account, clock: Clock, name: str) -> tuple[str, PriceWithCurrencyTypeDef | None]:
    with account.asking(f"ask for {name}"):
        found = account.asks.check_domain_availability(DomainName=name)
        for seconds in _AGAIN:
            if found["Availability"] != "PENDING":
                break
            clock.sleep(seconds)
            found = account.asks.check_domain_availability(DomainName=name)
    return found["Availability"], found.get("Price")
