"""HTTPS as a reader speaks it: which certificates are good for a host, and what is said of the others."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from launcher.errors import ProviderFailed
from launcher.model import Server
from launcher.providers.network import NetworkProbe

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@dataclass(frozen=True)
class Authority:
    """A CA for one test."""

    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    def issue(self, host: str, since: dt.timedelta = -DAY, until: dt.timedelta = DAY, *, ca: bool = False) -> str:
        """Key (its own) and certificate, as PEM."""
        key = self.key if ca else ec.generate_private_key(ec.SECP256R1())
        made = (
            x509.CertificateBuilder()
            .subject_name(self.name if ca else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + since)
            .not_valid_after(NOW + until)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return (made.public_bytes(serialization.Encoding.PEM) + private).decode()

    @property
    def root(self) -> str:
        return self.issue("ca.test", ca=True).split("-----BEGIN PRIVATE")[0]


@pytest.fixture(scope="module")
def authority() -> Authority:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a CA of this test")])
    return Authority(ec.generate_private_key(ec.SECP256R1()), name)


@contextlib.contextmanager
def serving(pem: str, folder: Path) -> Iterator[Server]:
    """One connection, answered over TLS with this certificate."""
    file = folder / "server.pem"
    file.write_text(pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)

    def answer(listener: socket.socket) -> None:
        plain, _ = listener.accept()
        with plain, contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as secure:
            secure.recv(1000)
            secure.sendall(ANSWER)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=(listener,))
        thread.start()
        yield Server("127.0.0.1", listener.getsockname()[1])
        thread.join(5)


def test_a_good_certificate_is_good_at_any_address_and_port(authority: Authority, tmp_path: Path) -> None:
    with serving(authority.issue("crise.example"), tmp_path) as at:
        answer = NetworkProbe(trust=lambda: authority.root).fetch("crise.example", "/", at, "https")
    assert (answer.status, answer.body) == (200, b"ok")


@pytest.mark.parametrize(
    ("host", "since", "until", "said"),
    [
        ("other.example", -DAY, DAY, "is for another name"),
        ("crise.example", -2 * DAY, -DAY, "has expired"),
        ("crise.example", DAY, 2 * DAY, "is not valid yet"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(
    authority: Authority, tmp_path: Path, host: str, since: dt.timedelta, until: dt.timedelta, said: str
) -> None:
    probe = NetworkProbe(trust=lambda: authority.root)
    with serving(authority.issue(host, since, until), tmp_path) as at, pytest.raises(ProviderFailed) as told:
        probe.fetch("crise.example", "/", at, "https")
    assert said in told.value.message
    assert told.value.hint
    assert told.value.reason_code == "certificate"


def test_a_ca_that_nobody_knows_is_not_trusted(authority: Authority, tmp_path: Path) -> None:
    with (
        serving(authority.issue("crise.example"), tmp_path) as at,
        pytest.raises(ProviderFailed, match="CA that is not trusted here"),
    ):
        NetworkProbe().fetch("crise.example", "/", at, "https")
