"""Caddy as the edge, beyond what every edge must do: its manners and its neighbours."""

from __future__ import annotations

import http.client
import http.server
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed
from launcher.model import Server
from launcher.providers.caddy.edge import CaddyEdge
from launcher.providers.network import NetworkProbe
from launcher.site.build import build
from tests.real import buckets
from tests.real.buckets import Bucket
from tests.real.caddy import LOOPBACK, Caddy, Certified, free_ports
from tests.real.conftest import FLAGS
from tests.real.edges import PAGES, asked, config, load, served
from tests.site.samples import THEME, crisis, site
from tests.worlds import file, fresh_name

pytestmark = pytest.mark.real


# ── manners ──────────────────────────────────────────────────────────────────────────────────────


def test_headers_say_what_is_ours_and_not_who_serves(caddy: Caddy, bucket: Bucket) -> None:
    edge, host, _ = served(caddy, bucket)
    status, headers, body = asked(caddy, edge, host, "/", Accept_Encoding="gzip", Cookie="a=b", Authorization="AWS x:y")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert len(body) < 200
    assert headers["cache-control"] == "max-age=60"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert {"referrer-policy", "permissions-policy"} <= set(headers)
    assert "strict-transport-security" not in headers  # its certificate is a rehearsal's
    assert not [name for name in headers if name in ("server", "via", "last-modified") or name.startswith("x-am")]


def test_the_storage_learns_nothing_of_readers(caddy: Caddy) -> None:
    heard: list[tuple[str, set[str]]] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append((self.path, {name.lower() for name in self.headers}))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with http.server.HTTPServer((LOOPBACK, 0), Listening) as storage:
        thread = threading.Thread(target=storage.serve_forever)
        thread.start()
        edge, host = caddy.edge(f"http://{LOOPBACK}:{storage.server_port}", "b"), fresh_name()
        edge.point(host, "r1")
        Certified(NetworkProbe(trust=edge.root)).fetch(host, "/", caddy.at, "https")
        told = {"Cookie": "a=b", "Authorization": "Basic eA==", "X-Amz-Date": "1", "User-Agent": "me", "Referer": "r"}
        asked(caddy, edge, host, "/fr/?acl&versionId=1", **told, X_Forwarded_For="192.0.2.1")
        storage.shutdown()
        thread.join()
    path, names = heard[-1]
    assert path == "/b/releases/r1/fr/index.html"
    assert names <= {"host", "user-agent", "accept-encoding"}


def test_what_a_reader_has_is_not_sent_again(caddy: Caddy, bucket: Bucket) -> None:
    edge, host, _ = served(caddy, bucket)
    _, headers, _ = asked(caddy, edge, host, "/")
    assert asked(caddy, edge, host, "/", If_None_Match=headers["etag"])[0] == 304
    assert asked(caddy, edge, host, "/nope/", If_None_Match="*", Range="bytes=0-1")[::2] == (404, b"perdu")
    assert asked(caddy, edge, host, "/nope/")[1]["cache-control"] == "no-cache"


def test_pages_are_for_reading_and_other_hosts_are_not_answered(caddy: Caddy, bucket: Bucket) -> None:
    edge, host, reader = served(caddy, bucket)
    assert asked(caddy, edge, host, "/", "PUT")[0] == 405
    status, headers, _ = asked(caddy, edge, host, "/", Host="other.example")
    assert status == 421
    assert "server" not in headers
    with pytest.raises(ProviderFailed, match="does not come to HTTPS"):
        NetworkProbe(trust=edge.root).fetch("other.example", "/", caddy.at, "https")
    moved = reader.fetch(host, "/fr/?q=1", Server(LOOPBACK, caddy.http_port), "http")
    assert (moved.status, moved.headers["location"]) == (308, f"https://{host}/fr/?q=1")


def test_http_2_is_spoken(caddy: Caddy, bucket: Bucket) -> None:
    edge, host, _ = served(caddy, bucket)
    context = ssl.create_default_context(cadata=edge.root())
    context.set_alpn_protocols(["h2", "http/1.1"])
    plain = http.client.HTTPConnection(LOOPBACK, caddy.https_port)
    plain.connect()
    with context.wrap_socket(plain.sock, server_hostname=host) as secure:
        assert secure.selected_alpn_protocol() == "h2"


def test_a_storage_that_does_not_let_the_edge_read_is_no_missing_page(
    caddy: Caddy, tmp_path: Path, bucket: Bucket
) -> None:
    edge, host = caddy.edge(bucket.endpoint, "nobodys"), fresh_name()
    edge.point(host, "r1")
    answer = Certified(NetworkProbe(trust=edge.root)).fetch(host, "/", caddy.at, "https")
    assert answer.status == 502
    assert answer.headers["cache-control"] == "no-store"
    assert b"<Error>" not in answer.body
    down = caddy.edge(f"http://{LOOPBACK}:{free_ports(1)[0]}", bucket.name)
    down.point(host, "r1")
    assert asked(caddy, edge, host, "/")[0] == 502


