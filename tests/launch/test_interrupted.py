"""Ctrl-C at any moment, two commands at once, a disk that is full or read-only: one line each, and nothing lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import folder, journal
from tests.launch.conftest import Begun, Unbroken
from tests.launch.stage import Ran, Stage, on_stage

INTERRUPTED = 130


def ctrl_c(*calls: tuple[str, int]) -> dict[str, Any]:
    return {"faults": [{"do": "interrupt", "moment": "before", "name": name, "nth": nth} for name, nth in calls]}


def one_line(ran: Ran, code: int, reason: str) -> None:
    """It ended as the error tree says, in one line and with a hint."""
    assert ran.code == code, ran.stdout
    assert ran.error["code"] == reason
    assert ran.error["message"]
    assert "\n" not in ran.error["message"]
    assert ran.error["hint"]


# ── Ctrl-C ───────────────────────────────────────────────────────────────────────────────────────


def test_ctrl_c_in_the_steps_then_resume(tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    """The first lets the acts under way end, the second does not wait; both leave a launch that can go on. The points
    go along what steps need of each other, so that each is still to come."""
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        one_line(stage.faulty(ctrl_c(("storage.prepare", 1)), "resume"), INTERRUPTED, "interrupted")
        assert set(unbroken.picture.stored.values()) <= set(stage.stored().values()), "the upload ended"
        assert stage.charges() == [("rappel-fromage.ca", "18.00")]
        one_line(stage.faulty(ctrl_c(("edge.point", 1)), "resume"), INTERRUPTED, "interrupted")
        one_line(stage.faulty(ctrl_c(("dns.change", 1), ("probe.resolve", 1)), "resume"), INTERRUPTED, "interrupted")
        assert folder.standing(stage.crisis).state == folder.UNFINISHED
        assert stage.faulty(ctrl_c(("probe.fetch", 3)), "resume").code == 0  # all is done: the proof ends
        assert stage.picture() == unbroken.picture


def test_a_second_ctrl_c_does_not_wait_for_what_is_under_way(tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    slow = {"do": "slow", "moment": "before", "name": "storage.put"}
    late = [{**slow, "nth": nth} for nth in range(6, len(unbroken.picture.stored) + 1) for _ in range(40)]
    again = [  # once the first was heard; on a machine so slow that it was not, once more
        fault
        for nth in (8, 9, 10, 11)
        for fault in (*[{**slow, "nth": nth}] * 6 * (nth - 7), *ctrl_c(("storage.put", nth))["faults"])
    ]
    faults = [*ctrl_c(("storage.put", 3))["faults"], *again, *late]
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        ran = stage.faulty({"faults": faults}, "resume")
        one_line(ran, INTERRUPTED, "interrupted")
        assert len(stage.stored()) < len(unbroken.picture.stored)
        assert journal.broken(stage.crisis.folder) is None
        assert stage.run("resume").code == 0
        assert stage.picture() == unbroken.picture


def test_ctrl_c_before_the_yes_leaves_nothing(tmp_path: Path) -> None:
    with on_stage(tmp_path / "workspace") as stage:
        one_line(stage.launch(ctrl_c(("registrar.quote", 1))), INTERRUPTED, "interrupted")
        assert list(stage.workspace.crises.iterdir()) == []


# ── two at once ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", [("resume",), ("undo", "--yes")])
def test_a_second_command_on_the_same_crisis_is_refused(command: tuple[str, ...], begun: Begun, tmp_path: Path) -> None:
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        before = journal.entries(stage.crisis.folder)
        with journal.opened(stage.crisis.folder, lambda: dt.datetime.now(dt.UTC)):
            one_line(stage.run(*command), 3, "busy")
        assert journal.entries(stage.crisis.folder) == before


# ── the disk ─────────────────────────────────────────────────────────────────────────────────────


def test_a_disk_that_fills_up_while_the_journal_is_written(tmp_path: Path, begun: Begun, unbroken: Unbroken) -> None:
    """Wherever the line is cut: it is told, the journal stays whole, and what was bought is not bought again."""
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        stage.script()  # the sandbox has a disk of its own
        for more in (90, 330, 1500):
            full = (stage.crisis.folder / journal.FILE).stat().st_size + more
            one_line(stage.faulty({"room": full}, "resume"), 3, "disk")
            assert (stage.crisis.folder / journal.FILE).read_bytes().endswith(b"\n")
            assert journal.broken(stage.crisis.folder) is None
        assert stage.run("resume").code == 0
        assert stage.picture() == unbroken.picture


@contextlib.contextmanager
def small_disk(place: Path, size: str = "2m") -> Iterator[None]:
    """A file system of its own in the place of a folder, with what was in it."""
    aside = shutil.copytree(place, place.with_name("aside"))
    call = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    mounted = subprocess.run(call, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount one: {mounted.stderr.strip()}")
    try:
        shutil.copytree(aside, place, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def cramped(tmp_path: Path, begun: Begun) -> Iterator[Stage]:
    """A begun launch whose crises are on a disk of one megabyte."""
    with on_stage(tmp_path / "workspace", begun.stage) as stage, small_disk(stage.workspace.crises):
        yield stage


def test_a_full_disk(cramped: Stage, unbroken: Unbroken) -> None:
    ballast = cramped.workspace.crises / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"0" * 4096):
            pass
    one_line(cramped.run("resume"), 3, "disk")
    assert journal.broken(cramped.crisis.folder) is None
    ballast.unlink()
    assert cramped.run("resume").code == 0
    assert cramped.picture() == unbroken.picture


def test_a_read_only_disk(cramped: Stage, unbroken: Unbroken) -> None:
    crises = str(cramped.workspace.crises)
    subprocess.run(["mount", "-o", "remount,ro", crises], check=True)
    one_line(cramped.run("resume"), 3, "disk")
    assert cramped.run("status").code == 0
    subprocess.run(["mount", "-o", "remount,rw", crises], check=True)
    assert cramped.run("resume").code == 0
    assert cramped.picture() == unbroken.picture


def test_a_launch_that_finds_no_room_leaves_nothing(tmp_path: Path) -> None:
    with on_stage(tmp_path / "workspace") as stage:
        crises = stage.workspace.crises
        with small_disk(crises, "16k"):
            one_line(stage.launch(), 3, "disk")
            assert list(crises.iterdir()) == []
            subprocess.run(["mount", "-o", "remount,ro", str(crises)], check=True)
            one_line(stage.launch(), 3, "disk")


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root: see the read-only disk")
def test_a_folder_that_is_not_ours(tmp_path: Path, begun: Begun) -> None:
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        place = stage.crisis.folder
        (place / journal.FILE).chmod(0o400)
        one_line(stage.run("resume"), 3, "disk")
        (place / journal.FILE).chmod(0o600)
        assert stage.run("resume").code == 0
