"""Back: what a provider did not take back this time is not given up, and no reader is left with half a site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.connect.sandbox import BUCKET
from launcher.launch import folder
from launcher.launch import plan as plans
from launcher.providers.sandbox.ports import SandboxEdge
from tests.launch.stage import Stage, on_stage
from tests.launch.test_plan import launch, published

STANDBY = "urgence.test"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace", standby=STANDBY) as stage:
        assert stage.launch().code == 0
        yield stage


def hosts(stage: Stage) -> list[str | None]:
    """What is still shown: at the name, its www and the first address."""
    there = folder.standing(stage.crisis)
    assert there.plan is not None
    edge = SandboxEdge(stage.world(), BUCKET)
    return [edge.serving(host) for host in (there.domain, f"www.{there.domain}", there.plan.first)]


def test_what_would_not_go_this_time_is_tried_again(live: Stage) -> None:
    live.script({"on": "edge.withdraw", "do": "error"})
    ran = live.run("undo", "--yes")
    assert (ran.code, ran.error["code"]) == (4, "not-taken-back")
    assert "undo" in ran.error["hint"]
    assert folder.standing(live.crisis).state == folder.UNFINISHED
    assert live.stored(), "readers may still get these files"
    live.script()
    assert live.run("undo", "--yes").code == 0
    assert folder.standing(live.crisis).state == folder.TAKEN_BACK
    assert hosts(live) == [None, None, None]
    assert live.stored() == {}


def test_ctrl_c_half_way_back_says_so(live: Stage) -> None:
    ran = live.faulty({"faults": [{"do": "interrupt", "moment": "before", "name": "edge.withdraw"}]}, "undo", "--yes")
    assert (ran.code, ran.error["message"]) == (130, "stopped half way back")
    assert "undo" in ran.error["hint"]
    assert live.run("undo", "--yes").code == 0
    assert hosts(live) == [None, None, None]


def test_a_plan_on_top_of_a_whole_one_needs_what_is_there() -> None:
    early = plans.whole([launch(), published("b" * 16)])
    whole = plans.whole([launch(), plans.to_settle(early, sign=False), published("c" * 16)])
    there = {step.id for step in whole.steps}
    assert all(set(step.needs) <= there for step in whole.steps)
