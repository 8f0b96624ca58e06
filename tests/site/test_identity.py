"""Colour and logo of the settings: what they become, and what is said of one that cannot serve."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path
from urllib.parse import unquote

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from launcher.config import load
from launcher.errors import Malformed, Problem
from launcher.model import Mode
from launcher.workspace import bundled

EXAMPLE = bundled("sparewheel.yaml").read_text("utf-8")
COLOUR, LOGO = 'colour: "#0b4a5e"', "# logo: logo.svg"
LINE = EXAMPLE[: EXAMPLE.index(LOGO)].count("\n") + 1
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 40">{}</svg>'
SHAPE = '<path d="M0 0h120v40H0z" fill="#c00"/>'


def settings(folder: Path, *changes: tuple[str, str]) -> Path:
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "sparewheel.yaml"
    file.write_text(text, "utf-8")
    return file


def problem(folder: Path, *changes: tuple[str, str]) -> Problem:
    with pytest.raises(Malformed) as caught:
        load(settings(folder, *changes))
    (only,) = caught.value.problems
    assert only.where
    assert only.hint
    return only


def logo(folder: Path, data: bytes, name: str = "logo.svg") -> Path:
    (folder / name).write_bytes(data)
    return settings(folder, (LOGO, f"logo: {name}"))


def picture(width: int, height: int, **saved: object) -> bytes:
    file = io.BytesIO()
    Image.new("P", (width, height), 3).save(file, "PNG", **saved)
    return file.getvalue()


# ── the colour, and who is told of a hole ────────────────────────────────────────────────────────


def test_without_them_there_is_a_look(tmp_path: Path) -> None:
    site = load(settings(tmp_path, (COLOUR, "# none"))).site(Mode.LIVE, "https://a.example")
    assert (site.identity.colour, site.identity.logo, site.identity.security) == ("#0b4a5e", None, "")


def test_a_colour(tmp_path: Path) -> None:
    assert load(settings(tmp_path, (COLOUR, 'colour: "#C8102E"'))).organisation.identity.colour == "#c8102e"


@pytest.mark.parametrize(
    "value", ['"red"', '"#c00"', '"#c8102g"', '"#c8102e;}body{display:none"', "[1]", '"rgb(1,2,3)"']
)
def test_no_colour(tmp_path: Path, value: str) -> None:
    found = problem(tmp_path, (COLOUR, f"colour: {value}"))
    assert found.code == "wrong-type"
    assert found.where
    assert found.where.line == EXAMPLE[: EXAMPLE.index(COLOUR)].count("\n") + 1


def test_a_colour_without_quotes_is_a_remark_to_yaml(tmp_path: Path) -> None:
    assert "in quotes" in problem(tmp_path, (COLOUR, "colour: #c8102e")).hint


@pytest.mark.parametrize("value", ["https://a.example/hole", "security@a.example"])
def test_who_is_told_of_a_hole(tmp_path: Path, value: str) -> None:
    file = settings(tmp_path, ('# security: "securite@aubepine.example"', f'security: "{value}"'))
    assert load(file).organisation.identity.security == value


@pytest.mark.parametrize("value", ["http://a.example", "javascript:alert(1)", "a@b", "a@b.example\\nExpires: 1"])
def test_nobody_is_told(tmp_path: Path, value: str) -> None:
    change = ('# security: "securite@aubepine.example"', f'security: "{value}"')
    assert problem(tmp_path, change).code == "wrong-type"


# ── SVG ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_svg_is_kept_to_its_shapes(tmp_path: Path) -> None:
    tool = '<metadata>Ann, at home</metadata><t:x xmlns:t="https://tool.example/"/><title>Logo</title><!-- Ann -->'
    style = "<style>.a{fill:#c00}</style>"
    data = SVG.format(f'{tool}{style}<g xmlns:t="https://tool.example/" t:name="Ann" class="a">{SHAPE}</g>').encode()
    found = load(logo(tmp_path, b"\xef\xbb\xbf" + data)).organisation.identity.logo
    assert found
    assert (found.file, found.width, found.height) == ("logo.svg", 120, 40)
    assert re.fullmatch(r"data:image/svg\+xml,[!$-;=?-_a-~]+", found.address)
    text = unquote(found.address.partition(",")[2])
    assert [node.tag.rpartition("}")[2] for node in fromstring(text).iter()] == ["svg", "style", "g", "path"]
    assert not re.search("Ann|tool|Logo", text)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onload="x()"/>',
        '<g onLoad="x()"/>',
        '<image href="https://a.example/x.png"/>',
        '<image xlink:href="data:image/png;base64,AAAA"/>',
        '<a href="https://a.example/"><path d="M0 0"/></a>',
        "<foreignObject/>",
        '<use href="#a"/>',
        "<text>x</text>",
        '<animate attributeName="x"/>',
        '<linearGradient xlink:href="https://a.example/x.svg#a"/>',
        '<path fill="url(https://a.example/#a)"/>',
        "<path style=\"fill:url( 'https://a.example/')\"/>",
        '<style>@import "https://a.example/";</style>',
        "<style>path{fill:url(//a.example)}</style>",
        "<style>path{fill:u\\72l(//a.example)}</style>",
    ],
)
def test_an_svg_that_is_more_than_shapes(tmp_path: Path, inside: str) -> None:
    (tmp_path / "logo.svg").write_text(SVG.format(inside + SHAPE), "utf-8")
    found = problem(tmp_path, (LOGO, "logo: logo.svg"))
    assert found.code == "unsafe-logo"
    assert found.where
    assert found.where.line == LINE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<svg>",
        b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 10"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan 10"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
        b"\xff\xfe<",
        (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>" + "<g>" * 5000 + "</g>" * 5000 + "</svg>"
        ).encode(),
    ],
)
def test_no_svg(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "logo.svg").write_bytes(data)
    assert problem(tmp_path, (LOGO, "logo: logo.svg")).code == "bad-logo"


# ── PNG ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_png_loses_what_does_not_draw(tmp_path: Path) -> None:
    data = picture(96, 32)
    remark = b"tEXtComment\0Ann, 45.5 N"
    noted = data[:33] + struct.pack(">I", len(remark) - 4) + remark + struct.pack(">I", zlib.crc32(remark)) + data[33:]
    found = load(logo(tmp_path, noted, "our.png")).organisation.identity.logo
    assert found
    assert (found.width, found.height) == (96, 32)
    assert found == load(logo(tmp_path, data, "our.png")).organisation.identity.logo


@given(st.integers(0, 400), st.binary(max_size=3))
def test_a_damaged_png_is_told(tmp_path_factory: pytest.TempPathFactory, cut: int, more: bytes) -> None:
    folder = tmp_path_factory.mktemp("logo")
    data = picture(40, 40)
    broken = data[: min(cut, len(data) - 1)] + more
    assume(broken != data)
    (folder / "logo.png").write_bytes(broken)
    assert problem(folder, (LOGO, "logo: logo.png")).code == "bad-logo"


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("logo.gif", "wrong-type"),
        ("../logo.svg", "wrong-type"),
        ("/etc/logo.svg", "wrong-type"),
        ("sub/logo.svg", "wrong-type"),
        ("absent.svg", "no-logo"),
    ],
)
def test_which_file(tmp_path: Path, name: str, code: str) -> None:
    assert problem(tmp_path, (LOGO, f"logo: {name}")).code == code


def test_a_logo_that_is_too_heavy(tmp_path: Path) -> None:
    noise = Image.effect_noise((120, 60), 90)
    noise.save(tmp_path / "logo.png")
    found = problem(tmp_path, (LOGO, "logo: logo.png"))
    assert found.code == "logo-too-heavy"
    assert re.search(r"would add \d+ bytes to each page", found.message)
    (tmp_path / "logo.png").write_bytes(b"\0" * 200_000)
    assert problem(tmp_path, (LOGO, "logo: logo.png")).code == "logo-too-heavy"


@pytest.mark.parametrize(("width", "height"), [(900, 100), (10, 50)])
def test_a_logo_out_of_form(tmp_path: Path, width: int, height: int) -> None:
    (tmp_path / "logo.png").write_bytes(picture(width, height))
    assert problem(tmp_path, (LOGO, "logo: logo.png")).code == "logo-form"
