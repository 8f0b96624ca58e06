"""CloudFront as the edge: distributions, switches, the bucket's policy and what readers get, over the wire."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.providers.aws import cloudfront_config as config
from launcher.providers.aws import cloudfront_function as function
from launcher.providers.aws.calls import client
from launcher.providers.aws.cloudfront import CloudFrontEdge
from launcher.providers.aws.cloudfront_switch import Switch
from tests.real.aws import aws_keys
from tests.real.cloudfront import BUCKET, TAKEN, Reader, at, cloud, cloudfront_server, node
from tests.worlds import fresh_name

__all__ = ["aws_keys", "cloud", "cloudfront_server", "node"]
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
STANDBY = "crise.example.org"
Certified = Callable[[Collection[str]], str | None]


class Hurried:
    """A clock on which no time is lost."""

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

    def elapsed(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Go on at once."""


def edge(endpoint: str, certified: Certified = lambda _: CERTIFICATE) -> CloudFrontEdge:
    return CloudFrontEdge(BUCKET, certified, Hurried(), standby=STANDBY, endpoint=endpoint)


def upload(endpoint: str, release: str, pages: Mapping[str, str]) -> None:
    s3 = at(endpoint, "s3")
    for path, text in pages.items():
        kind = "text/css" if path.endswith(".css") else "text/html; charset=utf-8"
        key = f"releases/{release}/{path}"
        s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode(), ContentType=kind, CacheControl="max-age=60")


def distributions(endpoint: str) -> list[dict[str, Any]]:
    listed = at(endpoint, "cloudfront").list_distributions()["DistributionList"]
    every: list[dict[str, Any]] = listed.get("Items", [])
    return every


