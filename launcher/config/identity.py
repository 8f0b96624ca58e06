"""The organisation's look: one colour, and a small logo that travels inside every page.

The logo is read once, cleaned, and becomes a `data:` address, so that a page stays one request and no browser has to
trust what a drawing program put in the file.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from launcher.config.forms import EMAIL, checked
from launcher.documents import Node, Problems
from launcher.errors import Malformed
from launcher.model import Logo
from launcher.shapes import Shape, shorten

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_COLOUR = checked(r"#[0-9A-Fa-f]{6}", "a colour", '"#0b4a5e" (in quotes)')
security = checked(rf"https://[!-~]+|{EMAIL}", "an https or e-mail address", "security@example.org")

MAX_BYTES, MAX_COMPRESSED = 4000, 1500
"""What a logo may add to each page, plain and compressed: what to do must still come within the first 14 KB."""
_MAX_FILE = 100_000
_RATIO = (0.25, 8.0)
_FILE = checked(
    r"[A-Za-z0-9_][A-Za-z0-9._-]{0,60}\.(svg|png)", "the name of an SVG or PNG file beside this one", "logo.svg"
)
_SMALLER = "Export it as a plain SVG of few shapes, or as a PNG 80 pixels high in few colours."
_PLAIN = "Export it as plain SVG: shapes only, text turned into paths, no picture and no script in it."


def colour(node: Node, problems: Problems) -> str:
    """Six hexadecimal digits, in small letters."""
    return str(_COLOUR(node, problems)).lower()


def unquoted(organisation: Node, problems: Problems) -> None:
    """A colour without quotes is a remark to YAML, and its key stands there empty: say so rather than pass over it."""
    given = organisation.value.get("colour") if isinstance(organisation.value, Mapping) else None
    if given and given.value is None:
        hint = 'Put it in quotes: "#0b4a5e". Without them, YAML reads a remark.'
        problems.add("wrong-type", "there is no colour here", given.named, hint)


def logo(folder: Path) -> Shape[Logo | None]:
    """The name of a file in `folder`, read and cleaned; with a problem at the name's line when it cannot serve."""

    def shape(node: Node, problems: Problems) -> Logo | None:
        before = len(problems)
        name = _FILE(node, problems)
        if len(problems) > before:
            return None
        try:
            return _logo(folder / name, name)
        except Malformed as wrong:
            problems.add(wrong.reason_code, wrong.message, node.where, wrong.hint)
            return None

    return shape


def _logo(file: Path, name: str) -> Logo:
    data = _read(file, name)
    found = _png(data, name) if name.endswith(".png") else _svg(data, name)
    if not _RATIO[0] <= found.width / found.height <= _RATIO[1]:
        told = f"the logo {name} is {found.width} by {found.height}"
        raise Malformed(told, hint="At most eight times as wide as it is high.", code="logo-form")
    weight = len(zlib.compress(found.address.encode(), 6))
    if len(found.address) > MAX_BYTES or weight > MAX_COMPRESSED:
        told = f"the logo {name} would add {len(found.address)} bytes to each page ({weight} compressed)"
        limits = f"At most {MAX_BYTES} ({MAX_COMPRESSED} compressed)."
        raise Malformed(told, hint=f"{limits} {_SMALLER}", code="logo-too-heavy")
    return found


def _read(file: Path, name: str) -> bytes:
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= _MAX_FILE else b""
    except OSError as error:
        told = (error.strerror or "unreadable").lower()
        hint = "Put the file beside this one, or take the line out."
        raise Malformed(f"the logo {name} cannot be read: {told}", hint=hint, code="no-logo") from error
    if size > _MAX_FILE:
        raise Malformed(f"the logo {name} has {size // 1000} kB", hint=_SMALLER, code="logo-too-heavy")
    return data


# ── PNG ──────────────────────────────────────────────────────────────────────────────────────────

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"IDAT", b"IEND")
"""What draws the picture; the rest (remarks, places, cameras) stays at home."""


