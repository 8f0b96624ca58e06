"""moto's server, with what its CloudFront lacks of what AWS documents: the two stages of functions, tags that are
heeded (If-Match), names that belong to one distribution, policies on headers, references of invalidations.

Requests and answers pass through botocore's model of the service, as moto's own do.
"""

from __future__ import annotations

import sys
from typing import Any

from moto.cloudfront import models, urls
from moto.cloudfront.exceptions import CloudFrontException, NoSuchFunctionExists
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.server import main

from tests.real.cloudfront import TAKEN

_MORE = ("function/(?P<function_name>[^/]+)/publish$", "response-headers-policy$")
_PRECONDITION = "The request failed because it didn't meet the preconditions in one or more request-header fields."


class Function(models.CloudFrontFunction):
    """With its other stage: what was published."""

    live: Function | None = None

    def publish(self) -> Function:
        self.live = Function("", "us-east-1", self.name, self.config, self.code)
        self.live.stage, self.live.arn = "LIVE", self.arn
        return self.live


class Behaviour(models.DefaultCacheBehaviour):
    """Not without its functions."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self.function_associations = config.get("FunctionAssociations") or {"Quantity": 0}


class Origin(models.Origin):
    """Not without who signs for it."""

    def __init__(self, origin: dict[str, Any]) -> None:
        super().__init__(origin)
        self.origin_access_control_id = origin.get("OriginAccessControlId", "")


class Completed(CloudFrontResponse):
    """The calls."""

    elsewhere: frozenset[str] = frozenset({TAKEN})
    """Names that distributions of other accounts have."""
    policies: tuple[dict[str, Any], ...] = ()
    """They outlive a reset: all distributions share them."""

    def describe_function(self) -> ActionResult:
        found = self._stage()
        return ActionResult({"FunctionSummary": found.function_summary, "ETag": found.etag})

    def get_function(self) -> ActionResult:
        found = self._stage()
        return ActionResult({"FunctionCode": found.code, "ETag": found.etag, "ContentType": "text/javascript"})

    def update_function(self) -> ActionResult:
        found = self._guarded(self.backend.describe_function(self._get_param("Name")))
        found.code, found.config = self._get_param("FunctionCode"), self._get_param("FunctionConfig")
        return ActionResult({"FunctionSummary": found.function_summary, "ETag": found.etag})

    def publish_function(self) -> ActionResult:
        found = self._guarded(self.backend.describe_function(self._get_param("Name")))
        return ActionResult({"FunctionSummary": found.publish().function_summary})

    def create_distribution(self) -> ActionResult:
        wanted = self._get_param("DistributionConfig")["Aliases"].get("Items", [])
        there = [name for one in self.backend.distributions.values() for name in one.Aliases.get("Items", [])]
        if set(wanted) & {*there, *self.elsewhere}:
            raise CloudFrontException("CNAMEAlreadyExists", "One or more of the CNAMEs are already associated.")
        return super().create_distribution()

    def create_invalidation(self) -> ActionResult:
        """With a reference that is known, nothing new is done."""
        found = self._get_param("DistributionId")
        self.backend.get_distribution(found)
        reference = self._get_param("InvalidationBatch.CallerReference")
        there = next((one for one in self.backend.invalidations.get(found, []) if one.caller_ref == reference), None)
        if there is None:
            return super().create_invalidation()
        if sorted(there.paths) != sorted(self._get_param("InvalidationBatch.Paths.Items", [])):
            raise CloudFrontException("InvalidationBatchAlreadyExists", "The batch has other paths.")
        return ActionResult({"Invalidation": there, "Location": there.location})

    def update_distribution(self) -> ActionResult:
        self._guarded(self.backend.get_distribution(self._get_param("Id"))[0])
        return super().update_distribution()

    def create_response_headers_policy(self) -> ActionResult:
        config = self._get_param("ResponseHeadersPolicyConfig")
        policy = {"Id": models.random_id(), "LastModifiedTime": utcnow(), "ResponseHeadersPolicyConfig": config}
        Completed.policies = (*self.policies, policy)
        return ActionResult({"ResponseHeadersPolicy": policy, "ETag": policy["Id"]})

    def list_response_headers_policies(self) -> ActionResult:
        items = [{"Type": "custom", "ResponseHeadersPolicy": one} for one in self.policies]
        return ActionResult({"ResponseHeadersPolicyList": {"MaxItems": 100, "Quantity": len(items), "Items": items}})

    def _stage(self) -> Any:
        found: Any = self.backend.describe_function(self._get_param("Name"))
        if self._get_param("Stage") == "LIVE":
            found = getattr(found, "live", None)
        if found is None:
            raise NoSuchFunctionExists(self._get_param("Name"))
        return found

    def _guarded(self, found: Any) -> Any:
        """The thing, if it is still the one that was read; from now on it is another."""
        if self._get_param("IfMatch") != found.etag:
            raise CloudFrontException("PreconditionFailed", _PRECONDITION)
        found.etag = models.random_id()
        return found


def complete() -> None:
    """From now on moto's CloudFront has all this."""
    models.CloudFrontFunction, models.DefaultCacheBehaviour = Function, Behaviour  # type: ignore[misc]
    models.Origin = Origin  # type: ignore[misc]
    for place in (*urls.url_paths, *(f"{{0}}/2020-05-31/{path}" for path in _MORE)):
        urls.url_paths[place] = Completed.dispatch


def serve() -> None:
    """Until it is ended; the arguments are those of moto's server."""
    complete()
    main(sys.argv[1:])
