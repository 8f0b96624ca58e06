"""The steps `delegation` and `sign`, on a real sandbox whose registrar and registry have bad luck."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import Interrupted, ProviderFailed, Refused, SpareWheelError
from launcher.launch.steps import delegation, sign
from launcher.launch.steps.kind import Kind, Scene
from launcher.providers.network import NetworkProbe
from launcher.providers.registries import registries
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.sandbox.process import World as Sandbox
from launcher.services import World
from tests.worlds import BUCKET, fresh_name, order, script, storage

OURS, THEIRS = ["ns1.sandbox.test"], ["ns1.parking.example", "ns2.parking.example"]
STALE = f"12345 13 2 {'AB' * 32}"


@dataclass
class Ticking:
    """A clock whose sleeps take no time."""

    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=self.seconds)

    def elapsed(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.pauses.append(seconds)
        self.seconds += seconds


@dataclass
class Play:
    """One name, bought, with a zone, and what was said and noted on the way."""

    sandbox: Sandbox
    folder: Path
    name: str
    clock: Ticking = field(default_factory=Ticking)
    said: list[str] = field(default_factory=list)
    noted: list[dict[str, Any]] = field(default_factory=list)
    stopping: Callable[[], bool] = lambda: False

    @property
    def world(self) -> World:
        registrar = SandboxRegistrar(self.sandbox)
        return World(
            target="sandbox",
            storage=storage(self.sandbox),
            shared=storage(self.sandbox),
            registrar=registrar,
            delegator=registrar,
            dns=SandboxDns(self.sandbox),
            edge=SandboxEdge(self.sandbox, BUCKET),
            probe=NetworkProbe(),
            clock=self.clock,
            registry=registries.of_sandbox(self.sandbox),
            max_wait=600.0,
            say=self.said.append,
        )

    @property
    def scene(self) -> Scene:
        return Scene(
            world=self.world,
            folder=self.folder,
            key="one",
            since=None,
            note=lambda **data: self.noted.append(data),
            stopping=self.stopping,
            elapsed=self.clock.elapsed,
        )

    def before(self, kind: Kind) -> Any:
        return kind.before({"domain": self.name}, self.scene)

    def done(self, kind: Kind) -> bool:
        return kind.done({"domain": self.name}, self.before(kind))

    def apply(self, kind: Kind) -> Any:
        return kind.apply({"domain": self.name}, self.scene)

    def undo(self, kind: Kind, state: Any) -> None:
        assert kind.undo
        kind.undo({"domain": self.name}, state, self.scene)

    @property
    def shown(self) -> tuple[list[str], list[str]]:
        registry = registries.of_sandbox(self.sandbox)
        return list(registry.servers(self.name)), list(registry.digests(self.name))


@pytest.fixture
def play(world: Sandbox, tmp_path: Path) -> Iterator[Play]:
    name = fresh_name()
    registrar = SandboxRegistrar(world)
    registrar.register(order(name))
    registrar.delegate(name, THEIRS)
    SandboxDns(world).create(name)
    yield Play(world, tmp_path, name)
    script(world)


def test_it_is_seen_at_the_parent_before_it_is_done(play: Play) -> None:
    before = play.before(delegation.KIND)
    assert before == {"servers": THEIRS, "digests": [], "proven": [], "wanted": OURS}
    assert not play.done(delegation.KIND)
    assert play.apply(delegation.KIND) == {"servers": OURS, "digests_removed": []}
    assert play.done(delegation.KIND)
    assert play.apply(delegation.KIND) == {"servers": OURS, "digests_removed": []}
    play.undo(delegation.KIND, before)
    assert play.shown == (THEIRS, [])


def test_the_registry_may_take_its_time(play: Play) -> None:
    script(play.sandbox, {"on": "delegate", "do": "pending", "polls": 12, "name": play.name})
    play.apply(delegation.KIND)
    assert play.shown == (OURS, [])
    assert len(play.clock.pauses) == 12
    assert play.clock.pauses == sorted(play.clock.pauses)
    assert max(play.clock.pauses) == 30.0


def test_a_registry_that_never_shows_it_ends_the_wait(play: Play) -> None:
    script(play.sandbox, {"on": "delegate", "do": "pending", "polls": 10_000, "name": play.name})
    with pytest.raises(ProviderFailed) as late:
        play.apply(delegation.KIND)
    assert late.value.reason_code == "not-delegated"
    assert "ns1.parking.example, ns2.parking.example, not ns1.sandbox.test" in late.value.message
    assert "resume" in late.value.hint
    assert play.clock.elapsed() == 600.0


def test_a_person_can_stop_the_wait(play: Play) -> None:
    script(play.sandbox, {"on": "delegate", "do": "pending", "polls": 10_000, "name": play.name})
    play.stopping = lambda: len(play.clock.pauses) == 3
    with pytest.raises(Interrupted):
        play.apply(delegation.KIND)
    assert SandboxRegistrar(play.sandbox).holding(play.name) is not None
    assert len(play.clock.pauses) == 3


@pytest.mark.parametrize(
    ("do", "code", "after"),
    [
        ("refused", "delegation-refused", THEIRS),
        ("customer-action", "customer-action", THEIRS),
        ("error", "scripted-error", THEIRS),
        ("rate-limit", "rate-limit", THEIRS),
        ("lost-before", "outcome-unknown", THEIRS),
        ("lost-after", "outcome-unknown", OURS),
    ],
)
def test_bad_luck_at_the_registrar_is_told_and_a_second_run_converges(
    play: Play, do: str, code: str, after: list[str]
) -> None:
    script(play.sandbox, {"on": "delegate", "do": do, "nth": 1, "name": play.name})
    with pytest.raises(SpareWheelError) as told:
        play.apply(delegation.KIND)
    assert told.value.reason_code == code
    assert told.value.hint or do == "refused"
    assert play.shown == (after, [])
    play.apply(delegation.KIND)
    assert play.shown == (OURS, [])


def test_a_zone_that_nobody_serves_is_not_delegated_to(play: Play) -> None:
    SandboxDns(play.sandbox).delete(play.name)
    with pytest.raises(Refused) as no:
        play.apply(delegation.KIND)
    assert no.value.reason_code == "no-zone"
    assert not play.done(delegation.KIND)
    assert play.shown == (THEIRS, [])


@dataclass(frozen=True)
class Elsewhere:
    """A DNS host that names a server which knows nothing of its zones."""

    real: Any
    server: Any

    def zone(self, name: str) -> Any:
        return (*self.real.zone(name), self.server)


def test_a_lame_server_is_found_before_the_registry_is_told(play: Play) -> None:
    lame = replace(SandboxDns(play.sandbox).create(play.name)[0], port=play.sandbox.registry_port, name="ns2.lame.test")
    world = replace(play.world, dns=Elsewhere(play.world.dns, lame))  # type: ignore[arg-type]
    with pytest.raises(ProviderFailed) as failed:
        delegation.apply({"domain": play.name}, replace(play.scene, world=world))
    assert failed.value.reason_code == "lame"
    assert play.shown == (THEIRS, [])


# ── DS records ───────────────────────────────────────────────────────────────────────────────────


def test_a_stale_ds_is_taken_away_from_a_name_that_is_ours(play: Play) -> None:
    SandboxRegistrar(play.sandbox).sign(play.name, [STALE])
    before = play.before(delegation.KIND)
    assert play.apply(delegation.KIND) == {"servers": OURS, "digests_removed": [STALE]}
    assert play.shown == (OURS, [])
    assert play.noted == [{"digests_removed": [STALE]}]
    play.undo(delegation.KIND, before)
    assert play.shown == (THEIRS, [])  # it was stale: it stays away


def test_a_stale_ds_is_found_under_a_delegation_that_is_right(play: Play) -> None:
    registrar = SandboxRegistrar(play.sandbox)
    registrar.delegate(play.name, OURS)
    registrar.sign(play.name, [STALE])
    assert not play.done(delegation.KIND)
    play.apply(delegation.KIND)
    assert play.done(delegation.KIND)


def test_a_stale_ds_that_goes_late_is_gone_before_the_name_is_delegated(play: Play) -> None:
    SandboxRegistrar(play.sandbox).sign(play.name, [STALE])
    script(
        play.sandbox,
        {"on": "sign", "do": "pending", "polls": 4, "name": play.name},
        {"on": "delegate", "do": "refused", "name": play.name},
    )
    with pytest.raises(Refused):
        play.apply(delegation.KIND)
    assert play.shown == (THEIRS, [])


class NotOurs:
    """An account that does not hold the name."""

    def holding(self, name: str) -> None:
        """Nothing."""


def test_a_stale_ds_of_a_name_that_our_account_does_not_hold_is_refused(play: Play) -> None:
    SandboxRegistrar(play.sandbox).sign(play.name, [STALE])
    scene = replace(play.scene, world=replace(play.world, registrar=NotOurs()))  # type: ignore[arg-type]
    with pytest.raises(Refused) as no:
        delegation.apply({"domain": play.name}, scene)
    assert no.value.reason_code == "wrong-ds"
    assert STALE in no.value.message
    assert play.shown == (THEIRS, [STALE])


def test_nothing_is_vouched_for_that_is_not_signed(play: Play) -> None:
    play.apply(delegation.KIND)
    assert play.before(sign.KIND) == {"digests": [], "proven": []}
    assert not play.done(sign.KIND)
    with pytest.raises(Refused) as no:
        play.apply(sign.KIND)
    assert no.value.reason_code == "ds-unproven"
    assert "not signed" in no.value.message
    assert play.shown == (OURS, [])


def test_nothing_is_vouched_for_where_readers_are_sent_elsewhere(play: Play) -> None:
    with pytest.raises(Refused) as no:
        play.apply(sign.KIND)
    assert no.value.reason_code == "ds-unproven"
    assert "ns1.parking.example" in no.value.message


def test_undo_never_puts_a_ds_back_that_would_not_validate(play: Play) -> None:
    play.apply(delegation.KIND)
    play.undo(sign.KIND, {"digests": [STALE], "proven": []})
    assert play.shown == (OURS, [])
