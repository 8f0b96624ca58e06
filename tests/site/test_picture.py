"""The picture for those who share a link: whole, small, the same each time, and never without its mark."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from launcher.model import Mode
from tests.site.samples import URL, theme_module

data, pictures = theme_module("site_data"), theme_module("site_picture")
LARGEST = 40_000
TITLES = st.text(st.sampled_from("aàéîœŒÉÀW’«»—: \u00a0\u202f?l"), min_size=1, max_size=300)


def site(mode: str = "live", colour: str = "#0b4a5e", name: str = "Laiterie du Bocage") -> Any:
    names = {"fr": name, "en": name}
    return data.Site(mode, URL, ("fr", "en"), names, "America/Toronto", {}, colour, None, "")


def drawn(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGB")


@settings(max_examples=25, deadline=None)
@given(TITLES, TITLES, st.integers(0, 0xFFFFFF))
def test_any_title_fits(title: str, name: str, colour: int) -> None:
    ground = f"#{colour:06x}"
    body = pictures.card(site(colour=ground, name=name), "fr", title)
    image = drawn(body)
    assert image.size == (1200, 630)
    assert len(body) <= LARGEST
    edge = {image.getpixel((x, y)) for y in range(630) for x in (20, 1179)}
    assert len(edge) == 1, "a word runs over the margin"


@given(TITLES)
def test_no_line_is_too_long_and_no_word_is_lost(title: str) -> None:
    font = pictures._font(40)
    lines = pictures.wrapped(title, font)
    assert all(font.getlength(line.replace("\u202f", "\u00a0")) <= 1056 for line in lines)
    if not any("…" in line for line in lines):
        assert _words(" ".join(lines)) == _words(title)


def _words(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]


def test_the_same_words_give_the_same_bytes() -> None:
    assert pictures.card(site(), "fr", "Rappel") == pictures.card(site(), "fr", "Rappel")
    assert pictures.card(site(), "fr", "Rappel") != pictures.card(site(), "fr", "Rappels")


@pytest.mark.parametrize("char", "àâäæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛ«»’—–…\u00a0")
def test_the_typeface_knows_french(char: str) -> None:
    font = pictures._font(40)
    assert char == "\u00a0" or bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))
    assert font.getlength(char) > 0


def test_an_exercise_says_so_in_the_picture(sites: dict[Mode, Path]) -> None:
    for lang in ("fr", "en"):
        live, exercise = (drawn((sites[mode] / lang / "card.png").read_bytes()) for mode in (Mode.LIVE, Mode.EXERCISE))
        assert live.getpixel((600, 20)) == live.getpixel((600, 620)) == (11, 74, 94)
        assert exercise.getpixel((600, 20)) == (255, 210, 77)
    assert not list(sites[Mode.DORMANT].rglob("*.png"))
