"""What every Edge must do, seen by a reader."""

from __future__ import annotations

import threading

import pytest

from launcher.errors import Refused
from launcher.model import Server
from launcher.providers.sandbox_process import World
from launcher.services import Edge, Probe
from tests.worlds import fresh_name, upload


def _at(edge: Edge) -> tuple[Server, str]:
    front = edge.front()
    return Server(front.addresses[0], front.port), front.scheme


def test_a_host_serves_switches_redirects_and_is_withdrawn(edge: Edge, probe: Probe, world: World) -> None:
    host = fresh_name()
    upload(world, f"one-{host}", {"index.html": "one"})
    upload(world, f"two-{host}", {"index.html": "two"})
    assert edge.serving(host) is None
    for text in ("one", "two"):
        edge.point(host, f"{text}-{host}")
        edge.point(host, f"{text}-{host}")
        assert edge.serving(host) == f"{text}-{host}"
        assert probe.fetch(host, "/", *_at(edge)).body == text.encode()
    edge.point(f"www.{host}", f"https://{host}")
    assert edge.serving(f"www.{host}") == f"https://{host}"
    moved = probe.fetch(f"www.{host}", "/fr/?q=1", *_at(edge))
    assert (moved.status, moved.headers["location"]) == (301, f"https://{host}/fr/?q=1")
    edge.withdraw(host)
    edge.withdraw(host)
    assert edge.serving(host) is None
    assert probe.fetch(host, "/", *_at(edge)).status in (404, 421)


def test_a_window_opens_the_site_in_any_browser(edge: Edge, probe: Probe, world: World) -> None:
    host = fresh_name()
    upload(world, host, {"index.html": f"the site of {host}"})
    edge.point(host, host)
    scheme, _, address = edge.window(host).rstrip("/").partition("://")
    name, _, port = address.partition(":")
    assert probe.fetch(address, "/", Server(name, int(port)), scheme).body == f"the site of {host}".encode()


def test_no_reader_sees_a_mixture(edge: Edge, probe: Probe, world: World) -> None:
    host = fresh_name()
    for text in ("old", "new"):
        upload(world, f"{text}-{host}", {"index.html": text * 5000})
    edge.point(host, f"old-{host}")
    at, scheme = _at(edge)
    seen: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(probe.fetch(host, "/", at, scheme).body)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(20):
        edge.point(host, f"{('new', 'old')[turn % 2]}-{host}")
    done.set()
    for reader in readers:
        reader.join()
    assert seen
    assert set(seen) <= {b"old" * 5000, b"new" * 5000}


@pytest.mark.parametrize("to", ["", "../other", "http://plain.example", "a/b"])
def test_what_is_no_target_is_refused(edge: Edge, to: str) -> None:
    host = fresh_name()
    with pytest.raises(Refused):
        edge.point(host, to)
    assert edge.serving(host) is None
