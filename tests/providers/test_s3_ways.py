"""The ways to a storage: HTTPS that can be trusted, and proxies."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.providers.s3.route import Route
from launcher.providers.s3.storage import S3Storage
from tests.providers.s3_front import Said, always, front, storage
from tests.providers.s3_raw import HANG_UP, LARGE, raw, said, slim, well
from tests.real.buckets import certificate, pumped
from tests.real.caddy import LOOPBACK
from tests.worlds import file

# ── HTTPS ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def secure() -> Iterator[Callable[[Path], str]]:
    """An address where only a certificate is shown."""
    running: list[tuple[socketserver.ThreadingTCPServer, threading.Thread]] = []

    def start(path: Path) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    context.wrap_socket(self.request, server_side=True).close()
                except OSError:
                    return

        server = socketserver.ThreadingTCPServer((LOOPBACK, 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        running.append((server, thread))
        return f"https://{LOOPBACK}:{server.server_address[1]}"

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("name", "days", "trusted", "reason"),
    [
        ("s3.example.org", 3, False, "self.signed"),
        ("s3.example.org", 3, True, "for another name"),
        ("localhost", -1, True, "expired"),
    ],
)
def test_a_certificate_that_is_not_good_is_told_by_what_is_wrong(
    name: str,
    days: int,
    trusted: bool,
    reason: str,
    secure: Callable[[Path], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = certificate(tmp_path, name, days)
    if trusted:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(path))
    with pytest.raises(Refused, match=reason) as refused:
        _read(storage(secure(path).replace(LOOPBACK, "localhost"), tmp_path))
    _told(refused.value, "storage-certificate")


def test_an_endpoint_that_speaks_no_https(tmp_path: Path) -> None:
    with front(always(Said(200))) as endpoint, pytest.raises(ProviderFailed, match="does not come to HTTPS") as failed:
        _read(storage(endpoint.replace("http:", "https:"), tmp_path))
    _told(failed.value, "storage-unreachable")


def test_https_with_a_ca_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(path))
    with raw(well, tls=context) as server:
        ours = storage(server.endpoint.replace(f"http://{LOOPBACK}", "https://localhost"), tmp_path)
        ours.digests("")
        ours.put("large", LARGE, file())
        ours.put("small", b"", file())
        assert server.connections == 1
        assert [len(heard.body) for heard in server.heard] == [0, len(LARGE), 0]


# ── proxies ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def of_aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server that has AWS's certificate, as far as this test believes."""
    path = certificate(tmp_path, "*.amazonaws.com", names=("*.s3.us-east-1.amazonaws.com", "s3.eu-west-3.amazonaws.com",
                       "*.s3.eu-west-3.amazonaws.com", "s3.us-east-1.amazonaws.com"))  # fmt: skip
    monkeypatch.setenv("AWS_CA_BUNDLE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_proxy_hands_plain_requests_on_and_is_asked_with_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw(well) as server:
        monkeypatch.setenv("HTTP_PROXY", server.endpoint.replace("://", "://jane:a%20b@"))
        storage("http://s3.example.org:9000", tmp_path).put("x", b"body", file())
        (heard,) = server.heard
        assert heard.target == "http://s3.example.org:9000/crisis/x"
        assert heard.headers["proxy-authorization"] == "Basic amFuZTphIGI="
        assert "proxy-authorization" not in heard.headers["authorization"]
        assert heard.headers["host"] == "s3.example.org:9000"


def test_a_proxy_opens_a_way_for_https_and_hears_nothing_else(
    of_aws: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, opened: Callable[[int], tuple[int, list[str]]]
) -> None:
    with raw(well, tls=of_aws) as server:
        port, asked = opened(server.port)
        monkeypatch.setenv("https_proxy", f"{LOOPBACK}:{port}")
        objects = slim(None, Route())
        objects.put("x", b"body", {})
        objects.put("y", b"body", {})
        assert [heard.target for heard in server.heard] == ["/x", "/y"]
    assert asked == ["CONNECT crisis.s3.us-east-1.amazonaws.com:443 HTTP/1.1"]


@pytest.fixture
def opened() -> Iterator[Callable[[int], tuple[int, list[str]]]]:
    """A proxy that leads everybody to one port of this machine."""
    with contextlib.ExitStack() as stack:

        def start(port: int) -> tuple[int, list[str]]:
            asked: list[str] = []

            def door(sock: socket.socket) -> socket.socket:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += sock.recv(4096)
                asked.append(head.decode().split("\r\n")[0])
                sock.sendall(b"HTTP/1.1 200 Connection established\r\nx: y\r\n\r\n")
                return sock

            return stack.enter_context(pumped(port, door)), asked

        yield start


@pytest.mark.parametrize("answer", [said(407), said(502), b"", b"nonsense\r\n\r\n"])
def test_a_proxy_that_does_not_let_us_through(answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw(lambda _: (answer, HANG_UP)) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.endpoint)
        with pytest.raises(ProviderFailed) as failed:
            storage("https://s3.example.org", tmp_path).put("x", b"", file())
        assert not isinstance(failed.value, OutcomeUnknown)
        assert {heard.method for heard in server.heard} == {"CONNECT"}


def test_no_proxy_stands_before_this_machine_or_where_it_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw(well) as server, raw(lambda _: (said(502),)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.endpoint)
        storage(server.endpoint, tmp_path).digests("")
        monkeypatch.setenv("NO_PROXY", "example.org")
        monkeypatch.setattr("launcher.providers.s3.route.socket.create_connection", _to(server.port))
        storage("http://s3.example.org", tmp_path).digests("")
        assert proxy.connections == 0
        assert [heard.headers["host"] for heard in server.heard] == [f"{LOOPBACK}:{server.port}", "s3.example.org"]


def _to(port: int) -> Callable[..., object]:
    connect = socket.create_connection
    return lambda _, timeout: connect((LOOPBACK, port), timeout)


def _read(of: S3Storage) -> None:
    of.digests("releases/")


def _told(by: SpareWheelError, code: str) -> None:
    assert by.reason_code == code
    assert by.hint
    assert "\n" not in by.message + by.hint
    assert "sktest" not in by.message + by.hint
    assert by.__cause__ is None
