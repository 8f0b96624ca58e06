"""Porkbun as the registrar, by its API v3: names are sold in US dollars, from the account's credit, for the registry's
shortest term.

A name counts as for sale when a dry run of the purchase says so: what only the website sells (`.ca`), a credit that is
too low, an account that is not verified show before anyone decides. Before the yes it runs at a price of nothing, at
which nothing can be bought by any mistake.

Registering is synchronous. The API lists names, not orders: an operation is called by its name, and what was paid is
told once, by the answer to the purchase.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import Availability, Check, Holding, Operation, OperationState, Order, Quote
from launcher.providers.porkbun import answers, delegation
from launcher.providers.porkbun.answers import CURRENCY, Offer
from launcher.providers.porkbun.wire import DENIED, KEY_REUSED, OTHER_PRICE, PUBLIC, Keys, Told, Wire
from launcher.providers.registries.delegations import suffix_of
from launcher.services import Clock

PAGE = 1000
"""Names that one answer lists at most."""


class Porkbun:
    """Our account there: a Registrar and a Delegator. Nothing is connected before the first call."""

    def __init__(self, keys: Keys, clock: Clock, endpoint: str = PUBLIC) -> None:
        self._wire = Wire(keys, clock, endpoint)
        self._clock = clock
        self._next_check = 0.0

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """Availability and first-year price, in the order asked. Checks are limited (by account: 10 in 10 s, or 1): we
        wait as long as we are told."""
        return tuple(self._quote(name) for name in names)

    def register(self, order: Order) -> Operation:
        """ONE attempt, after one rehearsal that changes nothing. Raises Refused when Porkbun says no, OutcomeUnknown
        when no answer came. The same order within a day is the same purchase."""
        name, found = order.name, self._agreed(order)
        if found.available:  # otherwise it may be ours by an earlier attempt: the real call alone knows its key again
            self._rehearse(name, found.cents)
        paid = answers.paid(self._buy(order, found), found)
        return replace(self._receipt(name), charge=paid, message=self._never_renew(name))

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:
        """The names that were registered at or after `since`, newest last."""
        mine = sorted(map(answers.operation, self._listed()), key=lambda one: one.submitted)
        return tuple(one for one in mine if one.submitted >= since)

    def operation(self, id: str) -> Operation:
        """Ended, if the account has the name. Refused when it does not: there is nothing in between to be seen."""
        found = self._entry(id)
        if found is None:
            raise Refused(f"Porkbun lists no {id} in this account", code="no-such-operation")
        return answers.operation(found)

    def holding(self, name: str) -> Holding | None:
        """The name if the account lists it as registered there, with the name servers that the registry has."""
        found = self._entry(name)
        if found is None:
            return None
        return Holding(name, answers.flag(found, "autoRenew"), delegation.servers(self._wire, name))

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """Set exactly these name servers, and see them there. ProviderFailed `customer-action` when the name is not
        open to the API."""
        delegation.delegate(self._wire, self._clock, name, nameservers)

    def sign(self, name: str, digests: Collection[str]) -> None:
        """Set exactly these DS records, and see them there. Raises like `delegate`."""
        delegation.sign(self._wire, self._clock, name, digests)

    # ── beyond the port ──

    def preflight(self) -> tuple[Check, ...]:
        """What would stop a purchase, asked in quiet times: the key, the price list, and the rehearsal of buying a name
        that nobody has. Nothing is changed."""
        asked: Mapping[str, Callable[[], str]] = {
            "registrar-key": self._greeted,
            "registrar-prices": self._priced,
            "registrar-rehearsal": self._rehearsed,
        }
        return tuple(_checked(code, ask) for code, ask in asked.items())

    # ── buying ──

    def _quote(self, name: str) -> Quote:
        try:
            found = self._offer(name)
            if not found.available:
                return Quote(name, Availability.TAKEN)
            if found.premium:
                return Quote(name, Availability.RESERVED, why="a premium name: Porkbun's API does not sell it")
            if found.years != 1:
                return Quote(name, Availability.UNKNOWN, why=f"sold for {found.years} years at once only")
            self._rehearse(name)
        except Refused as no:
            if no.reason_code == DENIED:
                raise
            return Quote(name, Availability.UNKNOWN, why=no.message)
        return Quote(name, Availability.AVAILABLE, found.price)

    def _offer(self, name: str) -> Offer:
        if suffix_of(name) is None:
            raise Refused(f"{name!r} is no name to register", code="not-a-name")
        self._clock.sleep(max(0.0, self._next_check - self._clock.elapsed()))
        told = self._wire.ask(f"check {name}", f"domain/checkDomain/{name}")
        self._next_check = self._clock.elapsed() + answers.pause(told)
        return answers.offer(told, name)

    def _agreed(self, order: Order) -> Offer:
        """The name as it is sold today, when the order allows that."""
        found, most = self._offer(order.name), order.max_price
        if found.premium:
            raise Refused(f"{order.name} is a premium name: Porkbun's API does not sell it", code="name-reserved")
        if order.years != found.years:
            reason = f"Porkbun sells {order.name} for {found.years} year(s) at once, not for {order.years}"
            raise Refused(reason, code="years")
        if found.price.currency != most.currency or found.price.amount > most.amount:
            reason = f"{order.name} costs {found.price}, above the order's {most}"
            raise Refused(reason, hint=f"Porkbun sells in {CURRENCY}.", code="price-above-cap")
        return found

    def _buy(self, order: Order, found: Offer) -> Told:
        """The real call. Its answer may be that of an earlier one with this key, and then of another name."""
        name, path = order.name, f"domain/create/{order.name}"
        try:
            told = self._wire.send(f"register {name}", path, key=order.key, cost=found.cents, agreeToTerms="yes")
        except Refused as no:
            if no.reason_code == KEY_REUSED and not found.available:  # asked for at another price, and then taken
                hint = "`sparewheel resume` looks whether it is ours before anything else"
                raise OutcomeUnknown(f"an earlier call may have registered {name}", hint=hint) from no
            raise
        if str(told.get("domain", name)).lower() != name:
            raise Refused("this key has already asked for another name", code=KEY_REUSED)
        return told

    def _receipt(self, name: str) -> Operation:
        """The purchase as the list tells it. It is ours whether or not the list can be had now."""
        with contextlib.suppress(SpareWheelError):
            return self.operation(name)
        return Operation(name, name, OperationState.SUCCEEDED, self._clock.now())

    def _rehearse(self, name: str, cost: int = 0) -> None:
        """A dry run of the purchase: every check of Porkbun's and no order. Raises Refused for what it would say."""
        try:  # without a key: to Porkbun, the purchase with that key would be another request
            told = self._wire.ask(
                f"register {name}", f"domain/create/{name}", cost=cost, agreeToTerms="yes", dryRun=True
            )
        except Refused as no:
            if no.reason_code == OTHER_PRICE and not cost:  # all is well but the price, which was nothing
                return
            raise
        answers.rehearsed(told, name)

    def _never_renew(self, name: str) -> str:
        """Switch off that it renews by itself; what a person must do when that fails: the name is bought already."""
        try:
            told = self._wire.send(f"not renew {name}", f"domain/updateAutoRenew/{name}", status="off")
            done = told["results"][name]["status"] == "SUCCESS"
        except (SpareWheelError, KeyError, TypeError):
            done = False
        return "" if done else f"switch off AUTO RENEW for {name} at porkbun.com: the API did not"

    # ── what the account holds ──

    def _entry(self, name: str) -> Told | None:
        return next((one for one in self._listed(domain=name) if one.get("domain") == name), None)

    def _listed(self, **only: str) -> Iterator[Told]:
        """The names registered there; those that only use its DNS are listed as well, and passed over."""
        start, more = 0, True
        while more:
            page = answers.listed(self._wire.ask("list our names", "domain/listAll", start=start, **only))
            yield from (one for one in page if not answers.flag(one, "notLocal"))
            start, more = start + PAGE, len(page) == PAGE

    # ── quiet times ──

    def _greeted(self) -> str:
        if self._wire.ask("greet us", "ping").get("credentialsValid") is not True:
            raise ProviderFailed("Porkbun answers, and does not say that it knows the key")
        return "Porkbun knows the key"

    def _priced(self) -> str:
        prices = self._wire.ask("tell its prices", "pricing/get").get("pricing")
        if not isinstance(prices, dict) or not prices:
            raise answers.unreadable("the price list")
        return f"Porkbun's price list has {len(prices)} endings"

    def _rehearsed(self) -> str:
        told = self._quote(f"sparewheel-{secrets.token_hex(8)}.com")
        if told.availability is not Availability.AVAILABLE:
            raise ProviderFailed(f"a purchase would fail: {told.why or told.availability}")
        return f"a name in .com would be sold to us at {told.price}"


def _checked(code: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(code, True, ask())
    except SpareWheelError as no:
        return Check(code, False, " ".join(filter(None, [f"{no.message}.", no.hint])))
