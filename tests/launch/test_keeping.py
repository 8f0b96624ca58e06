"""What a crisis keeps of the signals it was given: what was read, and nothing else that lay about."""

from __future__ import annotations

import os
from pathlib import Path

from tests.cli.conftest import drill, near, whole
from tests.launch.stage import Stage


def test_only_what_was_read_is_kept(tmp_path: Path) -> None:
    with near(tmp_path / "workspace") as stage:
        _keeps_what_it_read(stage, tmp_path)


def _keeps_what_it_read(stage: Stage, tmp_path: Path) -> None:
    given = tmp_path / "signals"
    given.mkdir()
    (given / "un.fr.txt").write_text(
        "lang: fr\n\nLe fromage Aubépine est rappelé. Le rappel du fromage dure.\n", "utf-8"
    )
    (given / "film.mp4").write_bytes(b"\0" * 1000)
    (given / "secret").symlink_to(tmp_path / "elsewhere")
    (given / ".#un.fr.txt").symlink_to("user@host.1:2")
    (given / "loop").symlink_to(given)
    os.mkfifo(given / "pipe")
    ran = whole(stage.run("launch", *drill(stage, signals=given), "--yes"))
    assert ran.code == 0, ran.stdout
    kept = stage.crisis.folder / "signals"
    assert sorted(str(path.relative_to(kept)) for path in kept.rglob("*")) == ["un.fr.txt"]
