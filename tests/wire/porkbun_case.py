"""Porkbun for tests: our client of an account there, whose API is played on loopback."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.drill.world.script import Rule
from launcher.model import Money, Order
from launcher.providers.porkbun.registrar import Porkbun
from tests.wire.account import Account
from tests.wire.porkbun import Front, Terms, client
from tests.wire.server import Counterpart, serving

MARKET = {
    "currency": "USD",
    "taken": ["taken.com"],
    "reserved": ["reserved.com"],
    "unknown": ["unsure.com"],
    "prices": {"com": "11.08 USD", "ai": "82.70 USD"},
}


class Wall:
    """The registrar's own time; waiting makes it pass, and takes none of ours."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        return self._account.now()

    def elapsed(self) -> float:
        return self._account.now().timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept += [seconds] if seconds else []
        self._account.pass_time(dt.timedelta(seconds=seconds))


class Case:
    """An account, its API, and our client of it."""

    def __init__(self, there: Counterpart) -> None:
        self.there = there
        self.wall = Wall(there.account)
        self.porkbun = client(there, self.wall)

    def stranger(self) -> Porkbun:
        return client(self.there, self.wall, "pk1_of_another_0", "sk1_of_another_0")

    def asked(self) -> list[str]:
        return [on for on, _ in self.there.requests]

    def sent(self, on: str) -> list[dict[str, Any]]:
        return [json.loads(request.body) for kind, request in self.there.requests if kind == on]

    def suffers(self, on: str, do: str, **more: Any) -> None:
        self.there.script.replace([Rule(on, do, **more)])


Open = Callable[..., Case]


@pytest.fixture
def case_of(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def one(**terms: Any) -> Case:
            make = serving(lambda account: Front(account, Terms(**terms)), tmp_path / "registrar", MARKET)
            return Case(stack.enter_context(make))

        yield one


@pytest.fixture
def case(case_of: Open) -> Case:
    return case_of()


def order(name: str, most: str = "11.08 USD", key: str = "", years: int = 1) -> Order:
    amount, currency = most.split()
    return Order(name, years, Money(Decimal(amount), currency), key or f"key of {name}")
