from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.site.check import findings
from tests.site import samples

NOW = dt.datetime(2026, 3, 11, 12, tzinfo=dt.UTC)
Told = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder in which the gate finds nothing."""
    return samples.homes(tmp_path / "content")


@pytest.fixture
def told(content: Path) -> Told:
    """What the whole gate says of it: codes and places. Every finding has a message and a hint of one line."""

    def look() -> list[tuple[str, str]]:
        found = findings(content, ("fr", "en"), NOW)
        for one in found:
            assert one.level == "error"
            assert one.message
            assert one.hint
            assert "\n" not in one.message + one.hint
        return [(one.code, str(one.where).removeprefix(f"{content}/")) for one in found]

    return look
