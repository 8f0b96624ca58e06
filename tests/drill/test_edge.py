"""The edge's manners: paths, headers, missing pages, hosts."""

from __future__ import annotations

import http.client
import urllib.request

import pytest

from launcher.drill.world.edge import Edge, Stored
from launcher.providers.sandbox.ports import SandboxEdge
from launcher.providers.sandbox.process import World
from tests.worlds import BUCKET, fresh_name, storage, upload

Got = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def host(world: World) -> str:
    name = fresh_name()
    pages = {
        "index.html": "accueil",
        "en/index.html": "home",
        "été/index.html": "summer",
        "404.html": "perdu",
        "theme/main.css": "body{}",
    }
    upload(world, name, pages)
    upload(world, f"{name}-secret", {"index.html": "secret"})
    SandboxEdge(world, BUCKET).point(name, name)
    return name


def _get(world: World, host: str, path: str, method: str = "GET", **headers: str) -> Got:
    connection = http.client.HTTPConnection("127.0.0.1", world.edge_port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": host, **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/", 200, b"accueil"),
        ("/index.html", 200, b"accueil"),
        ("/?utm=1", 200, b"accueil"),
        ("/en/", 200, b"home"),
        ("/%C3%A9t%C3%A9/", 200, b"summer"),
        ("/theme/main.css", 200, b"body{}"),
        ("/theme/", 404, b"perdu"),
        ("/nothing", 404, b"perdu"),
        ("/nothing/", 404, b"perdu"),
    ],
)
def test_paths_find_their_pages(world: World, host: str, path: str, status: int, body: bytes) -> None:
    assert _get(world, host, path)[::2] == (status, body)


@pytest.mark.parametrize(
    ("path", "to"), [("/en", "/en/"), ("/en?q=1", "/en/?q=1"), ("/%C3%A9t%C3%A9", "/%C3%A9t%C3%A9/")]
)
def test_a_folder_without_its_slash_moves(world: World, host: str, path: str, to: str) -> None:
    status, headers, _ = _get(world, host, path)
    assert (status, headers["location"]) == (301, to)


@pytest.mark.parametrize("dots", ["..", "%2e%2e", "..%2f", ".%2e"])
@pytest.mark.parametrize("before", ["/", "/en/", "/en/../"])
def test_no_path_leaves_the_release(world: World, host: str, dots: str, before: str) -> None:
    status, _, body = _get(world, host, f"{before}{dots}/{host}-secret/index.html")
    assert (status, body) == (404, b"perdu")


def test_the_storage_is_never_asked_for_a_path_that_climbs() -> None:
    asked: list[str] = []

    def read(bucket: str, key: str) -> Stored | None:
        asked.append(key)
        return None

    edge = Edge(read)
    edge.point("a.ca", "r1", "bucket")
    for path in ("/../r2/index.html", "/%2e%2e/r2/", "/..%2fr2", "/en/../../r2/", "/a\\..\\b", "/..", "/en/.."):
        assert edge.answer("a.ca", path).status == 404
    assert set(asked) == {"releases/r1/404.html"}


@pytest.mark.parametrize("path", ["/%00", "/%FF", "/a\\b", "//evil.example", "/en//index.html", "/./index.html", "/."])
def test_odd_paths_are_not_there_and_break_nothing(world: World, host: str, path: str) -> None:
    status, headers, _ = _get(world, host, path)
    assert status == 404
    assert "location" not in headers


def test_headers_are_those_that_were_stored_and_some_for_safety(world: World, host: str) -> None:
    _, headers, _ = _get(world, host, "/")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "max-age=60"
    assert headers["x-content-type-options"] == "nosniff"
    assert {"referrer-policy", "x-frame-options", "etag"} <= headers.keys()
    assert _get(world, host, "/theme/main.css")[1]["content-type"] == "text/css; charset=utf-8"
    assert _get(world, host, "/nothing")[1]["content-type"] == "text/html; charset=utf-8"


def test_head_is_get_without_its_body(world: World, host: str) -> None:
    _, got, _ = _get(world, host, "/")
    status, headers, body = _get(world, host, "/", "HEAD")
    assert (status, body, headers["content-length"], headers["etag"]) == (200, b"", "7", got["etag"])


def test_an_unchanged_page_is_not_sent_again(world: World, host: str) -> None:
    etag = _get(world, host, "/")[1]["etag"]
    for tags in (etag, f'"other", W/{etag}', "*"):
        status, headers, body = _get(world, host, "/", If_None_Match=tags)
        assert (status, body, headers["etag"]) == (304, b"", etag)
    assert _get(world, host, "/", If_None_Match='"other"')[0] == 200
    assert _get(world, host, "/nothing", If_None_Match="*")[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_readers_only_read(world: World, host: str, method: str) -> None:
    status, headers, _ = _get(world, host, "/", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_the_host_is_told_apart_from_its_spelling(world: World, host: str) -> None:
    for spelling in (host.upper(), f"{host}:{world.edge_port}", f"{host}.", f"{host}.localhost:80"):
        assert _get(world, spelling, "/")[::2] == (200, b"accueil")


@pytest.mark.parametrize("stranger", ["unknown.example", "", "[", "[::1]", "a b", "127.0.0.1"])
def test_an_unknown_host_is_told_that_this_is_the_sandbox(world: World, stranger: str) -> None:
    status, headers, body = _get(world, stranger, "/")
    assert status == 421
    assert headers["content-type"].startswith("text/plain")
    assert b"sandbox" in body


def test_a_window_shows_its_host_whatever_the_request_says(world: World, host: str) -> None:
    address = SandboxEdge(world, BUCKET).window(host)
    for page, text in (("", b"accueil"), ("en/", b"home"), ("en", b"home")):
        with urllib.request.urlopen(address + page) as response:
            assert response.read() == text
    assert SandboxEdge(world, BUCKET).window(f"never.{host}") == f"https://never.{host}/"


def test_a_release_without_pages_is_a_plain_404(world: World) -> None:
    name = fresh_name()
    SandboxEdge(world, BUCKET).point(name, name)
    assert _get(world, name, "/")[0] == 404


def test_what_was_read_once_is_served_from_memory(world: World) -> None:
    name = fresh_name()
    upload(world, name, {"index.html": "kept"})
    SandboxEdge(world, BUCKET).point(name, name)
    assert _get(world, name, "/")[2] == b"kept"
    storage(world).delete([f"releases/{name}/index.html"])
    assert _get(world, name, "/")[2] == b"kept"
    SandboxEdge(world, BUCKET).point(name, f"other-{name}")
    SandboxEdge(world, BUCKET).point(name, name)
    assert _get(world, name, "/")[0] == 404
