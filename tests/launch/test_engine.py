"""The engine, on a real sandbox: intent before act, nothing twice, back last first. `test_graph.py`: all at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.drill.faults import Call, Counted, Fault, Moment
from launcher.errors import Interrupted, OutcomeUnknown, ProviderFailed, Refused
from launcher.launch import engine, journal, observe, plan
from launcher.launch.deploy.state import side_of
from launcher.launch.journal import Journal
from launcher.model import Mode, Money, Plan, Record, Release, Site, Step
from launcher.providers.network import NetworkProbe
from launcher.providers.registries import registries
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.sandbox.process import World as Sandbox
from launcher.providers.system import SystemClock
from launcher.services import World
from launcher.site import release
from tests.worlds import BUCKET, charges, fresh_name, script, storage

PRICE = Money(Decimal("18.00"), "CAD")
CHANGING = {
    "registrar.register": "register",
    "storage.put": "upload",
    "dns.create": "zone",
    "dns.change": "records",
    "edge.point": "serve",
}
"""The calls of a launch that change something, and the kind of step that makes each."""


class Play:
    """One plan in a folder of its own, and the world that it runs in."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder, self.sandbox, self.name = folder, sandbox, fresh_name()
        self.world = World(
            target="sandbox",
            storage=storage(sandbox),
            shared=storage(sandbox),
            registrar=SandboxRegistrar(sandbox),
            delegator=SandboxRegistrar(sandbox),
            dns=SandboxDns(sandbox),
            edge=SandboxEdge(sandbox, BUCKET),
            probe=NetworkProbe(),
            clock=SystemClock(),
            registry=registries.of_sandbox(sandbox),
        )
        self.plan = self.launch("first")

    def launch(self, text: str) -> Plan:
        """The plan for a site of one page, which is too little to be proven."""
        packed = self.release(text)
        whole = plan.to_launch("one", "sandbox", packed, observe.observe(self.world, self.name, PRICE))
        return replace(whole, steps=tuple(step for step in whole.steps if step.kind != "prove"))

    def release(self, text: str) -> Release:
        """One page, kept in the folder."""
        out = self.folder / f"out-{text}"
        out.mkdir(exist_ok=True)
        (out / "index.html").write_text(f"<!doctype html><title>{text}</title>{self.name}", "utf-8")
        site = Site(Mode.LIVE, f"https://{self.name}", ("fr", "en"), {}, "UTC", {})
        packed = release.pack(out, site)
        release.save(packed, out, self.folder)
        return packed

    def run(self, wanted: Plan | None = None, *, stopping: Callable[[], bool] = lambda: False, **world: Any) -> None:
        with self.lines() as lines:
            engine.run(wanted or self.plan, self.stage(lines, stopping=stopping, **world))

    def undo(self, *faults: Fault) -> tuple[engine.Undone, ...]:
        with self.lines() as lines:
            return engine.undo(engine.Stage(Counted(faults).over(self.world), self.folder, lines))

    def stage(self, lines: Journal, *, stopping: Callable[[], bool], **world: Any) -> engine.Stage:
        counted = Counted(world.pop("faults", ()), world.pop("heard", lambda _: None))
        return engine.Stage(counted.over(replace(self.world, **world)), self.folder, lines, stopping)

    def lines(self) -> Any:
        return journal.opened(self.folder, self.world.clock.now)

    def told(self, *kinds: str) -> list[str]:
        """The steps of the journal's entries of these kinds, as `kind of step`; sorted, for some run at once."""
        return sorted(e.step.partition(":")[0] for e in journal.entries(self.folder) if e.kind in kinds)

    def leave(self) -> None:
        """The registry sends the name's readers elsewhere: nothing keeps its zone any more."""
        self.world.delegator.delegate(self.name, ["ns1.elsewhere.example"])

    def step(self, kind: str) -> Step:
        """The first step of this kind."""
        return next(step for step in self.plan.steps if step.kind == kind)

    @property
    def paid(self) -> int:
        return charges(self.sandbox).count(self.name)

    @property
    def serving(self) -> str | None:
        """The release that lies in the place that the host shows."""
        stands = observe.stands(self.world, self.name)
        side = side_of(self.name, stands.serving)
        return stands.state.lies(side) if side else stands.serving

    def stored(self) -> Mapping[str, str]:
        """All that the storage has of this name."""
        storage = self.world.storage
        places = (f"releases/{self.name}.", f"hosts/{self.name}/")
        return {key: md5 for place in places for key, md5 in storage.digests(place).items()}


@pytest.fixture
def play(tmp_path: Path, world: Sandbox) -> Iterator[Play]:
    yield Play(tmp_path, world)
    script(world)


