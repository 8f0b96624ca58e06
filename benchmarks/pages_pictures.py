"""The pictures of the docs: pages of the product-recall drill as readers see them, in as few bytes as they need.

python -m benchmarks.pages_pictures        writes docs/pictures/page-*.png
"""

from __future__ import annotations

import base64
import contextlib
import struct
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.model import Mode
from tests.audit import edge, sites, tools
from tests.audit.sites import Audited

PICTURES = tools.ROOT / "docs" / "pictures"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SIZES = {"narrow": (360, 760, 1.5), "wide": (1280, 800, 1)}
"""Width and height in CSS pixels, and how many dots each of them has."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which site, kind of page, language, size and scheme."""

    mode: Mode
    kind: str
    lang: str
    size: str
    scheme: str

    @property
    def name(self) -> str:
        return f"page-{self.kind if self.mode is Mode.LIVE else self.mode.value}-{self.lang}-{self.size}-{self.scheme}"


SHOTS = (
    Shot(Mode.LIVE, "home", "fr", "narrow", "light"),
    Shot(Mode.LIVE, "home", "en", "narrow", "dark"),
    Shot(Mode.LIVE, "statement", "fr", "narrow", "dark"),
    Shot(Mode.LIVE, "timeline", "en", "narrow", "light"),
    Shot(Mode.EXERCISE, "home", "fr", "narrow", "light"),
    Shot(Mode.LIVE, "home", "fr", "wide", "dark"),
    Shot(Mode.LIVE, "home", "en", "wide", "light"),
    Shot(Mode.LIVE, "faq", "fr", "wide", "light"),
)


def main() -> int:
    if lacking := tools.missing():
        print(f"  not drawn: {lacking}")
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as served:
        built = {
            Mode.LIVE: sites.named(sites.RECALL, Path(folder) / "live"),
            Mode.EXERCISE: sites.named(sites.EXERCISE, Path(folder) / "exercise"),
        }
        at = {mode: served.enter_context(edge.serving(one.root, one.files)) for mode, one in built.items()}
        drawn = tools.browser("pictures", shots=[_job(shot, at[shot.mode], built[shot.mode]) for shot in SHOTS])
    for shot, picture in zip(SHOTS, drawn, strict=True):
        small = indexed(base64.b64decode(picture))
        (PICTURES / f"{shot.name}.png").write_bytes(small)
        print(f"  {shot.name:32} {len(small):7} B")
    return 0


def _job(shot: Shot, address: str, audited: Audited) -> dict[str, object]:
    width, height, scale = SIZES[shot.size]
    page = address + audited.of_kind(shot.kind, shot.lang)
    return {"page": page, "scheme": shot.scheme, "width": width, "height": height, "scale": scale}


# ── a picture of many colours as one of 256 ──────────────────────────────────────────────────────


def indexed(png: bytes) -> bytes:
    """The same picture with a palette: its most frequent colours, each other as the nearest of them."""
    width, rows = _pixels(png)
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    place = {colour: number for number, colour in enumerate(palette)}
    place |= {colour: _nearest(colour, palette) for colour in counted.keys() - place.keys()}
    lines = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _nearest(colour: bytes, palette: Sequence[bytes]) -> int:
    return min(range(len(palette)), key=lambda n: sum((a - b) ** 2 for a, b in zip(colour, palette[n], strict=True)))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pixels(png: bytes) -> tuple[int, list[list[bytes]]]:
    """Width, and rows of red, green and blue, of a PNG as Chromium writes it: eight bits, not interlaced."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    size = {2: 3, 6: 4}[kind]
    assert depth == 8
    data, above, rows = zlib.decompress(_data(png)), bytes(width * size), []
    for start in range(0, height * (width * size + 1), width * size + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + width * size], above, size)
        rows.append([above[n : n + 3] for n in range(0, len(above), size)])
    return width, rows


def _data(png: bytes) -> bytes:
    found, start = b"", len(SIGNATURE)
    while start < len(png):
        (length,) = struct.unpack(">I", png[start : start + 4])
        if png[start + 4 : start + 8] == b"IDAT":
            found += png[start + 8 : start + 8 + length]
        start += length + 12
    return found


def _unfiltered(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    """A line as it was before its filter (PNG, section 9)."""
    if kind == 0:
        return line
    made = bytearray(line)
    for n, byte in enumerate(line):
        left = made[n - size] if n >= size else 0
        corner = above[n - size] if n >= size else 0
        made[n] = (byte + _guess(kind, left, above[n], corner)) & 255
    return bytes(made)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    return min((left, up, corner), key=lambda one: abs(left + up - corner - one))


if __name__ == "__main__":
    sys.exit(main())
