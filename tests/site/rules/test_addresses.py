from __future__ import annotations

from pathlib import Path

from tests.site import samples
from tests.site.rules.conftest import Told


def test_a_page_and_a_post_at_one_address(content: Path, told: Told) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"pages/a.{lang}", kind="faq", slug="same")
        samples.write(content, f"posts/b.{lang}", slug="same")
    assert told() == [("same-address", "posts/b.en.md:3"), ("same-address", "posts/b.fr.md:3")]


def test_a_draft_has_no_address_yet(content: Path, told: Told) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"pages/a.{lang}", kind="faq", slug="same")
        samples.write(content, f"posts/b.{lang}", slug="same", status="draft")
    assert told() == []


def test_two_homes_and_none(content: Path, told: Told) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"pages/a.{lang}", kind="home")
    assert told() == [("same-address", "pages/home.en.md:5"), ("same-address", "pages/home.fr.md:5")]
    for file in (content / "pages").iterdir():
        file.unlink()
    assert [code for code, _ in told()] == ["no-home", "no-home"]
