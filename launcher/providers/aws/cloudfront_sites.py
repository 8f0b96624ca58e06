"""Distributions: found, made, enabled, disabled, removed; and what they share."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.errors import ProviderFailed, Refused
from launcher.providers.aws import cloudfront_config as config
from launcher.providers.aws.calls import RESUME, asking, passing_over
from launcher.providers.aws.cloudfront_config import Parts, PriceClass, Site

if TYPE_CHECKING:
    from mypy_boto3_cloudfront.client import CloudFrontClient
    from mypy_boto3_cloudfront.type_defs import DistributionConfigTypeDef

_REFERENCES = 9
"""How often one name can be served anew: CloudFront may remember the reference of what was deleted."""
_ATTEMPTS = 5
_MOVED = ("PreconditionFailed", "InvalidIfMatchVersion")
"""It was changed since it was looked at; publishing the function does that too."""
_USED = "DistributionAlreadyExists"
_TAKEN = "edge-name-taken"
_NOES = {
    "TooManyInvalidationsInProgress": (
        "edge-forgets-much",
        "publish less often: what was asked before is forgotten in a minute or two",
    )
}


class Sites:
    """The distributions of one account. `client` gives the connection when it is first needed; `origin` is the bucket
    by which ours are known."""

    def __init__(self, client: Callable[[], CloudFrontClient], origin: str, price: PriceClass) -> None:
        self._client = client
        self._origin = origin
        self._price: PriceClass = price

    def every(self) -> tuple[Site, ...]:
        """All of the account, other people's too."""
        with asking("list the distributions"):
            pages = self._client().get_paginator("list_distributions").paginate()
            every = [found for page in pages for found in page["DistributionList"].get("Items", ())]
        return tuple(config.site(found, self._origin) for found in every)

    def serving(self, host: str) -> Site | None:
        """The distribution that readers of this host get to."""
        return covering(self.every(), host)

    def make(self, names: Sequence[str], function: str, certificate: str) -> Site:
        """One for these names. It answers at once, but not everywhere until it is deployed: minutes."""
        parts = Parts(self._origin, self._access(), self._headers(), function, certificate)
        for number in range(1, _REFERENCES + 1):
            wanted = config.distribution(names, f"{config.OURS}-{names[0]}-{number}", parts, self._price)
            if site := self._created(wanted):
                return site
        hint = "make its distribution by hand, from the documentation"
        raise ProviderFailed(f"{names[0]} was served and removed too often", hint=hint, code="edge-failed")

    def enable(self, site: Site, enabled: bool) -> None:
        """Let it answer, or not."""

        def change() -> None:
            found = self._client().get_distribution_config(Id=site.id)
            wanted: DistributionConfigTypeDef = {**found["DistributionConfig"], "Enabled": enabled}
            self._client().update_distribution(Id=site.id, IfMatch=found["ETag"], DistributionConfig=wanted)

        _again(f"{'enable' if enabled else 'disable'} the distribution {site.id}", change)

    def forget(self, site: Site, paths: Sequence[str]) -> None:
        """Drop what is cached of these paths, within a minute or so; not waited for. Refused `edge-forgets-much` when
        too much of that is under way, ProviderFailed `throttled` when asked too often."""
        reference = f"{config.OURS}-{secrets.token_hex(16)}"  # with one that it knows, CloudFront would do nothing
        with asking("forget what is cached", changes=True, noes=_NOES):
            self._client().create_invalidation(
                DistributionId=site.id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": list(paths)},
                    "CallerReference": reference,
                },
            )

    def remove(self, site: Site) -> None:
        """Once it is disabled and that is deployed. What is gone is no error."""

        def change() -> None:
            with passing_over("NoSuchDistribution"):
                tag = self._client().get_distribution(Id=site.id)["ETag"]
                self._client().delete_distribution(Id=site.id, IfMatch=tag)

        _again(f"remove the distribution {site.id}", change)

    # ── inside ──

    def _created(self, wanted: DistributionConfigTypeDef) -> Site | None:
        """The new one; or that which was made a moment ago, by somebody else or by a call whose answer was lost. None:
        the reference was used before."""
        name = wanted["Aliases"]["Items"][0]
        try:
            with asking(f"make the distribution for {name}", changes=True), _told(name), passing_over(_USED):
                made = self._client().create_distribution(DistributionConfig=wanted)["Distribution"]
                names = tuple(wanted["Aliases"]["Items"])
                return Site(made["Id"], made["ARN"], made["DomainName"], names, True, False, config.lost(name))
        except Refused as refused:
            if refused.reason_code == _TAKEN and (there := self.serving(name)):
                return there
            raise
        return self.serving(name)

    def _access(self) -> str:
        return _shared(self._access_there, self._access_made, "OriginAccessControlAlreadyExists")

    def _access_there(self) -> str | None:
        with asking("look how CloudFront signs"):
            pages = self._client().get_paginator("list_origin_access_controls").paginate()
            every = [found for page in pages for found in page["OriginAccessControlList"].get("Items", ())]
        return next((found["Id"] for found in every if found["Name"] == config.access()["Name"]), None)

    def _access_made(self) -> str:
        made = self._client().create_origin_access_control(OriginAccessControlConfig=config.access())
        return made["OriginAccessControl"]["Id"]

    def _headers(self) -> str:
        return _shared(self._headers_there, self._headers_made, "ResponseHeadersPolicyAlreadyExists")

    def _headers_there(self) -> str | None:
        with asking("list the policies on headers"):  # an account has 20: one page
            found = self._client().list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]
        every = [one["ResponseHeadersPolicy"] for one in found.get("Items", ())]
        name = config.headers()["Name"]
        return next((one["Id"] for one in every if one["ResponseHeadersPolicyConfig"]["Name"] == name), None)

    def _headers_made(self) -> str:
        made = self._client().create_response_headers_policy(ResponseHeadersPolicyConfig=config.headers())
        return made["ResponseHeadersPolicy"]["Id"]