def test_the_address_that_the_storage_sees_decides(caddy: Caddy, tmp_path: Path) -> None:
    """By its policy Ceph lets the edge's address read releases, lists nothing, and tells others nothing at all."""
    with buckets.ceph(tmp_path / "ceph") as endpoint:
        ours = buckets.bucket(endpoint, tmp_path)
        others = buckets.bucket(endpoint, tmp_path, readers=("192.0.2.1",), name="elsewhere")
        for one in (ours, others):
            one.upload("r1", PAGES)
            one.storage.put("journal/1", b"private", file())
        assert ours.storage.get("releases/r1/404.html", anonymously=True) == b"perdu"
        assert ours.storage.get("journal/1", anonymously=True) is None
        assert others.storage.get("releases/r1/404.html", anonymously=True) is None
        edge, host, _ = served(caddy, ours)
        assert asked(caddy, edge, host, "/", "HEAD")[::2] == (200, b"")
        assert asked(caddy, edge, host, "/nope", "HEAD")[::2] == (404, b"")
        edge, host = caddy.edge(endpoint, "elsewhere"), fresh_name()
        edge.point(host, "r1")
        assert Certified(NetworkProbe(trust=edge.root)).fetch(host, "/", caddy.at, "https").status == 502


def test_the_site_in_a_browser_by_its_own_name(caddy: Caddy, bucket: Bucket, chromium: str, tmp_path: Path) -> None:
    """The theme passes the policy that the edge adds: styled, and nothing to complain about in the console."""
    out = tmp_path / "out"
    build(crisis(tmp_path / "content"), site(), THEME, out)
    files = [path for path in out.rglob("*") if path.suffix in (".html", ".txt", ".xml")]
    bucket.upload("built", {path.relative_to(out).as_posix(): path.read_text() for path in files})
    edge, host, _ = served(caddy, bucket)
    edge.point(host, "built")
    name = [f"--host-resolver-rules=MAP {host} {LOOPBACK}:{caddy.https_port}", "--ignore-certificate-errors"]
    command = [chromium, *FLAGS, *name, f"--user-data-dir={tmp_path / 'profile'}", f"https://{host}/en/"]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert '<html lang="en"' in seen.stdout
    assert [line for line in seen.stderr.splitlines() if "CONSOLE" in line] == []


# ── neighbours ───────────────────────────────────────────────────────────────────────────────────


def test_what_others_put_there_stays_as_it_was(caddy: Caddy, bucket: Bucket) -> None:
    there = config(caddy)
    theirs = {"match": [{"host": ["theirs.example"]}], "handle": [{"handler": "static_response", "body": "theirs"}]}
    policy = {"subjects": ["theirs.example"], "issuers": [{"module": "internal", "ca": "theirs"}]}
    there["apps"]["http"]["servers"] = {"srv0": {"listen": [f":{caddy.https_port}"], "routes": [theirs]}}
    there["apps"]["tls"] = {"automation": {"policies": [policy]}}
    there["apps"]["pki"] = {"certificate_authorities": {"theirs": {"install_trust": False}}}
    load(caddy, there)
    edge, host, reader = served(caddy, bucket)
    edge.point(f"www.{host}", f"https://{host}")
    assert config(caddy)["apps"]["http"]["servers"]["srv0"]["routes"][-1] == theirs
    assert reader.fetch(host, "/fr/", caddy.at, "https").body == b"fr"
    edge.withdraw(host)
    edge.withdraw(f"www.{host}")
    left = config(caddy)
    del left["apps"]["pki"]["certificate_authorities"]["sparewheel"]
    assert left == there


def test_a_change_that_changes_nothing_is_not_sent(caddy: Caddy, bucket: Bucket) -> None:
    edge, host, _ = served(caddy, bucket)
    edge.point(f"www.{host}", f"https://{host}")
    before = (caddy.folder / "log").read_text().count('"method":"POST"')
    edge.point(host, "r1")
    edge.point(f"www.{host}", f"https://{host}")
    edge.withdraw("never-there.example")
    assert (caddy.folder / "log").read_text().count('"method":"POST"') == before


def test_operators_at_the_same_time_lose_nothing_of_each_other(caddy: Caddy, bucket: Bucket) -> None:
    hosts = [fresh_name() for _ in range(6)]
    edges = [caddy.edge(bucket.endpoint, bucket.name) for _ in hosts]
    failed: list[Exception] = []

    def work(edge: CaddyEdge, host: str) -> None:
        try:
            for release in ("r1", "r2"):
                edge.point(host, release)
        except ProviderFailed as error:
            failed.append(error)

    workers = [threading.Thread(target=work, args=pair) for pair in zip(edges, hosts, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failed
    assert [edges[0].serving(host) for host in hosts] == ["r2"] * len(hosts)
