"""CloudFront on loopback (`cloudfront_server.py`), and a reader who gets what a point of presence would give."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from launcher.model import Response, Server
from launcher.providers.aws.calls import client
from tests.real.aws import emptied, serving
from tests.real.caddy import LOOPBACK

BUCKET = "crisis"
TAKEN = "taken.example.org"
"""A name that a distribution of another account has."""
_SERVE = "from tests.real.cloudfront_server import serve; serve()"
RUN = Path(__file__).with_name("cloudfront_run.js")


@pytest.fixture(scope="session")
def cloudfront_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of CloudFront, S3 and ACM."""
    with serving(tmp_path_factory.mktemp("cloudfront"), "-c", _SERVE) as endpoint:
        yield endpoint


@pytest.fixture
def cloud(cloudfront_server: str, aws_keys: None) -> str:
    """The endpoint, with nothing in it but an empty bucket, and a key in the environment."""
    at(emptied(cloudfront_server), "s3").create_bucket(Bucket=BUCKET)
    return cloudfront_server


@functools.cache
def at(endpoint: str, service: str) -> Any:
    """A connection past our own code; making one takes as long as a test."""
    return client(service, endpoint=endpoint)


@pytest.fixture(scope="session")
def node() -> str:
    """The path of what runs functions here."""
    found = shutil.which("node") or shutil.which("nodejs")
    if found is None and os.environ.get("CI"):
        pytest.fail("CI must have node: make real")
    if found is None:
        pytest.skip("no node on this machine: make real")
    return found


# ── what readers get ─────────────────────────────────────────────────────────────────────────────


def run(node: str, code: str, requests: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """What the function makes of each request: host, and path with its query."""
    told = json.dumps({"code": code, "events": [event(host, url) for host, url in requests]})
    done = subprocess.run([node, str(RUN)], input=told, capture_output=True, text=True, timeout=60, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def event(host: str, url: str) -> dict[str, Any]:
    """A request as CloudFront tells it: paths and queries as they came, names of headers in small letters."""
    path, _, query = url.partition("?")
    fields: dict[str, Any] = {}
    for name, _, value in (pair.partition("=") for pair in query.split("&") if pair):
        if name in fields:
            fields[name].setdefault("multiValue", [{"value": fields[name]["value"]}]).append({"value": value})
        else:
            fields[name] = {"value": value}
    headers = {"host": {"value": host}, "accept": {"value": "*/*"}}
    request = {"method": "GET", "uri": path, "querystring": fields, "headers": headers, "cookies": {}}
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": LOOPBACK},
        "request": request,
    }


class Reader:
    """Asks as a browser does, of one point of presence without a cache: the distribution of the host, its function, the
    bucket as its policy lets the distribution read it, and the page for what is not there."""

    def __init__(self, endpoint: str, node: str) -> None:
        self._cloudfront, self._s3 = at(endpoint, "cloudfront"), at(endpoint, "s3")
        self._node = node

    def fetch(self, host: str, path: str, at: Server | None = None, scheme: str = "https") -> Response:
        """403: no distribution has the name."""
        found = self._distribution(host)
        if found is None:
            return Response(403, {}, b"")
        made = run(self._node, self._code(found), [(host, path)])[0]
        if "statusCode" in made:
            headers = {name: one["value"] for name, one in made["headers"].items()}
            return Response(made["statusCode"], headers, made.get("body", "").encode())
        return self._object(found, made["uri"]) or self._lost(found)

    def _distribution(self, host: str) -> dict[str, Any] | None:
        every = self._cloudfront.list_distributions()["DistributionList"].get("Items", [])
        for name in (host, f"*.{host.partition('.')[2]}"):
            for one in every:
                if name in one["Aliases"].get("Items", []) and one["Enabled"]:
                    return dict(one)
        return None

    def _code(self, distribution: Mapping[str, Any]) -> str:
        arn = distribution["DefaultCacheBehavior"]["FunctionAssociations"]["Items"][0]["FunctionARN"]
        live = self._cloudfront.get_function(Name=arn.rpartition("/")[2], Stage="LIVE")
        return str(live["FunctionCode"].read().decode())

    def _object(self, distribution: Mapping[str, Any], path: str) -> Response | None:
        """None: the bucket says 403, for it lets nobody list."""
        bucket = urlsplit(f"//{distribution['Origins']['Items'][0]['DomainName']}").netloc.partition(".s3.")[0]
        key = unquote(path).removeprefix("/")
        try:
            policy = json.loads(self._s3.get_bucket_policy(Bucket=bucket)["Policy"])
            if not any(allows(one, distribution["ARN"], f"arn:aws:s3:::{bucket}/{key}") for one in policy["Statement"]):
                return None
            found = self._s3.get_object(Bucket=bucket, Key=key)
        except (self._s3.exceptions.NoSuchKey, self._s3.exceptions.ClientError):
            return None
        headers = {"content-type": found["ContentType"], "cache-control": found["CacheControl"]}
        return Response(200, headers, found["Body"].read())

    def _lost(self, distribution: Mapping[str, Any]) -> Response:
        told = next(one for one in distribution["CustomErrorResponses"]["Items"] if one["ErrorCode"] == 403)
        page = self._object(distribution, told["ResponsePagePath"])
        return Response(int(told["ResponseCode"]), page.headers, page.body) if page else Response(403, {}, b"")


def allows(statement: Mapping[str, Any], reader: str, what: str) -> bool:
    sources = statement.get("Condition", {}).get("StringEquals", {}).get("aws:SourceArn", [])
    return (
        statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        and statement["Action"] == "s3:GetObject"
        and reader in sources
        and any(fnmatchcase(what, pattern) for pattern in statement["Resource"])
    )
