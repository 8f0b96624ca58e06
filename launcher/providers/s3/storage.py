"""Storage on anything that speaks S3: AWS, a compatible server, or the sandbox.

What a publish does goes over the slim client (`objects`, `notes`); what is done seldom (making a bucket, the preflight)
over the SDK, which takes longer to load than a publish of one page.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from launcher.errors import Refused
from launcher.model import Check, File, Noted
from launcher.providers.s3.answers import Place, asking
from launcher.providers.s3.client import Access, connect
from launcher.providers.s3.keys import Keyring, read_credentials
from launcher.providers.s3.notes import Notes
from launcher.providers.s3.objects import DELETE_BATCH, Objects, of_file
from launcher.providers.s3.outcomes import MISSING, passing_over
from launcher.providers.s3.route import Route
from launcher.providers.s3.wire import Wire
from launcher.providers.system import SystemClock
from launcher.services import Clock

__all__ = ["DELETE_BATCH", "Access", "S3Storage", "connect", "read_credentials"]


class S3Storage:
    """One private bucket, and the notes that operators share in it. Safe to share between threads; nothing is connected
    before the first call.

    How it is reached, see `Access`. `policy` is given to a bucket that is made here: who else may read what. `learnt`
    is a folder that keeps what was found out about storages, so that it is asked once.
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
        learnt: Path | None = None,
    ) -> None:
        self._bucket = bucket
        self._learnt = learnt
        self._access = Access(region, endpoint, credentials, profile)
        self._policy = policy
        self._clock = clock or SystemClock()
        self._place = Place(f"{self._access}, bucket {bucket}", self._clock)
        self._keys = Keyring(self._access)
        self._made: Notes | None = None
        self._making = threading.Lock()

    def prepare(self) -> None:
        """Make the bucket if it is not there, private. Refused when its name is not ours to use."""
        with self._asking("look at the bucket"), passing_over("NoSuchBucket"):
            self._objects.answers()
            return
        with self._asking("make the bucket", changes=True):
            self._create()

    def digests(self, prefix: str) -> Mapping[str, str]:
        """MD5 in hex of every object under the prefix, by full key; empty when there is no bucket."""
        with self._asking("list objects"), passing_over("NoSuchBucket"):
            return self._objects.etags(prefix)
        return {}

    def put(self, key: str, body: bytes, headers: File) -> None:
        """Write one object with the content type and cache rule of `headers`."""
        with self._asking(f"write {key}", changes=True):
            self._objects.put(key, body, of_file(headers))

    def copy(self, source: str, key: str, headers: File) -> None:
        """Make an object of another one's bytes, inside the storage, with the content type and cache rule of
        `headers`. Raises ProviderFailed `no-object` when the source is not there."""
        with self._asking(f"copy {source} to {key}", changes=True):
            self._objects.copy(source, key, of_file(headers))

    def get(self, key: str, *, anonymously: bool = False) -> bytes | None:
        """The object's bytes; None when it is not there, or when a stranger may not have it."""
        nothing = (*MISSING, "AccessDenied") if anonymously else MISSING
        with self._asking(f"read {key}"), passing_over(*nothing):
            return self._objects.get(key, signed=not anonymously).body
        return None

    def delete(self, keys: Collection[str]) -> None:
        """Remove these objects; those that are gone already are no error."""
        with self._asking("delete objects", changes=True), passing_over("NoSuchBucket"):
            self._objects.remove(keys)

    def read(self, key: str) -> Noted | None:
        """The note and the tag of this version of it; None when there is none."""
        with self._asking(f"read {key}"):
            return self._notes.read(key)

    def write(self, key: str, body: bytes, tag: str | None) -> str:
        """Write the note if it is still the one of the tag (None: if there is none yet), and tell the new tag. Raises
        WorldMoved when somebody else was faster."""
        with self._asking(f"write {key}", changes=True):
            return self._notes.write(key, body, tag)

    def preflight(self) -> tuple[Check, ...]:
        """What this storage can really do, asked of itself; nothing that is written for it stays."""
        from launcher.providers.s3.preflight import Asked, preflight  # only who asks pays for it

        with self._asking("sign in"):
            return preflight(Asked(self._access.client(), self._access, self._bucket, self._policy, self._place))

    # ── inside ──

    @property
    def _notes(self) -> Notes:
        with self._making:
            if self._made is None:
                access, route = self._access, Route(self._access.bundle())
                wire = Wire(self._bucket, access.where(), access.region, self._keys, self._clock, route)
                self._made = Notes(Objects(self._bucket, wire), self._file())
            return self._made

    @property
    def _objects(self) -> Objects:
        return self._notes.objects

    def _create(self) -> None:
        from launcher.providers.s3 import bucket

        client = self._access.client()
        bucket.create(client, self._bucket, self._access.region)
        bucket.block(client, self._bucket)
        if self._policy is not None:
            client.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(self._policy))

    def _file(self) -> Path | None:
        name = hashlib.sha256(self._place.name.encode()).hexdigest()[:16]
        return self._learnt / f"{name}.json" if self._learnt else None

    @contextmanager
    def _asking(self, what: str, *, changes: bool = False) -> Iterator[None]:
        try:
            with asking(what, self._place, changes=changes):
                yield
        except Refused as refused:
            if refused.reason_code == "session-expired":
                self._keys.forget()  # whoever renews what is written down can go on with this storage
            raise
