"""The registrar: names are quoted, bought once, and found again. Every answer follows a synced ledger."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from launcher.drill.world import delegated
from launcher.drill.world.delegated import Delegation, Late
from launcher.drill.world.prices import Market
from launcher.drill.world.script import Luck
from launcher.drill.world.state import read_ledger, write_whole
from launcher.errors import ProviderFailed, Refused
from launcher.model import Availability, Holding, Money, Operation, OperationState, Order, Quote, as_json
from launcher.providers.sandbox.wire import LEDGER_FILE, to_money, to_operation

_OPEN = (OperationState.PENDING, OperationState.CUSTOMER_ACTION)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: the operation as told, the key it was asked with, and how it will end.

    `polls` is how many more looks it takes (-1: for ever), `ending` what comes then, `price` what is charged if that
    is a success.
    """

    operation: Operation
    key: str
    polls: int
    ending: OperationState
    price: Money | None

    @property
    def settled(self) -> Operation:
        """The operation as it ends: a charge on success and only then."""
        if self.ending is OperationState.SUCCEEDED:
            return replace(self.operation, state=self.ending, charge=self.price, message="")
        return replace(self.operation, state=self.ending, message="the registry refused the registration")


class Registrar:
    """Our account at a registrar that plays at money. All methods are safe to call from any thread."""

    def __init__(self, state: Path, market: Market, now: Callable[[], dt.datetime]) -> None:
        self._path = state / LEDGER_FILE
        self._market = market
        self._now = now
        self._lock = threading.RLock()
        self._entries, self._delegations = _read(state)
        self._late: dict[str, Late] = {}

    def quote(self, names: Sequence[str], luck: Luck) -> tuple[Quote, ...]:
        """Availability and first-year price, in the order asked; what we hold ourselves is `taken`."""
        with self._lock:
            for name in names:
                self._suffer(name, luck)
            return tuple(self._quote(name) for name in names)

    def register(self, order: Order, luck: Luck) -> Operation:
        """A new registration, or the one that this key asked for before. Refused for every kind of no."""
        with self._lock:
            known = next((entry for entry in self._entries if entry.key and entry.key == order.key), None)
            if known:
                return _same(known, order)
            self._suffer(order.name, luck)
            price = self._agree(order, luck)
            entry = _entry(order, price, luck, self._now())
            self._write((*self._entries, entry))
            return entry.operation

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:
        """Submitted at or after `since`, oldest first. Looking here is no poll."""
        with self._lock:
            return tuple(entry.operation for entry in self._entries if entry.operation.submitted >= since)

    def operation(self, id: str) -> Operation:
        """One operation, a poll nearer to its end. Refused when there is no such id."""
        with self._lock:
            at = next((n for n, entry in enumerate(self._entries) if entry.operation.id == id), None)
            if at is None:
                raise Refused(f"the registrar knows no operation {id}", code="no-such-operation")
            polled = _polled(self._entries[at])
            if polled != self._entries[at]:
                self._write((*self._entries[:at], polled, *self._entries[at + 1 :]))
            return polled.operation

    def holding(self, name: str) -> Holding | None:
        """The name if it is ours and its registration has ended well."""
        with self._lock:
            mine = self._standing(name)
        if mine is None or mine.state is not OperationState.SUCCEEDED:
            return None
        return Holding(mine.name, auto_renew=False, nameservers=self._told(name).nameservers)

    def delegate(self, name: str, nameservers: Collection[Any], luck: Luck) -> None:
        """Exactly these name servers from now on. Refused for a name that is not ours."""
        with self._lock:
            self._tell(name, replace(self._told(name), nameservers=delegated.nameservers(nameservers)), luck)

    def sign(self, name: str, digests: Collection[Any], luck: Luck) -> None:
        """Exactly these DS records from now on. Refused for a name that is not ours."""
        with self._lock:
            self._tell(name, replace(self._told(name), digests=delegated.digests(digests)), luck)

    def delegation(self, name: str) -> Delegation | None:
        """What the registry's servers answer of a name that is ours; each look is a question. None for others'."""
        with self._lock:
            if self.holding(name) is None:
                return None
            late = self._late.get(name)
            if late is None or not late.questions:
                return self._told(name)
            late.questions -= 1
            return late.earlier

    def known(self, name: str) -> Availability | None:
        """What the registry of the name's TLD says of it: our registration once it has ended well, or what others
        hold; None for a TLD that is not sold."""
        with self._lock:
            if self.holding(name):
                return Availability.TAKEN
            return self._market.quote(name).availability if self._market.price(name) else None

    def restore(self, operations: Sequence[Operation]) -> int:
        """Put back what a journal tells and the ledger has lost; how many. What is here stays as it is."""
        with self._lock:
            ids = {entry.operation.id for entry in self._entries}
            lost = [told for told in operations if told.id not in ids and self._standing(told.name) is None]
            if lost:
                entries = [*self._entries, *map(_from_journal, lost)]
                self._write(tuple(sorted(entries, key=lambda entry: entry.operation.submitted)))
            return len(lost)

    def charges(self) -> tuple[Operation, ...]:
        """Every operation that was paid for."""
        with self._lock:
            return tuple(entry.operation for entry in self._entries if entry.operation.charge)

    # ── inside; the lock is held ──

    def _suffer(self, name: str, luck: Luck) -> None:
        rule = luck.first("price-changed")
        if rule and rule.price and rule.name in ("", name):
            self._market.reprice(name, rule.price)
        rule = luck.first("taken-meanwhile")
        if rule and rule.name in ("", name):
            self._market.take(name)

    def _quote(self, name: str) -> Quote:
        return Quote(name, Availability.TAKEN) if self._standing(name) else self._market.quote(name)

    def _agree(self, order: Order, luck: Luck) -> Money:
        """The price of an order that can be had within its cap."""
        if "refused" in luck:
            raise Refused(f"the registrar refused to register {order.name}", code="registration-refused")
        quote = self._quote(order.name)
        if quote.availability is not Availability.AVAILABLE or quote.price is None:
            raise Refused(f"{order.name} cannot be registered: {quote.availability}", code=f"name-{quote.availability}")
        if not 1 <= order.years <= 10:
            raise Refused(f"{order.years} is no number of years to register for", hint="1 to 10", code="years")
        price = Money(quote.price.amount * order.years, quote.price.currency)
        if price.currency != order.max_price.currency or price.amount > order.max_price.amount:
            raise Refused(f"{order.name} costs {price}, above the order's {order.max_price}", code="price-above-cap")
        return price

    def _standing(self, name: str) -> Operation | None:
        """Our registration of the name, done or under way; a failed one does not stand."""
        mine = (entry.operation for entry in self._entries if entry.operation.name == name)
        return next((operation for operation in mine if operation.state is not OperationState.FAILED), None)

    def _told(self, name: str) -> Delegation:
        return self._delegations.get(name, Delegation())

    def _tell(self, name: str, wanted: Delegation, luck: Luck) -> None:
        """The ledger first, then the registry's servers: at once, or as late as the script has it."""
        if self.holding(name) is None:
            raise Refused(f"{name} is not in this account", hint="buy it first", code="not-held")
        delegated.suffer(name, luck)
        now = self._told(name)
        if wanted == now:
            return
        self._write(self._entries, {**self._delegations, name: wanted})
        if late := luck.first("pending"):
            self._late[name] = Late(now, late.polls)

    def _write(self, entries: tuple[Entry, ...], delegations: Mapping[str, Delegation] | None = None) -> None:
        told = self._delegations if delegations is None else delegations
        try:
            write_whole(self._path, {"entries": as_json(entries), "delegations": as_json(told)})
        except OSError as full:
            raise ProviderFailed(f"the registrar cannot keep its ledger: {full.strerror}") from full
        self._entries, self._delegations = entries, told


