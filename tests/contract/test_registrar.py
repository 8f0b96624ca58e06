"""What every Registrar must do. These names are for tests: no suite of a real registrar may pay for them."""

from __future__ import annotations

import datetime as dt

import pytest

from launcher.errors import Refused
from launcher.model import Availability, OperationState
from launcher.services import Registrar
from tests.worlds import fresh_name, order


def test_quotes_come_in_the_order_asked_with_four_answers(registrar: Registrar) -> None:
    free = fresh_name()
    quotes = registrar.quote(["taken.ca", free, "unsure.ca", "reserved.ca", "name.not-sold"])
    assert [(quote.name, str(quote.availability)) for quote in quotes] == [
        ("taken.ca", "taken"),
        (free, "available"),
        ("unsure.ca", "unknown"),
        ("reserved.ca", "reserved"),
        ("name.not-sold", "unknown"),
    ]
    assert [str(quote.price) for quote in quotes if quote.price] == ["18.00 CAD"]


def test_a_registered_name_is_held_charged_and_taken(registrar: Registrar) -> None:
    name = fresh_name()
    done = registrar.register(order(name))
    assert (done.name, done.state, str(done.charge)) == (name, OperationState.SUCCEEDED, "18.00 CAD")
    holding = registrar.holding(name)
    assert holding is not None
    assert not holding.auto_renew
    assert registrar.operation(done.id) == done
    assert registrar.quote([name])[0].availability is Availability.TAKEN


def test_the_same_key_is_the_same_operation(registrar: Registrar) -> None:
    name = fresh_name()
    assert registrar.register(order(name)) == registrar.register(order(name))


def test_the_same_name_with_another_key_is_a_no(registrar: Registrar) -> None:
    name = fresh_name()
    registrar.register(order(name))
    with pytest.raises(Refused, match="taken"):
        registrar.register(order(name, key="another"))


def test_a_key_serves_one_name(registrar: Registrar) -> None:
    name = fresh_name()
    registrar.register(order(name, key=name))
    with pytest.raises(Refused, match="already asked"):
        registrar.register(order(fresh_name(), key=name))


@pytest.mark.parametrize(
    "name", ["taken.ca", "reserved.ca", "unsure.ca", "not a name.ca", "-.ca", "é.ca", "x.not-sold"]
)
def test_a_name_that_is_not_available_is_a_no(registrar: Registrar, name: str) -> None:
    with pytest.raises(Refused):
        registrar.register(order(name))
    assert registrar.holding(name) is None


def test_a_price_above_the_cap_is_a_no(registrar: Registrar) -> None:
    name = fresh_name()
    with pytest.raises(Refused, match=r"18\.00 CAD"):
        registrar.register(order(name, "17.99"))
    assert registrar.holding(name) is None
    assert registrar.quote([name])[0].availability is Availability.AVAILABLE


def test_operations_are_told_since_a_time(registrar: Registrar) -> None:
    first = registrar.register(order(fresh_name()))
    second = registrar.register(order(fresh_name()))
    told = registrar.operations(first.submitted)
    assert [operation.id for operation in told if operation.id in (first.id, second.id)] == [first.id, second.id]
    assert first not in registrar.operations(second.submitted + dt.timedelta(microseconds=1))


def test_an_unknown_operation_is_a_no_and_an_unknown_name_not_ours(registrar: Registrar) -> None:
    with pytest.raises(Refused):
        registrar.operation("no-such-operation")
    assert registrar.holding(fresh_name()) is None
