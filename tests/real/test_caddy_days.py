"""Caddy's certificates, from its own CA and by ACME, and its bad days."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.providers.caddy import CaddyEdge
from launcher.providers.caddy_routes import Issuing, Shown
from launcher.providers.network import NetworkProbe
from tests.real.buckets import Bucket
from tests.real.caddy import LOOPBACK, REHEARSAL, Caddy, Certified, free_ports, listening, needed
from tests.real.edges import config, load, served
from tests.worlds import fresh_name

pytestmark = pytest.mark.real


# ── certificates ─────────────────────────────────────────────────────────────────────────────────


def test_a_rehearsal_leaves_the_roots_of_this_machine_alone(caddy: Caddy, bucket: Bucket) -> None:
    _, host, _ = served(caddy, bucket)
    assert "installing root certificate" not in (caddy.folder / "log").read_text()
    with pytest.raises(ProviderFailed, match="CA that is not trusted here"):
        NetworkProbe().fetch(host, "/", caddy.at, "https")


@pytest.fixture
def pebble(tmp_path: Path, caddy: Caddy) -> Iterator[tuple[Issuing, str]]:
    """An ACME server that finds every name at this machine, on Caddy's ports; and the address of its root."""
    needed("pebble")
    needed("pebble-challtestsrv")
    acme, manage, dns, control = free_ports(4)
    key, certificate, conf = (tmp_path / name for name in ("p.key", "p.pem", "pebble.json"))
    names = ("-addext", f"subjectAltName=DNS:localhost,IP:{LOOPBACK}")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=localhost")
    command = ["openssl", "req", "-x509", *curve, *names, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    listens = {"listenAddress": f"{LOOPBACK}:{acme}", "managementListenAddress": f"{LOOPBACK}:{manage}"}
    files = {"certificate": str(certificate), "privateKey": str(key), "ocspResponderURL": ""}
    conf.write_text(
        json.dumps({"pebble": {**listens, **files, "httpPort": caddy.http_port, "tlsPort": caddy.https_port}})
    )
    resolver = ["pebble-challtestsrv", "-defaultIPv4", LOOPBACK, "-defaultIPv6", "", "-dns01", f"{LOOPBACK}:{dns}"]
    off = ["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", f"{LOOPBACK}:{control}"]
    server = ["pebble", "-config", str(conf), "-dnsserver", f"{LOOPBACK}:{dns}", "-strict"]
    with _process(tmp_path / "names", [*resolver, *off], control), _process(tmp_path / "acme", server, acme):
        issuing = Issuing(internal=False, ca=f"https://{LOOPBACK}:{acme}/dir", root=str(certificate))
        yield issuing, f"https://{LOOPBACK}:{manage}/roots/0"


@contextlib.contextmanager
def _process(log: Path, command: list[str], port: int) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={"PEBBLE_VA_NOSLEEP": "1"})
    try:
        listening(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait(10)


def test_a_certificate_by_acme(caddy: Caddy, bucket: Bucket, pebble: tuple[Issuing, str]) -> None:
    issuing, root = pebble
    edge, host = caddy.edge(bucket.endpoint, bucket.name, issuing), fresh_name()
    trusted = ssl.create_default_context(cafile=issuing.root)
    with urllib.request.urlopen(root, context=trusted, timeout=5) as answer:
        pem = answer.read().decode()
    reader = Certified(NetworkProbe(trust=lambda: pem))
    edge.point(host, "r1")
    edge.point(f"www.{host}", f"https://{host}")
    answer = reader.fetch(host, "/fr/", caddy.at, "https")
    assert (answer.status, answer.body) == (200, b"fr")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert reader.fetch(f"www.{host}", "/", caddy.at, "https").status == 308


# ── bad days ─────────────────────────────────────────────────────────────────────────────────────


def test_a_power_cut_loses_no_host(caddy: Caddy, bucket: Bucket) -> None:
    edge, host, reader = served(caddy, bucket)
    edge.point(host, "r2")
    caddy.restart()
    assert edge.serving(host) == "r2"
    assert reader.fetch(host, "/fr/", caddy.at, "https").body == b"fr two"


def test_a_caddy_that_is_not_there_is_told(bucket: Bucket) -> None:
    shown = Shown(bucket.endpoint, bucket.name, REHEARSAL)
    edge = CaddyEdge(f"http://{LOOPBACK}:{free_ports(1)[0]}", [LOOPBACK], shown)
    for call in (lambda: edge.serving("a.example"), lambda: edge.point("a.example", "r1"), edge.front, edge.lacks):
        with pytest.raises(ProviderFailed, match="no Caddy answers") as told:
            call()
        assert "resume" in told.value.hint


def test_a_change_that_caddy_cannot_take_changes_nothing(caddy: Caddy, bucket: Bucket) -> None:
    _, host, reader = served(caddy, bucket)
    before = config(caddy)
    broken = caddy.edge(bucket.endpoint, bucket.name, Issuing(internal=False, ca="https://ca.test/", root="/no/such"))
    with pytest.raises(ProviderFailed, match="says no") as told:
        broken.point(fresh_name(), "r1")
    assert "\n" not in told.value.message
    assert config(caddy) == before
    assert reader.fetch(host, "/fr/", caddy.at, "https").body == b"fr"


def test_an_admin_interface_for_everyone_is_told(caddy: Caddy, bucket: Bucket) -> None:
    assert caddy.edge(bucket.endpoint, bucket.name).lacks() == ()
    there = config(caddy)
    there["admin"] = {"listen": f"0.0.0.0:{caddy.admin_port}", "config": {"persist": False}}
    load(caddy, there)
    found = caddy.edge(bucket.endpoint, bucket.name).lacks()
    assert [problem.code for problem in found] == ["edge-admin-open", "edge-forgets"]
    assert all(problem.hint for problem in found)


def test_the_admin_interface_may_be_a_socket_in_the_file_system(caddy: Caddy, bucket: Bucket, tmp_path: Path) -> None:
    there = config(caddy)
    there["admin"] = {"listen": f"unix/{tmp_path}/admin"}
    load(caddy, there)
    edge = CaddyEdge(f"unix://{tmp_path}/admin", [LOOPBACK], Shown(bucket.endpoint, bucket.name, REHEARSAL))
    host = fresh_name()
    edge.point(host, "r1")
    assert edge.serving(host) == "r1"
    assert edge.lacks() == ()


@pytest.mark.parametrize("host", ["*.example.org", "{http.request.host}.ca", "crise", "a..ca", "été.ca"])
def test_what_is_no_host_is_refused(caddy: Caddy, bucket: Bucket, host: str) -> None:
    with pytest.raises(Refused, match="is no host"):
        caddy.edge(bucket.endpoint, bucket.name).point(host, "r1")
