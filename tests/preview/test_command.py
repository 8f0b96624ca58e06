"""The command as people run it: it says where to look, goes on beside another, ends at once and frees its port."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.launch.folder import Crisis
from launcher.workspace import Workspace
from tests.launch.stage import ROOT
from tests.preview.looking import ask, changed, copied


@pytest.fixture(scope="module")
def there(model: tuple[Crisis, Workspace], tmp_path_factory: pytest.TempPathFactory) -> tuple[Crisis, Workspace]:
    return copied(model, tmp_path_factory.mktemp("command"))


@contextlib.contextmanager
def running(root: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own; ended whatever happens."""
    words = [sys.executable, "-P", "-m", "launcher", "preview", "--workspace", str(root), "--no-open", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def event(process: subprocess.Popen[str], kind: str) -> dict[str, Any]:
    """The next event of that kind."""
    assert process.stdout
    for line in process.stdout:
        found: dict[str, Any] = json.loads(line)
        if found["event"] == kind:
            return found
    raise AssertionError(f"it ended: {process.communicate()}")


def test_a_program_reads_its_events(there: tuple[Crisis, Workspace]) -> None:
    crisis, workspace = there
    with running(workspace.root, "--json") as one, running(workspace.root, "--json") as two:
        ready, other = event(one, "ready"), event(two, "ready")
        assert ready["crisis"] == other["crisis"] == "recall"
        assert ready["address"] != other["address"], "the next free port"
        changed(crisis.content / "posts" / "lot-code.fr.md", "Un lot regroupe", "Un lot ZZ regroupe")
        assert event(one, "rebuilt")["changed"] == ["/fr/lire-un-code-de-lot/"]
        assert "ZZ" in ask(ready["address"], "/fr/lire-un-code-de-lot/").text
        assert event(two, "judged")["errors"] == 0
        one.send_signal(signal.SIGINT)
        told, complaints = one.communicate(timeout=60)
        assert one.returncode == 0, complaints
        assert json.loads(told[told.index('{\n  "command"') :])["ok"] is True
        assert "Traceback" not in complaints
        with pytest.raises(ConnectionRefusedError):
            ask(ready["address"], "/")
        two.send_signal(signal.SIGTERM)
        two.communicate(timeout=60)
        assert two.returncode == 0


def test_a_person_reads_lines(there: tuple[Crisis, Workspace]) -> None:
    with running(there[1].root) as process:
        assert process.stderr
        lines = list(iter(process.stderr.readline, "p and Enter publishes, Ctrl-C ends.\n"))
        assert "pages in" in lines[0]
        assert any(line.startswith("Preview of recall: http://127.0.0.1:") for line in lines)
        process.send_signal(signal.SIGINT)
        told, rest = process.communicate(timeout=60)
    assert process.returncode == 0
    assert told == "The preview has ended.\n"
    assert "Traceback" not in rest
