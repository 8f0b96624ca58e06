from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import snapshot, whole, wrong
from tests.cli.test_envelope import called


def test_an_empty_folder_becomes_a_workspace(tmp_path: Path) -> None:
    ran = whole(called("init", "new/one", "--json", cwd=tmp_path))
    assert ran.envelope["data"] == {"workspace": "new/one"}
    root = tmp_path / "new" / "one"
    assert {"sparewheel.yaml", "playbooks", "standby_site", "crises"} <= {path.name for path in root.iterdir()}
    before = snapshot(tmp_path)
    wrong(called("init", "new/one", "--yes", "--json", cwd=tmp_path), 3, "exists")
    assert snapshot(tmp_path) == before


def test_a_folder_with_something_in_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    wrong(called("init", "mine", "--json", cwd=tmp_path), 3, "not-empty")
    assert list(snapshot(tmp_path)) == ["mine/notes.txt"]
    assert whole(called("init", "mine", "--yes", "--json", cwd=tmp_path)).code == 0
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    own = tmp_path / "playbooks" / "product-recall" / "playbook.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    (tmp_path / ".gitignore").write_text("mine\n")
    whole(called("init", ".", "--yes", "--json", cwd=tmp_path))
    assert own.read_text() == "mine"
    assert (tmp_path / ".gitignore").read_text().startswith("mine\n")


@pytest.mark.parametrize("where", ["file", "file/below", "a" * 300])
def test_what_cannot_be_a_folder(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("x")
    ran = whole(called("init", where, "--yes", "--json", cwd=tmp_path))
    assert ran.code == 3
    assert "bug" not in ran.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    wrong(called("init", "closed/in", "--yes", "--json", cwd=tmp_path), 3, "disk")
