"""Pings, over real HTTP and TLS on loopback: what is sent, to whom not, and that nothing depends on them."""

from __future__ import annotations

import http.server
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from launcher.addresses import indexnow_key
from launcher.errors import ProviderFailed
from launcher.providers.pings.posting import Letter, post
from launcher.providers.pings.web import MOST, WebPings
from launcher.providers.system import SystemClock
from tests.real.aws_certificates import Authority

HOST = "crise-eau.example"
PAGE, FEED = f"https://{HOST}/fr/", f"https://{HOST}/fr/feed.atom"


@dataclass
class Heard:
    """What came in, and what is answered."""

    port: int = 0
    status: int = 202
    posts: list[tuple[str, str, bytes]] = field(default_factory=list)

    def url(self, scheme: str = "http", path: str = "/indexnow") -> str:
        return f"{scheme}://localhost:{self.port}{path}"


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[Heard]:
    heard = Heard()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.posts.append((self.path, self.headers["Content-Type"], body))
            self.send_response(heard.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        heard.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield heard
        server.shutdown()
        thread.join()


@pytest.fixture
def there() -> Iterator[Heard]:
    with listening() as heard:
        yield heard


def test_search_engines_are_told_of_the_pages_with_the_key_that_is_on_the_site(there: Heard) -> None:
    (check,) = WebPings(SystemClock(), indexnow=there.url()).tell(HOST, [PAGE], [FEED])
    assert (check.ok, check.needed, check.text) == (True, False, "IndexNow was told of 1 page")
    [(path, kind, body)] = there.posts
    assert (path, kind) == ("/indexnow", "application/json; charset=utf-8")
    key = indexnow_key(HOST)
    location = f"https://{HOST}/{key}.txt"
    assert json.loads(body) == {"host": HOST, "key": key, "keyLocation": location, "urlList": [PAGE]}


def test_a_hub_is_told_of_each_feed(there: Heard) -> None:
    other = FEED.replace("/fr/", "/en/")
    checks = WebPings(SystemClock(), websub=there.url(path="/?a=b")).tell(HOST, [PAGE], [FEED, other])
    assert [(check.code, check.ok) for check in checks] == [("ping-websub", True)] * 2
    assert {path for path, _, _ in there.posts} == {"/?a=b"}
    told = [parse_qs(body.decode()) for _, _, body in there.posts]
    assert sorted(one["hub.url"] for one in told) == sorted([[FEED], [other]])
    assert {one["hub.mode"][0] for one in told} == {"publish"}


def test_over_tls_a_certificate_that_is_not_trusted_hears_nothing(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with listening(authority.context(["localhost"])) as there:
        trusting = WebPings(SystemClock(), indexnow=there.url("https"), trust=authority.roots)
        assert [check.ok for check in trusting.tell(HOST, [PAGE], [])] == [True]
        assert len(there.posts) == 1
        (check,) = WebPings(SystemClock(), indexnow=there.url("https")).tell(HOST, [PAGE], [])
        assert not check.ok
        assert "its certificate is not trusted" in check.text
        assert len(there.posts) == 1


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (403, "the key file is not on the site, or not seen yet (403)"),
        (422, "these pages are not of this site (422)"),
        (429, "it was told too often (429)"),
        (307, "it was not followed (307)"),
        (500, "it said no (500)"),
    ],
)
def test_a_no_is_a_warning_and_a_redirect_is_not_followed(there: Heard, status: int, why: str) -> None:
    there.status = status
    (check,) = WebPings(SystemClock(), indexnow=there.url()).tell(HOST, [PAGE], [])
    assert (check.ok, check.needed) == (False, False)
    assert check.text == f"IndexNow was not told of 1 page: {why}" or check.text.endswith(why)
    assert len(there.posts) == 1


def test_nobody_is_told_of_nothing_nor_of_what_is_at_another_host(there: Heard) -> None:
    pings = WebPings(SystemClock(), indexnow=there.url(), websub=there.url())
    assert pings.tell(HOST, [], []) == ()
    assert pings.tell(HOST, ["https://other.example/fr/"], ["https://other.example/fr/feed.atom"]) == ()
    assert WebPings(SystemClock()).tell(HOST, [PAGE], [FEED]) == ()
    assert there.posts == []


def test_a_list_is_never_longer_than_is_taken(there: Heard) -> None:
    pages = [f"{PAGE}{n}/" for n in range(MOST + 1)]
    checks = WebPings(SystemClock(), indexnow=there.url()).tell(HOST, pages, [])
    assert [check.ok for check in checks] == [True, True]
    told = [json.loads(body)["urlList"] for _, _, body in there.posts]
    assert sorted(map(len, told)) == [1, MOST]


def test_where_nobody_listens_it_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (check,) = WebPings(SystemClock(), indexnow=f"http://127.0.0.1:{port}/").tell(HOST, [PAGE], [])
    assert not check.ok
    assert "no answer came" in check.text


class Impatient(SystemClock):
    """A clock on which the time is over at the second look."""

    def __init__(self) -> None:
        self._seen = 0.0

    def elapsed(self) -> float:
        self._seen += 1000.0
        return self._seen


def test_who_is_too_slow_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        (check,) = WebPings(Impatient(), indexnow=url).tell(HOST, [PAGE], [])
    assert not check.ok
    assert "too slow" in check.text


@pytest.mark.parametrize("url", ["http://hub.example/", "ftp://hub.example/", "https://user:word@hub.example/", ""])
def test_what_is_not_https_is_not_asked(url: str) -> None:
    with pytest.raises(ProviderFailed, match="not https"):
        post(Letter("WebSub", "", url, "text/plain", b""))


def test_a_name_that_leads_to_this_machine_is_not_asked(there: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a name of somebody else's may: only settings that name this machine mean it."""
    looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", there.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: looked_up)
    with pytest.raises(ProviderFailed, match="private network"):
        post(Letter("WebSub", "", f"https://hub.example:{there.port}/", "text/plain", b""))
    assert there.posts == []


def test_a_key_is_the_hosts_own_and_always_the_same() -> None:
    assert indexnow_key(HOST) == indexnow_key(HOST) != indexnow_key(f"www.{HOST}")
    assert len(indexnow_key(HOST)) == 32
    assert set(indexnow_key(HOST)) <= set("0123456789abcdef")
