from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from launcher import __version__
from launcher.errors import ProviderFailed
from launcher.providers.sources.client import REDIRECTS, Bounds, get
from tests.online import Asked, Handler, Reply, Server, serving

SMALL = Bounds(seconds=5.0, size=1000)
SECRET = "/feed?lot=97B-secret"
DRIPPING = Reply(b"x" * 200, pause=0.05)
"""Ten seconds of it; each byte comes in time."""


def failure(handler: Handler, bounds: Bounds = SMALL) -> str:
    """The one line that is told of it; it never repeats what was asked."""
    with serving(handler) as server, pytest.raises(ProviderFailed) as caught:
        get(server.url + SECRET, bounds)
    told = caught.value.message
    assert "\n" not in told
    assert "97B" not in told
    return told


def test_an_answer_and_an_honest_question() -> None:
    with serving(lambda _: Reply(b"<rss/>", 200, {"Content-Type": "application/rss+xml; charset=utf-8"})) as server:
        answer = get(server.url + "/a%20b?c=d", SMALL)
    assert (answer.status, answer.body, answer.kind) == (200, b"<rss/>", "application/rss+xml")
    (asked,) = server.asked
    assert (asked.path, asked.query) == ("/a%20b", {"c": "d"})
    assert asked.headers["user-agent"] == f"sparewheel/{__version__}"
    assert not {"cookie", "authorization", "referer"} & set(asked.headers)


@pytest.mark.parametrize("status", [200, 201, 304, 404])
def test_a_place_that_is_only_mentioned_is_not_gone_to(status: int) -> None:
    with serving(lambda _: Reply(status=status, headers={"Location": "/elsewhere"})) as server:
        assert get(server.url, SMALL).status == status
    assert len(server.asked) == 1


@pytest.mark.parametrize("to", ["https://[fe80::1%25eth0]/x", "https://[::1/x", "https://a:b/x", "https://a:99999/x"])
def test_a_redirect_to_no_address_at_all_is_one_line(to: str) -> None:
    with serving(lambda _: Reply(status=302, headers={"Location": to})) as server, pytest.raises(ProviderFailed):
        get(server.url, SMALL)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(lambda _: Reply(b"direct")) as server:
        assert get(server.url, SMALL).body == b"direct"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(b"x" * 1001), "larger than 0 kB"),
        (Reply(b"x" * 5000, claim=None), "larger than 0 kB"),
        (Reply(b'{"items": [', claim=400), "cut short"),
        (Reply(gzip.compress(b"0" * 500_000), headers={"Content-Encoding": "gzip"}), "larger than"),
        (Reply(gzip.compress(b"<rss/>")[:-6], headers={"Content-Encoding": "gzip"}), "cut short"),
        (Reply(b"not packed", headers={"Content-Encoding": "gzip"}), "cannot be unpacked"),
        (Reply(b"?", headers={"Content-Encoding": "br"}), "packed in a way"),
        (Reply(b"4\r\nabcd\r\nzzz", claim=None, headers={"Transfer-Encoding": "chunked"}), "cut short"),
        (Reply(status=302, headers={"Location": "/again"}), f"more than {REDIRECTS} times"),
        (Reply(status=301, headers={"Location": "http://elsewhere.example/"}), "not safe to follow"),
        (Reply(status=307, headers={"Location": "file:///etc/passwd"}), "not safe to follow"),
        (Reply(status=308, headers={"Location": "https://user:pass@127.0.0.1/"}), "not safe to follow"),
        (Reply(status=302, headers={"Location": "https://[::1/"}), "not safe to follow"),
    ],
)
def test_answers_that_are_none(reply: Reply, told: str) -> None:
    assert told in failure(lambda _: reply)


def left_early(url: str, server: Server) -> None:
    with pytest.raises(ProviderFailed, match=r"no whole answer within 0\.4 s"):
        get(url, Bounds(seconds=0.4))
    assert server.dripped < len(DRIPPING.body) // 2


@pytest.mark.parametrize("claim", [-1, None])
def test_a_server_that_drips_is_left_after_its_time(claim: int | None) -> None:
    with serving(lambda _: replace(DRIPPING, claim=claim)) as server:
        left_early(server.url, server)


def test_no_more_is_read_than_is_wanted() -> None:
    with serving(lambda _: Reply(b"x" * 1000, pause=0.001)) as server:
        with pytest.raises(ProviderFailed, match="larger than"):
            get(server.url, Bounds(seconds=5.0, size=100))
        assert server.dripped < 500


def test_a_server_that_says_nothing_is_left_after_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ProviderFailed, match="no whole answer"):
        get(f"http://127.0.0.1:{silent.getsockname()[1]}/", Bounds(seconds=0.2))


def test_what_is_packed_is_unpacked() -> None:
    with serving(lambda _: Reply(gzip.compress(b"<rss/>"), headers={"Content-Encoding": "gzip"})) as server:
        assert get(server.url, SMALL).body == b"<rss/>"


def test_a_redirect_on_the_same_footing_is_followed() -> None:
    to = "/né#top".encode().decode("latin-1")  # the bytes of UTF-8, as servers send them

    def moved(asked: Asked) -> Reply:
        return Reply(b"here") if asked.path == "/n%C3%A9" else Reply(status=301, headers={"Location": to})

    with serving(moved) as server:
        assert get(server.url, SMALL).body == b"here"


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ProviderFailed, match="nobody answers there"):
            get(f"http://127.0.0.1:{unused.getsockname()[1]}/", SMALL)


def test_no_such_host() -> None:
    with pytest.raises(ProviderFailed, match=r"sparewheel-test\.invalid: no such host"):
        get("https://sparewheel-test.invalid/", SMALL)


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


def test_a_certificate_that_nobody_vouches_for(certificate: Path) -> None:
    with serving(lambda _: Reply(b"?"), certificate) as server, pytest.raises(ProviderFailed, match="not trusted"):
        get(server.url, SMALL)


def test_https_and_no_way_back_from_it(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(lambda _: Reply(b"plain")) as plain:
        replies = {"/": Reply(b"sealed"), "/back": Reply(status=302, headers={"Location": plain.url})}
        with serving(lambda asked: replies[asked.path], certificate) as sealed:
            assert get(sealed.url, SMALL).body == b"sealed"
            with pytest.raises(ProviderFailed, match="not safe to follow"):
                get(sealed.url + "/back", SMALL)
    assert plain.asked == []


def test_a_server_that_drips_under_tls_is_left_after_its_time(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(lambda _: DRIPPING, certificate) as server:
        left_early(server.url, server)
