"""Settling: a day after the name was last worked at, its records may be kept for an hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import dns.message
import dns.query
import dns.rdatatype
import pytest

from launcher.cli.house import reached
from launcher.drill.faults import Counted, Fault, Moment
from launcher.errors import NotVerified
from launcher.launch import conduct, folder, settling
from launcher.launch import plan as plans
from launcher.launch.folder import LIVE, OUT, UNVERIFIED, Standing
from launcher.launch.journal import Entry
from launcher.model import Plan
from launcher.providers.system import SystemClock
from launcher.services import World
from tests.launch.conftest import Unbroken
from tests.launch.stage import Stage, on_stage
from tests.launch.test_plan import NAME, as_json_of, entry, launch, published

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
NOON = dt.datetime(2026, 3, 12, 12, 0, tzinfo=dt.UTC)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────


def live(*later: Entry, plan: Plan | None = None, state: str = LIVE) -> Standing:
    """A launch that was proven at noon, and what was noted after it."""
    made = plan or launch()
    ended = [entry("done", step.id, outcome={}, at=NOON) for step in made.steps]
    return Standing(state, made, (entry("plan", plan=as_json_of(made), at=NOON), *ended, *later), NAME)


def due(there: Standing, at: dt.datetime, *, sign: bool = False) -> Plan | None:
    return settling.due(there, at, sign=sign)


def test_not_before_a_day_is_over() -> None:
    assert due(live(), NOON + DAY - MINUTE) is None
    assert due(live(), NOON + DAY) is not None


def test_what_is_then_done() -> None:
    settled = due(live(), NOON + DAY)
    assert settled is not None
    assert [step.kind for step in settled.steps] == ["records", "prove"]
    assert {record["ttl"] for record in settled.steps[0].params["records"]} == {3600}
    assert settled.cost is None
    signed = due(live(), NOON + DAY, sign=True)
    assert signed is not None
    assert "sign" in [step.kind for step in signed.steps]


@pytest.mark.parametrize("state", [state for state in OUT if state != LIVE])
def test_only_what_is_live_at_its_name_settles(state: str) -> None:
    assert due(live(state=state), NOON + 2 * DAY) is None


@pytest.mark.parametrize("kind", ["records", "zone", "delegation", "certificate", "register"])
def test_the_day_begins_again_when_the_name_was_worked_at(kind: str) -> None:
    there = live(entry("done", f"{kind}:{NAME}", outcome={}, at=NOON + DAY / 2))
    assert due(there, NOON + DAY) is None
    assert due(there, NOON + DAY / 2 + DAY) is not None


def test_looking_and_publishing_leave_the_day_as_it_is() -> None:
    """Readers need new pages most on the first day; they change nothing about the name."""
    there = live(
        entry("done", f"records:{NAME}", already=True, at=NOON + DAY / 2),
        entry("done", f"serve:{NAME}:{'b' * 16}", outcome={}, at=NOON + DAY / 2),
        entry("done", f"prove:{NAME}:{'b' * 16}", outcome={}, at=NOON + DAY / 2),
        entry("failed", f"prove:{NAME}:{'b' * 16}", code="provider-failed", looking=True, at=NOON + DAY / 2),
    )
    assert due(there, NOON + DAY) is not None


def test_the_day_begins_again_when_a_proof_failed() -> None:
    failed = entry("failed", f"prove:{NAME}:{'a' * 16}", code="not-verified", message="", at=NOON + DAY / 2)
    assert due(live(failed, state=UNVERIFIED), NOON + 2 * DAY) is None
    proven = entry("done", f"prove:{NAME}:{'a' * 16}", outcome={}, at=NOON + DAY / 2 + MINUTE)
    assert due(live(failed, proven), NOON + DAY) is None
    assert due(live(failed, proven), NOON + DAY / 2 + DAY) is not None


@pytest.mark.parametrize("sign", [False, True])
def test_once(sign: bool) -> None:
    settled = due(live(), NOON + DAY, sign=sign)
    assert settled is not None
    there = live(
        entry("plan", plan=as_json_of(settled), at=NOON + DAY),
        *(entry("done", step.id, outcome={}, at=NOON + DAY) for step in settled.steps),
        entry("plan", plan=as_json_of(published("b" * 16)), at=NOON + DAY + MINUTE),
    )
    assert due(there, NOON + 5 * DAY, sign=sign) is None
    whole = plans.whole(there.plans)
    records = next(step for step in whole.steps if step.kind == "records")
    assert {record["ttl"] for record in records.params["records"]} == {3600}, "and it stays so"


# ── by the command ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Later(SystemClock):
    """The clock of somebody who comes back after a while."""

    by: dt.timedelta

    def now(self) -> dt.datetime:
        return super().now() + self.by


@pytest.fixture
def stage(tmp_path: Path, unbroken: Unbroken) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace", unbroken.stage) as stage:
        assert stage.run("resume").code == 0
        yield stage


def resume(stage: Stage, by: dt.timedelta, change: Callable[[World], World] = lambda world: world) -> conduct.Conducted:
    """`sparewheel resume`, so much later."""
    world = replace(reached(stage.crisis, stage.workspace), clock=Later(by))
    return conduct.resume(stage.crisis, change(world), lambda: False, world.clock.elapsed())


def told(stage: Stage) -> set[int]:
    """For how long resolvers may keep the addresses of the name and of its `www`, as its name server says."""
    asked = (dns.message.make_query(host, dns.rdatatype.A) for host in (NAME, f"www.{NAME}"))
    answers = (dns.query.udp(query, "127.0.0.1", timeout=10, port=stage.world().dns_port) for query in asked)
    return {found.ttl for answer in answers for found in answer.answer}


def actions(stage: Stage) -> list[str]:
    return [plan.action for plan in folder.standing(stage.crisis).plans]


def test_resume_after_a_stable_day_and_not_before(stage: Stage, unbroken: Unbroken) -> None:
    resume(stage, DAY / 2)
    assert (told(stage), actions(stage)) == ({60}, ["launch"])
    done = resume(stage, DAY + MINUTE)
    assert (told(stage), actions(stage)) == ({3600}, ["launch", "settle"])
    assert (done.host, all(proof.ok for proof in done.proofs)) == (NAME, True)
    settled = stage.picture()
    longer = tuple(replace(record, ttl=3600) for record in unbroken.picture.records)
    assert settled == replace(unbroken.picture, records=longer)
    resume(stage, 3 * DAY)
    assert actions(stage) == ["launch", "settle"], "once"
    stage.power_cut()
    assert stage.run("resume").code == 0
    assert stage.picture() == settled
    assert stage.run("undo", "--yes").code == 0
    assert stage.left_of(NAME)[1:] == ((), None, None)


def test_resume_after_a_day_on_which_a_proof_failed(stage: Stage) -> None:
    def unread(world: World) -> World:
        faults = [Fault("fail", Moment.BEFORE, name="probe.fetch", nth=nth) for nth in range(1, 400)]
        return Counted(faults).over(world)

    with pytest.raises(NotVerified):
        resume(stage, DAY / 2, unread)
    resume(stage, DAY + MINUTE)
    assert (told(stage), actions(stage)) == ({60}, ["launch"])
    resume(stage, DAY / 2 + DAY + MINUTE)
    assert (told(stage), actions(stage)) == ({3600}, ["launch", "settle"])
