from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import samples
from tests.site.rules.conftest import Told


@pytest.mark.parametrize("date", ["2026-03-11T12:16:00+00:00", "2027-03-10T06:30-04:00", "2026-03-11T12:00:00-04:00"])
def test_a_date_that_has_not_come(content: Path, told: Told, date: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", date=date)
    assert told() == [("future-date", "posts/a.en.md:5"), ("future-date", "posts/a.fr.md:5")]


@pytest.mark.parametrize("date", ["2026-03-11T12:14:00+00:00", "2026-03-11T08:00:00-04:00", "1999-01-01T00:00:00Z"])
def test_a_date_that_has(content: Path, told: Told, date: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", date=date)
    assert told() == []
