"""`publish`, `rollback`, `undo`, killed at any instant: a reader has the old site or the new one, never a mixture."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import folder
from launcher.model import Release
from launcher.site import release
from tests.launch.conftest import Unbroken
from tests.launch.stage import KILLED, Picture, Stage, calls_of, death, death_at, on_stage, syncs_of
from tests.launch.test_kill import MOMENTS, full, part_of, sliced


@pytest.fixture
def live(tmp_path: Path, unbroken: Unbroken) -> Iterator[Stage]:
    """A site that is up, in a sandbox of this test's own."""
    with on_stage(tmp_path / "workspace", unbroken.stage) as stage:
        assert stage.run("resume").code == 0
        yield stage


def edit(stage: Stage, line: str) -> None:
    """What a writer does; each line makes another release."""
    page = stage.crisis.content / "pages" / "about.en.md"
    page.write_text(f"{page.read_text('utf-8')}\n{line}\n", "utf-8")


def sees(stage: Stage, wanted: Release) -> bool:
    """Whether a reader gets this release, every file of it."""
    host = folder.standing(stage.crisis).domain
    got = [stage.served(host, "/" + file.path.removesuffix("index.html"))[:2] for file in wanted.files]
    return got == [(200, file.sha256) for file in wanted.files]


def current(stage: Stage) -> Release:
    """What the last plan put out."""
    last = folder.standing(stage.crisis).plan
    assert last is not None
    return release.load(stage.crisis.folder, last.release)


def apart_from_the_release(picture: Picture) -> Picture:
    """What a change of the release leaves as it is: names, records, redirects, charges, the state."""
    serving = {host: to for host, to in picture.serving.items() if host.startswith("www.")}
    around = {host: answer for host, answer in picture.around.items() if host not in picture.serving or host in serving}
    return replace(picture, files={}, stored={}, around=around, serving=serving)


def killed_then_ended(stage: Stage, conditions: Mapping[str, Any], *command: str) -> None:
    """One change, killed and gone on with: before, between and after, the site is whole; only the release differs."""
    before = stage.picture()
    old, told = current(stage), folder.standing(stage.crisis).plan
    assert stage.faulty(conditions, *command).code == KILLED, (command, conditions)
    wanted = stage.release()
    assert sees(stage, old) or sees(stage, wanted), (command, conditions)
    begun = folder.standing(stage.crisis).plan != told
    ran = stage.run(*(["resume"] if begun else command))
    assert ran.code == 0, ran.stdout
    assert stage.release().id != old.id
    assert sees(stage, stage.release()), (command, conditions)
    changed = stage.picture()
    assert apart_from_the_release(changed) == apart_from_the_release(before), (command, conditions)


# ── a share ──────────────────────────────────────────────────────────────────────────────────────


def test_killed_while_it_uploads_before_it_switches_and_after(live: Stage) -> None:
    first = current(live)
    edit(live, "A line more.")
    killed_then_ended(live, death_at("storage.put", "after", nth=9), "publish")
    killed_then_ended(live, death_at("edge.point", "before"), "rollback")
    assert sees(live, first)
    edit(live, "Another line.")
    killed_then_ended(live, death_at("edge.point", "after"), "publish")


def test_an_undo_that_was_killed_goes_on_back_or_forward(live: Stage) -> None:
    up = live.picture()
    assert live.faulty(death_at("edge.withdraw", "after"), "undo", "--yes").code == KILLED
    assert live.run("status").envelope["data"]["state"] == folder.UNFINISHED
    assert live.run("publish").error["code"] == "not-live"
    assert live.run("resume").code == 0
    assert live.picture() == up
    assert live.faulty(death_at("storage.delete", "before"), "undo", "--yes").code == KILLED
    ran = live.run("undo", "--yes")
    assert ran.code == 0, ran.stdout
    down = live.picture()
    assert (down.records, set(down.serving.values()), down.stored) == ((), {None}, {})
    assert (down.state, down.charges, down.journal_broken) == (folder.TAKEN_BACK, up.charges, None)


def test_a_world_that_is_lost_again_and_again(live: Stage) -> None:
    """A writer need not know that the machine was restarted: whatever comes next makes the whole site again, names,
    redirects and zone too; and publishing buys nothing."""
    before = live.picture()
    edit(live, "A line after the restart.")
    live.power_cut()
    ran = live.run("publish")
    assert ran.code == 0, ran.stdout
    last = folder.standing(live.crisis).plan
    assert last is not None
    assert "register" not in [step.kind for step in last.steps]
    published = live.picture()
    assert apart_from_the_release(published) == apart_from_the_release(before)
    live.power_cut()
    assert live.run("resume").code == 0
    assert live.picture() == published
    live.power_cut()
    assert live.run("rollback").code == 0
    assert live.picture() == before


# ── every point ──────────────────────────────────────────────────────────────────────────────────


@full
@sliced
def test_a_publish_killed_at_every_call(part: int, tmp_path: Path, live: Stage) -> None:
    edit(live, "The line that is counted.")
    assert live.faulty({"trace": str(tmp_path / "trace")}, "publish").code == 0
    points = list(itertools.product(range(1, len(calls_of(tmp_path / "trace")) + 1), MOMENTS))
    for number, moment in part_of(points, part):
        edit(live, f"A line for {number} {moment}.")
        killed_then_ended(live, death(number, moment), "publish")


@full
@sliced
def test_a_publish_killed_at_every_sync(part: int, tmp_path: Path, live: Stage) -> None:
    edit(live, "The line that is counted.")
    assert live.faulty({"trace": str(tmp_path / "trace")}, "publish").code == 0
    points = list(itertools.product(range(1, syncs_of(tmp_path / "trace") + 1, 3), MOMENTS))
    for number, moment in part_of(points, part):
        edit(live, f"A line for {number} {moment}.")
        killed_then_ended(live, {"sync": number, "moment": moment}, "publish")


@full
@sliced
def test_a_rollback_killed_at_every_call(part: int, tmp_path: Path, live: Stage) -> None:
    edit(live, "A line to roll back.")
    assert live.run("publish").code == 0
    away = current(live).id
    assert live.faulty({"trace": str(tmp_path / "trace")}, "rollback").code == 0
    points = list(itertools.product(range(1, len(calls_of(tmp_path / "trace")) + 1), MOMENTS))
    for number, moment in part_of(points, part):  # to and fro between the two
        here = current(live).id
        killed_then_ended(live, death(number, moment), "rollback", away)
        away = here


@full
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_undo_killed_at_every_call_can_be_resumed(moment: str, tmp_path: Path, live: Stage) -> None:
    up = live.picture()
    with on_stage(tmp_path / "other", live) as other:
        assert other.run("resume").code == 0
        assert other.faulty({"trace": str(tmp_path / "trace")}, "undo", "--yes").code == 0
    for number in range(1, len(calls_of(tmp_path / "trace")) + 1):
        assert live.faulty(death(number, moment), "undo", "--yes").code == KILLED, number
        assert live.run("resume").code == 0
        assert live.picture() == up, number
