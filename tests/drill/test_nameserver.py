"""The name server on the wire, asked with nothing of ours in between."""

from __future__ import annotations

import socket

import dns.flags
import dns.message
import dns.opcode
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from launcher.model import Record
from launcher.providers.network import NetworkProbe
from launcher.providers.sandbox.ports import SandboxDns, SandboxRegistrar
from launcher.providers.sandbox.process import World
from tests.worlds import fresh_name, order


@pytest.fixture
def zone(world: World) -> str:
    name = fresh_name()
    host = SandboxDns(world)
    host.create(name)
    host.change(
        name,
        [],
        [
            Record(name, "A", 60, ("127.0.0.1",)),
            Record(name, "TXT", 60, tuple(f'"{"x" * 200}{number}"' for number in range(9))),
            Record(f"www.{name}", "CNAME", 60, (name,)),
            Record(f"out.{name}", "CNAME", 60, ("elsewhere.example",)),
            Record(f"a.b.{name}", "A", 60, ("127.0.0.2",)),
        ],
    )
    return name


def _ask(world: World, name: str, type: str, how: str = "udp", **options: object) -> dns.message.Message:
    return _asked(world.dns_port, name, type, how, **options)


def _ask_registry(world: World, name: str, type: str) -> dns.message.Message:
    return _asked(world.registry_port, name, type)


def _asked(port: int, name: str, type: str, how: str = "udp", **options: object) -> dns.message.Message:
    query = dns.message.make_query(name, type, **options)  # type: ignore[arg-type]
    send = dns.query.udp if how == "udp" else dns.query.tcp
    return send(query, "127.0.0.1", port=port, timeout=2)


@pytest.mark.parametrize("how", ["udp", "tcp"])
def test_an_answer_is_authoritative(world: World, zone: str, how: str) -> None:
    answer = _ask(world, zone.upper(), "A", how)
    assert answer.rcode() == dns.rcode.NOERROR
    assert answer.flags & dns.flags.AA
    assert not answer.flags & dns.flags.RA
    assert [rdata.to_text() for rdata in answer.answer[0]] == ["127.0.0.1"]
    assert answer.answer[0].ttl == 60


@pytest.mark.parametrize("how", ["udp", "tcp"])
@pytest.mark.parametrize(("label", "rcode"), [("nothing.", dns.rcode.NXDOMAIN), ("", dns.rcode.NOERROR), ("b.", 0)])
def test_a_no_carries_the_soa(world: World, zone: str, how: str, label: str, rcode: int) -> None:
    answer = _ask(world, label + zone, "AAAA", how)
    assert answer.rcode() == rcode
    assert answer.flags & dns.flags.AA
    assert not answer.answer
    assert answer.authority[0].to_text().split()[3] == "SOA"


def test_the_apex_has_soa_and_ns_and_the_serial_moves(world: World, zone: str) -> None:
    serial = _ask(world, zone, "SOA").answer[0][0].serial
    SandboxDns(world).change(zone, [], [Record(f"new.{zone}", "A", 60, ("127.0.0.1",))])
    assert _ask(world, zone, "SOA").answer[0][0].serial == serial + 1
    assert _ask(world, zone, "NS").answer[0][0].to_text() == "ns1.sandbox.test."


def test_an_alias_is_followed_inside_the_zone(world: World, zone: str) -> None:
    kinds = [one.to_text().split()[3] for one in _ask(world, f"www.{zone}", "A").answer]
    assert kinds == ["CNAME", "A"]
    assert [one.to_text().split()[3] for one in _ask(world, f"out.{zone}", "A").answer] == ["CNAME"]


def test_what_does_not_fit_is_asked_again_over_tcp(world: World, zone: str) -> None:
    assert _ask(world, zone, "TXT").flags & dns.flags.TC
    assert len(_ask(world, zone, "TXT", "tcp").answer[0]) == 9
    assert len(_ask(world, zone, "TXT", use_edns=0, payload=4096).answer[0]) == 9
    assert len(NetworkProbe().resolve(zone, "TXT", SandboxDns(world).zone(zone) or ())) == 9


