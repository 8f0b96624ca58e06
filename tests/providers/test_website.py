"""The edge of plain websites, seen from the storage: what is asked of it, in which order, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from launcher.errors import OutcomeUnknown, Refused
from launcher.providers.aws.route53_aliases import known
from launcher.providers.s3.storage import Access, connect
from launcher.providers.s3.website import WebsiteEdge
from tests.providers.s3_front import Asked, Pass, Said, error, front
from tests.real import buckets
from tests.real.buckets import KEY, SECRET, Bucket, credentials
from tests.worlds import fresh_name

PAGES = {"index.html": "one", "fr/index.html": "un", "404.html": "lost", "theme/main.css": "a", "feed.xml": "b"}


@dataclass
class Between:
    """A front that hears every change, and breaks off from the nth copy on."""

    heard: list[str]
    copies: int = 1000

    def __call__(self, asked: Asked, ask: Pass) -> Said:
        path = unquote(asked.path)
        if asked.method != "GET":
            self.heard.append(f"{asked.method} {path}")
        if "x-amz-copy-source" in asked.headers:
            self.copies -= 1
            if self.copies < 0:
                return error(403, "QuotaExceeded")
        return ask(asked)


@dataclass(frozen=True)
class Stage:
    endpoint: str
    between: Between
    bucket: Bucket
    access: Access

    def edge(self, *, public: bool = True, **more: Any) -> WebsiteEdge:
        return WebsiteEdge(self.access, self.bucket.name, public=public, **more)

    @property
    def client(self) -> Any:
        return connect("us-east-1", self.endpoint, self.access.credentials)

    def keys(self, host: str) -> set[str]:
        return {one["Key"] for one in self.client.list_objects_v2(Bucket=host).get("Contents", ())}


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with buckets.moto() as endpoint:
        yield endpoint


@pytest.fixture
def stage(moto: str, tmp_path: Path) -> Iterator[Stage]:
    between = Between([])
    bucket = buckets.bucket(moto, tmp_path, name=fresh_name("bucket"))
    bucket.upload("r1", PAGES)
    bucket.upload("r2", {"index.html": "two", "news/index.html": "news"})
    with front(between, moto) as endpoint:
        keys = credentials(tmp_path / "ours", KEY, SECRET)
        yield Stage(moto, between, bucket, Access(endpoint=endpoint, credentials=keys))


def test_what_pages_need_comes_first_then_pages_then_the_first_page_then_old_ones_go_and_the_mark_is_last(
    stage: Stage,
) -> None:
    host, edge = fresh_name(), stage.edge()
    edge.point(host, "r2")
    stage.between.heard.clear()
    edge.point(host, "r1")
    acts = [act.removeprefix(f"PUT /{host}") for act in stage.between.heard]
    places = {name: acts.index(f"/{name}") for name in PAGES}
    assert max(places["theme/main.css"], places["feed.xml"]) < min(places["404.html"], places["fr/index.html"])
    assert max(places["404.html"], places["fr/index.html"]) < places["index.html"]
    assert places["index.html"] < acts.index(f"POST /{host}?delete") < len(acts) - 1
    assert acts[-1] == "/.sparewheel"
    assert stage.keys(host) == {".sparewheel", *PAGES}


def test_what_is_shown_already_is_not_touched(stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge()
    edge.point(host, "r1")
    edge.point(f"www.{host}", f"https://{host}")
    stage.between.heard.clear()
    edge.point(host, "r1")
    edge.point(f"www.{host}", f"https://{host}/")
    edge.withdraw(fresh_name())
    assert stage.between.heard == []


def test_a_page_that_somebody_removed_is_put_back(stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge()
    edge.point(host, "r1")
    stage.client.delete_object(Bucket=host, Key="fr/index.html")
    edge.point(host, "r1")
    assert stage.keys(host) == {".sparewheel", *PAGES}


@pytest.mark.parametrize("copies", range(5))
def test_a_switch_that_broke_off_shows_nothing_whole_and_is_taken_up_again(copies: int, stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge()
    edge.point(host, "r2")
    stage.between.copies = copies
    with pytest.raises(Refused, match="is full"):
        edge.point(host, "r1")
    assert edge.serving(host) is None
    assert stage.client.get_object(Bucket=host, Key="index.html")["Body"].read() == b"two"
    stage.between.copies = 1000
    for release, paths in (("r2", {"index.html", "news/index.html"}), ("r1", set(PAGES))):  # back, and on again
        edge.point(host, release)
        assert edge.serving(host) == release
        assert stage.keys(host) == {".sparewheel", *paths}


def test_a_bucket_that_holds_other_things_is_left_alone(stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge()
    stage.client.create_bucket(Bucket=host)
    stage.client.put_object(Bucket=host, Key="photos/2019.jpg", Body=b"dear")
    for to in ("r1", "https://example.org"):
        with pytest.raises(Refused, match="sparewheel did not put there") as refused:
            edge.point(host, to)
        assert refused.value.reason_code == "edge-bucket-used"
    edge.withdraw(host)
    assert stage.keys(host) == {"photos/2019.jpg"}
    assert edge.serving(host) is None


def test_nothing_is_opened_unless_the_target_says_so(stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge(public=False)
    with pytest.raises(Refused) as refused:
        edge.point(host, "r1")
    assert refused.value.reason_code == "edge-not-public"
    assert "public: true" in refused.value.hint
    assert stage.between.heard == []
    edge.point(host, "https://example.org")  # shows nothing
    assert not _open(stage, host)


def test_a_bucket_is_open_only_while_it_shows_a_release(stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge()
    edge.point(host, "r1")
    assert _open(stage, host)
    edge.point(host, "https://example.org")
    assert not _open(stage, host)
    edge.point(host, "r2")
    assert _open(stage, host)
    edge.withdraw(host)
    assert not _open(stage, host)


def _open(stage: Stage, host: str) -> bool:
    """Whether a policy lets anyone read, and nothing blocks it."""
    blocked = policy = True
    try:
        stage.client.get_bucket_policy(Bucket=host)
    except stage.client.exceptions.ClientError:
        policy = False
    try:
        stage.client.get_public_access_block(Bucket=host)
    except stage.client.exceptions.ClientError:
        blocked = False
    return policy and not blocked


@pytest.mark.parametrize("release", ["r9", "404.html"])
def test_a_release_that_is_not_whole_in_the_storage_takes_nothing_away(release: str, stage: Stage) -> None:
    host, edge = fresh_name(), stage.edge()
    stage.bucket.upload("404.html", {"only.html": "no first page"})
    edge.point(host, "r1")
    with pytest.raises(Refused) as refused:
        edge.point(host, release)
    assert refused.value.reason_code == "edge-release"
    assert edge.serving(host) == "r1"


@pytest.mark.parametrize(
    ("host", "to", "code"),
    [
        (f"{'a' * 61}.ca", "r1", "edge-host"),
        ("xn--dversement-b7a.ca", "r1", "edge-host"),
        ("no_host.ca", "r1", "edge-host"),
        ("x.ca", "https://example.org:8443", "edge-target"),
        ("x.ca", "https://example.org/path", "edge-target"),
        ("x.ca", "ftp://example.org", "edge-target"),
    ],
)
def test_what_a_website_cannot_do_is_refused_before_anything_is_asked(
    host: str, to: str, code: str, stage: Stage
) -> None:
    with pytest.raises(Refused) as refused:
        stage.edge().point(host, to)
    assert refused.value.reason_code == code
    assert stage.between.heard == []


def test_a_lost_answer_leaves_the_switch_unknown(stage: Stage, tmp_path: Path) -> None:
    def deaf(asked: Asked, ask: Pass) -> Said | None:
        said = ask(asked)
        return None if asked.method == "PUT" and asked.path.endswith("?website") else said

    with front(deaf, stage.endpoint) as endpoint:
        access, host = Access(endpoint=endpoint, credentials=stage.access.credentials), fresh_name()
        edge = WebsiteEdge(access, stage.bucket.name, public=True)
        with pytest.raises(OutcomeUnknown):
            edge.point(host, "r1")
        assert edge.serving(host) is None


# ── what needs no storage ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("region", "alias"),
    [
        ("us-east-1", "s3-website-us-east-1.amazonaws.com"),
        ("ca-central-1", "s3-website.ca-central-1.amazonaws.com"),
        ("eu-west-1", "s3-website-eu-west-1.amazonaws.com"),
    ],
)
def test_on_aws_readers_come_by_another_name_which_opens_today(region: str, alias: str) -> None:
    edge = WebsiteEdge(Access(region), "store", public=True)
    front = edge.front("X.ca")
    assert (front.addresses, front.port, front.scheme, front.alias) == ((), 80, "http", alias)
    assert (front.certifies, front.issuers) == (True, ())
    assert edge.window("X.ca") == f"http://x.ca.{alias}/"
    assert known(alias) is not None, "Route 53 can make an alias of it"


def test_a_server_of_ones_own_has_addresses() -> None:
    edge = WebsiteEdge(Access(endpoint="http://127.0.0.1:1"), "store", public=True, addresses=["192.0.2.80"], port=8080)
    front = edge.front("x.ca")
    assert (front.addresses, front.port, front.scheme, front.alias) == (("192.0.2.80",), 8080, "http", None)
    assert edge.window("x.ca") == "http://x.ca:8080/"


def test_what_readers_do_without_is_said_loudly() -> None:
    told = WebsiteEdge(Access(), "store", public=False).lacks()
    assert [one.code for one in told] == ["edge-plain-http", "edge-no-headers", "edge-mixture", "edge-not-public"]
    assert all(re.match(r"[A-Z ]{10,}", one.message) for one in told[:3])
    assert all(one.hint and "\n" not in one.message + one.hint for one in told)
    assert "edge-not-public" not in [one.code for one in WebsiteEdge(Access(), "store", public=True).lacks()]
