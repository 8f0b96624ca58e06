"""Bytes to text: UTF-8 (and UTF-16 with its mark, as spreadsheets save), else the Western code page with a note."""

from __future__ import annotations

import codecs

from launcher.crisis.signals.found import NotASignal
from launcher.errors import Where

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT_CONTROLS = frozenset("\t\n\r\f\x1b\x85\xa0\xad")


def decoded(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text with `\\n` line ends and no byte-order mark, and notes. Raises NotASignal for what is not text."""
    text, notes = _decoded(raw, name)
    if not text.strip():
        raise NotASignal("the file is empty", hint="Leave it out, or save it again.", where=Where(name), code="empty")
    if _is_binary(text):
        hint = "Save it as text (UTF-8)."
        raise NotASignal("this is not text", hint=hint, where=Where(name), code="binary")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _decoded(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", errors="replace"), ()
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = raw.decode("cp1252", errors="replace")
        return text, (f"{name}:{line}: not UTF-8; read as Western European (Windows-1252): check the accents",)


def _is_binary(text: str) -> bool:
    """A NUL is never text; more than one odd character in a hundred is not either."""
    sample = text[:65536]
    odd = sum((c < " " or "\x7f" <= c <= "\x9f" or c == "\ufffd") and c not in _TEXT_CONTROLS for c in sample)
    return "\x00" in text or odd * 100 > len(sample)
