"""A press release under embargo reaches no reader before its hour, whatever its file says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.site.build import build
from tests.site.samples import THEME, homes, site, write

HOUR = dt.datetime.fromisoformat("2026-03-10T14:00:00-04:00")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    there = homes(tmp_path / "content")
    for lang in ("fr", "en"):
        write(there, f"posts/release.{lang}", "EMBARGOED.", kind="release", embargo=HOUR.isoformat())
    return there


def built(content: Path, now: dt.datetime | None) -> set[str]:
    """The files of the build that hold the release's words."""
    out = content.parent / "out"
    build(content, site(), THEME, out, now)
    files = (file for file in out.rglob("*.*") if file.is_file())
    return {str(file.relative_to(out)) for file in files if b"EMBARGOED" in file.read_bytes()}


@pytest.mark.parametrize("now", [None, HOUR - MINUTE])
def test_before_its_hour_it_is_nowhere(content: Path, now: dt.datetime | None) -> None:
    assert built(content, now) == set()


@pytest.mark.parametrize("now", [HOUR, HOUR + MINUTE])
def test_from_its_hour_on_it_is_there(content: Path, now: dt.datetime) -> None:
    assert {"fr/release-fr/index.html", "en/release-en/index.html"} <= built(content, now)
