from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.model import Finding
from launcher.site.check import findings
from tests.site import samples

NOW = dt.datetime(2026, 3, 11, 12, tzinfo=dt.UTC)
Told = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder in which the gate finds nothing."""
    return samples.homes(tmp_path / "content")


def _place(finding: Finding, content: Path) -> str:
    """File and line; the file alone where it is about all of it."""
    file = Path(finding.where.file).relative_to(content)
    return f"{file}:{finding.where.line}" if finding.where.line else str(file)


@pytest.fixture
def told(content: Path) -> Told:
    """What the whole gate refuses in it: codes, files and lines. Every finding has a message and a hint of one line."""

    def look() -> list[tuple[str, str]]:
        found = findings(content, ("fr", "en"), NOW)
        for one in found:
            assert one.level in ("error", "warning")
            assert one.message
            assert one.hint
            assert "\n" not in one.message + one.hint
        errors = [one for one in found if one.level == "error"]
        return [(one.code, _place(one, content)) for one in errors]

    return look
