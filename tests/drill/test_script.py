"""Scripted bad luck, as the clients meet it."""

from __future__ import annotations

import time

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.model import OperationState, Record
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.sandbox.process import World
from tests.worlds import BUCKET, charges, fresh_name, order, script


@pytest.fixture
def registrar(world: World) -> SandboxRegistrar:
    return SandboxRegistrar(world)


def test_lost_before_has_done_nothing(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "register", "do": "lost-before", "nth": 1, "name": name})
    with pytest.raises(OutcomeUnknown):
        registrar.register(order(name))
    assert registrar.holding(name) is None
    registrar.register(order(name))
    assert charges(world).count(name) == 1


def test_lost_after_has_charged_and_is_found_again(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "register", "do": "lost-after", "nth": 1, "name": name})
    with pytest.raises(OutcomeUnknown):
        registrar.register(order(name))
    assert registrar.holding(name) is not None
    again = registrar.register(order(name))
    assert charges(world).count(name) == 1
    with pytest.raises(Refused, match="taken"):
        registrar.register(order(name, key="another"))
    assert again.name == name


def test_a_lost_question_is_a_failure_whose_outcome_is_known(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "holding", "do": "lost-before", "name": name})
    with pytest.raises(ProviderFailed) as failed:
        registrar.holding(name)
    assert not isinstance(failed.value, OutcomeUnknown)


def test_pending_takes_the_polls_it_was_given(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "register", "do": "pending", "polls": 3, "name": name})
    asked = registrar.register(order(name))
    assert (asked.state, asked.charge, registrar.holding(name)) == (OperationState.PENDING, None, None)
    assert str(registrar.quote([name])[0].availability) == "taken"
    states = [str(registrar.operation(asked.id).state) for _ in range(4)]
    assert states == ["pending", "pending", "succeeded", "succeeded"]
    assert charges(world).count(name) == 1


def test_a_failed_registration_charges_nothing_and_frees_the_name(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "register", "do": "failed", "nth": 1, "name": name, "polls": 1})
    asked = registrar.register(order(name))
    assert registrar.operation(asked.id).state is OperationState.FAILED
    assert name not in charges(world)
    assert registrar.register(order(name)).state is OperationState.FAILED  # the same key, the same answer
    assert registrar.register(order(name, key="another")).state is OperationState.SUCCEEDED


def test_a_customer_action_waits_for_ever_or_for_its_polls(world: World, registrar: SandboxRegistrar) -> None:
    stuck, slow = fresh_name(), fresh_name()
    script(
        world,
        {"on": "register", "do": "customer-action", "name": stuck},
        {"on": "register", "do": "customer-action", "name": slow, "polls": 1},
    )
    waiting = registrar.register(order(stuck))
    assert {registrar.operation(waiting.id).state for _ in range(5)} == {OperationState.CUSTOMER_ACTION}
    assert waiting.message
    accepted = registrar.register(order(slow))
    assert accepted.state is OperationState.CUSTOMER_ACTION
    assert registrar.operation(accepted.id).state is OperationState.SUCCEEDED


def test_the_price_moves_between_quote_and_order(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    assert str(registrar.quote([name])[0].price) == "18.00 CAD"
    script(world, {"on": "register", "do": "price-changed", "price": "33.00 CAD", "name": name})
    with pytest.raises(Refused, match=r"33\.00 CAD"):
        registrar.register(order(name))
    assert str(registrar.quote([name])[0].price) == "33.00 CAD"


def test_someone_else_is_faster(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "register", "do": "taken-meanwhile", "name": name})
    with pytest.raises(Refused, match="taken"):
        registrar.register(order(name))
    script(world)
    assert str(registrar.quote([name])[0].availability) == "taken"


@pytest.mark.parametrize(
    ("do", "error"), [("rate-limit", ProviderFailed), ("error", ProviderFailed), ("refused", Refused)]
)
def test_failures_and_refusals_carry_a_hint_or_a_code(
    world: World, registrar: SandboxRegistrar, do: str, error: type[Exception]
) -> None:
    name = fresh_name()
    script(world, {"on": "register", "do": do, "name": name})
    with pytest.raises(error) as raised:
        registrar.register(order(name))
    assert not isinstance(raised.value, OutcomeUnknown)
    assert registrar.holding(name) is None


def test_the_nth_call_alone_is_struck(world: World, registrar: SandboxRegistrar) -> None:
    name = fresh_name()
    script(world, {"on": "quote", "do": "error", "nth": 2, "name": name})
    registrar.quote([name])
    registrar.quote([fresh_name()])
    with pytest.raises(ProviderFailed):
        registrar.quote([name])
    registrar.quote([name])


def test_dns_and_edge_have_bad_luck_too(world: World) -> None:
    zone = fresh_name()
    host = SandboxDns(world)
    record = Record(zone, "A", 60, ("127.0.0.1",))
    script(
        world,
        {"on": "dns.change", "do": "lost-after", "name": zone},
        {"on": "edge.point", "do": "lost-before", "name": zone},
        {"on": "edge.serving", "do": "slow", "seconds": 0.2, "name": zone},
    )
    host.create(zone)
    with pytest.raises(OutcomeUnknown):
        host.change(zone, [], [record])
    assert host.records(zone) == (record,)
    edge = SandboxEdge(world, BUCKET)
    with pytest.raises(OutcomeUnknown):
        edge.point(zone, "r")
    began = time.monotonic()
    assert edge.serving(zone) is None
    assert time.monotonic() - began >= 0.2
