"""The step `records` where the edge is reached by a name that it gets late: an ALIAS at the host."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from launcher.drill.faults import Call, Counted, Fault, Moment
from launcher.errors import Interrupted, ProviderFailed, Refused
from launcher.launch import acts, observe
from launcher.launch.acts import Placed
from launcher.launch.steps import Scene, records
from launcher.launch.steps.kind import State
from launcher.model import Front, Mode, Record, Release
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge
from launcher.providers.sandbox.process import World as Sandbox
from launcher.services import World
from tests.launch.test_engine import Play
from tests.online import StillClock
from tests.worlds import BUCKET

ADDRESS = "192.0.2.80"
ALIAS = "d111.cdn.example"


@dataclass
class Named:
    """An edge without addresses of its own: it has a name once it serves a host, and by that is it reached."""

    real: SandboxEdge
    named: str = ALIAS

    def front(self, host: str) -> Front:
        there = self.real.serving(host) is not None
        return replace(self.real.front(host), addresses=(), alias=self.named if there else "")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@dataclass
class Aliasing:
    """A DNS host that keeps an ALIAS as such, and whose servers answer with the addresses of its target; `known` are
    those that it can find out."""

    real: SandboxDns
    known: dict[str, str] = field(default_factory=lambda: {ALIAS: ADDRESS, "d222.cdn.example": "192.0.2.81"})
    kept: dict[Record, Record] = field(default_factory=dict)
    """What the servers are told, by what we were."""

    def records(self, zone: str) -> tuple[Record, ...]:
        shown = {answer: record for record, answer in self.kept.items()}
        return tuple(sorted(shown.get(one, one) for one in self.real.records(zone)))

    def change(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        gone = [self.kept.pop(one, one) for one in remove]
        self.kept |= {one: self._answer(one) for one in add if one.type == "ALIAS"}
        self.real.change(zone, gone, [self.kept.get(one, one) for one in add])

    def _answer(self, alias: Record) -> Record:
        return Record(alias.name, "A", alias.ttl, (self.known[alias.values[0]],))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@dataclass
class Placing:
    """One name with a zone, whose edge has its name once the host is served."""

    play: Play
    world: World
    dns: Aliasing
    edge: Named
    clock: StillClock
    stopping: bool = False

    @property
    def name(self) -> str:
        return self.play.name

    @property
    def params(self) -> dict[str, Any]:
        """As planned before the edge has a name."""
        site = Placed(self.name, self.name, Release("a" * 16, f"https://{self.name}", Mode.LIVE, ()))
        return dict(acts.records(site, self.edge.front("nowhere.example"), simulated=True, needs=[]).params)

    def scene(self, *faults: Fault, heard: Any = lambda _: None) -> Scene:
        return Scene(
            world=Counted(faults, heard).over(self.world),
            folder=self.play.folder,
            key="one",
            since=None,
            note=lambda **_: None,
            stopping=lambda: self.stopping,
            elapsed=self.clock.elapsed,
        )

    def before(self) -> State:
        return records.before(self.params, self.scene())

    def done(self) -> bool:
        return records.done(self.params, self.before())

    def apply(self, *faults: Fault) -> State:
        return records.apply(self.params, self.scene(*faults))

    def undo(self, state: State) -> None:
        records.undo(self.params, state, self.scene())

    def serve(self) -> None:
        for host in (self.name, f"www.{self.name}"):
            self.world.edge.point(host, "https://elsewhere.example")

    def answered(self, name: str) -> tuple[str, ...]:
        return self.world.probe.resolve(name, "A", self.world.dns.zone(self.name) or ())

    @property
    def aliases(self) -> list[Record]:
        return [one for one in self.dns.records(self.name) if one.type == "ALIAS"]


@pytest.fixture
def placing(tmp_path: Path, world: Sandbox) -> Placing:
    play, clock = Play(tmp_path, world), StillClock()
    dns, edge = Aliasing(SandboxDns(world)), Named(SandboxEdge(world, BUCKET))
    dns.real.create(play.name)
    there = replace(play.world, dns=dns, edge=edge, clock=clock)
    return Placing(play, there, dns, edge, clock)


def test_a_plan_has_the_place_and_not_yet_the_name(placing: Placing) -> None:
    wanted = [one for one in placing.params["records"] if one["type"] == "ALIAS"]
    assert [(one["name"], one["values"]) for one in wanted] == [(placing.name, []), (f"www.{placing.name}", [])]
    seen = observe.observe(placing.world, placing.name, None)
    assert seen.front.alias == ""


def test_before_the_edge_has_a_name_nothing_is_written(placing: Placing) -> None:
    assert not placing.done()
    with pytest.raises(ProviderFailed) as nameless:
        placing.apply()
    assert placing.name in nameless.value.message
    assert "resume" in nameless.value.hint
    assert placing.dns.records(placing.name) == ()
    assert not placing.done()


def test_once_it_has_one_the_host_is_there_and_read_back(placing: Placing) -> None:
    state = placing.before()
    placing.serve()
    assert placing.apply() == {"servers": ["ns1.sandbox.test"]}
    assert placing.aliases == [Record(host, "ALIAS", 60, (ALIAS,)) for host in (placing.name, f"www.{placing.name}")]
    assert placing.answered(placing.name) == placing.answered(f"www.{placing.name}") == (ADDRESS,)
    assert placing.done()
    heard: list[Call] = []
    records.apply(placing.params, placing.scene(heard=heard.append))
    assert "dns.change" not in [call.name for call in heard], "nothing differs"
    placing.undo(state)
    assert placing.dns.records(placing.name) == ()


def test_undo_after_the_edge_has_let_the_host_go(placing: Placing) -> None:
    """Where an ALIAS leads is not asked again to take it away."""
    state = placing.before()
    placing.serve()
    placing.apply()
    for host in (placing.name, f"www.{placing.name}"):
        placing.world.edge.withdraw(host)
    placing.undo(state)
    assert placing.dns.records(placing.name) == ()


def test_an_edge_that_has_another_name_now_is_followed(placing: Placing) -> None:
    placing.serve()
    placing.apply()
    placing.edge.named = "d222.cdn.example"
    assert not placing.done()
    placing.apply()
    assert placing.done()
    assert {one.values for one in placing.aliases} == {("d222.cdn.example",)}
    assert placing.answered(placing.name) == ("192.0.2.81",)


@pytest.mark.parametrize("kind", ["A", "AAAA", "CNAME"])
def test_one_way_to_a_host_stands_for_all(placing: Placing, kind: str) -> None:
    """An address that stood there would be a second place; it comes back with the undo."""
    host = f"www.{placing.name}"
    old = Record(host, kind, 300, ({"A": "192.0.2.7", "AAAA": "2001:db8::7", "CNAME": "old.example"}[kind],))
    placing.dns.change(placing.name, remove=[], add=[old])
    before, state = placing.dns.records(placing.name), placing.before()
    placing.serve()
    placing.apply()
    assert [one.type for one in placing.dns.records(placing.name) if one.name == host] == ["ALIAS"]
    placing.undo({"records": [dataclasses.asdict(one) for one in state["records"]]})  # as a journal tells it
    assert placing.dns.records(placing.name) == before


def test_a_server_that_does_not_answer_yet_is_asked_again(placing: Placing) -> None:
    placing.serve()
    placing.apply(*(Fault("fail", Moment.BEFORE, name="probe.resolve", nth=nth) for nth in (1, 2, 3)))
    assert placing.clock.waits == [0.02, 0.05, 0.1]
    assert placing.done()


def test_a_server_that_never_tells_the_alias_is_told(placing: Placing) -> None:
    """As if the target had no addresses: the set is there, and leads nowhere."""
    placing.serve()
    never = (Fault("fail", Moment.BEFORE, name="probe.resolve", nth=nth) for nth in range(1, 200))
    with pytest.raises(ProviderFailed) as failed:
        placing.apply(*never)
    assert failed.value.reason_code == "dns-not-there"
    assert "ALIAS" in failed.value.message
    placing.apply()
    placing.stopping = True
    with pytest.raises(Interrupted):
        placing.apply(Fault("fail", Moment.BEFORE, name="probe.resolve", nth=1))


def test_a_name_that_somebody_has_mail_at_is_left_alone(placing: Placing) -> None:
    theirs = Record(placing.name, "MX", 300, ("10 mail.example.",))
    placing.dns.change(placing.name, remove=[], add=[theirs])
    placing.serve()
    with pytest.raises(Refused) as refused:
        placing.apply()
    assert refused.value.reason_code == "name-in-use"
    assert placing.dns.records(placing.name)[0].type == "MX"
    assert placing.aliases == []


def test_a_launch_at_such_an_edge(placing: Placing) -> None:
    """Served, then written: the plan has the place before there is a name for it."""
    play = placing.play
    play.world = replace(play.world, dns=placing.world.dns, edge=placing.world.edge)
    play.plan = play.launch("by a name")
    play.run()
    assert placing.answered(play.name) == (ADDRESS,)
    there = play.told("done")
    play.run()
    assert play.told("done") == there
    play.leave()
    assert [result.step for result in play.undo() if not result.ok] == [f"register:{play.name}"]
