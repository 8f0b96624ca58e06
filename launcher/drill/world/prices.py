"""What names cost in the sandbox, and which of them can be had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any

from launcher.errors import Malformed
from launcher.model import Availability, Money, Quote

DEFAULTS = {
    tld: price
    for price, tlds in {
        "0.00": "test",  # RFC 6761: never public; exercises use it
        "12.00": "be eu fr uk us",
        "16.00": "ch com",
        "18.00": "ca net org",
        "24.00": "info",
        "45.00": "co quebec",
    }.items()
    for tld in tlds.split()
}
"""First-year prices by TLD: invented, of the size that registrars ask. Other TLDs are not sold unless priced."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


def money(given: Any) -> Money:
    """`18.00 CAD`, or the JSON of a Money, as money. ValueError when it is neither."""
    try:
        amount, currency = (given["amount"], given["currency"]) if isinstance(given, Mapping) else str(given).split()
        value = Decimal(amount)
    except (ValueError, KeyError, InvalidOperation):
        raise ValueError(f"{given!r} is no price: write 18.00 CAD") from None
    if not value.is_finite() or value < 0 or not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValueError(f"{given!r} is no price: write 18.00 CAD")
    return Money(value, currency)


class Market:
    """What others hold and what the rest costs. Who holds what of ours is the ledger's to say."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._prices = _prices(options.get("prices") or {}, str(options.get("currency") or "CAD"))
        self._lists = {
            Availability.TAKEN: _patterns(options, "taken"),
            Availability.RESERVED: _patterns(options, "reserved"),
            Availability.UNKNOWN: _patterns(options, "unknown"),
        }

    def quote(self, name: str) -> Quote:
        """One of four answers; a name that is malformed, or under a TLD that is not sold, is `unknown`."""
        price = self.price(name)
        if not _NAME.fullmatch(name) or price is None:
            return Quote(name, Availability.UNKNOWN)
        for answer, patterns in self._lists.items():
            if any(fnmatchcase(name, pattern) for pattern in patterns):
                return Quote(name, answer)
        return Quote(name, Availability.AVAILABLE, price)

    def price(self, name: str) -> Money | None:
        """The name's own price, or else its TLD's, or else that of the shorter suffix; None when not sold."""
        suffixes = (name.split(".", n)[n] for n in range(name.count(".") + 1))
        return next((self._prices[suffix] for suffix in suffixes if suffix in self._prices), None)

    def reprice(self, name: str, price: Money) -> None:
        """From now on the name costs this."""
        self._prices[name] = price

    def take(self, name: str) -> None:
        """Someone else registers the name."""
        self._lists[Availability.TAKEN].append(name)


def _prices(given: Any, currency: str) -> dict[str, Money]:
    if not isinstance(given, Mapping):
        raise Malformed("the sandbox's `prices` are not a mapping", hint='like {"ca": "18.00 CAD"}')
    try:
        all_of_them = {**{tld: f"{amount} {currency}" for tld, amount in DEFAULTS.items()}, **given}
        return {str(key).lower().lstrip("."): money(text) for key, text in all_of_them.items()}
    except ValueError as broken:
        raise Malformed(f"the sandbox's `prices`: {broken}") from broken


def _patterns(options: Mapping[str, Any], key: str) -> list[str]:
    given = options.get(key) or ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise Malformed(f"the sandbox's `{key}` is not a list of names")
    return [str(name).lower() for name in given]
