"""Plain website hosting, as its readers meet it: Ceph, with a gateway for websites alone."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from launcher.model import Server
from launcher.providers.network import NetworkProbe
from launcher.providers.s3.storage import Access, connect
from launcher.providers.s3.website import WebsiteEdge
from tests.real import buckets
from tests.real.buckets import Bucket
from tests.real.caddy import LOOPBACK
from tests.worlds import file, fresh_name

pytestmark = pytest.mark.real

PAGES = {"index.html": "accueil", "fr/index.html": "fr", "404.html": "perdu", "theme/main.css": "body{}"}


@dataclass(frozen=True)
class Stage:
    bucket: Bucket
    edge: WebsiteEdge
    port: int
    client: Any

    def get(self, host: str, path: str) -> tuple[int, str]:
        answer = NetworkProbe().fetch(host, path, Server(LOOPBACK, self.port), "http")
        return answer.status, answer.body.decode()

    def shown(self, host: str) -> set[str]:
        return {one["Key"] for one in self.client.list_objects_v2(Bucket=host).get("Contents", ())}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("website")
    with buckets.ceph(folder / "ceph") as endpoint, buckets.websites(folder / "ceph") as port:
        bucket = buckets.bucket(endpoint, folder)
        access = Access(endpoint=endpoint, credentials=folder / "ours")
        edge = WebsiteEdge(access, bucket.name, public=True, addresses=[LOOPBACK], port=port)
        bucket.upload("r1", PAGES)
        bucket.upload("r2", {**PAGES, "fr/index.html": "fr two", "news/index.html": "news"})
        yield Stage(bucket, edge, port, connect("us-east-1", endpoint, folder / "ours"))


def test_a_reader_meets_pages_folders_a_page_for_what_is_not_there_a_switch_and_a_rollback(stage: Stage) -> None:
    host = fresh_name()
    stage.edge.point(host, "r1")
    assert stage.get(host, "/") == (200, "accueil")
    assert stage.get(host, "/fr/") == (200, "fr")
    assert stage.get(host, "/nope") == stage.get(host, "/news/") == (404, "perdu")
    stage.edge.point(host, "r2")
    assert stage.get(host, "/fr/") == (200, "fr two")
    assert stage.get(host, "/news/") == (200, "news")
    stage.edge.point(host, "r1")
    assert stage.get(host, "/fr/") == (200, "fr")
    assert stage.get(host, "/news/") == (404, "perdu")
    assert stage.shown(host) == {".sparewheel", *PAGES}


def test_a_switch_between_two_places_copies_what_differs_and_what_it_is_told(stage: Stage) -> None:
    host = fresh_name()
    a, b = f"{host}.a", f"{host}.b"
    stage.bucket.upload(a, {**PAGES, "fr/index.html": "fr one", "gone/index.html": "gone"})
    stage.bucket.upload(b, {**PAGES, "fr/index.html": "fr two", "new/index.html": "new"})
    stage.edge.point(host, a)
    copied: list[str] = []
    stage.edge._client.meta.events.register(
        "before-parameter-build.s3.CopyObject", lambda params, **_: copied.append(params["Key"])
    )
    stage.edge.point(host, b, ["theme/main.css"])
    assert copied[0] == "theme/main.css"
    assert sorted(copied[1:]) == ["fr/index.html", "new/index.html"]
    assert stage.edge.serving(host) == b
    assert stage.get(host, "/fr/") == (200, "fr two")
    assert stage.get(host, "/gone/") == (404, "perdu")
    stage.edge.point(host, b)
    assert len(copied) == 3


def test_content_types_and_cache_rules_come_along(stage: Stage) -> None:
    host = fresh_name()
    stage.bucket.storage.put("releases/typed/index.html", b"x", file(cache_control="max-age=7"))
    stage.edge.point(host, "typed")
    answer = NetworkProbe().fetch(host, "/", Server(LOOPBACK, stage.port), "http")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "max-age=7"


def test_a_host_that_shows_a_release_is_sent_on_and_comes_back(stage: Stage) -> None:
    host, other = fresh_name(), fresh_name()
    stage.edge.point(host, "r1")
    stage.edge.point(host, f"https://{other}")
    answer = NetworkProbe().fetch(host, "/fr/", Server(LOOPBACK, stage.port), "http")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{other}/fr/")
    assert stage.edge.serving(host) == f"https://{other}"
    assert stage.shown(host) == {".sparewheel"}
    stage.edge.point(host, "r1")
    assert stage.get(host, "/fr/") == (200, "fr")


def test_readers_can_neither_write_nor_see_the_storage(stage: Stage) -> None:
    host = fresh_name()
    stage.edge.point(host, "r1")
    for method, path in (("PUT", "/index.html"), ("DELETE", "/index.html"), ("POST", "/?delete")):
        with contextlib.closing(http.client.HTTPConnection(LOOPBACK, stage.port)) as connection:
            connection.request(method, path, b"x", {"Host": host})
            assert connection.getresponse().status in (403, 405)
    assert stage.get(host, "/") == (200, "accueil")
    assert stage.get(stage.bucket.name, "/releases/r2/index.html")[0] == 404
    assert stage.bucket.storage.get("releases/r2/index.html") == b"accueil"


def test_a_withdrawn_host_keeps_its_bucket_empty_and_closed(stage: Stage) -> None:
    host = fresh_name()
    stage.edge.point(host, "r1")
    stage.edge.withdraw(host)
    assert stage.get(host, "/")[0] == 404
    assert stage.shown(host) == set()
    with pytest.raises(stage.client.exceptions.ClientError, match="NoSuchBucketPolicy"):
        stage.client.get_bucket_policy(Bucket=host)
    assert stage.client.get_public_access_block(Bucket=host)["PublicAccessBlockConfiguration"]["BlockPublicPolicy"]
    stage.edge.point(host, "r2")
    assert stage.get(host, "/news/") == (200, "news")


def test_each_file_is_whole_while_releases_change(stage: Stage) -> None:
    """What this edge can promise: a file is of one release or of the other, and is always there."""
    host = fresh_name()
    for text in ("old", "new"):
        stage.bucket.upload(f"{text}-{host}", {"index.html": text * 5000, "fr/index.html": text * 5000})
    stage.edge.point(host, f"old-{host}")
    seen: set[tuple[int, str]] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.update(stage.get(host, path) for path in ("/", "/fr/"))

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(10):
        stage.edge.point(host, f"{('new', 'old')[turn % 2]}-{host}")
    done.set()
    reader.join()
    assert (200, "old" * 5000) in seen
    assert seen <= {(200, "old" * 5000), (200, "new" * 5000)}


def test_the_site_of_an_open_bucket_can_be_listed_and_that_is_all(stage: Stage) -> None:
    host = fresh_name()
    stage.edge.point(host, "r1")
    policy = json.loads(stage.client.get_bucket_policy(Bucket=host)["Policy"])
    assert {action for one in policy["Statement"] for action in one["Action"]} == {"s3:GetObject", "s3:ListBucket"}
    assert all(host in one["Resource"][0] for one in policy["Statement"])
