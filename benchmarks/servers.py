"""The real S3 server that deploys are measured on: Ceph's gateway, started anew, near or behind a delay."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.delay import road
from launcher.providers.s3.client import connect
from tests.real import buckets

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

REGION = "us-east-1"
AT_ONCE = 1000
"""Keys that S3 takes in one delete."""
STORAGE = ("ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool")
"""The programs of Ceph."""


def missing(programs: Iterable[str] = ()) -> str:
    """What is not on this machine, of these and of Ceph's; empty: all of it is."""
    lacks = [name for name in (*STORAGE, *programs) if not shutil.which(name)]
    return f"no {', '.join(lacks)}: make real" if lacks else ""


@dataclass(frozen=True)
class Server:
    """`near` is the server itself, which we look at; `endpoint` the way that is measured, perhaps a longer one."""

    near: str
    endpoint: str
    credentials: Path

    @cached_property
    def _client(self) -> S3Client:
        return connect(REGION, self.near, self.credentials)

    @contextlib.contextmanager
    def bucket(self, name: str) -> Iterator[str]:
        """A new one, which is gone afterwards with all that is in it."""
        self._client.create_bucket(Bucket=name)
        try:
            yield name
        finally:
            self._empty(name)
            self._client.delete_bucket(Bucket=name)

    def holds(self, bucket: str, prefix: str = "") -> Mapping[str, str]:
        """MD5 in hex of every object under the prefix, by the rest of its key."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        objects = (one for page in pages for one in page.get("Contents", ()))
        return {one["Key"].removeprefix(prefix): one["ETag"].strip('"') for one in objects}

    def _empty(self, bucket: str) -> None:
        keys = [{"Key": key} for key in self.holds(bucket)]
        for start in range(0, len(keys), AT_ONCE):
            batch: Any = {"Objects": keys[start : start + AT_ONCE], "Quiet": True}
            self._client.delete_objects(Bucket=bucket, Delete=batch)


@contextlib.contextmanager
def ceph(folder: Path, milliseconds: float = 0) -> Iterator[Server]:
    """A fresh one, behind a round trip of so long."""
    folder.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        near = stack.enter_context(buckets.ceph(folder / "ceph"))
        keys = buckets.credentials(folder / "keys", buckets.KEY, buckets.SECRET)
        yield Server(near, stack.enter_context(behind(near, milliseconds)), keys)


@contextlib.contextmanager
def behind(near: str, milliseconds: float) -> Iterator[str]:
    """The address of the same server with that delay."""
    if not milliseconds:
        yield near
        return
    with road(urlsplit(near).netloc, milliseconds) as port:
        yield f"http://127.0.0.1:{port}"


def digests(tree: Path) -> Mapping[str, str]:
    """What a bucket that mirrors this folder must hold: MD5 in hex by path."""
    files = (path for path in tree.rglob("*") if path.is_file())
    return {
        path.relative_to(tree).as_posix(): hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        for path in files
    }
