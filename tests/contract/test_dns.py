"""What every DnsHost must do: asked of the provider itself, and, where it has name servers that this machine can ask,
read back there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from launcher.errors import Refused
from launcher.model import Record
from launcher.providers.aws.route53 import Route53Dns
from launcher.providers.sandbox.ports import SandboxDns
from launcher.services import DnsHost, Probe
from tests.online import StillClock
from tests.real.aws import aws, aws_keys, aws_server
from tests.real.conftest import knot
from tests.real.primary import Knot, primary
from tests.worlds import fresh_name

__all__ = ["aws", "aws_keys", "aws_server", "knot"]

RFC2136 = pytest.param("rfc2136", marks=pytest.mark.real)


@pytest.fixture(scope="session")
def own(knot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knot]:
    with primary(tmp_path_factory.mktemp("primary") / "knot") as there:
        yield there


@pytest.fixture(params=["sandbox", RFC2136, "route53"])
def dns_host(request: pytest.FixtureRequest) -> DnsHost:
    return _host(request)


@pytest.fixture(params=["sandbox", RFC2136])
def served(request: pytest.FixtureRequest) -> DnsHost:
    """One whose name servers answer here."""
    return _host(request)


def _host(request: pytest.FixtureRequest) -> DnsHost:
    match request.param:
        case "sandbox":
            return SandboxDns(request.getfixturevalue("world"))
        case "route53":
            endpoint = request.getfixturevalue("aws")
            return Route53Dns(StillClock(), endpoint=endpoint, look_up=lambda _: ["192.0.2.53"])
        case _:
            there: Knot = request.getfixturevalue("own")
            return there.dns()


def _of_a_launch(zone: str) -> list[Record]:
    return [
        Record(zone, "AAAA", 60, ("2001:db8::1",)),
        Record(zone, "CAA", 60, ('0 issue "letsencrypt.org"', '0 issue "sectigo.com"')),
        Record(zone, "MX", 60, ("0 .",)),
        Record(zone, "TXT", 60, ('"v=spf1 -all"',)),
        Record(f"_dmarc.{zone}", "TXT", 60, ('"v=DMARC1; p=reject;"',)),
        Record(f"mtl.{zone}", "MX", 60, ("10 mail.example.org", "20 mail2.example.org")),
    ]


def test_a_zone_appears_and_goes_with_what_is_in_it(dns_host: DnsHost) -> None:
    zone = fresh_name()
    assert dns_host.zone(zone) is None
    assert dns_host.records(zone) == ()
    servers = dns_host.create(zone)
    assert servers
    assert dns_host.create(zone) == servers == dns_host.zone(zone)
    assert dns_host.records(zone) == ()
    apex = Record(zone, "A", 60, ("127.0.0.1", "127.0.0.2"))
    alias = Record(f"www.{zone}", "CNAME", 60, (zone,))
    dns_host.change(zone, [], [alias, apex])
    assert dns_host.records(zone) == tuple(sorted([alias, apex]))
    dns_host.delete(zone)
    dns_host.delete(zone)
    assert dns_host.zone(zone) is None
    assert dns_host.records(zone) == ()


def test_what_a_launch_writes_is_told_as_it_was_written(dns_host: DnsHost) -> None:
    zone = fresh_name()
    dns_host.create(zone)
    wanted = _of_a_launch(zone)
    dns_host.change(zone, [], wanted)
    assert dns_host.records(zone) == tuple(sorted(wanted))
    longer = [Record(one.name, one.type, 3600, one.values) for one in wanted]
    dns_host.change(zone, wanted, longer)
    assert dns_host.records(zone) == tuple(sorted(longer))


def test_what_is_written_is_read_at_every_name_server(served: DnsHost, probe: Probe) -> None:
    zone = fresh_name()
    servers = served.create(zone)
    wanted = _of_a_launch(zone)
    served.change(zone, [], wanted)
    for record in wanted:
        for server in servers:
            assert probe.resolve(record.name, record.type, [server]) == record.values


def test_name_servers_follow_an_alias_and_tell_what_is_not_there(served: DnsHost, probe: Probe) -> None:
    zone = fresh_name()
    servers = served.create(zone)
    apex = Record(zone, "A", 60, ("127.0.0.1", "127.0.0.2"))
    served.change(zone, [], [Record(f"www.{zone}", "CNAME", 60, (zone,)), apex])
    assert probe.resolve(zone, "A", servers) == apex.values
    assert probe.resolve(f"www.{zone}", "CNAME", servers) == (zone,)
    assert probe.resolve(f"www.{zone}", "A", servers) == apex.values
    assert probe.resolve(zone, "NS", servers) == tuple(server.name for server in servers)
    assert probe.resolve(zone, "AAAA", servers) == ()
    assert probe.resolve(f"nothing.{zone}", "A", servers) == ()


def test_a_set_that_changed_meanwhile_is_not_removed(dns_host: DnsHost) -> None:
    zone = fresh_name()
    dns_host.create(zone)
    ours, theirs = (Record(zone, "A", 60, (address,)) for address in ("127.0.0.1", "127.0.0.9"))
    dns_host.change(zone, [], [theirs])
    dns_host.change(zone, [ours], [])
    assert dns_host.records(zone) == (theirs,)


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
