"""Storage on anything that speaks S3: AWS, a compatible server, or the sandbox."""

from __future__ import annotations

import configparser
import itertools
import json
import stat
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import File

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketRequestTypeDef

DELETE_BATCH = 1000
"""As many keys as S3 takes in one delete."""

_MISSING = frozenset({"404", "NoSuchKey", "NoSuchBucket"})
_UNSUPPORTED = frozenset({"NotImplemented", "MethodNotAllowed", "501", "405"})
_KEY_HINT = "check the access key: environment, 0600 file or profile, and that it belongs to this endpoint"
_NO: Mapping[str, tuple[str, str]] = {
    "403": ("access is denied", f"{_KEY_HINT}; or the bucket is not yours"),
    "AccessDenied": ("access is denied", "the key is known but may not do this: see the policy in the documentation"),
    "InvalidAccessKeyId": ("the access key is not known there", _KEY_HINT),
    "SignatureDoesNotMatch": ("the secret does not fit the access key", _KEY_HINT),
    "ExpiredToken": ("the session has expired", "sign in again"),
    "NoSuchBucket": ("there is no such bucket", "`sparewheel standby` makes it"),
    "BucketAlreadyExists": ("the bucket's name belongs to someone else", "choose another bucket name for the target"),
    "InvalidBucketName": ("the bucket's name is not valid", "3–63 lower-case letters, digits and hyphens"),
    "301": ("the bucket is in another region", "correct the target's region"),
    "PermanentRedirect": ("the bucket is in another region", "correct the target's region"),
}
"""What a provider's no means, and what to do about it. Codes that are not here are failures."""


class S3Storage:
    """One private bucket. Safe to share between threads; nothing is connected before the first call.

    `endpoint` is None for AWS. `credentials` is a 0600 file in the form of `~/.aws/credentials` (section `default`);
    without it the SDK's own chain is used. `policy` is given to a bucket that is made here: who else may read what.
    """

    def __init__(
        self,
        bucket: str,
        *,
        region: str = "us-east-1",
        endpoint: str | None = None,
        credentials: Path | None = None,
        policy: Mapping[str, Any] | None = None,
    ) -> None:
        self._bucket = bucket
        self._region = region
        self._endpoint = endpoint
        self._credentials = credentials
        self._policy = policy
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
        found: dict[str, str] = {}
        with self._asking("list objects"), _missing_is_fine():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                found.update((item["Key"], item["ETag"].strip('"')) for item in page.get("Contents", ()))
        return found

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
        client = connect(self._region, self._endpoint, None, anonymously=True) if anonymously else self._client
        passing = _passing_over({*_MISSING, "AccessDenied"}) if anonymously else _missing_is_fine()
        with self._asking(f"read {key}"), passing:
            return client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return None

    def delete(self, keys: Collection[str]) -> None:
        """Remove these objects; those that are gone already are no error."""
        for batch in _batches(keys):
            with self._asking("delete objects", changes=True), _missing_is_fine():
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
                )
                _all_deleted(answer.get("Errors", []))

    # ── inside ──

    @property
    def _client(self) -> S3Client:
        with self._making:  # clients may be shared between threads, making them may not
            if self._made is None:
                self._made = connect(self._region, self._endpoint, self._credentials)
            return self._made

    def _exists(self) -> bool:
        with _missing_is_fine():
            self._client.head_bucket(Bucket=self._bucket)
            return True
        return False

    def _create(self) -> None:
        wanted: CreateBucketRequestTypeDef = {"Bucket": self._bucket}
        if self._region != "us-east-1":  # the one region that S3 does not let one name
            wanted["CreateBucketConfiguration"] = {"LocationConstraint": self._region}  # type: ignore[typeddict-item]
        with _passing_over({"BucketAlreadyOwnedByYou"}):
            self._client.create_bucket(**wanted)
        with _passing_over(_UNSUPPORTED):  # private by default where this call is unknown
            self._client.put_public_access_block(
                Bucket=self._bucket,
                PublicAccessBlockConfiguration={
                    "BlockPublicAcls": self._endpoint is None,  # Ceph 16 then refuses every upload; ignoring is enough
                    "IgnorePublicAcls": True,
                    "BlockPublicPolicy": True,
                    "RestrictPublicBuckets": True,
                },
            )
        if self._policy is not None:
            self._client.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(self._policy))

    @contextmanager
    def _asking(self, what: str, *, changes: bool = False) -> Iterator[None]:
        """Give the SDK's errors their place in our tree."""
        from botocore.exceptions import BotoCoreError, ClientError

        where = f"{self._endpoint or 'S3'}, bucket {self._bucket}"
        try:
            yield
        except ClientError as answered:
            raise _from_answer(what, where, answered.response) from answered
        except BotoCoreError as broken:
            raise _from_sdk(what, where, broken, changes=changes) from broken


