"""Bytes to text: UTF-8, UTF-16 (as spreadsheets and Matomo save), what XML or HTML declares, else Windows-1252."""

from __future__ import annotations

import codecs
import re
import unicodedata

from launcher.crisis.signals.found import NotASignal
from launcher.errors import Where

_HEAD = 65536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with that one's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{3,20})|<meta[^>]{0,200}?charset=["']?([\w-]{3,20})""", re.I
)
_KNOWN = re.compile(r"(?:iso-?8859|windows|cp|koi8|euc|gb|big5|shift|mac).*", re.IGNORECASE)
_LATIN1 = re.compile(r"(?:iso-?8859-?1|latin-?1|us-?ascii|windows-1252)", re.IGNORECASE)
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def decoded(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text with `\\n` line ends, no byte-order mark nor other invisible signs, and notes.

    Raises NotASignal for what is not text."""
    text, doubt = _decoded(raw)
    if not text.strip():
        raise NotASignal("the file is empty", hint="Leave it out, or save it again.", where=Where(name), code="empty")
    if _is_binary(text):
        hint = "Save it as text (.txt, UTF-8)."
        raise NotASignal("this is not text", hint=hint, where=Where(name), code="binary")
    text = text if text.isascii() else _INVISIBLE.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n"), (f"{name}:{doubt}",) if doubt else ()


def cleaned(text: str) -> str:
    """Words as they are compared: composed accents, plain spaces, no soft hyphen nor any other invisible sign (they
    break words in two). Lines stay lines."""
    if text.isascii():
        return text
    text = _BREAKS.sub("\n", _SPACES.sub(" ", _INVISIBLE.sub("", text)))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text, and a doubt as `line: what` (empty: none)."""
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "") or _unmarked_utf16(raw)
    if marked:
        return raw.decode(marked, errors="replace").rstrip("\ufffd"), ""
    if b"\x00" in raw[:_HEAD]:
        return "\x00", ""
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _not_utf8(raw, error, line)


def _not_utf8(raw: bytes, error: UnicodeDecodeError, line: int) -> tuple[str, str]:
    if error.end == len(raw) and error.reason == "unexpected end of data" and not raw[: error.start].isascii():
        return raw[: error.start].decode(
            "utf-8"
        ), f"{line}: the file ends in the middle of a letter; it may have been cut"
    declared = _declared(raw)
    if declared:
        return raw.decode(declared, errors="replace"), ""
    text = raw.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) > 10 * bad:
        return text.replace("\ufffd", ""), f"{line}: {bad} damaged letter(s) left out"
    doubt = f"{line}: not UTF-8; read as Western European (Windows-1252): check the accents"
    return raw.decode("cp1252", errors="replace"), doubt


def _declared(raw: bytes) -> str:
    """The encoding that XML or HTML says it has; as in browsers, Latin-1 means Windows-1252. Empty: none we trust."""
    match = _DECLARED.search(raw[:2048])
    said = (match[1] or match[2]).decode("ascii", "ignore") if match else ""
    if _LATIN1.fullmatch(said):
        return "cp1252"
    try:
        return codecs.lookup(said).name if _KNOWN.fullmatch(said) else ""
    except LookupError:
        return ""


def _unmarked_utf16(raw: bytes) -> str:
    """UTF-16 without its mark: Western text has a NUL in every second byte."""
    sample = raw[:4096]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half and odd * 2 > half and even * 10 < half:
        return "utf-16-le"
    return "utf-16-be" if half and even * 2 > half and odd * 10 < half else ""


def _is_binary(text: str) -> bool:
    """A NUL is never text; more than one odd character in a hundred is not either."""
    sample = text[:_HEAD]
    return "\x00" in text or len(_ODD.findall(sample)) * 100 > len(sample)
