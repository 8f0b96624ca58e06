"""What a publish asks of a bucket, on the slim client: the SDK's promises at a quarter of its cost."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from launcher.errors import ProviderFailed, Refused
from launcher.model import File
from launcher.providers.s3 import signature, xml
from launcher.providers.s3.answers import RESUME
from launcher.providers.s3.outcomes import Reply, Request, Unanswered, Why
from launcher.providers.s3.wire import Wire

DELETE_BATCH = 1000
"""As many keys as S3 takes in one delete."""
_MD5 = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of one bucket. Raises Said and Unanswered."""

    bucket: str
    wire: Wire

    def answers(self) -> None:
        """Nothing, when the bucket is there and may be listed: a HEAD would say no without a reason."""
        self._page((("list-type", "2"), ("max-keys", "1")))

    def etags(self, prefix: str) -> dict[str, str]:
        """The ETag of every object under the prefix, by full key."""
        asked = (("list-type", "2"), ("prefix", prefix), ("encoding-type", "url"))
        page = self._page(asked)
        found = page.etags
        while page.more:
            page = self._page((*asked, ("continuation-token", page.more)))
            if not page.etags.keys() - found.keys():
                raise Unanswered(Why.NOT_S3)  # it would go on for ever
            found |= page.etags
        return found

    def get(self, key: str, *, signed: bool = True) -> Reply:
        return self.wire.ask(Request("GetObject", "GET", key, signed=signed))

    def put(self, key: str, body: bytes, headers: Mapping[str, str], *, once: bool = False) -> str:
        """The new ETag, without quotes. What went wrong on the way is found at both ends: the storage compares the MD5
        that it is told, and the ETag is compared here. Who has none to tell is no S3, whatever he says."""
        md5 = hashlib.md5(body, usedforsecurity=False)
        sent = {**_measured(md5.digest()), **headers}
        reply = self.wire.ask(Request("PutObject", "PUT", key, headers=sent, body=body, once=once))
        if not (etag := reply.headers.get("etag", "").strip('"')):
            raise Unanswered(Why.NOT_S3)
        if _MD5.fullmatch(etag) and etag != md5.hexdigest() and not _encrypted(reply):
            raise Unanswered(Why.GARBLED)
        return etag

    def copy(self, source: str, key: str, headers: Mapping[str, str]) -> None:
        """Inside the storage, with new headers."""
        of = {"x-amz-copy-source": signature.path(f"/{self.bucket}/{source}"), "x-amz-metadata-directive": "REPLACE"}
        xml.copied(self.wire.ask(Request("CopyObject", "PUT", key, headers={**of, **headers}, document=True)).body)

    def remove(self, keys: Collection[str]) -> None:
        """Raises ProviderFailed or Refused for those that stay, too."""
        for batch in batches(keys):
            body = xml.deletion(batch)
            md5 = hashlib.md5(body, usedforsecurity=False).digest()
            headers = {**_measured(md5), "content-type": "application/xml"}
            asked = Request("DeleteObjects", "POST", None, (("delete", ""),), headers, body, document=True)
            all_deleted(xml.undeleted(self.wire.ask(asked).body))

    def _page(self, query: tuple[tuple[str, str], ...]) -> xml.Listed:
        return xml.listing(self.wire.ask(Request("ListObjectsV2", "GET", query=query, document=True)).body)


def of_file(headers: File) -> dict[str, str]:
    """What readers are told of it."""
    found = {"content-type": headers.content_type, "cache-control": headers.cache_control}
    return {name: value for name, value in found.items() if value}


def all_deleted(failed: Collection[tuple[str, str]]) -> None:
    """Raises when there are keys that could not be deleted, each with its code."""
    if not failed:
        return
    key, code = next(iter(failed))
    reason = f"{len(failed)} objects could not be deleted, {key} first: {code}"
    if code == "AccessDenied":
        raise Refused(reason, hint="allow s3:DeleteObject to this key, unless a lock keeps them", code="no-right")
    raise ProviderFailed(reason, hint=RESUME)


def batches(keys: Collection[str]) -> Iterator[list[str]]:
    """As many keys at once as S3 deletes."""
    ordered = iter(sorted(keys))
    while batch := list(itertools.islice(ordered, DELETE_BATCH)):
        yield batch


def _measured(md5: bytes) -> dict[str, str]:
    return {"content-md5": base64.b64encode(md5).decode()}


def _encrypted(reply: Reply) -> bool:
    """Whether the ETag is of what the storage made of the bytes: by a key of a service, or of the customer."""
    kind = reply.headers.get("x-amz-server-side-encryption", "AES256")
    return kind != "AES256" or "x-amz-server-side-encryption-customer-algorithm" in reply.headers
