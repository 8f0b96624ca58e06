"""AWS Signature Version 4: a request and a key → the headers that prove who asks. Pure.

Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class Keys:
    """An access key. Only its `id` may be shown: the others are in no repr."""

    id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature is good for."""

    region: str
    service: str = "s3"


def path(text: str) -> str:
    """A path as it is sent and signed: every byte but the unreserved ones and `/` as `%XX`; nothing is normalised."""
    return quote(text, safe=f"/{_UNRESERVED}")


def query(parameters: Iterable[tuple[str, str]]) -> str:
    """A query as it is sent and signed: sorted by the encoded name, then the encoded value."""
    pairs = sorted((quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED)) for name, value in parameters)
    return "&".join(f"{name}={value}" for name, value in pairs)


def digest(body: bytes) -> str:
    """SHA-256 in hex: what is signed of a body."""
    return hashlib.sha256(body).hexdigest()


def stamp(moment: dt.datetime) -> str:
    """`20130524T000000Z`, in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def signed(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    keys: Keys,
    scope: Scope,
    at: dt.datetime,
) -> dict[str, str]:
    """All headers to send, names in lower case: those given (`host` is among them), the time, the body's SHA-256, the
    session's token and the signature over all of it. `path` and `query` are encoded already."""
    hashed = digest(body)
    full = {**headers, "x-amz-content-sha256": hashed, "x-amz-date": stamp(at)}
    if keys.token:
        full["x-amz-security-token"] = keys.token
    full["authorization"] = authorization(method, path, query, full, hashed, keys, scope)
    return full


def authorization(
    method: str, path: str, query: str, headers: Mapping[str, str], hashed: str, keys: Keys, scope: Scope
) -> str:
    """The header `Authorization`. All of `headers` are signed, `x-amz-date` among them; `hashed` is the body's."""
    names = sorted(headers)
    listed, time = ";".join(names), headers["x-amz-date"]
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
    canonical = f"{method}\n{path}\n{query}\n{lines}\n{listed}\n{hashed}"
    within = f"{time[:8]}/{scope.region}/{scope.service}/aws4_request"
    text = f"{ALGORITHM}\n{time}\n{within}\n{digest(canonical.encode())}"
    signature = _mac(_signing_key(keys.secret, time[:8], scope), text).hex()
    return f"{ALGORITHM} Credential={keys.id}/{within}, SignedHeaders={listed}, Signature={signature}"


@functools.lru_cache(maxsize=8)
def _signing_key(secret: str, day: str, scope: Scope) -> bytes:
    """One key a day, region and service."""
    dated = _mac(f"AWS4{secret}".encode(), day)
    return _mac(_mac(_mac(dated, scope.region), scope.service), "aws4_request")


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