def _same(known: Entry, order: Order) -> Operation:
    if known.operation.name != order.name:
        raise Refused(f"this key has already asked for {known.operation.name}", code="key-reused")
    return known.operation


def _entry(order: Order, price: Money, luck: Luck, now: dt.datetime) -> Entry:
    delay = luck.first("pending")
    wait = luck.first("customer-action")
    fail = luck.first("failed")
    polls = max((rule.polls for rule in (delay, wait, fail) if rule), default=0)
    asked = Operation(f"op-{secrets.token_hex(8)}", order.name, OperationState.PENDING, now)
    if wait:
        polls = wait.polls or -1
        message = "the registry asks the registrant to accept its agreement"
        asked = replace(asked, state=OperationState.CUSTOMER_ACTION, message=message)
    ending = OperationState.FAILED if fail else OperationState.SUCCEEDED
    entry = Entry(asked, order.key, polls, ending, price)
    return entry if polls or fail else replace(entry, operation=entry.settled)


def _polled(entry: Entry) -> Entry:
    """After one more look. The look that finds no polls left finds the end."""
    if entry.operation.state not in _OPEN or entry.polls < 0:
        return entry
    left = max(entry.polls - 1, 0)
    entry = replace(entry, polls=left)
    return entry if left else replace(entry, operation=entry.settled)


def _from_journal(told: Operation) -> Entry:
    return Entry(told, key="", polls=0, ending=OperationState.SUCCEEDED, price=told.charge)


def _read(state: Path) -> tuple[tuple[Entry, ...], Mapping[str, Delegation]]:
    try:
        ledger = read_ledger(state)
        entries = tuple(_to_entry(found) for found in ledger.get("entries", ()))
        return entries, delegated.to_delegations(ledger.get("delegations", {}))
    except (AttributeError, KeyError, TypeError, ValueError) as broken:
        raise ProviderFailed(
            f"the registrar's ledger {state / LEDGER_FILE} is damaged",
            hint="repair it, or move it away: `sparewheel resume` puts back what the journals tell",
            code="ledger-damaged",
        ) from broken


def _to_entry(found: dict[str, Any]) -> Entry:
    return Entry(
        to_operation(found["operation"]),
        str(found["key"]),
        int(found["polls"]),
        OperationState(found["ending"]),
        to_money(found["price"]),
    )
