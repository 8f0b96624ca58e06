"""What is kept is believed only as it was written, and under the key that it was written with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.crisis import playbook as playbook_room
from launcher.errors import Malformed, Where
from launcher.launch import measuring
from launcher.launch.registers import Registers
from launcher.model import Fact, Status
from launcher.site import sealed
from launcher.site.content import Template
from tests.site.samples import site

ROOT = Path(__file__).parents[2]


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    file, key = tmp_path / "folder/kept.json", sealed.key("a", 1)
    assert sealed.read(file, key) is None
    sealed.write(file, key, "L’été\n")
    assert sealed.read(file, key) == "L’été\n"
    assert [one.name for one in file.parent.iterdir()] == ["kept.json"]


@pytest.mark.parametrize("other", [("a", "1"), ("a",), (1, "a"), (("a", 1),)])
def test_another_key_brings_nothing(other: tuple[object, ...], tmp_path: Path) -> None:
    sealed.write(tmp_path / "kept", sealed.key("a", 1), "text")
    assert sealed.read(tmp_path / "kept", sealed.key(*other)) is None


@pytest.mark.parametrize("damaged", [b"", b"text", b"\xff\xfe", b"0" * 64 + b"\ntext"])
def test_damage_brings_nothing(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(damaged)
    assert sealed.read(tmp_path / "kept", sealed.key()) is None


def test_texts_are_the_same_when_they_were_kept(tmp_path: Path) -> None:
    text = "Title: {{ 100 // boxes }}\n\n{{ boxes }}\n"
    for boxes in (3, 3, 4):
        assert _texts(text, boxes, tmp_path / "texts") == _texts(text, boxes, None)
    for _ in range(2):
        with pytest.raises(Malformed):
            _texts(text, 0, tmp_path / "texts")


def _texts(text: str, boxes: int, cache: Path | None) -> dict[str, str]:
    playbook = playbook_room.load(ROOT / "playbooks/product-recall", name="playbook.yaml")
    template = Template("pages/home.fr.md", "fr", text, "home", {"boxes": Where("home", 1)})
    values = {"as_of": dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC), "boxes": boxes}
    facts = {name: Fact(name, value, "x", Status.CONFIRMED) for name, value in values.items()}
    return measuring.texts((template,), facts, site(), playbook, Registers(), cache)
