"""One host's bucket: open to readers while it shows something, and closed otherwise.

Its marker is an object, not a tag or a setting: only of objects does S3 promise that they are read as last written.
The SDK's errors are the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from launcher.errors import Refused
from launcher.providers.aws.calls import passing_over
from launcher.providers.s3.bucket import block, create, listed, remove
from launcher.providers.s3.outcomes import MISSING, UNSUPPORTED

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import WebsiteConfigurationTypeDef

MARKER = ".sparewheel"
"""In it: what the bucket shows; nothing while it is being changed."""
INDEX, LOST = "index.html", "404.html"
_AT_ONCE = 16
_SHOWN: WebsiteConfigurationTypeDef = {"IndexDocument": {"Suffix": INDEX}, "ErrorDocument": {"Key": LOST}}


def files_of(client: S3Client, bucket: str, place: str) -> Mapping[str, str]:
    """The ETag of each file under the place, by its path."""
    prefix = f"releases/{place}/"
    return {key.removeprefix(prefix): etag for key, etag in listed(client, bucket, prefix).items()}


def reading_policy(bucket: str) -> Mapping[str, Any]:
    """Anyone may read. And list: without that, a website answers 403 for what is not there, not 404."""
    everyone = {"Effect": "Allow", "Principal": {"AWS": ["*"]}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "AnyoneReads", **everyone, "Action": ["s3:GetObject"], "Resource": [f"arn:aws:s3:::{bucket}/*"]},
            {
                "Sid": "AnyoneIsToldOfNone",
                **everyone,
                "Action": ["s3:ListBucket"],
                "Resource": [f"arn:aws:s3:::{bucket}"],
            },
        ],
    }


@dataclass(frozen=True, slots=True)
class HostBucket:
    """The bucket that bears the host's name."""

    client: S3Client
    host: str
    region: str

    def marker(self) -> str | None:
        """What it shows, whole; None: nothing, or it is being changed."""
        with passing_over(*MISSING):
            return self.client.get_object(Bucket=self.host, Key=MARKER)["Body"].read().decode() or None
        return None

    def show(self, bucket: str, place: str, files: Mapping[str, str], changed: Collection[str]) -> None:
        """Go over to these files of the place, those of another ETag and the changed ones: what pages need, pages, the
        first page; then drop the others. A no-op when it shows just these."""
        if self.marker() == place and self._files() == files and not changed:
            return
        there = self._change()
        self._open()
        differing = [path for path, etag in files.items() if there.get(path) != etag or path in changed]
        groups: tuple[Callable[[str], bool], ...] = (
            lambda path: not path.endswith(".html"),
            lambda path: path.endswith(".html") and path != INDEX,
            lambda path: path == INDEX,
        )
        for among in groups:
            self._copy(bucket, f"releases/{place}/", filter(among, differing))
        self.client.put_bucket_website(Bucket=self.host, WebsiteConfiguration=_SHOWN)
        remove(self.client, self.host, self._files().keys() - files.keys())
        self._mark(place)

    def redirect(self, host: str) -> None:
        """Send every reader there, with the path; what was shown is removed."""
        if self.marker() == f"https://{host}":
            return
        self._change()
        to: WebsiteConfigurationTypeDef = {"RedirectAllRequestsTo": {"HostName": host, "Protocol": "https"}}
        self.client.put_bucket_website(Bucket=self.host, WebsiteConfiguration=to)
        self._shut()
        remove(self.client, self.host, self._files().keys())
        self._mark(f"https://{host}")

    def close(self) -> None:
        """Show nothing any more. A bucket that is not ours is left as it is."""
        if MARKER not in (self._objects() or {}):
            return
        self._mark("")
        self.client.delete_bucket_website(Bucket=self.host)
        self._shut()
        remove(self.client, self.host, self._files().keys())
        remove(self.client, self.host, [MARKER])

    # ── inside ──

    def _objects(self) -> Mapping[str, str] | None:
        """The ETag of each object; None where there is no bucket."""
        with passing_over("NoSuchBucket"):
            return listed(self.client, self.host, "")
        return None

    def _files(self) -> Mapping[str, str]:
        return {key: etag for key, etag in (self._objects() or {}).items() if key != MARKER}

    def _change(self) -> Mapping[str, str]:
        """From here on it shows nothing whole; what is there. The bucket is made if it is not; Refused when it is
        used."""
        there = self._objects()
        if there and MARKER not in there:
            hint = "Empty or rename that bucket, or choose another name: what is in it would be removed."
            reason = f"the bucket {self.host} holds {len(there)} objects that sparewheel did not put there"
            raise Refused(reason, hint=hint, code="edge-bucket-used")
        if there is None:
            create(self.client, self.host, self.region)
        self._mark("")
        return there or {}

    def _mark(self, shown: str) -> None:
        self.client.put_object(
            Bucket=self.host,
            Key=MARKER,
            Body=shown.encode(),
            ContentType="text/plain; charset=utf-8",
            CacheControl="no-store",
        )

    def _open(self) -> None:
        with passing_over(*UNSUPPORTED):
            self.client.delete_public_access_block(Bucket=self.host)
        self.client.put_bucket_policy(Bucket=self.host, Policy=json.dumps(reading_policy(self.host)))

    def _shut(self) -> None:
        self.client.delete_bucket_policy(Bucket=self.host)
        block(self.client, self.host)

    def _copy(self, bucket: str, prefix: str, paths: Iterable[str]) -> None:
        """On the storage itself; content types and cache rules come along."""

        def one(path: str) -> None:
            source: Any = {"Bucket": bucket, "Key": prefix + path}
            self.client.copy_object(Bucket=self.host, Key=path, CopySource=source)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(one, paths))