def ctrl_c_at(call: str) -> dict[str, Any]:
    """The person stops when this call is made for the first time."""
    asked = threading.Event()
    return {"stopping": asked.is_set, "heard": lambda one: asked.set() if one.name == call else None}


def fault(do: str, name: str, nth: int = 1, moment: Moment = Moment.BEFORE) -> Fault:
    return Fault(do, moment, name=name, nth=nth)


# ── forward ──────────────────────────────────────────────────────────────────────────────────────


def test_every_step_is_done_once_however_often_it_runs(play: Play) -> None:
    play.run()
    assert play.told("done") == ["delegation", "records", "register", "serve", "serve", "upload", "zone"]
    there = journal.entries(play.folder)
    ended = {entry.step: entry.seq for entry in there if entry.kind == "done"}
    begun = {entry.step: entry.seq for entry in reversed(there) if entry.kind in ("intent", "done")}
    assert all(ended[need] < begun[step.id] for step in play.plan.steps for need in step.needs)
    play.run()
    assert journal.entries(play.folder) == there
    assert play.paid == 1


def test_the_intent_is_on_disk_before_anything_changes(play: Play) -> None:
    acts: list[tuple[str, str]] = []

    def heard(call: Call) -> None:
        if call.name in CHANGING:
            there = journal.entries(play.folder)
            ended = {entry.step for entry in there if entry.kind == "done"}
            begun = [entry for entry in there if entry.kind == "intent" and entry.step not in ended]
            (mine,) = (entry for entry in begun if entry.data["act"] == CHANGING[call.name])
            assert "before" in mine.data
            acts.append((call.name, mine.step))

    play.run(heard=heard)
    assert len(set(acts)) == 6
    assert {call for call, _ in acts} == set(CHANGING)


@pytest.mark.parametrize("moment", list(Moment))
@pytest.mark.parametrize("do", ["fail", "lose"])
@pytest.mark.parametrize("call", ["storage.put", "dns.create", "dns.change", "edge.point"])
def test_a_call_that_fails_is_told_and_the_next_run_goes_on(play: Play, call: str, do: str, moment: Moment) -> None:
    with pytest.raises(ProviderFailed):
        play.run(faults=[fault(do, call, moment=moment)])
    assert play.told("failed") == [CHANGING[call]]
    play.run()
    assert play.paid == 1
    assert play.serving == play.plan.release


@pytest.mark.parametrize("do", ["fail", "lose"])
def test_a_purchase_without_an_answer_is_found_in_the_same_run(play: Play, do: str) -> None:
    play.run(faults=[fault(do, "registrar.register", moment=Moment.AFTER)])
    assert play.paid == 1
    assert play.serving == play.plan.release


def test_a_purchase_that_never_went_out_is_asked_for_in_the_next_run(play: Play) -> None:
    with pytest.raises(OutcomeUnknown) as unknown:
        play.run(faults=[fault("lose", "registrar.register")])
    assert unknown.value.reason_code == "registration-unknown"
    assert play.paid == 0
    play.run()
    assert play.paid == 1


def test_a_name_that_is_ours_but_no_longer_listed_is_not_asked_for(play: Play) -> None:
    play.run(replace(play.plan, steps=(play.step("register"),)))
    other = play.folder / "other"
    other.mkdir()
    later = play.world.clock.now() + dt.timedelta(hours=1)
    step = play.step("register")
    with journal.opened(other, lambda: later) as lines:
        lines.append("intent", step.id, act=step.kind, params=step.params, before={"held": False})
        engine.run(replace(play.plan, steps=(step,)), engine.Stage(play.world, other, lines))
    assert journal.entries(other)[-1].data == {"outcome": {"operation": None, "charge": None}}
    assert play.paid == 1


def test_a_registration_that_ended_and_is_gone_is_not_bought_again(play: Play) -> None:
    with play.lines() as lines:
        lines.append("done", play.step("register").id, outcome={"operation": "op-1", "charge": PRICE})
    with pytest.raises(Refused) as refused:
        play.run()
    assert refused.value.reason_code == "done-and-gone"
    assert play.paid == 0
    with play.lines() as lines:
        lines.append("plan", plan=play.plan, checksum=play.plan.checksum)  # a new yes to this very step
    play.run()
    assert play.paid == 1


def test_a_registration_that_takes_too_long_is_left_to_a_later_run(play: Play) -> None:
    script(play.sandbox, {"on": "register", "do": "pending", "polls": 2, "name": play.name})
    with pytest.raises(ProviderFailed):
        play.run(max_wait=-1.0)
    with pytest.raises(Interrupted):
        play.run(**ctrl_c_at("registrar.operation"))
    play.run()
    assert play.paid == 1


