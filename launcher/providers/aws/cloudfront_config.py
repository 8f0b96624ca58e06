"""What CloudFront is told when a distribution is made: pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from launcher.providers.reader_headers import HSTS_SECONDS, SECURITY

if TYPE_CHECKING:
    from mypy_boto3_cloudfront.type_defs import (
        CustomErrorResponsesTypeDef,
        CustomErrorResponseTypeDef,
        DefaultCacheBehaviorTypeDef,
        DistributionConfigTypeDef,
        DistributionSummaryTypeDef,
        OriginAccessControlConfigTypeDef,
        ResponseHeadersPolicyConfigTypeDef,
    )

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""CloudFront's own cache policy: by path alone, gzip and Brotli, `Cache-Control` heeded (a second at least)."""
ISSUERS = ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")
"""ACM's certificates, as CAA names who gives them."""
OURS = "sparewheel"
SID = "SparewheelDistributionsRead"
LOST = "lost"
"""Below it lie the pages for what is not there, one for each distribution: CloudFront knows one path for them."""
_ORIGIN = "bucket"
_NOT_FOUND = (403, 404)
"""What a bucket says of what it does not have: the first without, the second with the right to list."""
_FORGOTTEN = 10
"""Seconds for which CloudFront remembers that a page was not there."""
_OF_STORAGE = ("Last-Modified", "x-amz-server-side-encryption", "x-amz-version-id")
"""Not for readers. `Last-Modified` is when a file was uploaded: after a rollback it would keep the newer page alive."""

PriceClass = Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]


@dataclass(frozen=True, slots=True)
class Site:
    """A distribution as it is listed: where readers reach it (`domain`), under which names, and the key of its page for
    what is not there (empty: it is not ours)."""

    id: str
    arn: str
    domain: str
    aliases: tuple[str, ...]
    enabled: bool
    deployed: bool
    lost: str

    @property
    def waiting(self) -> bool:
        """It stands by for names that nobody knows yet, and is never taken down."""
        return any(alias.startswith("*.") for alias in self.aliases)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a distribution is made of: ids and ARNs of things that are there."""

    origin: str
    access: str
    headers: str
    function: str
    certificate: str


def origin(bucket: str, region: str) -> str:
    """Where CloudFront asks for the bucket's objects."""
    return f"{bucket}.s3.{region}.amazonaws.com"


def site(found: DistributionSummaryTypeDef, origin: str) -> Site:
    """A listed distribution; it is ours when it shows our bucket, with a page of its own for what is not there."""
    shows = {one["DomainName"] for one in found["Origins"]["Items"]}
    errors = found.get("CustomErrorResponses", {}).get("Items", [])
    pages = {one.get("ResponsePagePath", "").removeprefix("/") for one in errors} if shows == {origin} else set()
    return Site(
        found["Id"],
        found["ARN"],
        found["DomainName"],
        tuple(found["Aliases"].get("Items", ())),
        found["Enabled"],
        found["Status"] == "Deployed",
        next((page for page in pages if page.startswith(f"{LOST}/")), ""),
    )


def lost(name: str) -> str:
    """The key of the page for what is not there, of the distribution that has this alias first."""
    return f"{LOST}/{name.replace('*', '_')}.html"


def distribution(names: Sequence[str], reference: str, parts: Parts, price: PriceClass) -> DistributionConfigTypeDef:
    """A distribution for these names, over HTTPS alone, in front of a bucket that only it may read."""
    return {
        "CallerReference": reference,
        "Comment": f"{OURS}: {names[0]}"[:128],
        "Enabled": True,
        "Aliases": {"Quantity": len(names), "Items": list(names)},
        "DefaultRootObject": "",
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": _ORIGIN,
                    "DomainName": parts.origin,
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                    "OriginAccessControlId": parts.access,
                }
            ],
        },
        "DefaultCacheBehavior": _behavior(parts),
        "CustomErrorResponses": _errors(f"/{lost(names[0])}"),
        "ViewerCertificate": {
            "ACMCertificateArn": parts.certificate,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        "PriceClass": price,
        "HttpVersion": "http2and3",
        "IsIPV6Enabled": True,
    }


