"""Pictures: each says what it shows, and none says where it was taken. A photo's file may carry the place (EXIF, XMP),
and the home of an employee or of a victim with it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.rules import Content, body_lines, error, within
from launcher.site.rules.links import LINK

_UNREAD = (".heic", ".heif", ".jxl", ".raw", ".dng", ".psd")
"""Telephones save the first two, with the place."""
_GPS = 0x8825
"""The tag of EXIF's GPS directory (CIPA DC-008)."""
_XMP = re.compile(rb"GPS(?:Latitude|Longitude)")
_NAME = re.compile(r"(?:img|dsc|image|photo|picture|screenshot|capture)?[\s_-]*\d*(?:\.\w{3,4})?", re.I)
"""What a camera calls it, and what says no more than that it is a picture."""


def check(content: Content) -> Iterator[Finding]:
    """Images without a description."""
    for document in content.going_out:
        for where, line in body_lines(document):
            for found in LINK.finditer(line):
                if found[1]:
                    yield from _described(found[2].strip(), found[3], within(where, found.start()))


def check_file(file: Path, data: bytes) -> Iterator[Finding]:
    """Picture files that say where they were taken."""
    if file.suffix.lower() in _UNREAD:
        hint = "Save it as JPEG or PNG, without its metadata."
        yield error("picture-unread", f"{file.name} is of a kind that cannot be looked into", hint, Where(str(file)))
    elif _has_place(data):
        hint = "Save a copy without its metadata (export for the web), and use that."
        yield error("picture-place", f"{file.name} carries the place where it was taken", hint, Where(str(file)))


def _described(text: str, target: str, where: Where) -> Iterator[Finding]:
    hint = "Write ![what it shows, in a few words]({static}/images/…)."
    if not text:
        yield error("no-alt", f"the image `{target[:60]}` has no description", hint, where)
    elif _NAME.fullmatch(text):
        yield error("no-alt", f"`{text[:40]}` does not say what the image shows", hint, where)


def _has_place(data: bytes) -> bool:
    """Whether EXIF or XMP has coordinates; a file that is no picture has none to tell."""
    from PIL import Image, UnidentifiedImageError  # 50 ms that only pages with pictures pay

    try:
        if _XMP.search(data):
            return True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                return bool(picture.getexif().get_ifd(_GPS))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return False  # no picture, or a broken one
