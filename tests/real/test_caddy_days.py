"""Caddy's certificates, from its own CA and by ACME, and its bad days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.providers.acme.authority import Authority
from launcher.providers.caddy.certificates import Issuing
from launcher.providers.caddy.edge import CaddyEdge
from launcher.providers.caddy.routes import Shown
from launcher.providers.network import NetworkProbe
from tests.real.buckets import Bucket
from tests.real.ca import Pebble, everywhere, pebble
from tests.real.caddy import LOOPBACK, REHEARSAL, Caddy, Certified, free_ports
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
def ca(tmp_path: Path, caddy: Caddy) -> Iterator[Pebble]:
    """An ACME server that finds every name at this machine, on Caddy's ports."""
    ports = (caddy.http_port, caddy.https_port)
    with everywhere(tmp_path / "names") as dns, pebble(tmp_path / "ca", dns, ports) as made:
        yield made


def test_a_certificate_by_acme(caddy: Caddy, bucket: Bucket, ca: Pebble) -> None:
    issuing = Issuing(authority=Authority(ca.directory, contact="a@example.org", root=ca.root, caa="ca.example.org"))
    edge, host = caddy.edge(bucket.endpoint, bucket.name, issuing), fresh_name()
    assert edge.front(host).issuers == ("ca.example.org",)
    assert edge.front(host).certifies
    reader = Certified(NetworkProbe(trust=ca.root.read_text))
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

    def front() -> object:
        return edge.front("a.example")

    for call in (lambda: edge.serving("a.example"), lambda: edge.point("a.example", "r1"), front, edge.lacks):
        with pytest.raises(ProviderFailed, match="no Caddy answers") as told:
            call()
        assert "resume" in told.value.hint


def test_a_change_that_caddy_cannot_take_changes_nothing(caddy: Caddy, bucket: Bucket) -> None:
    _, host, reader = served(caddy, bucket)
    before = config(caddy)
    broken = caddy.edge(
        bucket.endpoint, bucket.name, Issuing(authority=Authority("https://ca.test/", root=Path("/no/such")))
    )
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
