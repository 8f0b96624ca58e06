"""An edge to try: a Caddy of the test's own, a bucket with two releases, and ways to look at both."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.providers.caddy.certificates import Issuing
from launcher.providers.caddy.edge import CaddyEdge
from launcher.providers.network import NetworkProbe
from tests.real import buckets
from tests.real.buckets import Bucket
from tests.real.caddy import LOOPBACK, REHEARSAL, Caddy, Certified, running
from tests.worlds import fresh_name

PAGES = {"index.html": "accueil " * 500, "fr/index.html": "fr", "404.html": "perdu"}


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with buckets.moto() as endpoint:
        made = buckets.bucket(endpoint, tmp_path_factory.mktemp("bucket"))
        made.upload("r1", PAGES)
        made.upload("r2", {**PAGES, "fr/index.html": "fr two"})
        yield made


@pytest.fixture
def caddy(tmp_path: Path) -> Iterator[Caddy]:
    with running(tmp_path / "caddy") as one:
        yield one


def asked(caddy: Caddy, edge: CaddyEdge, host: str, path: str, method: str = "GET", **headers: str) -> Any:
    """Status, headers and body as they come, to a reader who says `Host: …` as told."""
    context = ssl.create_default_context(cadata=edge.root())
    connection = http.client.HTTPSConnection(LOOPBACK, caddy.https_port, timeout=5)
    plain = http.client.HTTPConnection(LOOPBACK, caddy.https_port)
    plain.connect()
    connection.sock = context.wrap_socket(plain.sock, server_hostname=host)
    connection.request(method, path, headers={"Host": host, **{n.replace("_", "-"): v for n, v in headers.items()}})
    with contextlib.closing(connection):
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def served(caddy: Caddy, bucket: Bucket, issuing: Issuing = REHEARSAL) -> tuple[CaddyEdge, str, Certified]:
    edge, host = caddy.edge(bucket.endpoint, bucket.name, issuing), fresh_name()
    reader = Certified(NetworkProbe(trust=edge.root))
    edge.point(host, "r1")
    reader.fetch(host, "/", caddy.at, "https")
    return edge, host, reader


def config(caddy: Caddy) -> Any:
    with urllib.request.urlopen(f"{caddy.admin}/config/", timeout=5) as answer:
        return json.load(answer)


def load(caddy: Caddy, wanted: Any) -> None:
    request = urllib.request.Request(
        f"{caddy.admin}/load", json.dumps(wanted).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=10).close()
