"""CloudFront's cache and a place that is shown again with other files: what readers get, and what holds nothing up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from launcher.model import Response
from launcher.providers.aws.cloudfront import CloudFrontEdge
from tests.real.aws import aws_keys
from tests.real.cloudfront import BUCKET, Reader, at, cloud, cloudfront_server, node
from tests.real.test_cloudfront import CERTIFICATE, Hurried, distributions, upload
from tests.worlds import fresh_name

__all__ = ["aws_keys", "cloud", "cloudfront_server", "node"]
LOST = "404.html"


class Remembering(Reader):
    """With a cache that keeps what it once had: by the path that the function wrote, until that is forgotten."""

    def __init__(self, endpoint: str, node: str) -> None:
        super().__init__(endpoint, node)
        self._kept: dict[str, Response] = {}
        self._done: set[str] = set()

    def _object(self, distribution: Mapping[str, Any], path: str) -> Response | None:
        for batch in invalidations(self._cloudfront, distribution["Id"], self._done):
            self._kept = {key: kept for key, kept in self._kept.items() if not _matches(key, batch)}
        if path not in self._kept and (found := super()._object(distribution, path)):
            self._kept[path] = found
        return self._kept.get(path)


def invalidations(cloudfront: Any, distribution: str, done: set[str]) -> list[list[str]]:
    """The paths of each one that is not done; now they are."""
    listed = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])
    new = [one["Id"] for one in listed if one["Id"] not in done]
    done.update(new)
    every = [cloudfront.get_invalidation(DistributionId=distribution, Id=one)["Invalidation"] for one in new]
    return [one["InvalidationBatch"]["Paths"]["Items"] for one in every]


def _matches(path: str, batch: list[str]) -> bool:
    return any(fnmatchcase(path, told) for told in batch)


def edge(endpoint: str, say: Callable[[str], None] = print) -> CloudFrontEdge:
    return CloudFrontEdge(BUCKET, lambda _: CERTIFICATE, Hurried(), endpoint=endpoint, say=say)


def asked(endpoint: str) -> list[list[str]]:
    """The paths of each invalidation, the oldest first."""
    every = [invalidations(at(endpoint, "cloudfront"), one["Id"], set()) for one in distributions(endpoint)]
    return [batch for batches in every for batch in batches]


@pytest.mark.real
def test_a_place_that_is_shown_again_shows_what_lies_there_now(cloud: str, node: str) -> None:
    one, host, reader = edge(cloud), fresh_name(), Remembering(cloud, node)
    a, b = f"{host}.a", f"{host}.b"
    pages = {"index.html": "home", "fr/index.html": "fr 1", "fr/feed.atom": "feed 1", LOST: "lost"}
    upload(cloud, a, pages)
    one.point(host, a)
    shown = [reader.fetch(host, "/fr/").body]
    for number, place in ((2, b), (3, a), (4, b), (5, a)):
        upload(cloud, place, {**pages, "fr/index.html": f"fr {number}"})
        one.point(host, place, ["fr/index.html"])
        shown.append(reader.fetch(host, "/fr/").body)
        assert reader.fetch(host, "/").body == b"home"
    assert shown == [b"fr 1", b"fr 2", b"fr 3", b"fr 4", b"fr 5"]
    assert asked(cloud)[-1] == ["/fr/", f"/releases/{a}/fr/index.html"]


@pytest.mark.real
def test_without_being_told_what_changed_the_cache_would_show_what_is_gone(cloud: str, node: str) -> None:
    """What the test above is worth."""
    one, host, reader = edge(cloud), fresh_name(), Remembering(cloud, node)
    for text in ("old", "new"):
        upload(cloud, host, {"index.html": text, LOST: "lost"})
        one.point(host, host)
        assert reader.fetch(host, "/").body == b"old"


def test_where_nothing_changed_nothing_is_asked(cloud: str) -> None:
    one = edge(cloud)
    one.point("crise-eau.ca", "r1")
    one.point("crise-eau.ca", "r2", [])
    one.point("www.crise-eau.ca", "https://crise-eau.ca", ["fr/index.html"])
    assert asked(cloud) == []


def test_it_is_forgotten_before_the_switch(cloud: str) -> None:
    one, order = edge(cloud), list[str]()
    one.point("crise-eau.ca", "r1")
    one._cloudfront.meta.events.register(
        "before-call.cloudfront", lambda model, **_: order.append(model.name), unique_id="order"
    )
    one.point("crise-eau.ca", "r2", ["index.html"])
    assert order.index("CreateInvalidation") < order.index("UpdateFunction") < order.index("PublishFunction")


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, "TooManyInvalidationsInProgress", "publish less often"),
        (400, "Throttling", "too many requests"),
        (403, "AccessDenied", "CreateInvalidation is denied"),
        (503, "ServiceUnavailable", "AWS failed"),
    ],
)
def test_what_cannot_be_forgotten_holds_no_publish_up(cloud: str, status: int, code: str, told: str) -> None:
    said: list[str] = []
    one = edge(cloud, said.append)
    one.point("crise-eau.ca", "r1")

    def refuse(**_: Any) -> Any:
        error = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
        return AWSResponse("", status, HTTPHeaders(), None), error

    one._cloudfront.meta.events.register("before-call.cloudfront.CreateInvalidation", refuse)
    one.point("crise-eau.ca", "r2", ["index.html"])
    assert one.serving("crise-eau.ca") == "r2"
    [sentence] = said
    assert sentence.startswith("readers may see old pages for a minute: ")
    assert told in sentence
