"""The private bucket behind CloudFront: who of our distributions may read it, and the page for what is not there.

CloudFront knows one path for that page per distribution, and asks the bucket for it past the function that knows the
release. So each distribution has a copy, brought up to date before its hosts go over to another release.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from launcher.errors import ProviderFailed
from launcher.providers.aws import cloudfront_config as config
from launcher.providers.aws.calls import RESUME, asking, passing_over

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_ATTEMPTS = 3
_PAGE = b"There is no such page.\n"
"""Where a release has none."""


class Behind:
    """The bucket of this name. `client` gives the connection when it is first needed."""

    def __init__(self, client: Callable[[], S3Client], name: str) -> None:
        self._client = client
        self._name = name

    def readers(self) -> frozenset[str]:
        """The ARNs of the distributions that may read."""
        return config.readers(self._policy())

    def let_in(self, arn: str) -> None:
        """Let this distribution read releases, beside those that may already."""
        self._change(lambda arns: arns | {arn})

    def shut_out(self, arn: str) -> None:
        """The others may go on."""
        self._change(lambda arns: arns - {arn})

    def show_lost(self, release: str, key: str) -> None:
        """Put the release's own `404.html` where the distribution finds it."""
        kind, rule = "text/html; charset=utf-8", "no-cache"
        with asking("write the page for what is not there", changes=True):
            with passing_over("NoSuchKey"):
                self._client().copy_object(
                    Bucket=self._name,
                    Key=key,
                    CopySource={"Bucket": self._name, "Key": f"releases/{release}/404.html"},
                    MetadataDirective="REPLACE",
                    ContentType=kind,
                    CacheControl=rule,
                )
                return
            plain = kind.replace("html", "plain")
            self._client().put_object(Bucket=self._name, Key=key, Body=_PAGE, ContentType=plain, CacheControl=rule)

    def forget_lost(self, key: str) -> None:
        """That distribution is gone."""
        with asking("remove the page for what is not there", changes=True):
            self._client().delete_object(Bucket=self._name, Key=key)

    # ── inside ──

    def _policy(self) -> dict[str, Any]:
        with asking("read the bucket's policy"), passing_over("NoSuchBucketPolicy"):
            found: dict[str, Any] = json.loads(self._client().get_bucket_policy(Bucket=self._name)["Policy"])
            return found
        return {}

    def _change(self, edit: Callable[[frozenset[str]], frozenset[str]]) -> None:
        """S3 cannot guard this change against another at the same moment: so it is looked at again after it is made."""
        for _ in range(_ATTEMPTS):
            policy = self._policy()
            there = config.readers(policy)
            if (wanted := edit(there)) == there:
                return
            self._write(config.read_by(policy, self._name, wanted))
        hint = f"somebody else writes the bucket's policy; {RESUME}"
        raise ProviderFailed(f"the policy of the bucket {self._name} does not stay", hint=hint, code="edge-busy")

    def _write(self, policy: dict[str, Any]) -> None:
        with asking("write the bucket's policy", changes=True):
            if policy["Statement"]:
                self._client().put_bucket_policy(Bucket=self._name, Policy=json.dumps(policy))
            else:
                self._client().delete_bucket_policy(Bucket=self._name)
