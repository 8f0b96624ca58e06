"""The step `certificate`, on the sandbox's DNS and a CA that looks there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from launcher.drill.faults import Call, Counted, Fault, Moment
from launcher.errors import Interrupted, OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.launch import engine, journal
from launcher.launch import plan as plans
from launcher.launch.steps import Scene, certificate
from launcher.launch.steps.kind import State
from launcher.model import Record
from launcher.providers.sandbox.ports import SandboxDns
from launcher.providers.sandbox.process import World as Sandbox
from launcher.services import World
from tests.launch.certifier import Authority, Taking
from tests.launch.test_engine import Play
from tests.online import StillClock
from tests.worlds import BUCKET, fresh_name

DAYS = 7


@dataclass
class Asking:
    """One name with a zone and records of its own, and the CA that is asked for its certificate."""

    play: Play
    authority: Authority
    clock: StillClock = field(default_factory=StillClock)
    stopping: bool = False

    @property
    def name(self) -> str:
        return self.play.name

    @property
    def params(self) -> dict[str, Any]:
        return {"zone": self.name, "names": [self.name, f"www.{self.name}"], "days": DAYS}

    def scene(self, *faults: Fault, **world: Any) -> Scene:
        there = replace(self.play.world, **{"certifier": self.authority, "clock": self.clock, **world})
        return Scene(
            world=Counted(faults).over(there),
            folder=self.play.folder,
            key="one",
            since=None,
            note=lambda **_: None,
            stopping=lambda: self.stopping,
            elapsed=self.clock.elapsed,
        )

    def before(self) -> State:
        return certificate.before(self.params, self.scene())

    def done(self) -> bool:
        return certificate.done(self.params, self.before())

    def apply(self, *faults: Fault, **world: Any) -> State:
        return certificate.apply(self.params, self.scene(*faults, **world))

    def undo(self, state: State) -> None:
        certificate.undo(self.params, state, self.scene())

    @property
    def records(self) -> tuple[Record, ...]:
        return self.play.world.dns.records(self.name)

    @property
    def shown(self) -> list[str]:
        """The names that a CA looks under."""
        return [one.name.removesuffix(f".{self.name}") for one in self.records if one.name.startswith("_")]


@pytest.fixture
def asking(tmp_path: Path, world: Sandbox) -> Asking:
    play, clock = Play(tmp_path, world), StillClock()
    others = (
        Record(play.name, "TXT", 300, ('"v=spf1 -all"',)),
        Record(f"_dmarc.{play.name}", "TXT", 300, ('"v=DMARC1"',)),
    )
    play.world.dns.create(play.name)
    play.world.dns.change(play.name, remove=[], add=others)
    return Asking(play, Authority(world, clock), clock)


BOTH = ["_acme-challenge", "_acme-challenge.www"]


def test_what_the_ca_wants_is_shown_looked_at_and_taken_away(asking: Asking) -> None:
    before = asking.records
    assert not asking.done()
    found = asking.apply()
    assert (found["issuer"], found["names"]) == ("An Authority for Tests", [asking.name, f"www.{asking.name}"])
    assert found["until"] == asking.clock.now() + dt.timedelta(days=90)
    assert asking.records == before
    assert (asking.authority.looks, asking.authority.in_vain) == (1, 0)
    assert asking.done()


@dataclass(frozen=True)
class Slow:
    """A provider that takes changes and does not carry them out yet."""

    real: SandboxDns
    late: list[tuple[str, Collection[Record], Collection[Record]]]

    def change(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        self.late.append((zone, remove, add))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def test_the_ca_is_not_asked_to_look_at_what_no_server_shows(asking: Asking) -> None:
    late = Slow(SandboxDns(asking.play.sandbox), [])
    with pytest.raises(ProviderFailed) as failed:
        asking.apply(dns=late)
    assert failed.value.reason_code == "dns-not-there"
    assert "resume" in failed.value.hint
    assert asking.authority.looks == 0
    for change in late.late:  # the provider has taken it up meanwhile
        late.real.change(*change)
    asking.apply()
    assert (asking.authority.orders, asking.authority.in_vain) == (1, 0)


def test_a_lost_packet_is_no_reason_to_give_up(asking: Asking) -> None:
    lost = [Fault("fail", Moment.BEFORE, name="probe.resolve", nth=nth) for nth in (1, 2, 4)]
    asking.apply(*lost)
    assert asking.authority.in_vain == 0
    assert asking.clock.waits


def test_who_stops_while_servers_learn_of_it_is_heard(asking: Asking) -> None:
    asking.stopping = True
    with pytest.raises(Interrupted):
        asking.apply(dns=Slow(SandboxDns(asking.play.sandbox), []))
    assert asking.authority.looks == 0


@pytest.mark.parametrize(
    "no",
    [
        ProviderFailed("the CA is being repaired", code="ca"),
        OutcomeUnknown("the CA gave no answer", code="ca"),
        Refused("the CA gives no certificate for this name", hint="Ask it why.", code="ca"),
    ],
)
def test_after_a_no_the_same_order_goes_on(asking: Asking, no: SpareWheelError) -> None:
    before, state = asking.records, asking.before()
    asking.authority.noes.append(no)
    with pytest.raises(type(no)) as told:
        asking.apply()
    assert told.value.reason_code == "ca"
    assert asking.shown[:2] == BOTH, "as long as the order is open"
    assert not asking.done()
    asking.apply()
    assert (asking.authority.orders, asking.authority.looks, asking.authority.in_vain) == (1, 2, 0)
    assert asking.records == before
    asking.undo(state)
    assert asking.records == before


def test_undo_takes_away_what_an_open_order_left(asking: Asking) -> None:
    before, state = asking.records, asking.before()
    asking.authority.noes.append(Refused("no", code="ca"))
    with pytest.raises(Refused):
        asking.apply()
    asking.undo(state)
    assert asking.records == before
    asking.undo(state)
    asking.play.world.dns.delete(asking.name)
    asking.undo(state)  # with the zone gone there is nothing to take back


def test_what_an_earlier_order_left_is_replaced(asking: Asking) -> None:
    old = Record(f"_acme-challenge.{asking.name}", "TXT", 300, ('"of another order"',))
    asking.play.world.dns.change(asking.name, remove=[], add=[old])
    assert asking.before()["there"] == [old.name]
    asking.apply()
    assert (asking.authority.in_vain, asking.shown) == (0, ["_dmarc"])


def test_undo_leaves_what_was_there_before_us(asking: Asking) -> None:
    theirs = Record(f"_acme-challenge.shop.{asking.name}", "TXT", 300, ('"of somebody else"',))
    asking.play.world.dns.change(asking.name, remove=[], add=[theirs])
    state = asking.before()
    asking.authority.noes.append(Refused("no", code="ca"))
    with pytest.raises(Refused):
        asking.apply()
    asking.undo(state)
    assert theirs in asking.records
    assert asking.shown == ["_acme-challenge.shop", "_dmarc"]


def test_what_a_clouds_own_ca_looks_at_stays_for_the_next_time(asking: Asking) -> None:
    asking.authority.kind = "CNAME"
    before, state = asking.records, asking.before()
    asking.apply()
    assert asking.shown == ["_1ab", "_1ab.www", "_dmarc"]
    asking.undo(state)
    assert asking.records == before


def test_a_certificate_that_ends_soon_is_replaced(asking: Asking) -> None:
    asking.apply()
    asking.clock.moment += dt.timedelta(days=90 - DAYS, seconds=-1)
    assert asking.done()
    asking.clock.moment += dt.timedelta(seconds=2)
    assert not asking.done()
    asking.apply()
    assert asking.done()
    assert (asking.authority.orders, len(asking.authority.given)) == (2, 2)


def test_a_host_that_is_shown_already_takes_the_new_certificate(asking: Asking) -> None:
    heard: list[Call] = []
    edge = asking.play.world.edge
    edge.point(asking.name, "https://before.example")
    scene = replace(asking.scene(), world=Counted(heard=heard.append).over(asking.scene().world))
    certificate.apply(asking.params, scene)
    assert [call.name for call in heard].count("edge.point") == 1
    assert edge.serving(asking.name) == "https://before.example"
    assert edge.serving(f"www.{asking.name}") is None


def test_where_nobody_is_there_to_ask(asking: Asking) -> None:
    with pytest.raises(Refused):
        asking.apply(certifier=None)


# ── in a launch ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def launch(tmp_path: Path, world: Sandbox) -> tuple[Play, Authority]:
    play, authority = Play(tmp_path, world), Authority(world, StillClock())
    play.world = replace(play.world, edge=Taking(world, BUCKET, authority), certifier=authority)
    play.plan = play.launch("with a certificate")
    return play, authority


def test_a_launch_has_its_certificate_before_it_serves(launch: tuple[Play, Authority]) -> None:
    play, authority = launch
    authority.noes.append(ProviderFailed("the CA is being repaired", code="ca"))
    with pytest.raises(ProviderFailed):
        play.run()
    assert play.told("failed") == ["certificate"]
    assert play.told("done") == ["delegation", "register", "upload", "zone"]
    play.run()
    assert play.serving == play.plan.release
    assert (authority.orders, authority.in_vain, play.paid) == (1, 0, 1)
    play.leave()
    assert [result.step for result in play.undo() if not result.ok] == [f"register:{play.name}"]
    assert play.world.dns.zone(play.name) is None


def test_undo_of_a_launch_whose_ca_said_no_leaves_nothing_in_the_zone(launch: tuple[Play, Authority]) -> None:
    play, authority = launch
    authority.noes.append(Refused("no", code="ca"))
    with pytest.raises(Refused):
        play.run()
    play.leave()
    assert all(result.ok or result.step.startswith("register:") for result in play.undo())
    assert play.world.dns.zone(play.name) is None


def test_the_wildcard_of_a_domain_that_stands_by_is_renewed_a_month_before_it_ends(
    tmp_path: Path, world: Sandbox
) -> None:
    play, clock, standby = Play(tmp_path, world), StillClock(), fresh_name("test")
    authority = Authority(world, clock)
    play.world.dns.create(standby)
    there: World = replace(play.world, certifier=authority, clock=clock)
    packed = play.release("dormant")
    plan = plans.to_stand_by("standby", "sandbox", packed, standby, simulated=True)

    def stand_by() -> None:
        with journal.opened(play.folder, clock.now) as lines:
            engine.run(plan, engine.Stage(there, play.folder, lines))

    stand_by()
    stand_by()
    assert [one.names for one in authority.given] == [(f"*.{standby}",)]
    assert there.dns.records(standby) == ()
    clock.moment += dt.timedelta(days=61)
    stand_by()
    assert (len(authority.given), authority.in_vain) == (2, 0)
