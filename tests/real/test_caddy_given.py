"""Caddy with certificates of ours: proved by DNS-01 before it is told of any host, so that it need ask no CA."""

from __future__ import annotations

import contextlib
import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.providers.acme.authority import Authority
from launcher.providers.acme.certifier import AcmeCertifier
from launcher.providers.caddy.certificates import Issuing
from launcher.providers.caddy.edge import CaddyEdge
from launcher.providers.caddy.routes import Shown
from launcher.providers.network import NetworkProbe
from launcher.providers.system import SystemClock
from tests.real.buckets import Bucket
from tests.real.ca import Pebble, pebble, show
from tests.real.caddy import LOOPBACK, REHEARSAL, Caddy, Certified
from tests.real.edges import config
from tests.real.primary import Knot, primary
from tests.worlds import fresh_name

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Standby:
    """A domain of ours with a wildcard certificate, and who gave it."""

    knot: Knot
    ca: Pebble
    certifier: AcmeCertifier
    zone: str

    @property
    def given(self) -> Issuing:
        return Issuing(given=True, authority=self.ca.authority)

    @property
    def reader(self) -> NetworkProbe:
        return NetworkProbe(trust=self.ca.root.read_text)

    def renew(self) -> None:
        names = [self.zone, f"*.{self.zone}"]
        show(self.knot.dns(), self.zone, self.certifier.challenges(names))
        self.certifier.issue(names)


@pytest.fixture(scope="module")
def base(knot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Knot, Pebble]]:
    folder = tmp_path_factory.mktemp("given")
    with primary(folder / "primary") as own, pebble(folder / "ca", f"{own.server.address}:{own.server.port}") as ca:
        yield own, ca


@pytest.fixture
def standby(base: tuple[Knot, Pebble], tmp_path: Path) -> Standby:
    own, ca = base
    made = Standby(own, ca, AcmeCertifier(ca.authority, tmp_path / "certificates", SystemClock()), fresh_name())
    own.dns().create(made.zone)
    made.renew()
    return made


