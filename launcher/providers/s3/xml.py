"""The few documents of S3 that a publish reads and writes. What is read comes from strangers: no document type, no
entity, nothing that is not asked for is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_plus
from xml.parsers import expat

from launcher.providers.s3.outcomes import Error, Reply, Unanswered, Why

MOST = 16 << 20
"""Bytes of a document that is read: a page of a listing (1,000 keys of 1,024 bytes, encoded) has 4 MB at most."""
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a listing: the ETag of each object (without quotes) by its full key; how to ask for the next page
    (empty: there is none)."""

    etags: dict[str, str]
    more: str = ""


def listing(body: bytes) -> Listed:
    """A ListBucketResult. Raises Unanswered when it is none, or a page that leads nowhere."""
    found = _read(body, "ListBucketResult", "Contents")
    encoded = found.texts.get("EncodingType") == "url"
    etags = {
        unquote_plus(one["Key"]) if encoded else one["Key"]: one.get("ETag", "").strip('"')
        for one in found.rows
        if "Key" in one
    }
    truncated = found.texts.get("IsTruncated") == "true"
    more = found.texts.get("NextContinuationToken", "") if truncated else ""
    if truncated and not more:
        raise Unanswered(Why.NOT_S3)
    return Listed(etags, more)


def copied(body: bytes) -> None:
    """Raises Unanswered when this is not a CopyObjectResult."""
    _read(body, "CopyObjectResult")


def undeleted(body: bytes) -> list[tuple[str, str]]:
    """Key and code of each object that a DeleteResult says could not be deleted."""
    return [(one.get("Key", ""), one.get("Code", "")) for one in _read(body, "DeleteResult", "Error").rows]


def error(reply: Reply) -> Error:
    """What an answer says that is no success; what is no error document has its status for a code."""
    try:
        texts = _read(reply.body, "Error").texts
    except Unanswered:
        return Error(str(reply.status))
    return Error(texts.get("Code") or str(reply.status), texts.get("Message", ""), texts.get("Region", ""))


def is_error(body: bytes) -> bool:
    """Whether a document is an error, whatever its status was."""
    try:
        _read(body, "Error")
    except Unanswered:
        return False
    return True


def deletion(keys: Sequence[str]) -> bytes:
    """Delete these, and tell only of those that stay."""
    objects = "".join(f"<Object><Key>{_escaped(key)}</Key></Object>" for key in keys)
    namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    return f'<Delete xmlns="{namespace}"><Quiet>true</Quiet>{objects}</Delete>'.encode()


def _escaped(text: str) -> str:
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"), ("\n", "&#10;")):
        text = text.replace(sign, written)
    return text


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Reader:
    """The texts right below the root, by name; and its rows, the elements of one name, each with its own texts.
    Namespaces are ignored."""

    root: str
    row: str
    texts: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def start(self, tag: str, _: object) -> None:
        name = tag.rpartition(":")[2]
        if len(self._open) > _DEEPEST or (not self._open and name != self.root):
            raise Unanswered(Why.NOT_S3)
        if len(self._open) == 1 and name == self.row:
            self.rows.append({})
        self._open.append(name)
        self._text.clear()

    def text(self, data: str) -> None:
        self._text.append(data)

    def end(self, _: str) -> None:
        name = self._open.pop()
        if len(self._open) == 1:
            self.texts[name] = "".join(self._text)
        elif len(self._open) == 2 and self._open[1] == self.row:
            self.rows[-1][name] = "".join(self._text)
        self._text.clear()


def _read(body: bytes, root: str, row: str = "") -> _Reader:
    """Raises Unanswered when this is not a document of that name."""
    reader, parser = _Reader(root, row), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unanswered(Why.NOT_S3) from None
    return reader


def _no_doctype(*_: object) -> None:
    raise Unanswered(Why.NOT_S3)
