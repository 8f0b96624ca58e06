"""Killed at any instant, `resume` ends where an unbroken run would have: the same world, one charge.

By default a seeded share runs. Every point, before and after every service call and every sync to disk:

    SPAREWHEEL_CHAOS=full pytest -n auto tests/launch/test_kill.py
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import folder
from tests.launch.conftest import Begun, Unbroken
from tests.launch.stage import KILLED, Stage, death, death_at, on_stage

MOMENTS = ("before", "after")
SEED = 20171202
SPARE = 4
"""Calls by which two runs may differ: a name server that is asked again, a poll more."""
SLICES = 12
"""Into how many tests the full matrix is cut, so that workers share it."""
full = pytest.mark.skipif(os.environ.get("SPAREWHEEL_CHAOS") != "full", reason="all the others: `make chaos`")
sliced = pytest.mark.parametrize("part", range(SLICES))

KEY_POINTS = (
    (("registrar.register", "before"), ("registrar.register", "after"), ("probe.fetch", "after")),
    (("storage.prepare", "after"), ("edge.point", "before"), ("edge.point", "after"), ("dns.change", "after")),
    (("dns.create", "after"), ("dns.change", "before"), ("probe.fetch", "before")),
)
"""Each row goes along what steps need of each other: its next point is still to come, whatever ran beside it."""


def recover(stage: Stage) -> None:
    """What a person does after a kill: `resume`; before anything was begun, the launch again."""
    crises = folder.every(stage.workspace)
    if not crises:
        ran = stage.launch()
    elif folder.standing(crises[0]).state == folder.OPENED:
        ran = stage.run("launch", "--crisis", crises[0].id, "--yes")
    else:
        ran = stage.run("resume")
    assert ran.code == 0, ran.stdout


def killed(stage: Stage, number: int, moment: str, whole: Unbroken) -> None:
    """Killed at this call of a resume. Steps that run at once may ask a question less than they did unbroken: then the
    last of its calls are not reached, and only they."""
    ran = stage.faulty(death(number, moment), "resume")
    reached = ran.code == KILLED
    assert reached or (ran.code == 0 and number > len(whole.calls) - SPARE), (number, moment, ran.stdout)


def part_of(points: Sequence[Any], part: int) -> Sequence[Any]:
    assert points
    return points[part::SLICES]


# ── a launch ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("points", KEY_POINTS, ids=lambda points: points[0][0])
def test_killed_again_and_again_at_what_matters_most(
    points: Sequence[tuple[str, str]], tmp_path: Path, begun: Begun, unbroken: Unbroken
) -> None:
    """One world, killed in its first run and in every `resume` but the last."""
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        for name, moment in points:
            assert stage.faulty(death_at(name, moment), "resume").code == KILLED, (name, moment)
        recover(stage)
        assert stage.picture() == unbroken.picture


def test_killed_again_and_again_at_seeded_points(tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    luck = random.Random(SEED)
    points = sorted(luck.sample(range(1, len(unbroken.calls) + 1), 4))
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        for number in points:
            ran = stage.faulty(death(number, luck.choice(MOMENTS)), "resume")
            assert ran.code in (KILLED, 0), (number, ran.stdout)  # what is done already makes the way shorter
        recover(stage)
        assert stage.picture() == unbroken.picture


@full
@sliced
def test_killed_at_every_call_of_the_steps_and_the_proof(
    part: int, tmp_path: Path, begun: Begun, unbroken: Unbroken
) -> None:
    points = list(itertools.product(range(1, len(unbroken.calls) + 1), MOMENTS))
    for number, moment in part_of(points, part):
        with on_stage(tmp_path / f"{number}-{moment}", begun.stage) as stage:
            killed(stage, number, moment, unbroken)
            recover(stage)
            assert stage.picture() == unbroken.picture, (number, moment)


@full
@sliced
def test_killed_at_every_sync_of_the_steps_and_the_proof(
    part: int, tmp_path: Path, begun: Begun, unbroken: Unbroken
) -> None:
    points = list(itertools.product(range(1, unbroken.syncs + 1), MOMENTS))
    for number, moment in part_of(points, part):
        with on_stage(tmp_path / f"{number}-{moment}", begun.stage) as stage:
            assert stage.faulty({"sync": number, "moment": moment}, "resume").code == KILLED, (number, moment)
            recover(stage)
            assert stage.picture() == unbroken.picture, (number, moment)


@full
@sliced
def test_killed_in_the_launch_and_in_its_resume(part: int, tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    luck = random.Random(SEED + part)
    last = len(unbroken.calls)
    for turn in range(4):
        pair = [(luck.randint(1, last), luck.choice(MOMENTS)) for _ in range(2)]
        with on_stage(tmp_path / str(turn), begun.stage) as stage:
            for number, moment in pair:
                assert stage.faulty(death(number, moment), "resume").code in (KILLED, 0), pair
            recover(stage)
            assert stage.picture() == unbroken.picture, pair


# ── before the yes ───────────────────────────────────────────────────────────────────────────────


def test_killed_before_the_yes_nothing_is_left(tmp_path: Path, unbroken: Unbroken) -> None:
    with on_stage(tmp_path / "workspace") as stage:
        assert stage.launch(death_at("registrar.quote", "after")).code == KILLED
        assert stage.run("status").envelope["data"] == {"crises": []}
        recover(stage)
        assert stage.picture() == unbroken.picture  # which finds no staging folder either


@full
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_every_call_before_the_yes(moment: str, tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    assert begun.calls
    for number in range(1, begun.calls + 1):
        with on_stage(tmp_path / str(number)) as stage:
            assert stage.launch(death(number, moment)).code == KILLED, number
            assert stage.run("status").envelope["data"] == {"crises": []}
            recover(stage)
            assert stage.picture() == unbroken.picture, number


@full
@sliced
def test_killed_while_the_crisis_is_made(part: int, tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    """The last syncs before the first step: the snapshot, the rename, the first lines of the journal; and some of the
    many before the yes."""
    made = range(begun.syncs - 13, begun.syncs + 1)
    earlier = random.Random(SEED).sample(range(1, begun.syncs - 13), 6)
    for number, moment in part_of(list(itertools.product([*earlier, *made], MOMENTS)), part):
        with on_stage(tmp_path / f"{number}-{moment}") as stage:
            assert stage.launch({"sync": number, "moment": moment}).code == KILLED, (number, moment)
            recover(stage)
            assert stage.picture() == unbroken.picture, (number, moment)
