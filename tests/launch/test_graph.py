"""Steps as a graph: what needs nothing of each other runs at once, and a failure holds up only what needs it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import Interrupted, ProviderFailed, SpareWheelError
from launcher.launch import journal
from launcher.model import Plan
from launcher.providers.sandbox.process import World as Sandbox
from tests.launch.test_engine import Play, ctrl_c_at, fault
from tests.worlds import script

PATIENCE = 30.0
"""Seconds after which what does not come will not come."""


class Delayed:
    """A port of which some methods do something first, or instead."""

    def __init__(self, real: object, methods: Mapping[str, Callable[[], object]]) -> None:
        self._real, self._methods = real, methods

    def __getattr__(self, name: str) -> Any:
        act, first = getattr(self._real, name), self._methods.get(name, lambda: None)

        def late(*given: Any, **named: Any) -> Any:
            first()
            return act(*given, **named)

        return late


@pytest.fixture
def play(tmp_path: Path, world: Sandbox) -> Iterator[Play]:
    yield Play(tmp_path, world)
    script(world)


def failing(play: Play, *calls: str) -> SpareWheelError:
    """The whole plan, in which these calls fail."""
    with pytest.raises(ProviderFailed) as failed:
        play.run(faults=[fault("fail", call) for call in calls])
    return failed.value


def only(play: Play, *kinds: str) -> Plan:
    """The plan with these steps alone, in this order."""
    return replace(play.plan, steps=tuple(play.step(kind) for kind in kinds))


def test_what_needs_nothing_of_each_other_runs_at_once(play: Play) -> None:
    """Each of three steps waits until the others have begun too."""
    met = threading.Barrier(3, timeout=PATIENCE)
    wait = {"prepare": met.wait, "create": met.wait, "register": met.wait}
    world = play.world
    play.run(
        storage=Delayed(world.storage, wait), dns=Delayed(world.dns, wait), registrar=Delayed(world.registrar, wait)
    )
    assert play.told("done") == ["delegation", "records", "register", "serve", "serve", "upload", "zone"]
    assert not met.broken


def test_a_failure_holds_up_what_needs_it_and_nothing_else(play: Play) -> None:
    failing(play, "dns.create")
    assert play.told("failed") == ["zone"]
    assert play.told("done") == ["register", "serve", "serve", "upload"]
    assert {"delegation", "records"}.isdisjoint(play.told("intent"))
    play.run()
    assert play.told("done") == ["delegation", "records", "register", "serve", "serve", "upload", "zone"]


def test_all_failures_are_told_and_the_first_of_the_plan_is_raised(play: Play) -> None:
    """Whichever came first: here the one that is later in the plan."""
    later = threading.Event()

    def fails_later() -> None:
        assert later.wait(PATIENCE)
        raise ProviderFailed("the storage is full")

    def fails_now() -> None:
        later.set()
        raise ProviderFailed("there are too many zones")

    world = play.world
    with pytest.raises(ProviderFailed) as told:
        play.run(storage=Delayed(world.storage, {"put": fails_later}), dns=Delayed(world.dns, {"create": fails_now}))
    assert told.value.message == "the storage is full"
    assert [one.message for one in told.value.problems] == ["the storage is full", "there are too many zones"]


def test_what_a_person_stopped_is_told_before_what_failed(play: Play) -> None:
    """The registration waits at the registrar; the upload, which is earlier in this plan, fails meanwhile."""
    script(play.sandbox, {"on": "register", "do": "pending", "polls": 10_000, "name": play.name})
    with pytest.raises(Interrupted) as stopped:
        play.run(only(play, "upload", "register"), faults=[fault("fail", "storage.put")], **ctrl_c_at("storage.put"))
    told = [problem.code for problem in stopped.value.problems]
    assert told == ["fault", "interrupted"]
    assert stopped.value.exit_code == 130


def test_a_person_who_stops_when_all_is_done_has_stopped_nothing(play: Play) -> None:
    play.run(only(play, "zone"), **ctrl_c_at("dns.create"))
    assert play.told("done") == ["zone"]


def test_a_need_that_is_not_in_the_plan_is_met(play: Play) -> None:
    assert play.step("records").needs
    play.run(only(play, "zone"))
    play.run(only(play, "records"))
    assert play.told("done") == ["records", "zone"]


def test_a_bug_in_one_step_is_not_swallowed(play: Play) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a bug of ours")

    with pytest.raises(ZeroDivisionError):
        play.run(dns=Delayed(play.world.dns, {"create": broken}))
    assert journal.broken(play.folder) is None


def test_the_journal_is_one_whole_chain_under_many_threads(play: Play) -> None:
    threads, each = 12, 25
    begin = threading.Barrier(threads, timeout=PATIENCE)

    def write(number: int) -> None:
        begin.wait()
        for turn in range(each):
            made = lines.append("note", f"step {number}", turn=turn)
            assert lines.entries[made.seq - 1] == made

    with play.lines() as lines, ThreadPoolExecutor(threads) as pool:
        list(pool.map(write, range(threads)))
    there = journal.entries(play.folder)
    assert journal.broken(play.folder) is None
    assert [entry.seq for entry in there] == list(range(1, threads * each + 1))
    for number in range(threads):
        assert [entry.data["turn"] for entry in there if entry.step == f"step {number}"] == list(range(each))


def test_a_journal_that_was_left_takes_nothing_more(play: Play) -> None:
    """A step that a second Ctrl-C did not wait for may still be running when another command has the crisis."""
    with play.lines() as lines:
        lines.append("note", "zone")
    with pytest.raises(SpareWheelError):
        lines.append("done", "zone")
    assert len(journal.entries(play.folder)) == 1
