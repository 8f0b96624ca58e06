"""The organisation's colour, whatever it is, gives colours that everyone can read: WCAG 2.2, 1.4.3, 1.4.6, 1.4.11."""

from __future__ import annotations

import colorsys
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.site.samples import THEME, theme_module

colours, data = theme_module("site_colours"), theme_module("site_data")
ANY = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
SCHEMES = [colours.LIGHT, colours.DARK]


def luminance(code: str) -> float:
    """By the letter of WCAG, a second time."""
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#abc", "#abc", 1.0)],
)
def test_the_formula(one: str, other: str, told: float) -> None:
    one, other = (code if len(code) == 7 else "#" + "".join(c * 2 for c in code[1:]) for code in (one, other))
    assert round(colours.contrast(one, other), 2) == told
    assert contrast(one, other) == pytest.approx(colours.contrast(one, other))


@given(ANY)
def test_text_is_aaa_and_bars_are_seen(colour: str) -> None:
    for grounds in SCHEMES:
        found = colours.scheme(colour, grounds)
        for ground in grounds.values():
            assert contrast(found["link"], ground) >= 7
            assert contrast(found["accent"], ground) >= 3


@given(ANY)
def test_what_can_be_read_is_left_as_it_is(colour: str) -> None:
    for grounds in SCHEMES:
        found = colours.readable(colour, grounds, 4.5)
        if min(contrast(colour, ground) for ground in grounds.values()) >= 4.5:
            assert found == colour


@given(ANY)
def test_a_colour_moves_no_further_than_it_must(colour: str) -> None:
    """A step nearer to what was asked for, and it could not be read."""
    for grounds, away in zip(SCHEMES, (0.02, -0.02), strict=True):
        found = colours.readable(colour, grounds, 4.5)
        if found == colour:
            continue
        hue, light, saturation = colorsys.rgb_to_hls(*(int(found[at : at + 2], 16) / 255 for at in (1, 3, 5)))
        nearer = colorsys.hls_to_rgb(hue, min(max(light + away, 0), 1), saturation)
        code = "#" + "".join(f"{round(part * 255):02x}" for part in nearer)
        assert min(contrast(code, ground) for ground in grounds.values()) < 4.5


@given(ANY)
def test_words_on_the_colour_itself(colour: str) -> None:
    assert contrast(colours.on(colour), colour) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1])
def test_the_other_colours_of_the_theme(scheme: int) -> None:
    """Every text on every ground it stands on, at 7 to 1."""
    block = (THEME / "theme.css").read_text(encoding="utf-8").split(":root {")[1:3][scheme].split("}")[0]
    colour = {**SCHEMES[scheme], **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", block))}
    for ink, grounds in {"ink": "paper tint warn", "soft": "paper tint", "warn-line": "paper warn"}.items():
        for ground in grounds.split():
            assert contrast(colour[ink], colour[ground]) >= 7, (ink, ground)


@given(ANY)
def test_the_sheet_bears_the_colour_and_names_no_other_variable(colour: str) -> None:
    text = str(data.css(THEME / "theme.css", colour, None))
    assert colours.scheme(colour, colours.LIGHT)["link"] in text
    defined, used = set(re.findall(r"[{;](--\w+):", text)), set(re.findall(r"var\((--\w+)\)", text))
    assert used == defined
    assert "/*" not in text