def serial(caddy: Caddy, host: str, standby: Standby) -> str:
    """Of the certificate that the host shows."""
    context = ssl.create_default_context(cafile=str(standby.ca.root))
    with (
        socket.create_connection((LOOPBACK, caddy.https_port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        shown = secure.getpeercert()
    assert shown
    return str(shown["serialNumber"])


def loaded(caddy: Caddy) -> list[str]:
    """What is loaded, by id."""
    certificates = config(caddy)["apps"].get("tls", {}).get("certificates", {})
    return [item["@id"] for item in certificates.get("load_pem", ())]


@pytest.mark.parametrize("issuing", ["given", "acme"])
def test_a_new_host_under_the_wildcard_is_certified_at_once_and_no_ca_is_asked(
    caddy: Caddy, bucket: Bucket, standby: Standby, issuing: str
) -> None:
    how = standby.given if issuing == "given" else Issuing(authority=standby.ca.authority)
    edge = caddy.edge(bucket.endpoint, bucket.name, how, standby.certifier.pem)
    orders = standby.ca.orders
    hosts = [standby.zone, *(f"{label}.{standby.zone}" for label in ("a", "b"))]
    for host in hosts:
        assert not edge.front(host).certifies
        edge.point(host, "r1")
        answer = Certified(standby.reader).fetch(host, "/fr/", caddy.at, "https")
        assert (answer.status, answer.body) == (200, b"fr")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert len(loaded(caddy)) == 1
    caddy.restart()
    assert Certified(standby.reader).fetch(hosts[1], "/fr/", caddy.at, "https").status == 200
    assert standby.ca.orders == orders
    assert "obtain" not in (caddy.folder / "log").read_text()


def test_what_no_host_needs_any_more_is_taken_out(caddy: Caddy, bucket: Bucket, standby: Standby) -> None:
    edge = caddy.edge(bucket.endpoint, bucket.name, standby.given, standby.certifier.pem)
    edge.point(f"a.{standby.zone}", "r1")
    edge.point(f"b.{standby.zone}", f"https://a.{standby.zone}")
    before = config(caddy)
    edge.point(f"a.{standby.zone}", "r1")
    assert config(caddy) == before
    edge.withdraw(f"a.{standby.zone}")
    assert len(loaded(caddy)) == 1
    edge.withdraw(f"b.{standby.zone}")
    assert "certificates" not in config(caddy)["apps"]["tls"]
    assert "PRIVATE KEY" not in str(config(caddy))


def test_a_renewal_replaces_the_certificate_and_breaks_no_answer(caddy: Caddy, standby: Standby) -> None:
    asked, go_on = threading.Event(), threading.Event()

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "8")
            self.end_headers()
            self.wfile.write(b"half")
            asked.set()
            go_on.wait(30)
            self.wfile.write(b"half")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer((LOOPBACK, 0), Slow) as storage, contextlib.ExitStack() as stack:
        threading.Thread(target=storage.serve_forever).start()
        stack.callback(storage.shutdown)
        stack.callback(go_on.set)
        edge = caddy.edge(f"http://{LOOPBACK}:{storage.server_port}", "b", standby.given, standby.certifier.pem)
        host = f"a.{standby.zone}"
        edge.point(host, "r1")
        first = serial(caddy, host, standby)
        bodies: list[bytes] = []
        reader = threading.Thread(
            target=lambda: bodies.append(standby.reader.fetch(host, "/x.css", caddy.at, "https").body)
        )
        reader.start()
        assert asked.wait(10)
        standby.renew()
        edge.point(host, "r1")
        assert serial(caddy, host, standby) != first
        assert len(loaded(caddy)) == 1
        go_on.set()
        reader.join()
    assert bodies == [b"halfhalf"]


def test_an_operator_without_the_key_leaves_it_where_it_is(caddy: Caddy, bucket: Bucket, standby: Standby) -> None:
    host = f"a.{standby.zone}"
    caddy.edge(bucket.endpoint, bucket.name, standby.given, standby.certifier.pem).point(host, "r1")
    caddy.edge(bucket.endpoint, bucket.name, standby.given).point(host, "r2")
    caddy.edge(bucket.endpoint, bucket.name).point(fresh_name(), "r1")
    assert Certified(standby.reader).fetch(host, "/fr/", caddy.at, "https").body == b"fr two"


def test_a_host_without_a_certificate_of_ours_is_refused_where_we_certify(
    caddy: Caddy, bucket: Bucket, standby: Standby
) -> None:
    edge, before = caddy.edge(bucket.endpoint, bucket.name, standby.given, standby.certifier.pem), config(caddy)
    for host in ("www.example.org", f"a.b.{standby.zone}"):
        with pytest.raises(Refused, match="we have no certificate") as told:
            edge.point(host, "r1")
        assert "resume" in told.value.hint
    assert config(caddy) == before


def test_a_host_beyond_the_wildcard_is_seen_to_by_caddy(caddy: Caddy, bucket: Bucket, standby: Standby) -> None:
    edge, host = caddy.edge(bucket.endpoint, bucket.name, REHEARSAL, standby.certifier.pem), fresh_name()
    edge.point(f"a.{standby.zone}", "r1")
    edge.point(host, "r1")
    assert edge.front(host).certifies
    assert Certified(NetworkProbe(trust=edge.root)).fetch(host, "/fr/", caddy.at, "https").status == 200
    assert Certified(standby.reader).fetch(f"a.{standby.zone}", "/fr/", caddy.at, "https").status == 200


def test_a_key_is_never_sent_over_a_network(standby: Standby) -> None:
    shown = Shown("http://127.0.0.1:1", "b", standby.given)
    edge = CaddyEdge("http://192.0.2.80:2019", ["192.0.2.80"], shown, standby.certifier.pem)
    with pytest.raises(Refused, match="a private key is not sent") as told:
        edge.point(f"a.{standby.zone}", "r1")
    assert told.value.reason_code == "edge-admin-open"


def test_an_edge_tells_the_cas_that_its_certificates_come_from(caddy: Caddy, bucket: Bucket) -> None:
    ours = Authority("https://ca.example.org/dir", caa="ca.example.org")
    for issuing, issuers in (
        (REHEARSAL, ()),
        (Issuing(), ("letsencrypt.org", "sectigo.com")),
        (Issuing(given=True), ("letsencrypt.org",)),
        (Issuing(given=True, authority=ours), ("ca.example.org",)),
        (Issuing(authority=ours), ("ca.example.org",)),
    ):
        front = caddy.edge(bucket.endpoint, bucket.name, issuing).front("www.example.org")
        assert front.issuers == issuers
        assert front.certifies is not issuing.given