def _behavior(parts: Parts) -> DefaultCacheBehaviorTypeDef:
    return {
        "TargetOriginId": _ORIGIN,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": {
            "Quantity": 2,
            "Items": ["GET", "HEAD"],
            "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
        },
        "Compress": True,
        "CachePolicyId": CACHING_OPTIMIZED,
        "ResponseHeadersPolicyId": parts.headers,
        "FunctionAssociations": {
            "Quantity": 1,
            "Items": [{"EventType": "viewer-request", "FunctionARN": parts.function}],
        },
    }


def _errors(page: str) -> CustomErrorResponsesTypeDef:
    items: list[CustomErrorResponseTypeDef] = [
        {"ErrorCode": code, "ResponsePagePath": page, "ResponseCode": "404", "ErrorCachingMinTTL": _FORGOTTEN}
        for code in _NOT_FOUND
    ]
    return {"Quantity": len(items), "Items": items}


def access() -> OriginAccessControlConfigTypeDef:
    """CloudFront signs whatever it asks of a bucket."""
    return {
        "Name": OURS,
        "SigningProtocol": "sigv4",
        "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3",
    }


def headers() -> ResponseHeadersPolicyConfigTypeDef:
    """What every answer tells a browser. Its name holds a digest of it: a policy of this name is this policy."""
    told: Mapping[str, Any] = SECURITY
    config: ResponseHeadersPolicyConfigTypeDef = {
        "Name": OURS,
        "SecurityHeadersConfig": {
            "ContentTypeOptions": {"Override": True},
            "FrameOptions": {"Override": True, "FrameOption": told["X-Frame-Options"]},
            "ReferrerPolicy": {"Override": True, "ReferrerPolicy": told["Referrer-Policy"]},
            "ContentSecurityPolicy": {"Override": True, "ContentSecurityPolicy": told["Content-Security-Policy"]},
            "StrictTransportSecurity": {"Override": True, "AccessControlMaxAgeSec": HSTS_SECONDS},
        },
        "CustomHeadersConfig": {
            "Quantity": 1,
            "Items": [
                {"Header": "Permissions-Policy", "Value": told["Permissions-Policy"], "Override": True},
            ],
        },
        "RemoveHeadersConfig": {"Quantity": len(_OF_STORAGE), "Items": [{"Header": name} for name in _OF_STORAGE]},
    }
    mark = hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()[:12]
    return {**config, "Name": f"{OURS}-{mark}"}


# ── who may read the bucket ──────────────────────────────────────────────────────────────────────


def readers(policy: Mapping[str, Any]) -> frozenset[str]:
    """The distributions that our statement lets read."""
    named = [_sources(one) for one in policy.get("Statement", ()) if one.get("Sid") == SID]
    return frozenset(arn for arns in named for arn in arns)


def read_by(policy: Mapping[str, Any], bucket: str, arns: Collection[str]) -> dict[str, Any]:
    """The policy in which our statement lets exactly these distributions read; other people's statements stay."""
    others = [one for one in policy.get("Statement", ()) if one.get("Sid") != SID]
    ours = [_statement(bucket, sorted(arns))] if arns else []
    return {"Version": "2012-10-17", **policy, "Statement": [*others, *ours]}


def _sources(statement: Mapping[str, Any]) -> list[str]:
    found = statement["Condition"]["StringEquals"]["aws:SourceArn"]
    return [found] if isinstance(found, str) else list(found)


def _statement(bucket: str, arns: Sequence[str]) -> dict[str, Any]:
    """Bound to distributions, it is no public one: S3's block on public access may stay on."""
    return {
        "Sid": SID,
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": [f"arn:aws:s3:::{bucket}/releases/*", f"arn:aws:s3:::{bucket}/{LOST}/*"],
        "Condition": {"StringEquals": {"aws:SourceArn": list(arns)}},
    }
