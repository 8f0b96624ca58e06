"""Real parts: where one is missing it is skipped with the reason on a laptop, and is a failure in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.real.edges import bucket, caddy

__all__ = ["bucket", "caddy"]
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"),
)
Visit = Callable[[str], tuple[str, list[str]]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("CI must have Chromium: make real")
    if found is None:
        pytest.skip("no Chromium on this machine: make real")
    return found


@pytest.fixture(scope="session")
def knot() -> str:
    """The name server's path."""
    found = shutil.which("knotd")
    if found is None and os.environ.get("CI"):
        pytest.fail("CI must have knot: make real")
    if found is None:
        pytest.skip("no knot on this machine: make real")
    return found


@pytest.fixture
def visit(chromium: str, tmp_path: Path) -> Visit:
    """A visit gives the page's DOM after loading, and what the browser's console said."""

    def go(address: str) -> tuple[str, list[str]]:
        command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    return go
