from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.check import findings
from tests.site import samples
from tests.site.rules.conftest import NOW, Told


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


@pytest.mark.parametrize(("promise", "told"), [("2026-03-11T11:00Z", ["promise-past"]), ("2026-03-11T13:00Z", [])])
def test_a_promise_that_is_past(content: Path, promise: str, told: list[str]) -> None:
    """Said once, for the main language; a warning, for only a person can keep it."""
    for lang in ("fr", "en"):
        home = content / "pages" / f"home.{lang}.md"
        home.write_text(home.read_text("utf-8").replace("\n\n", f"\nNext-Update: {promise}\n\n", 1), "utf-8")
    found = findings(content, ("fr", "en"), NOW)
    assert [one.code for one in found if one.code == "promise-past"] == told
    assert {one.level for one in found} <= {"warning"}
