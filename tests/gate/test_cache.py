"""The gate says the same with a cache and without: over lives of a folder, whatever became of the cache meanwhile."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from launcher.model import Finding
from launcher.site.check import findings
from tests.gate.changes import LIVES, Change, Life, beginning
from tests.gate.corpus import LANGUAGES, crises
from tests.gate.neighbours import CASES, HOURS, Files, before, put

LARGE = os.environ.get("SPAREWHEEL_FUZZ") == "full"


def told(life: Life, folder: Path, cache: Path | None = None) -> tuple[Finding, ...]:
    """What the gate says of it."""
    return findings(folder, LANGUAGES, life.now, life.yardstick, cache)


@given(LIVES)
@settings(
    phases=[phase for phase in Phase if LARGE or phase is not Phase.shrink],  # which takes minutes
    max_examples=1_500 if LARGE else 30,
    derandomize=not LARGE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_step_of_a_life(changes: list[Change]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, cache, life = Path(name) / "content", Path(name) / ".cache", beginning()
        for change in (lambda life: life, *changes):
            life = change(life)
            life.write(folder)
            assert told(life, folder, cache) == told(life, folder)


@pytest.mark.parametrize(("files", "change"), CASES.values(), ids=CASES)
def test_what_another_file_changes(files: Files, change: Files, tmp_path: Path) -> None:
    _differs(before(files), put(before(files), change), tmp_path)


@pytest.mark.parametrize(("files", "later"), HOURS.values(), ids=HOURS)
def test_what_time_changes(files: Files, later: dt.timedelta, tmp_path: Path) -> None:
    life = before(files)
    _differs(life, replace(life, now=life.now + later), tmp_path)


def _differs(life: Life, then: Life, tmp_path: Path) -> None:
    """The gate says something else then, and the cache knows."""
    folder, cache = tmp_path / "content", tmp_path / ".cache"
    life.write(folder)
    first = told(life, folder, cache)
    then.write(folder)
    found = told(then, folder, cache)
    assert found == told(then, folder)
    assert found != first


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """A crisis of the corpus, written into `content`, and looked at once with the cache `.cache`."""
    case = crises()[0]
    life = Life(case.files, case.now, case.yardstick)
    life.write(tmp_path / "content")
    told(life, tmp_path / "content", tmp_path / ".cache")
    return life


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "one byte": lambda data: data[:-20] + b"X" + data[-19:],
    "empty": lambda _: b"",
    "foreign": lambda _: b"[1, 2, 3]",
    "older": lambda data: data.replace(data[:8], b"00000000"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_cache_is_made_anew(life: Life, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    whole = {file: file.read_bytes() for file in (tmp_path / ".cache").iterdir()}
    for file, data in whole.items():
        file.write_bytes(damage(data))
    assert told(life, tmp_path / "content", tmp_path / ".cache") == told(life, tmp_path / "content")
    assert {file: file.read_bytes() for file in (tmp_path / ".cache").iterdir()} == whole


def test_a_cache_that_cannot_be_written_costs_time_only(life: Life, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert told(life, tmp_path / "content", tmp_path / "file") == told(life, tmp_path / "content")


def test_what_did_not_change_is_not_written_again(life: Life, tmp_path: Path) -> None:
    before = {file.name: file.stat().st_ino for file in (tmp_path / ".cache").iterdir()}
    told(life, tmp_path / "content", tmp_path / ".cache")
    assert {file.name: file.stat().st_ino for file in (tmp_path / ".cache").iterdir()} == before
    file = tmp_path / "content/pages/home.fr.md"
    file.write_text(file.read_text("utf-8") + "\nEncore un mot.\n", "utf-8")
    told(life, tmp_path / "content", tmp_path / ".cache")
    after = {file.name: file.stat().st_ino for file in (tmp_path / ".cache").iterdir()}
    assert 0 < len(after.items() - before.items()) < len(before)


def test_a_crisis_that_was_copied_takes_its_cache_along(life: Life, tmp_path: Path) -> None:
    (tmp_path / "content").rename(tmp_path / "elsewhere")
    found = told(life, tmp_path / "elsewhere", tmp_path / ".cache")
    assert found == told(life, tmp_path / "elsewhere")
    assert found


def test_nobody_else_may_read_it(life: Life, tmp_path: Path) -> None:
    assert (tmp_path / ".cache").stat().st_mode & 0o077 == 0
