from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import samples
from tests.site.rules.conftest import Told


@pytest.mark.parametrize(("there", "missing"), [("fr", "en"), ("en", "fr")])
def test_one_language_alone_is_refused(content: Path, told: Told, there: str, missing: str) -> None:
    samples.write(content, f"posts/a.{there}")
    assert told() == [("no-twin", f"posts/a.{there}.md:4")]
    samples.write(content, f"posts/a.{missing}", status="draft")
    assert told() == [("no-twin", f"posts/a.{there}.md:4")]
    samples.write(content, f"posts/a.{missing}")
    assert told() == []


@pytest.mark.parametrize("change", [{"date": "2026-03-10T06:31:00-04:00"}, {"kind": "correction"}])
def test_twins_say_the_same(content: Path, told: Told, change: dict[str, str]) -> None:
    samples.write(content, "posts/a.en")
    samples.write(content, "posts/a.fr", **change)
    assert [code for code, _ in told()] == ["twins-differ"]


def test_two_files_cannot_be_one_twin(content: Path, told: Told) -> None:
    for name in ("a.fr", "a.en", "b.fr"):
        samples.write(content, f"posts/{name}", twin="a")
    assert told() == [("twin-twice", "posts/a.fr.md:4"), ("twin-twice", "posts/b.fr.md:4")]
