"""What a storage promises, tried one by one: each function says what is wrong and what that means, or nothing.

The SDK's errors are the caller's.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from launcher.providers.aws.calls import passing_over
from launcher.providers.s3.answers import Place
from launcher.providers.s3.client import Access
from launcher.providers.s3.outcomes import UNSUPPORTED

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_HTML, _CACHE = "text/html; charset=utf-8", "public, max-age=60"
_NAMES = ("été/a b+c.html", "100%~x=1&y.html")
_REFUSED = ("400", "401", "403", "AccessDenied", "InvalidAccessKeyId", "InvalidRequest", "SignatureDoesNotMatch")
_CHANGED = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")


@dataclass(frozen=True, slots=True)
class Asked:
    """The bucket that is asked, ways to reach it, the policy that it should have, and where it is written to."""

    client: S3Client
    access: Access
    bucket: str
    policy: Mapping[str, Any] | None
    place: Place
    prefix: str = field(default_factory=lambda: f"preflight/{secrets.token_hex(8)}/")

    def put(self, name: str, body: bytes, **more: Any) -> None:
        self.client.put_object(Bucket=self.bucket, Key=self.prefix + name, Body=body, **more)

    def get(self, name: str) -> Any:
        return self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)

    def body(self, name: str) -> bytes:
        found: bytes = self.get(name)["Body"].read()
        return found

    def etags(self) -> Mapping[str, str]:
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix).get("Contents", ())
        return {item["Key"].removeprefix(self.prefix): item["ETag"].strip('"') for item in found}


def written(asked: Asked) -> str:
    """A page that is replaced is the new one at once."""
    for body in (b"first", b"second"):
        asked.put("again.html", body)
        if asked.body("again.html") != body:
            return "what was just written is not what is read: a switch would show old pages for some time"
    return ""


def listed(asked: Asked) -> str:
    """An upload is checked by its listing."""
    asked.put("listed.html", b"listed")
    found = asked.etags().get("listed.html")
    if found is None:
        return "what was just written is not listed: an upload could not be checked"
    if found != _md5(b"listed"):
        return (
            "the listing's ETag is no MD5 (encryption by SSE-KMS or SSE-C does that): no upload would ever look whole"
        )
    return ""


def metadata(asked: Asked) -> str:
    """What browsers are told of a page."""
    asked.put("typed.html", b"typed", ContentType=_HTML, CacheControl=_CACHE)
    found = asked.get("typed.html")
    lost = [name for name, wanted in (("ContentType", _HTML), ("CacheControl", _CACHE)) if found.get(name) != wanted]
    return (
        f"{' and '.join(lost)} are not kept: browsers would not show pages as pages, or keep old ones" if lost else ""
    )


def names(asked: Asked) -> str:
    """Releases have plain names; other sites' pages may not."""
    for name in _NAMES:
        asked.put(name, name.encode())
    there = asked.etags()
    broken = [name for name in _NAMES if name not in there or asked.body(name) != name.encode()]
    return f"names like `{broken[0]}` do not come back as they were written" if broken else ""


def private(asked: Asked) -> str:
    """What no policy opens is ours to read."""
    asked.put("private.html", b"private")
    stranger = asked.access.stranger()
    with passing_over(*_REFUSED):
        stranger.get_object(Bucket=asked.bucket, Key=f"{asked.prefix}private.html")
        return "anyone can read what is stored: pages could be read before they are live, and drafts too"
    return ""


def unsigned(asked: Asked) -> str:
    """Without a key, no write."""
    stranger = asked.access.stranger()
    with passing_over(*_REFUSED):
        stranger.put_object(Bucket=asked.bucket, Key=f"{asked.prefix}stranger.html", Body=b"")
        return "anyone can write, without a key: the site could be replaced by anybody"
    return ""


def wrong_key(asked: Asked) -> str:
    """Neither half of a key is enough."""
    for what, impostor in zip(("a wrong secret", "an unknown key"), asked.access.impostors(), strict=True):
        with passing_over(*_REFUSED):
            impostor.put_object(Bucket=asked.bucket, Key=f"{asked.prefix}impostor.html", Body=b"")
            return f"{what} is accepted: the site could be replaced by anybody"
    return ""


def created_once(asked: Asked) -> str:
    """What a lock between two operators would be made of."""
    wrong = (
        "an object that is there is written over in spite of If-None-Match: two operators at once cannot be told apart"
    )
    asked.put("once.html", b"first", IfNoneMatch="*")
    with passing_over(*_CHANGED):
        asked.put("once.html", b"second", IfNoneMatch="*")
        return wrong
    return "" if asked.body("once.html") == b"first" else wrong


def replaced_same(asked: Asked) -> str:
    """What an operator who takes over would lean on."""
    asked.put("same.html", b"first")
    with passing_over(*_CHANGED):
        asked.put("same.html", b"second", IfMatch=f'"{_md5(b"other")}"')
        return "an object that changed is written over in spite of If-Match: who comes second does not notice"
    for tag in (f'"{_md5(b"first")}"', _md5(b"first")):  # Ceph 16 knows its own ETags without quotes only
        with passing_over(*_CHANGED):
            asked.put("same.html", b"third", IfMatch=tag)
            return ""
    return "an object is not replaced even when If-Match is right"


def sweep(asked: Asked) -> str:
    """Remove what was written, all versions of it."""
    there: list[Any] = []
    with passing_over(*UNSUPPORTED, "AccessDenied"):
        found = asked.client.list_object_versions(Bucket=asked.bucket, Prefix=asked.prefix)
        there = [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]
    versions = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in there]
    objects: Any = versions or [{"Key": asked.prefix + name} for name in asked.etags()]
    if objects:
        with passing_over("AccessDenied"):
            asked.client.delete_objects(Bucket=asked.bucket, Delete={"Objects": objects, "Quiet": True})
    left = len(asked.etags())
    hint = "remove them, and allow s3:DeleteObject to this key"
    return f"{left} objects stay under {asked.prefix}: {hint}" if left else ""


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
