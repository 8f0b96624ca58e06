"""What Porkbun's answers say, as values. Pure: what cannot be read raises ProviderFailed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.model import Money, Operation, OperationState
from launcher.providers.porkbun.wire import NO_FUNDS, Told

CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Offer:
    """A name as it is sold: the price is for the whole of the registry's shortest term, in years."""

    available: bool
    premium: bool
    years: int
    price: Money

    @property
    def cents(self) -> int:
        """The price as the API wants it; at any other it sells nothing."""
        return int(self.price.amount * 100)


def offer(told: Told, name: str) -> Offer:
    """The answer to a check of the name; a price is told of names that are taken, too."""
    try:
        said = told["response"]
        years = int(said.get("minDuration") or 1)
        price = _dollars(Decimal(str(said["price"]).replace(",", "")) * years)
        return Offer(said["avail"] == "yes", said.get("premium") == "yes", years, price)
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation):
        raise unreadable(f"the check of {name}") from None


def paid(told: Told, sold: Offer) -> Money:
    """What a purchase cost; the price that was asked for, where its answer does not tell: there is no other."""
    cents = told.get("cost")
    return _dollars(Decimal(cents) / 100) if isinstance(cents, int) else sold.price


def _dollars(amount: Decimal) -> Money:
    return Money(amount.quantize(Decimal("0.01")), CURRENCY)


def pause(told: Told) -> float:
    """Seconds until the next check, when this was the last one of its window."""
    limits: Any = told.get("limits")
    try:
        return float(told["ttlRemaining"]) if int(limits["used"]) >= int(limits["limit"]) else 0.0
    except (KeyError, TypeError, ValueError):
        return 0.0


def listed(told: Told) -> tuple[Mapping[str, Any], ...]:
    """A page of the account's names."""
    page = told.get("domains")
    if not isinstance(page, list) or not all(isinstance(one, dict) for one in page):
        raise unreadable("the list of our names")
    return tuple(page)


def flag(entry: Told, key: str) -> bool:
    """Flags came as 1, as "1" and as "yes" in the API's life."""
    return str(entry.get(key, "")).lower() in ("1", "yes", "true")


def operation(entry: Told) -> Operation:
    """A name of the list, as the operation that brought it; what it cost is not told there."""
    name = str(entry.get("domain", ""))
    return Operation(name, name, OperationState.SUCCEEDED, _created(entry))


def _created(entry: Told) -> dt.datetime:
    """Taken for UTC: the API does not say. A date that cannot be read is long ago."""
    try:
        found = dt.datetime.fromisoformat(str(entry["createDate"]))
    except (KeyError, ValueError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def rehearsed(told: Told, name: str) -> None:
    """The answer to a dry run. Refused for what would go wrong; OutcomeUnknown when it was no dry run."""
    if told.get("dryRun") is not True:
        hint = "`sparewheel resume` looks whether it was bought before anything else"
        raise OutcomeUnknown(f"Porkbun took the rehearsal of buying {name} for an order", hint=hint)
    if told.get("sufficientFunds") is False:
        hint = "Add credit to the account at porkbun.com; nothing was charged."
        raise Refused(f"Porkbun will not register {name}: the credit is too low", hint=hint, code=NO_FUNDS)
    if told.get("withinMonthlySpendLimit") is False:
        hint = "Raise the API's monthly limit at porkbun.com/account/api; nothing was charged."
        raise Refused(f"Porkbun will not register {name}: the monthly limit is reached", hint=hint, code=NO_FUNDS)
    if told.get("wouldSucceed") is not True:
        raise Refused(f"Porkbun will not register {name}: a dry run says that it would fail", code="registrar-refused")


def unreadable(what: str) -> ProviderFailed:
    """An answer that is not as documented."""
    hint = "it is not as porkbun.com/api/json/v3/spec says: `sparewheel resume` asks again"
    return ProviderFailed(f"{what} cannot be read from Porkbun's answer", hint=hint, code="registrar-unreadable")
