"""`--json` is exactly one document with exactly six keys, whatever happens; people get plain lines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import drill, snapshot, whole, wrong
from tests.launch.stage import ROOT, Ran, Stage

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def called(*argv: str, cwd: Path, environment: dict[str, str] | None = None, command: bytes | None = None) -> Ran:
    arguments: list[str | bytes] = [sys.executable, "-P", "-m", "launcher", *argv, *([command] if command else [])]
    done = subprocess.run(
        arguments, cwd=cwd, env={**ENVIRONMENT, **(environment or {})}, capture_output=True, timeout=60, check=False
    )
    assert b"Traceback" not in done.stderr
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--json"], 2),
        (["nope", "--json"], 2),
        (["status", "--json", "--nope"], 2),
        (["launch", "--json", "--max-price"], 2),
        (["init", "--json"], 2),
        (["playbooks", "--json"], 2),
        (["sandbox", "--json", "sideways"], 2),
        (["keywords", "--json", "--top", "many"], 2),
        (["rollback", "a", "b", "--json"], 2),
        (["status", "--json", "--workspace", "nowhere"], 3),
        (["launch", "--help", "--json"], 0),
    ],
)
def test_calls_that_nobody_meant(tmp_path: Path, argv: list[str], code: int) -> None:
    ran = whole(called(*argv, cwd=tmp_path))
    assert ran.code == code
    assert ran.stderr == ""


def test_the_command_is_named(tmp_path: Path) -> None:
    assert called("status", "--json", "--nope", cwd=tmp_path).envelope["command"] == "status"
    assert called("nope", "launch", "--json", cwd=tmp_path).envelope["command"] == ""


def test_without_a_command_there_is_help(tmp_path: Path) -> None:
    ran = called(cwd=tmp_path)
    assert ran.code == 0
    assert "Exit codes" in ran.stdout


def test_a_group_without_its_command_says_which(tmp_path: Path) -> None:
    assert called("sandbox", cwd=tmp_path).stderr.startswith("Error: `sparewheel sandbox` needs one of: ")


def test_a_slip_has_a_nearest_command(tmp_path: Path) -> None:
    assert called("lunch", cwd=tmp_path).stderr.splitlines()[1] == "Hint: Did you mean `launch`?"


@pytest.mark.parametrize(
    ("argv", "keys"),
    [
        (["playbooks", "list"], {"playbooks"}),
        (["playbooks", "show", "product-recall"], {"id", "title", "facts", "clock", "roles"}),
        (["playbooks", "check"], {"checked"}),
        (["status"], {"crises"}),
        (["sandbox", "status"], {"up"}),
        (["sandbox", "down"], {"up", "was_up"}),
    ],
)
def test_quiet_commands(quiet: Stage, argv: list[str], keys: set[str]) -> None:
    first, second = whole(quiet.run(*argv)), whole(quiet.run(*argv))
    assert first.code == 0
    assert set(first.envelope["data"]) >= keys
    assert first.stdout == second.stdout
    told = quiet.told(*argv)
    assert told.stdout.strip()
    assert "\x1b" not in told.stdout + told.stderr


@pytest.mark.parametrize("command", ["resume", "undo", "rollback", "publish", "keywords", "domains"])
def test_commands_on_a_crisis_that_is_not_there(quiet: Stage, command: str) -> None:
    wrong(quiet.run(command), 3, "no-crisis")
    wrong(quiet.run(command, "--crisis", "../../etc"), 3, "unknown-crisis")


def test_what_launch_gives(live: Stage) -> None:
    ran = whole(live.run("status"))
    assert ran.envelope["data"]["state"] == "live"
    (crisis,) = [path for path in live.workspace.crises.iterdir() if path.is_dir()]
    assert ran.envelope["data"]["crisis"] == crisis.name


def test_a_launch_and_its_data(room: Stage) -> None:
    ran = whole(room.run("launch", *drill(room), "--yes"))
    data = ran.envelope["data"]
    assert set(data) >= {"site_url", "domain", "release", "crisis", "elapsed_s", "steps", "checks", "charges"}
    assert ran.code == 0
    assert data["site_url"].startswith("http")
    assert isinstance(data["elapsed_s"], float)
    assert {step["state"] for step in data["steps"]} == {"done"}
    assert {check["ok"] for check in data["checks"]} == {True}
    assert [charge["amount"] for charge in data["charges"]] == ["18.00"]


# ── the ends of the pipe ─────────────────────────────────────────────────────────────────────────


def shell(stage: Stage, line: str) -> subprocess.CompletedProcess[str]:
    """A line of bash in which `sw` is the command, in the stage's workspace."""
    prelude = f'set -o pipefail; sw() {{ "{sys.executable}" -P -m launcher "$@" --workspace "{stage.root}"; }}; '
    return subprocess.run(
        ["bash", "-c", prelude + line], env=ENVIRONMENT, cwd=stage.root, capture_output=True, text=True, check=False
    )


def test_a_reader_who_went_away_is_no_error(quiet: Stage) -> None:
    done = shell(quiet, "sw playbooks show product-recall --json | true; echo ${PIPESTATUS[0]}")
    assert (done.stdout.strip(), done.stderr) == ("0", "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams(quiet: Stage, closed: str) -> None:
    done = shell(quiet, f"sw status {closed}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("form", ["", "--json"])
def test_a_full_disk_has_not_taken_the_result(quiet: Stage, form: str) -> None:
    done = shell(quiet, f"sw status {form} > /dev/full")
    assert done.returncode == 3
    assert done.stderr == "Error: the result could not be written: no space left on device\n"


def test_progress_that_nobody_reads_does_not_stop_a_launch(room: Stage) -> None:
    done = shell(room, f"{{ sw launch {' '.join(drill(room))} --yes 2>&1; echo $? >code; }} | head -1")
    assert done.stdout.count("\n") == 1
    assert (room.root / "code").read_text() == "0\n"
    assert room.run("status").envelope["data"]["state"] == "live"


def test_any_locale_and_any_name_of_a_file(quiet: Stage) -> None:
    latin = {"PYTHONIOENCODING": "latin-1", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    here = ("--workspace", str(quiet.root))
    ran = called("playbooks", "show", "product-recall", *here, "--json", cwd=quiet.root, environment=latin)
    assert "Québec" in ran.stdout
    named = called("launch", "--playbook", "product-recall", *here, "--json", "--facts", cwd=quiet.root, command=b"\xff\xe9.yaml")  # fmt: skip # noqa: E501
    assert wrong(named, 2, "unreadable")


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(quiet: Stage, tmp_path: Path) -> None:
    file = tmp_path / "f\x1b[31m.yaml"
    file.write_text('facts:\n  "\\u0435vil": 1\n  "a]0;title": {value: "\\u009b31m"}\n')
    told = quiet.told("launch", "--playbook", "product-recall", "--facts", str(file))
    assert told.code == 2
    assert not {"\x1b", "\x9b"} & set(told.stderr)


def test_debug_shows_the_traceback_and_the_same_code(quiet: Stage) -> None:
    done = shell(quiet, "sw status --crisis none --debug")
    assert done.returncode == 3
    assert "Traceback" in done.stderr
    assert "Error: there is no crisis called `none`" in done.stderr


def test_reading_leaves_nothing(quiet: Stage) -> None:
    before = snapshot(quiet.root)
    for argv in (["status"], ["playbooks", "check"], ["launch"], ["plan"]):
        quiet.run(*argv)
    assert snapshot(quiet.root) == before
