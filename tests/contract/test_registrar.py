"""What every Registrar must do. These names are for tests: no suite of a real registrar may pay for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from launcher.errors import Refused
from launcher.model import Availability, OperationState
from launcher.services import Registrar
from tests.contract.shops import Shop
from tests.worlds import fresh_name


def test_quotes_come_in_the_order_asked_with_four_answers(shop: Shop) -> None:
    free = fresh_name()
    quotes = shop.registrar.quote(["taken.ca", free, "unsure.ca", "reserved.ca", "name.not-sold"])
    assert [(quote.name, str(quote.availability)) for quote in quotes] == [
        ("taken.ca", "taken"),
        (free, "available"),
        ("unsure.ca", "unknown"),
        ("reserved.ca", "reserved"),
        ("name.not-sold", "unknown"),
    ]
    assert [str(quote.price) for quote in quotes if quote.price] == [f"18.00 {shop.currency}"]


def test_a_registered_name_is_held_charged_and_taken(shop: Shop) -> None:
    name, registrar = fresh_name(), shop.registrar
    done = shop.bought(name)
    assert (done.name, done.state, str(done.charge)) == (name, OperationState.SUCCEEDED, f"18.00 {shop.currency}")
    holding = registrar.holding(name)
    assert holding is not None
    assert not holding.auto_renew
    assert registrar.operation(done.id) == (done if shop.receipts else replace(done, charge=None))
    assert registrar.quote([name])[0].availability is Availability.TAKEN


def test_the_same_order_again_buys_nothing_more(shop: Shop) -> None:
    name = fresh_name()
    done = shop.bought(name)
    if shop.keyed:
        assert shop.registrar.register(shop.order(name)) == done
    else:
        with pytest.raises(Refused, match="taken"):
            shop.registrar.register(shop.order(name))
    told = shop.registrar.operations(done.submitted - dt.timedelta(minutes=1))
    assert [operation.id for operation in told if operation.name == name] == [done.id]


def test_the_same_name_with_another_key_is_a_no(shop: Shop) -> None:
    name = fresh_name()
    shop.bought(name)
    with pytest.raises(Refused, match="taken"):
        shop.registrar.register(shop.order(name, key="another"))


def test_a_key_serves_one_name_where_keys_are_told(shop: Shop) -> None:
    name, other = fresh_name(), fresh_name()
    shop.registrar.register(shop.order(name, key=name))
    if shop.keyed:
        with pytest.raises(Refused, match="already asked"):
            shop.registrar.register(shop.order(other, key=name))
    else:
        assert shop.registrar.register(shop.order(other, key=name)).name == other


@pytest.mark.parametrize(
    "name", ["taken.ca", "reserved.ca", "unsure.ca", "not a name.ca", "-.ca", "é.ca", "x.not-sold"]
)
def test_a_name_that_is_not_available_is_a_no(shop: Shop, name: str) -> None:
    with pytest.raises(Refused):
        shop.registrar.register(shop.order(name))
    assert shop.registrar.holding(name) is None


def test_a_price_above_the_cap_is_a_no(shop: Shop) -> None:
    name = fresh_name()
    with pytest.raises(Refused, match=rf"18\.00 {shop.currency}"):
        shop.registrar.register(shop.order(name, "17.99"))
    assert shop.registrar.holding(name) is None
    assert shop.registrar.quote([name])[0].availability is Availability.AVAILABLE


def test_operations_are_told_since_a_time(shop: Shop) -> None:
    first, second = (shop.bought(fresh_name()) for _ in range(2))
    ours = (first.id, second.id)
    told = [operation.id for operation in shop.registrar.operations(first.submitted)]
    assert [one for one in told if one in ours] == [*ours]
    later = shop.registrar.operations(second.submitted + dt.timedelta(microseconds=1))
    assert not {*ours} & {operation.id for operation in later}


def test_an_unknown_operation_is_a_no_and_an_unknown_name_not_ours(registrar: Registrar) -> None:
    with pytest.raises(Refused):
        registrar.operation("no-such-operation")
    assert registrar.holding(fresh_name()) is None
