"""What can come of a request besides an answer that is good. Raised by our own client, and what the SDK raises is
translated to it, so that one table tells both."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

MISSING = ("NoSuchKey", "NoSuchBucket")
UNSUPPORTED = ("NotImplemented", "MethodNotAllowed", "501", "405")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole. The names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Error:
    """An error document; without one, `code` is the status."""

    code: str
    message: str = ""
    region: str = ""


class Why(enum.Enum):
    """Why there is no answer."""

    UNREACHABLE = "nobody was reached: nothing was sent"
    SILENT = "it may have been sent, and no whole answer came"
    NO_TLS = "what answers speaks no TLS"
    DISTRUSTED = "its certificate is not trusted"
    NOT_S3 = "what answers is no S3"
    GARBLED = "it says that it keeps other bytes than were sent"
    NO_SESSION = "the session has expired"
    NO_KEY = "there is no usable access key"
    NO_PROFILE = "there is no such profile"
    NO_NAME = "no bucket can be called so"


class Said(Exception):
    """The storage said no. `operation` is the call's name in S3's reference."""

    def __init__(self, operation: str, error: Error, reply: Reply) -> None:
        super().__init__(f"{operation}: {reply.status} {error.code}")
        self.operation = operation
        self.error = error
        self.reply = reply


class Unanswered(Exception):
    """No answer, or none that can be one. `detail` may be told."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Request:
    """One call of S3. `key` is None for the bucket itself; `document`: it is answered in XML, which may be an error in
    spite of its status; `once`: what may not be sent again without a look at what came of it."""

    operation: str
    method: str
    key: str | None = None
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    document: bool = False
    once: bool = False
    signed: bool = True


@contextmanager
def passing_over(*codes: str) -> Iterator[None]:
    """Go on after the block when the storage says no with one of these codes."""
    try:
        yield
    except Said as no:
        if no.error.code not in codes:
            raise
