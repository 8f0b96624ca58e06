"""Pictures say what they show, and not where they were taken; nothing is so heavy that it comes late."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from tests.site import samples
from tests.site.rules.conftest import Told

GPS = 0x8825


def picture(content: Path, name: str, *, place: bool) -> None:
    file = content / "images" / name
    file.parent.mkdir(exist_ok=True)
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    if place:
        exif.get_ifd(GPS).update({1: "N", 2: (45.0, 24.0, 0.0), 3: "W", 4: (72.0, 44.0, 0.0)})
    Image.new("RGB", (4, 4)).save(file, exif=exif)


def shown(content: Path, words: str, name: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", f"![{words}]({{static}}/images/{name})")


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_picture_that_says_where_it_was_taken(content: Path, told: Told, ending: str) -> None:
    shown(content, "L’emballage", f"a.{ending}")
    picture(content, f"a.{ending}", place=False)
    assert told() == []
    picture(content, f"a.{ending}", place=True)
    assert told() == [("picture-place", f"images/a.{ending}")]


def test_coordinates_in_xmp(content: Path, told: Told) -> None:
    picture(content, "a.jpg", place=False)
    file = content / "images/a.jpg"
    file.write_bytes(file.read_bytes() + b'<x:xmpmeta exif:GPSLatitude="45,24N"/>')
    assert told() == [("picture-place", "images/a.jpg")]


def test_a_file_that_is_no_picture_has_no_place(content: Path, told: Told) -> None:
    (content / "images").mkdir()
    (content / "images/a.jpg").write_bytes(b"not a picture")
    assert told() == []


@pytest.mark.parametrize("words", ["", " ", "IMG_2041.jpg", "photo", "image 3", "DSC00412"])
def test_a_picture_without_words(content: Path, told: Told, words: str) -> None:
    shown(content, words, "a.jpg")
    picture(content, "a.jpg", place=False)
    assert {code for code, _ in told()} == {"no-alt"}


def test_what_is_too_heavy(content: Path, told: Told) -> None:
    chance = random.Random(5)
    text = "\n".join(f"{chance.getrandbits(64):x}" for _ in range(9000))
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", text)
    (content / "files").mkdir()
    (content / "files/raw.pdf").write_bytes(b"%PDF" + b"x" * 2_100_000)
    assert {("too-heavy", "posts/a.fr.md:8"), ("file-too-heavy", "files/raw.pdf")} <= set(told())
