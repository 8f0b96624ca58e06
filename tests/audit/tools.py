"""The tools that pages are measured with: where they are, and how one is asked. `make audit` installs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "build" / "audit" / "node_modules"
"""npm's folder of what `package.json` names."""
BROWSER = Path(__file__).parent / "browser"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SLOW = 1200.0
"""Seconds after which a tool hangs, on a machine however loaded."""


def missing() -> str:
    """What is not on this machine, in one line; empty when all is."""
    programs = [name for name in ("node", "java") if shutil.which(name) is None]
    programs += [] if _chromium() else ["chromium"]
    programs += [] if VNU.is_file() and (MODULES / "lighthouse").is_dir() else ["the packages of package.json"]
    return f"{', '.join(programs)} not on this machine: make real, then make audit" if programs else ""


def browser(script: str, **job: Any) -> Any:
    """What a script of `browser/` answers to a job."""
    done = subprocess.run(
        ["node", str(BROWSER / f"{script}.cjs")],
        input=json.dumps({**job, "chromium": _chromium()}),
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True, text=True, timeout=SLOW, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{script}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def nu(folders: Sequence[Path]) -> list[str]:
    """Every error and warning that the Nu HTML checker has for the pages of those folders, each with its place."""
    done = subprocess.run(
        ["java", "-jar", str(VNU), "--skip-non-html", "--format", "json", "--stdout", *map(str, folders)],
        capture_output=True, text=True, timeout=SLOW, check=False,
    )  # fmt: skip
    if done.stderr.strip():
        raise RuntimeError(f"vnu: {done.stderr[-2000:]}")
    return [
        f"{one['url']}:{one.get('lastLine')}: {_level(one)}: {one['message']}"
        for one in json.loads(done.stdout)["messages"]
    ]


def _level(message: dict[str, Any]) -> str:
    return str(message.get("subType", message["type"]))


def _chromium() -> str:
    return next(filter(None, map(shutil.which, CHROMIUM)), "")
