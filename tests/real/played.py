"""A play in a network namespace: played once in a session, whoever of the tests' processes comes first."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.real.caddy import needed

ROOT = Path(__file__).resolve().parents[2]
INSIDE = ("unshare", "--map-root-user", "--net", "--mount")
LONGEST = 300
"""Seconds, before a play that hangs is ended."""


def played(play: str, factory: pytest.TempPathFactory, *programs: str) -> dict[str, Any]:
    """What `python -m tests.real.PLAY FOLDER` told; further words of PLAY come after the folder. Where a program or a
    namespace cannot be had: skipped, and a failure in CI."""
    for program in (*programs, "knotd", "unbound", "ip"):
        needed(program)
    _namespaces()
    shared = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    folder = shared / play.replace(" ", "-")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            _play(play, folder)
    told = folder / "told.json"
    assert told.exists(), (folder / "log").read_text()[-4000:]
    found: dict[str, Any] = json.loads(told.read_text())
    return found


def _namespaces() -> None:
    if subprocess.run([*INSIDE, "true"], capture_output=True, check=False).returncode:
        reason = "this machine makes no network namespaces for us"
        if os.environ.get("CI"):
            pytest.fail(f"CI must: {reason}")
        pytest.skip(reason)


def _play(play: str, folder: Path) -> None:
    module, *more = play.split()
    command = [*INSIDE, sys.executable, "-m", f"tests.real.{module}", str(folder), *more]
    with (folder / "log").open("wb") as log:
        subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, timeout=LONGEST, check=False)
