"""Weight: a page loads in one round trip on a bad line, and a thousand readers a second fit through a thin wire.

What a page weighs is its own words: the theme inlines its style (about 3 kB compressed), and nothing else is asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.rules import Content, error

ROUND_TRIP = 10_500
"""Bytes of compressed text that fit, with the theme, into the first 14 kB: ten segments of 1,460 bytes (RFC 6928)."""
MOST = 60_000
"""Bytes of compressed text: about 200 kB of prose. Nobody reads it, and it takes seconds on a telephone."""
PICTURE, LARGEST = 200_000, 2_000_000
"""Bytes of a linked file: more is slow for many; much more is a mistake (a camera's original, a raw document)."""
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


def check(content: Content) -> Iterator[Finding]:
    """Pages whose text is heavy."""
    for document in content.going_out:
        size = len(zlib.compress(document.body.encode(), 6))
        where = Where(str(document.file), document.body_line, 1)
        if size > MOST:
            message = f"{size // 1000} kB of compressed text: more than {MOST // 1000}"
            yield error("too-heavy", message, "Split it into several pages.", where)
        elif size > ROUND_TRIP:
            message = f"{size / 1000:.1f} kB of compressed text does not come in one round trip"
            hint = f"Below {ROUND_TRIP / 1000:.1f} kB a page is there at once; put the most urgent first, or split it."
            yield Finding("heavy", "warning", message, hint, where)


def check_file(file: Path, data: bytes) -> Iterator[Finding]:
    """Files that are."""
    size, where = len(data), Where(str(file))
    if size > LARGEST:
        message = f"{file.name} weighs {size / 1e6:.1f} MB: more than {LARGEST / 1e6:.0f}"
        yield error("file-too-heavy", message, "Save a smaller copy.", where)
    elif size > PICTURE and file.suffix.lower() in _PICTURES:
        message = f"{file.name} weighs {size // 1000} kB: slow on a telephone"
        yield Finding("file-heavy", "warning", message, "Save a smaller copy (1600 px, quality 75).", where)
