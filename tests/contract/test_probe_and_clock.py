"""What every Probe and every Clock must do."""

from __future__ import annotations

import datetime as dt
import socket
import threading

import pytest

from launcher.drill.world.hosting import Hosting
from launcher.drill.world.nameserver import NameServer, serve_udp
from launcher.drill.world.zones import Zones
from launcher.errors import ProviderFailed
from launcher.model import Record, Server
from launcher.providers.network import NetworkProbe
from launcher.providers.sandbox.ports import SandboxDns
from launcher.providers.sandbox.process import World
from launcher.services import Clock, Probe
from tests.worlds import fresh_name


def test_a_refusing_server_is_a_failure_not_an_empty_answer(probe: Probe, world: World) -> None:
    with pytest.raises(ProviderFailed, match="REFUSED"):
        probe.resolve("elsewhere.example", "A", [Server("127.0.0.1", world.dns_port)])


def test_servers_that_do_not_agree_are_a_failure(probe: Probe, world: World) -> None:
    zone = fresh_name()
    servers = SandboxDns(world).create(zone)
    others = Zones()
    others.create(zone)
    others.change(zone, [], [Record(zone, "A", 60, ("127.0.0.1",))])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        serve = threading.Thread(target=serve_udp, args=(NameServer(Hosting(others).fill), udp), daemon=True)
        serve.start()
        with pytest.raises(ProviderFailed, match="do not agree"):
            probe.resolve(zone, "A", [*servers, Server("127.0.0.1", udp.getsockname()[1])])


def test_nobody_there_is_a_failure() -> None:
    probe = NetworkProbe(timeout=0.2)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = Server("127.0.0.1", unused.getsockname()[1])
        with pytest.raises(ProviderFailed):
            probe.fetch("example.ca", "/", nowhere, "http")
        with pytest.raises(ProviderFailed):
            probe.resolve("example.ca", "A", [nowhere])
    with pytest.raises(ProviderFailed):
        probe.resolve("example.ca", "A", [])


def test_plain_http_where_https_is_asked_for_is_a_failure(probe: Probe, world: World) -> None:
    with pytest.raises(ProviderFailed):
        probe.fetch("example.ca", "/", Server("127.0.0.1", world.edge_port), "https")


def test_a_clock_has_a_zone_and_goes_on(clock: Clock) -> None:
    assert clock.now().utcoffset() == dt.timedelta(0)
    before = clock.elapsed()
    clock.sleep(0.01)
    assert clock.elapsed() - before >= 0.009