def _png(data: bytes, name: str) -> Logo:
    """A PNG (W3C Recommendation, 2025) with the chunks that draw it and no others."""
    try:
        chunks = list(_chunks(data))
        kept = b"".join(raw for kind, raw in chunks if kind in _CHUNKS)
        width, height = struct.unpack(">II", chunks[0][1][8:16])
        if chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or not (width and height):
            raise ValueError("no picture")
    except (ValueError, IndexError, struct.error) as error:
        raise Malformed(f"the logo {name} is not a whole PNG picture", hint=_SMALLER, code="bad-logo") from error
    address = "data:image/png;base64," + base64.b64encode(_SIGNATURE + kept).decode()
    return Logo(name, address, width, height)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's kind and bytes, its sum checked."""
    if not data.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    at = len(_SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        raw = data[at : at + length + 12]
        if struct.pack(">I", zlib.crc32(raw[4:-4])) != raw[-4:]:
            raise ValueError("a damaged chunk")
        yield raw[4:8], raw
        at += len(raw)


# ── SVG ──────────────────────────────────────────────────────────────────────────────────────────

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs"),
    *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "style"),
}
_SILENT = {"title", "desc", "metadata"}
"""Words about the picture, which the page says itself."""
_AWAY = re.compile(
    r"url\s*\(\s*(?!['\"]?#)|(?:image-set|src|cross-fade|image|element|paint)\s*\(|[\\@]|javascript:|data:|https?:",
    re.I,
)


def _svg(data: bytes, name: str) -> Logo:
    """An SVG with shapes and gradients only; what other programs noted in their own namespaces is left out."""
    from xml.etree.ElementTree import ParseError, tostring

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data.decode("utf-8-sig"), forbid_dtd=True)
        if root.tag != f"{{{_SVG}}}svg":
            raise ValueError("another kind of XML")
        _clean(root, name)
        width, height = _size(root)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Malformed(f"the logo {name} is not a plain SVG picture", hint=_PLAIN, code="bad-logo") from error
    root.set("xmlns", _SVG)
    text = re.sub(r">\s+<", "><", tostring(root, encoding="unicode")).strip()
    spelled = text if "'" in text else text.replace('"', "'")
    return Logo(name, "data:image/svg+xml," + quote(spelled, safe="=:/,;.()+-*_~!"), width, height)


def _clean(node: Element, name: str) -> None:
    """Local names, known attributes; raises Malformed at the first thing that is more than a shape."""
    node.tag = str(node.tag).removeprefix(f"{{{_SVG}}}")
    node.attrib = dict(_attributes(node, name))
    node.text, node.tail = (node.text if node.tag == "style" else None), None
    if _AWAY.search(node.text or ""):
        raise _unsafe(name, "a style that fetches")
    for child in list(node):
        tag = str(child.tag)
        if not tag.startswith(f"{{{_SVG}}}") or tag.removeprefix(f"{{{_SVG}}}") in _SILENT:
            node.remove(child)
        elif tag.removeprefix(f"{{{_SVG}}}") not in _SHAPES:
            raise _unsafe(name, f"<{shorten(tag.removeprefix(f'{{{_SVG}}}'))}>")
        else:
            _clean(child, name)


def _attributes(node: Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        plain = key.removeprefix("{http://www.w3.org/1999/xlink}")
        if plain.startswith("{"):
            continue
        if plain.lower().startswith("on") or _AWAY.search(value) or (plain == "href" and not value.startswith("#")):
            raise _unsafe(name, shorten(f"{plain}=…"))
        yield plain, value


def _unsafe(name: str, what: str) -> Malformed:
    return Malformed(f"the logo {name} holds `{what}`, which is more than a shape", hint=_PLAIN, code="unsafe-logo")


def _size(root: Element) -> tuple[int, int]:
    """Width and height in CSS pixels, from the view box or the two attributes. Raises ValueError."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    given = box[2:] if len(box) == 4 else [root.get(key, "").removesuffix("px") for key in ("width", "height")]
    width, height = (float(number) for number in given)
    if not (0 < width < 1e5 and 0 < height < 1e5):
        raise ValueError("no size")
    return max(round(width), 1), max(round(height), 1)
