"""Alias sets of Route 53: addresses that it takes from another service of AWS, at no TTL of their own.

An ALIAS of ours is one record; there it is a set of each family that its target has. The zones of the targets are
public constants: CloudFront's stands in the API's own documentation (`AliasTarget$HostedZoneId`), those of S3's
websites in the AWS General Reference ("Amazon S3 website endpoints").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from launcher.errors import Refused
from launcher.model import Record

ALIAS_TTL = 60
"""Seconds: what an ALIAS is written and told with. Its readers get the TTL of the target, which nobody can set here."""

_CLOUDFRONT = "Z2FDTNDATAQYW2"
_WEBSITE = re.compile(r"s3-website[.-]([a-z0-9-]+)\.amazonaws\.com")
_WEBSITES: Mapping[str, str] = {
    "af-south-1": "Z83WF9RJE8B12",
    "ap-east-1": "ZNB98KWMFR0R6",
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-northeast-3": "Z2YQB5RD63NC85",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-south-2": "Z02976202B4EZMXIPMXF7",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ap-southeast-3": "Z01846753K324LI26A3VV",
    "ap-southeast-4": "Z0312387243XT5FE14WFO",
    "ca-central-1": "Z1QDHH18159H29",
    "ca-west-1": "Z03565811Z33SLEZTHOUL",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-central-2": "Z030506016YDQGETNASS",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-south-1": "Z30OZKI7KPW7MI",
    "eu-south-2": "Z0081959F7139GRJC19J",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "il-central-1": "Z09640613K4A3MN55U7GU",
    "me-central-1": "Z06143092I8HRXZRUZROF",
    "me-south-1": "Z1MPMWCPA7YB62",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What an alias may stand for: the zone of its host, and the families of addresses that it has."""

    host: str
    zone: str
    families: tuple[str, ...]

    def as_sent(self) -> dict[str, Any]:
        """`AliasTarget` as the API takes it."""
        return {"HostedZoneId": self.zone, "DNSName": f"{self.host}.", "EvaluateTargetHealth": False}


def target_of(record: Record) -> Target:
    """The target of an ALIAS. Refused when it is none that we know, or when the TTL is not the one it will have."""
    host = record.values[0] if len(record.values) == 1 else ""
    found = known(host)
    if found is None:
        hint = "…cloudfront.net, or s3-website.REGION.amazonaws.com (the bucket is then called like the name)"
        reason = f"{record.name} cannot be an alias of {host or 'several hosts'}"
        raise Refused(reason, hint=hint, code="alias-target")
    if record.ttl != ALIAS_TTL:
        reason = f"the alias {record.name} is written with a TTL of {ALIAS_TTL} s, not {record.ttl} s"
        raise Refused(reason, hint="its readers get the TTL of its target", code="record-invalid")
    return found


def known(host: str) -> Target | None:
    """What may be aliased under this name; None when we know nothing of it."""
    if host.endswith(".cloudfront.net"):
        return Target(host, _CLOUDFRONT, ("A", "AAAA"))
    website = _WEBSITE.fullmatch(host)
    zone = _WEBSITES.get(website[1]) if website else None
    return Target(host, zone, ("A",)) if zone else None