def connect(region: str, endpoint: str | None, credentials: Path | None, *, anonymously: bool = False) -> S3Client:
    """A client of S3: path-style and without unasked checksums on endpoints that are not AWS."""
    import boto3.session  # 0.35 s: paid only by a command that needs it
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.session import get_session

    config = Config(
        signature_version=UNSIGNED if anonymously else None,
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 5},
        max_pool_connections=32,
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required" if endpoint else "when_supported",
        response_checksum_validation="when_required" if endpoint else "when_supported",
        proxies={} if _on_loopback(endpoint) else None,
    )
    keys = read_credentials(credentials)
    alone = {"profile": (None, None, None, None)} if keys or anonymously else None  # no profile of the environment
    session = boto3.session.Session(
        botocore_session=get_session(alone),
        region_name=region,
        aws_access_key_id=keys.get("aws_access_key_id"),
        aws_secret_access_key=keys.get("aws_secret_access_key"),
    )
    return session.client("s3", endpoint_url=endpoint, config=config)


def _on_loopback(endpoint: str | None) -> bool:
    """Whether the endpoint is on this machine: a proxy of the environment has no business there."""
    return endpoint is not None and urlsplit(endpoint).hostname in ("127.0.0.1", "localhost", "::1")


def read_credentials(path: Path | None) -> dict[str, str]:
    """The access key as the SDK's arguments; empty for None. Refused when others can read the file."""
    if path is None:
        return {}
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(path.read_text(encoding="utf-8"))
        keys = {name: parser["default"][name] for name in ("aws_access_key_id", "aws_secret_access_key")}
    except OSError as missing:
        raise Refused(f"the credentials file {path} cannot be read: {missing.strerror}") from missing
    except (configparser.Error, KeyError, UnicodeDecodeError):
        # Not chained: what stood in the file must not reach a log.
        raise Refused(f"{path} is no credentials file", hint="section [default] with both aws_ keys") from None
    if mode & 0o077:
        raise Refused(f"others can read {path}", hint=f"chmod 600 {path}")
    return keys


# ── what went wrong ──────────────────────────────────────────────────────────────────────────────


@contextmanager
def _passing_over(codes: Collection[str]) -> Iterator[None]:
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as answered:
        if answered.response["Error"]["Code"] not in codes:
            raise


def _missing_is_fine() -> Any:
    return _passing_over(_MISSING)


def _from_answer(what: str, where: str, response: Any) -> SpareWheelError:
    code = str(response["Error"]["Code"])
    if code in _NO:
        reason, hint = _NO[code]
        return Refused(f"cannot {what}: {reason} ({where})", hint=hint, code="storage-refused")
    text = response["Error"].get("Message") or code
    return ProviderFailed(f"cannot {what}: {text} ({where})", hint="`sparewheel resume` goes on from here")


def _from_sdk(what: str, where: str, broken: Exception, *, changes: bool) -> SpareWheelError:
    from botocore import exceptions as sdk

    if isinstance(broken, sdk.NoCredentialsError | sdk.PartialCredentialsError | sdk.ProfileNotFound):
        return Refused(f"cannot {what}: no usable access key ({where})", hint=_KEY_HINT, code="storage-refused")
    if changes and isinstance(broken, sdk.ReadTimeoutError | sdk.ConnectionClosedError):
        return OutcomeUnknown(
            f"cannot {what}: no answer came ({where})", hint="`sparewheel resume` looks what is there"
        )
    return ProviderFailed(
        f"cannot {what}: {where} cannot be reached", hint="check the network and the endpoint, then `sparewheel resume`"
    )


def _batches(keys: Collection[str]) -> Iterator[list[str]]:
    ordered = iter(sorted(keys))
    while batch := list(itertools.islice(ordered, DELETE_BATCH)):
        yield batch


def _all_deleted(errors: Any) -> None:
    if errors:
        first = errors[0]
        raise ProviderFailed(
            f"{len(errors)} objects could not be deleted, {first.get('Key')} first: {first.get('Message')}",
            hint="`sparewheel resume` deletes what is left",
        )
