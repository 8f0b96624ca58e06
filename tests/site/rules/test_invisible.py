from __future__ import annotations

from pathlib import Path

from tests.site import samples
from tests.site.rules.conftest import Told


def test_marks_that_turn_the_text_round(content: Path, told: Told) -> None:
    samples.write(content, "posts/a.en", title="Lot \u202ebis")
    samples.write(content, "posts/a.fr", "Un.\n\nLot \u2066bis\u2069.")
    assert told() == [("control-character", "posts/a.en.md:1"), ("control-character", "posts/a.fr.md:10")]


def test_other_scripts_are_welcome(content: Path, told: Told) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", "שלום\u200f العربية 🧀 \u00a0: é")
    assert told() == []