def test_it_stops_between_two_steps(play: Play) -> None:
    """What is under way ends; nothing else begins."""
    with pytest.raises(Interrupted):
        play.run(**ctrl_c_at("dns.create"))
    assert "zone" in play.told("done")
    assert play.told("intent").count("zone") == 1
    assert {"delegation", "records"}.isdisjoint(play.told("intent", "done"))
    assert sorted(play.told("intent")) == play.told("done")
    play.run()
    assert play.serving == play.plan.release


# ── back ─────────────────────────────────────────────────────────────────────────────────────────


def test_undo_takes_back_last_first_and_says_what_it_cannot(play: Play) -> None:
    play.run()
    play.leave()
    results = play.undo()
    assert sorted((result.step.partition(":")[0], result.ok) for result in results) == [
        ("records", True),
        ("register", False),
        ("serve", True),
        ("serve", True),
        ("upload", True),
        ("zone", True),
    ]
    turn = {result.step: number for number, result in enumerate(results)}
    acted = [step for step in play.plan.steps if step.id in turn]
    assert all(turn[step.id] < turn[need] for step in acted for need in step.needs if need in turn)
    assert play.serving is None
    assert play.world.dns.zone(play.name) is None
    assert play.stored() == {}
    assert play.world.registrar.holding(play.name) is not None
    assert [result.step for result in play.undo()] == [f"register:{play.name}"]


def test_an_undo_that_fails_is_told_and_the_others_still_run(play: Play) -> None:
    play.run()
    play.leave()
    failed = {result.step for result in play.undo(fault("fail", "dns.delete")) if not result.ok}
    assert failed == {f"zone:{play.name}", f"register:{play.name}"}
    assert play.told("undo-failed") == ["zone"]
    assert play.told("undone") == ["records", "serve", "serve", "upload"]
    assert play.serving is None
    assert [result.step for result in play.undo() if result.ok] == [f"zone:{play.name}"]
    assert play.world.dns.zone(play.name) is None


def test_undo_puts_back_what_was_there_before(play: Play) -> None:
    other = Record(play.name, "CAA", 300, ('0 issue "ca.example"',))
    old = Record(play.name, "A", 300, ("192.0.2.7",))
    play.world.dns.create(play.name)
    play.world.dns.change(play.name, remove=[], add=[other, old])
    play.world.edge.point(play.name, "https://old.example")
    play.run()
    assert other in play.world.dns.records(play.name), "a record of another kind is left alone"
    results = play.undo()
    assert [result.step for result in results if not result.ok] == [f"register:{play.name}"]
    assert play.world.dns.records(play.name) == (old, other)
    assert play.serving == "https://old.example"


def test_a_name_that_somebody_has_mail_at_is_left_alone(play: Play) -> None:
    theirs = Record(play.name, "MX", 300, ("10 mail.example.",))
    play.world.dns.create(play.name)
    play.world.dns.change(play.name, remove=[], add=[theirs])
    with pytest.raises(Refused) as refused:
        play.run()
    assert refused.value.reason_code == "name-in-use"
    assert theirs in play.world.dns.records(play.name)


def test_a_zone_that_readers_are_still_sent_to_stays_and_is_empty(play: Play) -> None:
    play.run()
    failed = {result.step: result.text for result in play.undo() if not result.ok}
    assert failed.keys() == {f"zone:{play.name}", f"register:{play.name}"}
    assert "readers are still sent to its servers" in failed[f"zone:{play.name}"]
    assert play.world.dns.zone(play.name) is not None
    assert play.world.dns.records(play.name) == ()


def test_a_zone_that_others_use_by_now_is_left(play: Play) -> None:
    play.run()
    other = Record(play.name, "CAA", 300, ('0 issue "ca.example"',))
    play.world.dns.change(play.name, remove=[], add=[other])
    failed = {result.step for result in play.undo() if not result.ok}
    assert failed == {f"zone:{play.name}", f"register:{play.name}"}
    assert play.world.dns.records(play.name) == (other,)


def test_undo_goes_behind_every_release_that_was_served(play: Play) -> None:
    play.run()
    second = play.launch("second")
    play.run(second)
    assert play.serving == second.release
    play.run(play.launch("first"))
    assert play.serving == play.plan.release
    play.leave()
    assert all(result.ok or result.step.startswith("register:") for result in play.undo())
    assert play.serving is None
    assert play.stored() == {}


def test_what_was_undone_can_be_done_again(play: Play) -> None:
    play.run()
    play.undo()
    play.run()
    assert play.serving == play.plan.release
    assert play.paid == 1


def test_a_look_that_failed_leaves_nothing_open(play: Play) -> None:
    play.run()
    with pytest.raises(ProviderFailed):
        play.run(faults=[fault("fail", "registrar.holding")])
    assert journal.entries(play.folder)[-1].data["looking"]
    play.run()
    assert play.paid == 1
