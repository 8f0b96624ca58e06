"""What every DnsHost must do; each change is read back at the name servers that it tells."""

from __future__ import annotations

import pytest

from launcher.errors import Refused
from launcher.model import Record
from launcher.services import DnsHost, Probe
from tests.worlds import fresh_name


def test_a_zone_appears_is_read_back_and_goes(dns_host: DnsHost, probe: Probe) -> None:
    zone = fresh_name()
    assert dns_host.zone(zone) is None
    assert dns_host.records(zone) == ()
    servers = dns_host.create(zone)
    assert dns_host.create(zone) == servers == dns_host.zone(zone)
    apex = Record(zone, "A", 60, ("127.0.0.1", "127.0.0.2"))
    alias = Record(f"www.{zone}", "CNAME", 60, (zone,))
    dns_host.change(zone, [], [alias, apex])
    assert dns_host.records(zone) == tuple(sorted([alias, apex]))
    assert probe.resolve(zone, "A", servers) == ("127.0.0.1", "127.0.0.2")
    assert probe.resolve(f"www.{zone}", "CNAME", servers) == (zone,)
    assert probe.resolve(f"www.{zone}", "A", servers) == ("127.0.0.1", "127.0.0.2")
    assert probe.resolve(zone, "NS", servers) == tuple(server.name for server in servers)
    assert probe.resolve(zone, "AAAA", servers) == ()
    assert probe.resolve(f"nothing.{zone}", "A", servers) == ()
    dns_host.delete(zone)
    dns_host.delete(zone)
    assert dns_host.zone(zone) is None


def test_a_change_replaces_and_repeats_without_harm(dns_host: DnsHost) -> None:
    zone = fresh_name()
    dns_host.create(zone)
    old, new = (Record(zone, "A", 60, (address,)) for address in ("127.0.0.1", "127.0.0.2"))
    for _ in range(2):
        dns_host.change(zone, [], [old])
    for _ in range(2):
        dns_host.change(zone, [old], [new])
    assert dns_host.records(zone) == (new,)


def test_a_set_that_someone_else_made_is_not_overwritten(dns_host: DnsHost) -> None:
    zone = fresh_name()
    dns_host.create(zone)
    theirs = Record(zone, "A", 60, ("127.0.0.9",))
    dns_host.change(zone, [], [theirs])
    with pytest.raises(Refused):
        dns_host.change(zone, [], [Record(zone, "TXT", 60, ('"ours"',)), Record(zone, "A", 60, ("127.0.0.1",))])
    assert dns_host.records(zone) == (theirs,)  # nothing of a refused change is applied


def test_an_alias_stands_alone(dns_host: DnsHost) -> None:
    zone = fresh_name()
    dns_host.create(zone)
    alias = Record(f"www.{zone}", "CNAME", 60, (zone,))
    with pytest.raises(Refused):
        dns_host.change(zone, [], [alias, Record(f"www.{zone}", "A", 60, ("127.0.0.1",))])
    assert dns_host.records(zone) == ()


@pytest.mark.parametrize(
    ("label", "type", "value"),
    [
        ("", "A", "no address"),
        ("", "A", "::1"),
        ("", "CNAME", "elsewhere.example"),
        ("", "NS", "ns1.elsewhere.example"),
        ("", "TXT", "not quoted"),
        ("", "NONSENSE", "1"),
        ("x" * 64 + ".", "A", "127.0.0.1"),
    ],
)
def test_what_is_no_record_is_refused(dns_host: DnsHost, label: str, type: str, value: str) -> None:
    zone = fresh_name()
    dns_host.create(zone)
    with pytest.raises(Refused):
        dns_host.change(zone, [], [Record(f"{label}{zone}", type, 60, (value,))])


def test_a_record_of_another_zone_or_no_zone_is_refused(dns_host: DnsHost) -> None:
    zone = fresh_name()
    stray = Record(f"not{zone}", "A", 60, ("127.0.0.1",))
    with pytest.raises(Refused):
        dns_host.change(zone, [], [Record(zone, "A", 60, ("127.0.0.1",))])
    dns_host.create(zone)
    with pytest.raises(Refused):
        dns_host.change(zone, [], [stray])