def covering(every: Sequence[Site], host: str) -> Site | None:
    """The distribution that CloudFront chooses for the host: its very name goes before a wildcard."""
    names = (host, f"*.{host.partition('.')[2]}")
    return next((site for name in names for site in every if name in site.aliases), None)


def _again(what: str, change: Callable[[], None]) -> None:
    """Until it was made of what is there. ProviderFailed when others change that all the time."""
    for _ in range(_ATTEMPTS):
        with asking(what, changes=True), passing_over(*_MOVED):
            return change()
    raise ProviderFailed(f"cannot {what}: others are changing it", hint=f"wait a minute; {RESUME}", code="edge-busy")


def _shared(find: Callable[[], str | None], make: Callable[[], str], exists: str) -> str:
    """The id of what all distributions share: found, or made; found, when somebody else made it meanwhile."""
    if there := find():
        return there
    with asking("make what the distributions share", changes=True), passing_over(exists):
        return make()
    if there := find():
        return there
    raise ProviderFailed("CloudFront does not show what it says is there", hint=f"in a minute {RESUME}")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """CloudFront's refusals of a new distribution, as a person can act on them."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as answered:
        code, said = str(answered.response["Error"]["Code"]), str(answered.response["Error"].get("Message"))
        if refusal := _refusal(name, code, said):
            raise refusal from None
        raise


def _refusal(name: str, code: str, said: str) -> Refused | ProviderFailed | None:
    if code == "CNAMEAlreadyExists":
        reason = f"{name} or its www is in another CloudFront distribution, or DNS leads it to one"
        hint = "whoever has that must take the name out of it (AWS support helps its owner); then `sparewheel resume`"
        return Refused(reason, hint=hint, code=_TAKEN)
    if code.startswith("TooMany") or code.endswith("LimitExceeded"):
        hint = "ask AWS for a higher quota, or delete distributions that nobody needs; then `sparewheel resume`"
        return Refused(f"the account may not have another distribution ({code})", hint=hint, code="edge-quota")
    if code == "AccessDenied" and "verified" in said:
        hint = "open a case with AWS support, in quiet times: until then CloudFront makes nothing for a new account"
        return Refused("AWS has not verified this account for CloudFront", hint=hint, code="edge-unverified")
    if code == "InvalidViewerCertificate":
        hint = f"it may be too new: in a minute {RESUME}; or look at it in ACM, us-east-1"
        return ProviderFailed(
            f"CloudFront does not take the certificate for {name}", hint=hint, code="edge-certificate"
        )
    return None
