"""Storage on anything that speaks S3: AWS, a compatible server, or the sandbox."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from launcher.errors import ProviderFailed, Refused
from launcher.model import Check, File
from launcher.providers.aws.calls import passing_over
from launcher.providers.s3.answers import MISSING, RESUME, UNSUPPORTED, Place, asking
from launcher.providers.s3.client import Access, connect, read_credentials
from launcher.providers.system import SystemClock
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketRequestTypeDef

__all__ = ["DELETE_BATCH", "Access", "S3Storage", "connect", "read_credentials"]

DELETE_BATCH = 1000
"""As many keys as S3 takes in one delete."""


class S3Storage:
    """One private bucket. Safe to share between threads; nothing is connected before the first call.

    How it is reached, see `Access`. `policy` is given to a bucket that is made here: who else may read what.
    """

    def __init__(
        self,
        bucket: str,
        *,
        region: str = "us-east-1",
        endpoint: str | None = None,
        credentials: Path | None = None,
        profile: str | None = None,
        policy: Mapping[str, Any] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._bucket = bucket
        self._access = Access(region, endpoint, credentials, profile)
        self._policy = policy
        self._place = Place(f"{self._access}, bucket {bucket}", clock or SystemClock())
        self._made: S3Client | None = None
        self._making = threading.Lock()

    def prepare(self) -> None:
        """Make the bucket if it is not there, private. Refused when its name is not ours to use."""
        with self._asking("look at the bucket"):
            if self._exists():
                return
        with self._asking("make the bucket", changes=True):
            self._create()

    def digests(self, prefix: str) -> Mapping[str, str]:
        """MD5 in hex of every object under the prefix, by full key; empty when there is no bucket."""
        with self._asking("list objects"), passing_over("NoSuchBucket"):
            return listed(self._client, self._bucket, prefix)
        return {}

    def put(self, key: str, body: bytes, headers: File) -> None:
        """Write one object with the content type and cache rule of `headers`."""
        with self._asking(f"write {key}", changes=True):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType=headers.content_type,
                CacheControl=headers.cache_control,
            )

    def get(self, key: str, *, anonymously: bool = False) -> bytes | None:
        """The object's bytes; None when it is not there, or when a stranger may not have it."""
        client = self._access.stranger() if anonymously else self._client
        passing = passing_over(*MISSING, "AccessDenied") if anonymously else passing_over(*MISSING)
        with self._asking(f"read {key}"), passing:
            return client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return None

    def delete(self, keys: Collection[str]) -> None:
        """Remove these objects; those that are gone already are no error."""
        with self._asking("delete objects", changes=True), passing_over("NoSuchBucket"):
            remove(self._client, self._bucket, keys)

    def preflight(self) -> tuple[Check, ...]:
        """What this storage can really do, asked of itself; nothing that is written for it stays."""
        from launcher.providers.s3.preflight import Asked, preflight  # only who asks pays for it

        with self._asking("sign in"):
            return preflight(Asked(self._client, self._access, self._bucket, self._policy, self._place))

    # ── inside ──

    @property
    def _client(self) -> S3Client:
        with self._making:  # clients may be shared between threads, making them may not
            if self._made is None:
                self._made = self._access.client()
            return self._made

    def _exists(self) -> bool:
        """Asked by a listing: a HEAD says no without a reason."""
        with passing_over("NoSuchBucket"):
            self._client.list_objects_v2(Bucket=self._bucket, MaxKeys=1)
            return True
        return False

    def _create(self) -> None:
        create(self._client, self._bucket, self._access.region)
        block(self._client, self._bucket)
        if self._policy is not None:
            self._client.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(self._policy))

    def _asking(self, what: str, *, changes: bool = False) -> AbstractContextManager[None]:
        return asking(what, self._place, changes=changes)


# ── what every bucket of S3 takes; the SDK's errors are the caller's ─────────────────────────────


def create(client: S3Client, bucket: str, region: str) -> None:
    """Make the bucket; nothing when it is ours already."""
    wanted: CreateBucketRequestTypeDef = {"Bucket": bucket}
    if region != "us-east-1":  # the one region that S3 does not let one name
        wanted["CreateBucketConfiguration"] = {"LocationConstraint": region}  # type: ignore[typeddict-item]
    with passing_over("BucketAlreadyOwnedByYou"):
        client.create_bucket(**wanted)


def block(client: S3Client, bucket: str) -> None:
    """Let nothing in it become public, whatever a policy says; private by default where this is unknown."""
    host = urlsplit(client.meta.endpoint_url).hostname or ""
    with passing_over(*UNSUPPORTED):
        client.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": ".amazonaws.com" in host,  # Ceph 16 then refuses every upload
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )


def listed(client: S3Client, bucket: str, prefix: str) -> dict[str, str]:
    """The ETag of every object under the prefix, by full key."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {item["Key"]: item["ETag"].strip('"') for page in pages for item in page.get("Contents", ())}


def remove(client: S3Client, bucket: str, keys: Collection[str]) -> None:
    """Delete these objects, as many at once as S3 takes. Raises ProviderFailed or Refused for those that stay."""
    for batch in _batches(keys):
        wanted: Any = {"Objects": [{"Key": key} for key in batch], "Quiet": True}
        _all_deleted(client.delete_objects(Bucket=bucket, Delete=wanted).get("Errors", []))


def _batches(keys: Collection[str]) -> Iterator[list[str]]:
    ordered = iter(sorted(keys))
    while batch := list(itertools.islice(ordered, DELETE_BATCH)):
        yield batch


def _all_deleted(errors: Sequence[Mapping[str, Any]]) -> None:
    if not errors:
        return
    first = errors[0]
    reason = f"{len(errors)} objects could not be deleted, {first.get('Key')} first: {first.get('Code')}"
    if first.get("Code") == "AccessDenied":
        raise Refused(reason, hint="allow s3:DeleteObject to this key, unless a lock keeps them", code="no-right")
    raise ProviderFailed(reason, hint=RESUME)
