"""ZIP archives as consoles give them for download, read in memory and within limits."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from launcher.crisis.signals import strangers
from launcher.crisis.signals.found import NotASignal
from launcher.errors import Malformed, Where

MAGIC = b"PK\x03\x04"
MEMBERS = 200
"""Files in an archive. A search console puts seven in one."""
UNPACKED = 64 * 1024 * 1024
"""Bytes in all, counted while they come out: what an archive says of itself is not believed."""

_OFFICE = {"[Content_Types].xml", "mimetype"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def members(raw: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, each with its name as `archive/file`; hidden ones and folders are left out.

    Raises NotASignal for office documents and for more than the limits, Malformed for what does not unpack.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield from _unpacked(archive, name)
    except _BROKEN as error:
        hint = "Download it again, or unpack it and give the folder."
        message = f"the archive cannot be unpacked: {str(error) or type(error).__name__}".partition("\n")[0]
        raise Malformed(message, hint=hint, where=Where(name), code="archive") from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    inside = [info for info in archive.infolist() if not info.is_dir()]
    if _OFFICE & {info.filename for info in inside}:
        message = "an office document is not read here"
        raise NotASignal(message, hint=strangers.SAVE, where=Where(name), code="unknown-kind")
    if len(inside) > MEMBERS:
        raise _too_large(name, f"{len(inside)} files are above the limit of {MEMBERS} for an archive")
    left = UNPACKED
    for info in inside:
        if any(part.startswith((".", "__MACOSX")) for part in info.filename.split("/")):
            continue
        with archive.open(info) as member:
            content = member.read(left + 1)
        left -= len(content)
        if left < 0:
            raise _too_large(name, f"it unpacks to more than {UNPACKED // 2**20} MB")
        yield f"{name}/{info.filename}", content


def _too_large(name: str, message: str) -> NotASignal:
    return NotASignal(message, hint="Unpack it and give the files that matter.", where=Where(name), code="too-large")
