"""Faults strike the call they were told, at the moment they were told, and no other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launcher.drill.faults import DEEDS, PORTS, SLOW, Call, Counted, Fault, Moment
from launcher.errors import OutcomeUnknown, ProviderFailed
from launcher.providers.sandbox.process import World as Sandbox
from launcher.services import World
from tests.launch.test_engine import Play


@pytest.fixture
def real(tmp_path: Path, world: Sandbox) -> World:
    return Play(tmp_path, world).world


def test_every_call_of_every_port_is_counted_and_answers_as_before(real: World) -> None:
    heard: list[Call] = []
    counted = Counted(heard=heard.append).over(real)
    assert counted.edge.front("x.ca") == real.edge.front("x.ca")
    assert counted.storage.digests("none/") == {}
    assert counted.edge.serving(host="none.ca") is None
    assert heard == [Call(1, "edge.front", 1), Call(2, "storage.digests", 1), Call(3, "edge.serving", 1)]
    there = {port for port in PORTS if getattr(real, port) is not None}
    assert set(PORTS) - there == {"certifier"}, "the sandbox's edge needs no certificate"
    assert {port for port in PORTS if getattr(counted, port) is not getattr(real, port)} == there
    assert (counted.clock, counted.target) == (real.clock, real.target)


def test_calls_from_many_threads_have_numbers_of_their_own(real: World) -> None:
    heard: list[Call] = []
    counted = Counted(heard=heard.append).over(real)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: counted.edge.front("x.ca"), range(40)))
    assert [call.number for call in heard] == list(range(1, 41))


@pytest.mark.parametrize(("do", "error"), [("fail", ProviderFailed), ("lose", OutcomeUnknown)])
def test_before_it_nothing_is_done_and_after_it_everything(real: World, do: str, error: type[ProviderFailed]) -> None:
    faults = [Fault(do, Moment.BEFORE, number=1), Fault(do, Moment.AFTER, name="edge.point", nth=2)]
    edge = Counted(faults).over(real).edge
    host = f"{do}.faults.ca"
    with pytest.raises(error):
        edge.point(host, "https://one.ca")
    assert edge.serving(host) is None
    with pytest.raises(error):
        edge.point(host, "https://one.ca")
    assert edge.serving(host) == "https://one.ca"
    edge.point(host, "https://two.ca")
    assert edge.serving(host) == "https://two.ca"


def test_a_slow_call_is_late_and_right(real: World) -> None:
    edge = Counted([Fault("slow", Moment.BEFORE, number=1)]).over(real).edge
    began = time.monotonic()
    assert edge.front("x.ca") == real.edge.front("x.ca")
    assert time.monotonic() - began >= SLOW


def test_a_fault_that_nobody_knows_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="explode"):
        Fault("explode", Moment.BEFORE, number=1)
    assert set(DEEDS) == {"kill", "interrupt", "fail", "lose", "slow"}
