"""The world is gone, the crisis folder is not: `resume` says so and makes it again, without paying again."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.launch.conftest import Begun, Unbroken
from tests.launch.stage import KILLED, death_at, on_stage


def test_another_machine_has_the_workspace_and_then_loses_power(tmp_path: Path, unbroken: Unbroken) -> None:
    with on_stage(tmp_path / "workspace", unbroken.stage) as stage:  # a copy without `.sparewheel`
        told = stage.told("resume")
        assert told.code == 0, told.stderr
        assert "the sandbox was gone" in told.stderr
        assert "not charged again" in told.stderr
        assert stage.picture() == unbroken.picture
        stage.power_cut()
        assert stage.run("status").envelope["data"]["target_up"] is False
        told = stage.told("resume")
        assert told.code == 0, told.stderr
        assert "the sandbox was gone" in told.stderr
        assert stage.picture() == unbroken.picture


def test_the_crisis_folder_alone_in_a_new_workspace(tmp_path: Path, unbroken: Unbroken) -> None:
    with on_stage(tmp_path / "workspace") as stage:
        kept = unbroken.stage.crisis.folder
        shutil.copytree(kept, stage.workspace.crises / kept.name)
        ran = stage.run("resume")
        assert ran.code == 0, ran.stdout
        assert stage.picture() == unbroken.picture


def test_the_world_is_lost_while_the_launch_is_killed(tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    """The name was paid for before; what the journal holds is enough."""
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        assert stage.faulty(death_at("dns.create", "after"), "resume").code == KILLED
        stage.power_cut()
        shutil.rmtree(stage.root / ".sparewheel")
        ran = stage.run("resume")
        assert ran.code == 0, ran.stdout
        assert stage.picture() == unbroken.picture