def test_outside_its_zones_it_refuses(world: World) -> None:
    assert _ask(world, "taken.ca", "A").rcode() == dns.rcode.REFUSED
    assert _ask_registry(world, fresh_name("not-sold"), "NS").rcode() == dns.rcode.REFUSED


@pytest.mark.parametrize(
    ("name", "rcode", "authority"),
    [
        ("taken.ca", dns.rcode.NOERROR, "taken.ca. NS ns1.elsewhere.test."),
        ("www.taken.ca", dns.rcode.NOERROR, "www.taken.ca. NS ns1.elsewhere.test."),  # `*.taken.ca` is taken too
        ("reserved.ca", dns.rcode.NXDOMAIN, "ca. SOA"),
        ("unsure.ca", dns.rcode.SERVFAIL, ""),
        ("nobodys-name.ca", dns.rcode.NXDOMAIN, "ca. SOA"),
        ("www.nobodys-name.quebec", dns.rcode.NXDOMAIN, "quebec. SOA"),
    ],
)
def test_it_plays_the_servers_of_the_tlds(world: World, name: str, rcode: int, authority: str) -> None:
    answer = _ask_registry(world, name, "NS")
    assert answer.rcode() == rcode
    told = " ".join(text for one in answer.authority for text in (one.name.to_text(), *one.to_text().split()[3:5]))
    assert told.startswith(authority) if authority else not told
    assert bool(answer.flags & dns.flags.AA) is (rcode == dns.rcode.NXDOMAIN)
    assert not answer.answer


def test_a_registered_name_is_delegated_whatever_its_zone_says(world: World) -> None:
    name = fresh_name()
    registrar = SandboxRegistrar(world)
    registrar.register(order(name))
    SandboxDns(world).create(name)
    registrar.delegate(name, ["ns2.host.example", "ns1.host.example"])
    referral = _ask_registry(world, f"www.{name}", "A")
    assert not referral.flags & dns.flags.AA
    assert not referral.answer
    assert referral.authority[0].name.to_text() == f"{name}."
    assert sorted(one.to_text() for one in referral.authority[0]) == ["ns1.host.example.", "ns2.host.example."]
    assert _ask(world, name, "NS").answer[0][0].to_text() == "ns1.sandbox.test."


def test_ds_is_the_registrys_to_tell(world: World) -> None:
    name = fresh_name()
    SandboxRegistrar(world).register(order(name))
    none = _ask_registry(world, name, "DS")
    assert (none.rcode(), bool(none.flags & dns.flags.AA), none.answer) == (dns.rcode.NOERROR, True, [])
    SandboxRegistrar(world).sign(name, [f"12345 13 2 {'AB' * 32}"])
    told = _ask_registry(world, name, "DS")
    assert told.flags & dns.flags.AA
    assert [one.to_text() for one in told.answer[0]] == [f"12345 13 2 {'ab' * 32}"]
    assert _ask_registry(world, f"www.{name}", "DS").authority[0].rdtype == dns.rdatatype.NS


def test_noise_does_not_silence_it(world: World, zone: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for noise in (b"", b"\0", b"\0" * 12, b"\xff" * 40, b"\0\1\x80" + b"\0" * 9, bytes(range(256))):
            udp.sendto(noise, ("127.0.0.1", world.dns_port))
    with socket.create_connection(("127.0.0.1", world.dns_port)) as tcp:
        tcp.sendall(b"\0\5noise")
    assert _ask(world, zone, "A").rcode() == dns.rcode.NOERROR
    update = dns.message.make_query(zone, "SOA")
    update.set_opcode(dns.opcode.NOTIFY)
    assert dns.query.udp(update, "127.0.0.1", port=world.dns_port, timeout=2).rcode() == dns.rcode.NOTIMP
