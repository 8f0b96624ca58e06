"""What every bucket of S3 takes of the SDK: what is done seldom, and not by a publish. The SDK's errors are the
caller's."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from launcher.providers.aws.calls import passing_over
from launcher.providers.s3.objects import all_deleted, batches
from launcher.providers.s3.outcomes import UNSUPPORTED

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketRequestTypeDef


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
    for batch in batches(keys):
        wanted: Any = {"Objects": [{"Key": key} for key in batch], "Quiet": True}
        answer = client.delete_objects(Bucket=bucket, Delete=wanted)
        all_deleted([(one.get("Key", ""), one.get("Code", "")) for one in answer.get("Errors", ())])