def policy(endpoint: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at(endpoint, "s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
    return found


@pytest.mark.real
def test_a_site_is_made_switched_rolled_back_and_taken_down(cloud: str, node: str) -> None:
    one, host, reader = edge(cloud), fresh_name(), Reader(cloud, node)
    upload(cloud, "one", {"index.html": "one", "404.html": "one lost"})
    upload(cloud, "two", {"index.html": "two", "404.html": "two lost"})
    assert one.serving(host) is None
    assert one.front(host).alias == ""
    for release in ("one", "two", "one"):
        one.point(host, release)
        assert one.serving(host) == release
        assert reader.fetch(host, "/").body == release.encode()
        lost = reader.fetch(host, "/nope.html")
        assert (lost.status, lost.body) == (404, f"{release} lost".encode())
    one.point(f"www.{host}", f"https://{host}")
    [made] = distributions(cloud)
    assert one.front(host).alias == one.front(f"www.{host}").alias == made["DomainName"]
    moved = reader.fetch(f"www.{host}", "/fr/?q=1")
    assert (moved.status, moved.headers["location"]) == (308, f"https://{host}/fr/?q=1")
    one.withdraw(f"www.{host}")
    assert one.serving(host) == "one"
    one.withdraw(host)
    assert one.serving(host) is None
    assert reader.fetch(host, "/").status == 403
    assert [found["Enabled"] for found in distributions(cloud)] == [False]
    one.withdraw(host)
    one.withdraw(host)
    assert distributions(cloud) == []


@pytest.mark.real
def test_readers_get_files_folders_and_the_page_for_what_is_not_there(cloud: str, node: str) -> None:
    one, host, reader = edge(cloud), fresh_name(), Reader(cloud, node)
    pages = {"index.html": "accueil", "en/index.html": "home", "été/index.html": "summer", "404.html": "perdu"}
    upload(cloud, "r1", {**pages, "theme/main.css": "body{}"})
    upload(cloud, "secret", {"index.html": "secret", "404.html": "secret"})
    at(cloud, "s3").put_object(Bucket=BUCKET, Key="journal.jsonl", Body=b"secret")
    one.point(host, "r1")

    def get(path: str) -> tuple[int, bytes]:
        answer = reader.fetch(host, path)
        return answer.status, answer.body

    assert get("/en/") == get("/en/index.html") == get("/en/?acl") == (200, b"home")
    assert get("/%C3%A9t%C3%A9/") == (200, b"summer")
    assert reader.fetch(host, "/theme/main.css").headers["content-type"] == "text/css"
    assert reader.fetch(host, "/en?q=1").headers["location"] == "/en/?q=1"
    assert get("/nope/") == get("/en/nope.html") == (404, b"perdu")
    assert reader.fetch(host, "/nope/").headers["cache-control"] == "no-cache"
    for path in ("/../secret/", "/%2e%2e/secret/", "/en/..%2f..%2fsecret/index.html", "/../../journal.jsonl"):
        assert reader.fetch(host, path).status == 404


@pytest.mark.real
def test_a_release_without_a_page_for_what_is_not_there_has_a_plain_one(cloud: str, node: str) -> None:
    one, host = edge(cloud), fresh_name()
    upload(cloud, "r1", {"index.html": "home"})
    one.point(host, "r1")
    answer = Reader(cloud, node).fetch(host, "/nope.html")
    assert (answer.status, answer.body) == (404, b"There is no such page.\n")


@pytest.mark.real
def test_a_host_under_the_standby_domain_needs_no_distribution_of_its_own(cloud: str, node: str) -> None:
    one, host = edge(cloud), f"eau.{STANDBY}"
    upload(cloud, "r1", {"index.html": "home"})
    one.stand_by()
    one.stand_by()
    [waiting] = distributions(cloud)
    assert waiting["Aliases"]["Items"] == [f"*.{STANDBY}"]
    assert one.serving(host) is None
    assert one.front(host).alias == waiting["DomainName"]
    reader = Reader(cloud, node)
    assert reader.fetch(host, "/").status == 404
    one.point(host, "r1")
    assert reader.fetch(host, "/").body == b"home"
    assert reader.fetch(f"other.{STANDBY}", "/").status == 404
    one.point(host, "https://crise-eau.ca")
    assert reader.fetch(host, "/x/?q").headers["location"] == "https://crise-eau.ca/x/?q"
    one.withdraw(host)
    assert [(found["Id"], found["Enabled"]) for found in distributions(cloud)] == [(waiting["Id"], True)]


def test_a_distribution_is_over_https_alone_and_the_only_reader_of_a_private_bucket(cloud: str) -> None:
    one = edge(cloud)
    one.point("crise-eau.ca", "r1")
    [made] = distributions(cloud)
    assert made["Aliases"]["Items"] == ["crise-eau.ca", "www.crise-eau.ca"]
    assert made["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert made["DefaultCacheBehavior"]["CachePolicyId"] == config.CACHING_OPTIMIZED
    assert made["ViewerCertificate"]["ACMCertificateArn"] == CERTIFICATE
    assert made["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert made["Origins"]["Items"][0]["DomainName"] == f"{BUCKET}.s3.us-east-1.amazonaws.com"
    front = one.front("crise-eau.ca")
    assert (front.addresses, front.port, front.scheme, front.certifies) == ((), 443, "https", False)
    assert one.window("crise-eau.ca") == "https://crise-eau.ca/"
    access = at(cloud, "cloudfront").list_origin_access_controls()["OriginAccessControlList"]["Items"]
    assert [(one["SigningBehavior"], one["SigningProtocol"]) for one in access] == [("always", "sigv4")]


def test_the_policy_of_the_bucket_keeps_what_others_wrote(cloud: str) -> None:
    theirs = {
        "Sid": "Theirs",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::crisis/x",
    }
    wrote = {"Version": "2012-10-17", "Statement": [theirs]}
    at(cloud, "s3").put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(wrote))
    one = edge(cloud)
    one.point("a.ca", "r1")
    one.point("b.ca", "r1")
    assert config.readers(policy(cloud)) == {found["ARN"] for found in distributions(cloud)}
    assert len(distributions(cloud)) == 2
    for _ in range(2):
        one.withdraw("a.ca")
    assert config.readers(policy(cloud)) == {found["ARN"] for found in distributions(cloud)}
    assert policy(cloud)["Statement"][0] == theirs
    for _ in range(2):
        one.withdraw("b.ca")
    assert policy(cloud)["Statement"] == [theirs]


def test_a_name_whose_www_has_no_certificate_is_served_alone(cloud: str) -> None:
    certified = {"crise-eau.ca"}
    one = edge(cloud, lambda names: CERTIFICATE if set(names) <= certified else None)
    one.point("crise-eau.ca", "r1")
    assert [found["Aliases"]["Items"] for found in distributions(cloud)] == [["crise-eau.ca"]]
    certified.add("www.crise-eau.ca")
    one.point("www.crise-eau.ca", "https://crise-eau.ca")
    assert len(distributions(cloud)) == 2
    assert one.serving("www.crise-eau.ca") == "https://crise-eau.ca"


def test_without_a_certificate_nothing_is_made(cloud: str) -> None:
    with pytest.raises(ProviderFailed) as failed:
        edge(cloud, lambda _: None).point("crise-eau.ca", "r1")
    assert failed.value.reason_code == "no-certificate"
    assert distributions(cloud) == []
    assert at(cloud, "cloudfront").list_functions()["FunctionList"].get("Items", []) == []


def test_a_name_in_a_distribution_of_another_account_is_refused(cloud: str) -> None:
    one = edge(cloud)
    with pytest.raises(Refused) as refused:
        one.point(TAKEN, "r1")
    assert refused.value.reason_code == "edge-name-taken"
    assert one.serving(TAKEN) is None


def test_a_distribution_that_shows_another_bucket_is_left_alone(cloud: str) -> None:
    theirs = CloudFrontEdge("theirs", lambda _: CERTIFICATE, Hurried(), endpoint=cloud)
    at(cloud, "s3").create_bucket(Bucket="theirs")
    theirs.point("crise-eau.ca", "r1")
    before = distributions(cloud)
    ours = edge(cloud)
    with pytest.raises(Refused) as refused:
        ours.point("crise-eau.ca", "r2")
    assert refused.value.reason_code == "not-ours"
    ours.withdraw("crise-eau.ca")
    assert distributions(cloud) == before
    assert ours.serving("crise-eau.ca") is None
    assert ours.front("crise-eau.ca").alias == ""
    assert theirs.serving("crise-eau.ca") == "r1"


@pytest.mark.parametrize("to", ["", "../other", "http://plain.example", "a/b"])
def test_what_is_no_target_is_refused(cloud: str, to: str) -> None:
    with pytest.raises(Refused):
        edge(cloud).point("crise-eau.ca", to)
    assert distributions(cloud) == []


def test_a_site_that_was_taken_down_comes_back(cloud: str) -> None:
    one = edge(cloud)
    one.point("crise-eau.ca", "r1")
    one.withdraw("crise-eau.ca")
    one.point("crise-eau.ca", "r2")
    assert [found["Enabled"] for found in distributions(cloud)] == [True]
    assert one.serving("crise-eau.ca") == "r2"


def test_preflight_only_looks(cloud: str) -> None:
    one = edge(cloud)
    checks = {check.code: check for check in one.preflight()}
    assert not checks["edge-standby"].ok
    assert {code for code, check in checks.items() if check.ok} == {"edge", "edge-hosts", "edge-bucket"}
    assert distributions(cloud) == []
    one.stand_by()
    one.preflight()  # CloudFront takes its time to deploy; moto, two looks
    assert all(check.ok for check in one.preflight())


def test_preflight_tells_what_cannot_be_asked(aws_keys: None) -> None:
    checks = edge("http://127.0.0.1:1").preflight()
    assert checks
    assert not any(check.ok for check in checks)


# ── changed by several at once, and broken off ───────────────────────────────────────────────────


def test_changes_of_several_operators_are_all_kept(cloud: str) -> None:
    operators = [edge(cloud) for _ in range(3)]
    operators[0].stand_by()
    hosts = [f"h{n}.{STANDBY}" for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        busy = list(pool.map(_pointed, [*operators, *operators], hosts))
    assert [operators[0].serving(host) for host in hosts] == [None if one else "r1" for one in busy]
    assert not all(busy)


def _pointed(one: CloudFrontEdge, host: str) -> bool:
    """Whether others were faster all the time: without pauses that may be."""
    try:
        one.point(host, "r1")
    except ProviderFailed as failed:
        return failed.reason_code == "edge-busy"
    return False


def switch(endpoint: str) -> tuple[Switch, Any]:
    connection = client("cloudfront", endpoint=endpoint)
    return Switch(lambda: connection, "sparewheel-test", "a test", Hurried()), connection


def test_a_change_that_broke_off_half_way_never_goes_live_with_another_one(cloud: str) -> None:
    ours, connection = switch(cloud)
    ours.change(lambda shown: {**shown, "a.ca": "r1"})
    tag = connection.describe_function(Name="sparewheel-test", Stage="DEVELOPMENT")["ETag"]
    left = function.code({"a.ca": "half-done"}).encode()
    told = {"Comment": "", "Runtime": function.RUNTIME}
    stale = connection.update_function(Name="sparewheel-test", IfMatch=tag, FunctionConfig=told, FunctionCode=left)
    assert ours.shown() == {"a.ca": "r1"}
    ours.change(lambda shown: {**shown, "b.ca": "r2"})
    assert ours.shown() == {"a.ca": "r1", "b.ca": "r2"}
    with pytest.raises(connection.exceptions.PreconditionFailed):
        connection.publish_function(Name="sparewheel-test", IfMatch=stale["ETag"])


@pytest.mark.parametrize("call", ["DescribeFunction", "GetFunction", "UpdateFunction", "PublishFunction"])
def test_a_change_that_comes_between_two_calls_is_kept(cloud: str, call: str) -> None:
    (ours, connection), (others, _) = switch(cloud), switch(cloud)
    ours.change(lambda shown: {**shown, "a.ca": "r1"})
    pending = ["b.ca", "c.ca"]

    def meanwhile(**_: Any) -> None:
        if pending:
            host = pending.pop()
            others.change(lambda shown: {**shown, host: "theirs"})

    connection.meta.events.register(f"before-call.cloudfront.{call}", meanwhile)
    ours.change(lambda shown: {**shown, "a.ca": "r2"})
    assert ours.shown() == {"a.ca": "r2", "b.ca": "theirs", "c.ca": "theirs"}


def test_a_site_that_somebody_else_makes_at_the_same_moment_is_made_once(cloud: str) -> None:
    ours, others = edge(cloud), edge(cloud)
    pending = ["r2"]

    def meanwhile(**_: Any) -> None:
        while pending:
            others.point("crise-eau.ca", pending.pop())

    ours._cloudfront.meta.events.register("before-call.cloudfront.CreateDistribution", meanwhile)
    ours.point("crise-eau.ca", "r1")
    assert len(distributions(cloud)) == 1
    assert ours.serving("crise-eau.ca") == "r1"


def test_a_distribution_that_changes_meanwhile_is_disabled_all_the_same(cloud: str) -> None:
    ours, others = edge(cloud), edge(cloud)
    ours.point("crise-eau.ca", "r1")
    [made] = others._sites.every()
    moments = [True, False]

    def meanwhile(**_: Any) -> None:
        while moments:
            others._sites.enable(made, moments.pop())

    ours._cloudfront.meta.events.register("before-call.cloudfront.UpdateDistribution", meanwhile)
    ours.withdraw("crise-eau.ca")
    assert moments == []
    assert [found["Enabled"] for found in distributions(cloud)] == [False]


@pytest.mark.parametrize("lost_after", [False, True])
def test_whatever_call_breaks_off_the_next_attempt_ends_it(cloud: str, lost_after: bool) -> None:
    """Before each call, or after it (the answer is lost), until an attempt needs no more calls."""
    upload(cloud, "r1", {"index.html": "home", "404.html": "lost"})
    one, host = edge(cloud), fresh_name()
    failures: list[ProviderFailed] = []
    while failed := _broken_off(one, host, len(failures), lost_after):
        failures.append(failed)
        assert one.serving(host) in (None, "r1")
    assert one.serving(host) == "r1"
    [made] = distributions(cloud)
    assert made["ARN"] in config.readers(policy(cloud))
    assert len(failures) > 6
    assert any(isinstance(failed, OutcomeUnknown) for failed in failures) == lost_after


def _broken_off(one: CloudFrontEdge, host: str, number: int, lost_after: bool) -> ProviderFailed | None:
    """Point the host, with the call of this number failing; None: there were fewer calls."""
    from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

    left, moment = iter(range(number, -1, -1)), "after-call" if lost_after else "before-call"

    def fail(**_: Any) -> None:
        if next(left, None) == 0:
            raise ReadTimeoutError(endpoint_url="") if lost_after else EndpointConnectionError(endpoint_url="")

    connections = (one._cloudfront, one._s3)
    for connection in connections:
        connection.meta.events.register(moment, fail)
    try:
        one.point(host, "r1")
    except ProviderFailed as failed:
        return failed
    finally:
        for connection in connections:
            connection.meta.events.unregister(moment, fail)
    return None
