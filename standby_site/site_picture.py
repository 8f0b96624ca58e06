"""The picture that others show when they share a link (Open Graph): the organisation, the title, the address.

Drawn at each build from the content alone, so that the same content gives the same bytes; the typeface comes with a
package, never from the machine. Runs in Pelican's process and in the one that renders what changed; imports neither
Pelican nor the launcher.
"""

from __future__ import annotations

import io
from functools import cache
from urllib.parse import urlsplit

import site_colours
import site_words
import ttf_opensans
from PIL import Image, ImageDraw, ImageFont
from site_data import Site

SIZE = (1200, 630)
MARGIN = 72
_WIDTH = SIZE[0] - 2 * MARGIN
_TITLE = (184, 524)
"""Between which heights the title stands."""
_SIZES = (88, 76, 66, 56, 48, 40)
_LEADING = 1.2
_MARK, _ON_MARK = "#ffd24d", "#16222b"


def card(site: Site, lang: str, title: str) -> bytes:
    """A PNG of 1200 by 630: white or black on the organisation's colour; in an exercise, with a band that says so."""
    ground = site.colour
    ink = site_colours.on(ground)
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, 84), _spaced(_cut(site.name[lang], _font(40))), ink, _font(40))
    _title(draw, str(site_words.bind(title, lang)), ink)
    draw.text((MARGIN, 536), _cut(urlsplit(site.url).netloc, _font(34)), ink, _font(34))
    if site.mark:
        _band(draw, site.mark.strip(" –"))
    file = io.BytesIO()
    image.quantize(32, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _band(draw: ImageDraw.ImageDraw, mark: str) -> None:
    draw.rectangle((0, 0, SIZE[0], 68), _MARK)
    draw.text((MARGIN, 8), mark, _ON_MARK, _font(38))


def _title(draw: ImageDraw.ImageDraw, title: str, ink: str) -> None:
    size, lines = _laid(title)
    for number, line in enumerate(lines):
        draw.text((MARGIN, _TITLE[0] + round(number * size * _LEADING)), _spaced(line), ink, _font(size))


def _laid(title: str) -> tuple[int, list[str]]:
    """The biggest size in which it fits, and its lines; where none does, the last line ends with an ellipsis."""
    for size in _SIZES:
        lines = wrapped(title, _font(size))
        if len(lines) <= _room(size):
            return size, lines
    smallest = _SIZES[-1]
    *whole, last = wrapped(title, _font(smallest))[: _room(smallest)]
    return smallest, [*whole, _cut(f"{last}…", _font(smallest))]


def _room(size: int) -> int:
    """How many lines of that size stand between the name and the address."""
    return int((_TITLE[1] - _TITLE[0]) / (size * _LEADING))


def wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Lines that fit between the margins, broken at spaces that may break; a word that is too long is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and font.getlength(_spaced(longer)) > _WIDTH:
            lines.append(line)
            longer = word
        line = _cut(longer, font)
    return [*lines, line]


def _cut(text: str, font: ImageFont.FreeTypeFont) -> str:
    """The text, with an ellipsis for what does not fit on one line."""
    if font.getlength(_spaced(text)) <= _WIDTH:
        return text
    while text and font.getlength(_spaced(text) + "…") > _WIDTH:
        text = text[:-1]
    return text.rstrip(" …") + "…"


def _spaced(text: str) -> str:
    """The typeface has one no-break space, not the narrow one."""
    return text.replace("\u202f", "\u00a0")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Open Sans, laid out by Pillow itself: another engine on another machine would draw other bytes."""
    path = ttf_opensans.OPENSANS_BOLD.path
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
