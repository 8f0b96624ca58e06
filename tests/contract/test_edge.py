"""What every Edge must do, seen by a reader: the sandbox's, a real Caddy in front of real S3s, a real S3's websites."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.model import Response, Server
from launcher.providers.network import NetworkProbe
from launcher.providers.s3.storage import Access
from launcher.providers.s3.website import WebsiteEdge
from launcher.providers.sandbox.ports import SandboxEdge
from launcher.providers.sandbox.process import World
from launcher.services import Edge, Probe
from tests import worlds
from tests.real import buckets, caddy
from tests.real.caddy import LOOPBACK
from tests.worlds import BUCKET, fresh_name


@dataclass(frozen=True)
class Stage:
    """An edge, how a release gets to where it looks, and a reader who trusts its certificates and tries again while
    there is none, or when a connection is dropped before an answer begins."""

    edge: Edge
    upload: Callable[[str, Mapping[str, str]], None]
    probe: Probe
    leads_on: bool = True
    """`/en` leads to `/en/`, and a redirect keeps the query; Ceph's website shows the one, and drops the other."""

    def at(self, host: str) -> tuple[Server, str]:
        front = self.edge.front(host)
        return Server(front.addresses[0], front.port), front.scheme

    def get(self, host: str, path: str) -> Response:
        return self.probe.fetch(host, path, *self.at(host))


def _sandbox(request: pytest.FixtureRequest, _: contextlib.ExitStack) -> Stage:
    world: World = request.getfixturevalue("world")
    edge = SandboxEdge(world, BUCKET)
    return Stage(edge, lambda release, pages: worlds.upload(world, release, dict(pages)), NetworkProbe())


def _caddy(request: pytest.FixtureRequest, stack: contextlib.ExitStack) -> Stage:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("edge")
    running = stack.enter_context(caddy.running(folder / "caddy"))
    server = buckets.ceph(folder / "ceph") if request.param == "caddy on Ceph" else buckets.moto()
    bucket = buckets.bucket(stack.enter_context(server), folder)
    edge = running.edge(bucket.endpoint, bucket.name)
    return Stage(edge, bucket.upload, caddy.Certified(NetworkProbe(trust=edge.root)))


def _website(request: pytest.FixtureRequest, stack: contextlib.ExitStack) -> Stage:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("edge")
    bucket = buckets.bucket(stack.enter_context(buckets.ceph(folder / "ceph")), folder)
    port = stack.enter_context(buckets.websites(folder / "ceph"))
    access = Access(endpoint=bucket.endpoint, credentials=folder / "ours")
    edge = WebsiteEdge(access, bucket.name, public=True, addresses=[LOOPBACK], port=port)
    return Stage(edge, bucket.upload, NetworkProbe(), leads_on=False)


STAGES = {"sandbox": _sandbox, "caddy on moto": _caddy, "caddy on Ceph": _caddy, "website on Ceph": _website}


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.real if " on " in name else ()) for name in STAGES]
)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with contextlib.ExitStack() as stack:
        yield STAGES[request.param](request, stack)


def test_a_host_serves_switches_redirects_and_is_withdrawn(stage: Stage) -> None:
    edge, host = stage.edge, fresh_name()
    stage.upload(f"one-{host}", {"index.html": "one"})
    stage.upload(f"two-{host}", {"index.html": "two"})
    assert edge.serving(host) is None
    for text in ("one", "two"):
        edge.point(host, f"{text}-{host}")
        edge.point(host, f"{text}-{host}")
        assert edge.serving(host) == f"{text}-{host}"
        assert stage.get(host, "/").body == text.encode()
    edge.point(f"www.{host}", f"https://{host}")
    assert edge.serving(f"www.{host}") == f"https://{host}"
    moved = stage.get(f"www.{host}", "/fr/?q=1")
    assert moved.status in (301, 308)
    assert moved.headers["location"] == f"https://{host}/fr/{'?q=1' if stage.leads_on else ''}"
    edge.withdraw(host)
    edge.withdraw(host)
    assert edge.serving(host) is None
    assert not _answers(stage, host)


def test_two_places_are_shown_in_turn_as_they_are_by_then(stage: Stage) -> None:
    host = fresh_name()
    a, b = f"{host}.a", f"{host}.b"
    for number, place in enumerate((a, b, a, b, a)):
        stage.upload(place, {"index.html": f"text {number}", "fr/index.html": "the same"})
        stage.edge.point(host, place, ["index.html"])
        assert stage.edge.serving(host) == place
        assert stage.get(host, "/").body == f"text {number}".encode()
        assert stage.get(host, "/fr/").body == b"the same"


def _answers(stage: Stage, host: str) -> bool:
    """Without a certificate for the host, an edge does not even say that it has no such site."""
    try:
        return NetworkProbe().fetch(host, "/", *stage.at(host)).status not in (404, 421)
    except ProviderFailed:
        return False


def test_an_edge_shows_files_folders_and_the_page_for_what_is_not_there(stage: Stage) -> None:
    host = fresh_name()
    pages = {"index.html": "accueil", "en/index.html": "home", "été/index.html": "summer", "404.html": "perdu"}
    stage.upload(host, {**pages, "theme/main.css": "body{}"})
    stage.upload(f"{host}-secret", {"index.html": "secret", "404.html": "secret"})
    stage.edge.point(host, host)

    def get(path: str) -> tuple[int, bytes]:
        answer = stage.get(host, path)
        return answer.status, answer.body

    assert get("/en/") == get("/en/index.html") == get("/en/?acl") == (200, b"home")
    assert get("/%C3%A9t%C3%A9/") == (200, b"summer")
    assert stage.get(host, "/theme/main.css").headers["content-type"] == "text/css; charset=utf-8"
    if stage.leads_on:
        assert stage.get(host, "/en?q=1").headers["location"] == "/en/?q=1"
    assert get("/nope") == get("/nope/") == get("/en/nope.html") == (404, b"perdu")
    for path in (f"/../{host}-secret/", f"/%2e%2e/{host}-secret/", f"/en/..%2f..%2f{host}-secret/index.html"):
        assert stage.get(host, path).status == 404


def test_a_window_opens_the_site_in_any_browser(stage: Stage) -> None:
    host = fresh_name()
    stage.upload(host, {"index.html": f"the site of {host}"})
    stage.edge.point(host, host)
    scheme, _, address = stage.edge.window(host).rstrip("/").partition("://")
    name, _, port = address.partition(":")
    at = Server(stage.at(host)[0].address if name == host else name, int(port))
    assert stage.probe.fetch(name if name == host else address, "/", at, scheme).body == f"the site of {host}".encode()


def test_no_reader_sees_a_mixture(stage: Stage) -> None:
    host = fresh_name()
    for text in ("old", "new"):
        stage.upload(f"{text}-{host}", {"index.html": text * 5000})
    stage.edge.point(host, f"old-{host}")
    at, scheme = stage.at(host)
    assert stage.probe.fetch(host, "/", at, scheme).body == b"old" * 5000
    seen: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(stage.probe.fetch(host, "/", at, scheme).body)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(20):
        stage.edge.point(host, f"{('new', 'old')[turn % 2]}-{host}")
    done.set()
    for reader in readers:
        reader.join()
    assert seen
    assert set(seen) <= {b"old" * 5000, b"new" * 5000}


@pytest.mark.parametrize("to", ["", "../other", "http://plain.example", "a/b"])
def test_what_is_no_target_is_refused(stage: Stage, to: str) -> None:
    host = fresh_name()
    with pytest.raises(Refused):
        stage.edge.point(host, to)
    assert stage.edge.serving(host) is None
