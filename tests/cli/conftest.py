from __future__ import annotations

import contextlib
import io
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from launcher.cli import main
from tests.launch.stage import Ran, Stage, on_stage

LOOKS = ("check", "registers")
"""Commands that look: what they find wrong is what was asked for, and stands in their data."""
ENVELOPE = ["command", "ok", "data", "messages", "error", "exit_code"]


def whole(ran: Ran) -> Ran:
    """The contract of every `--json` answer, success or failure."""
    told = ran.envelope
    assert list(told) == ENVELOPE
    assert told["exit_code"] == ran.code
    assert told["ok"] is (ran.code == 0)
    assert (told["error"] is None) is told["ok"]
    for problem in told["messages"]:
        assert list(problem) == ["code", "message", "hint", "where"]
    if told["error"]:
        assert told["data"] is None or told["command"] in LOOKS
        assert list(told["error"]) == ["code", "message", "hint", "where"]
        assert told["error"]["message"]
        assert "\n" not in told["error"]["message"] + told["error"]["hint"]
        assert told["messages"] or told["command"] in LOOKS
    return ran


def wrong(ran: Ran, code: int, reason: str) -> str:
    """A failure of this exit code and reason; all that it says."""
    error = whole(ran).envelope["error"]
    assert (ran.code, error and error["code"]) == (code, reason), ran.stdout[:1500]
    assert "bug" not in ran.stdout
    return str(ran.stdout)


@dataclass(frozen=True)
class Near(Stage):
    """A stage whose commands run in this process: ten times quicker, for all that is no matter of processes."""

    def _run(self, module: str, *argv: str) -> Ran:
        if module != "launcher":
            return super()._run(module, *argv)
        code: object = None
        said, told, heard = io.StringIO(), io.StringIO(), signal.getsignal(signal.SIGINT)
        with contextlib.chdir(self.root), contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
            try:
                main([*argv, "--workspace", str(self.root)])
            except SystemExit as left:
                code = left.code
            finally:
                signal.signal(signal.SIGINT, heard)
        assert isinstance(code, int)
        assert "Traceback" not in told.getvalue()
        return Ran(code, said.getvalue(), told.getvalue())


@contextlib.contextmanager
def near(root: Path, source: Stage | None = None) -> Iterator[Near]:
    with on_stage(root, source) as stage:
        yield Near(stage.root)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A workspace in which nothing is launched; tests leave it as they found it."""
    with near(tmp_path_factory.mktemp("quiet") / "workspace") as stage:
        yield stage
        assert not [path for path in stage.workspace.crises.iterdir() if path.is_dir()]


@pytest.fixture
def room(tmp_path: Path, quiet: Stage) -> Iterator[Stage]:
    """A workspace of one test."""
    with near(tmp_path / "workspace", quiet) as stage:
        yield stage


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One launched crisis for each worker; tests put back what they change in it."""
    with near(tmp_path_factory.mktemp("live") / "workspace") as stage:
        assert whole(stage.run("launch", *drill(stage), "--yes")).code == 0
        yield stage


def drill(stage: Stage, facts: Path | None = None, signals: Path | None = None) -> tuple[str, ...]:
    """The playbook's own example, or other facts or signals."""
    folder = stage.root / "playbooks" / "product-recall" / "drill"
    given = ("--facts", str(facts or folder / "facts.yaml"), "--signals", str(signals or folder / "signals"))
    return ("--playbook", "product-recall", *given)


def edited(stage: Stage, *changes: tuple[str, str]) -> Path:
    """The example's facts with these texts replaced, in a file of their own."""
    text = (stage.root / "playbooks/product-recall/drill/facts.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = stage.root / "facts.yaml"
    file.write_text(text, "utf-8")
    return file


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below, but locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
