"""The wheel stands alone: unpacked somewhere else, `init` in an empty folder, then `launch`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RECALL = "playbooks/product-recall/drill"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel carries, in a folder of its own."""
    to = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(to)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = to.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(to / "site")
    return to / "site"


def test_init_and_launch_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    def sparewheel(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "launcher", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(unpacked)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    code = "import launcher; print(launcher.__file__)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(unpacked)}, capture_output=True
    )
    assert told.stdout.decode().startswith(str(unpacked)), "the checkout must not answer for the wheel"

    sparewheel("init", ".", "--yes")
    try:
        launch = ("launch", "--playbook", "product-recall", "--facts", f"{RECALL}/facts.yaml")
        envelope = json.loads(sparewheel(*launch, "--signals", f"{RECALL}/signals", "--yes", "--json"))
        assert envelope["ok"]
        assert all(check["ok"] for check in envelope["data"]["checks"])
        assert len(envelope["data"]["checks"]) > 30
    finally:
        sparewheel("sandbox", "down")
