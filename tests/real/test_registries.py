"""Tier one against real authoritative servers, from the root down."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.model import Server
from launcher.providers.registries.delegations import Zone
from launcher.providers.registries.registries import Registries
from launcher.providers.registries.zones import Walk
from tests.far import far
from tests.real.hierarchy import TLDS, Hierarchy, hierarchy

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def dns(knot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hierarchy]:
    with hierarchy(tmp_path_factory.mktemp("knot")) as there:
        yield there


@pytest.fixture
def walk(dns: Hierarchy, tmp_path: Path) -> Walk:
    return Walk(tmp_path / "zones.json", time.time, roots=dns.roots, port=dns.port)


def told(find: Walk, *names: str) -> dict[str, tuple[str, str]]:
    quotes = Registries(find.find, lambda _: None).delegated(names)
    return {quote.name: (str(quote.availability), quote.why) for quote in quotes}


TAKEN, FREE = ("taken", "delegated"), ("available", "not delegated")
THERE = ("unknown", "it exists, but nobody serves it")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("taken.ca", TAKEN),
        ("free.ca", FREE),
        ("inside.ca", THERE),
        ("there.ca", THERE),
        ("taken.qc.ca", TAKEN),  # `qc.ca` is no zone: `ca` tells of what is below it
        ("free.qc.ca", FREE),
        ("taken.co.uk", TAKEN),  # `co.uk` is one
        ("free.co.uk", FREE),
        ("taken.glueless", TAKEN),
        ("free.glueless", FREE),
        ("taken.limited", TAKEN),
        ("taken.half", TAKEN),
        ("free.half", FREE),
        ("any.wild", ("unknown", "every name there looks taken")),
        ("any.no-such-tld", ("unknown", "no server of .no-such-tld tells")),
        ("any.lame", ("unknown", "no server of .lame tells (REFUSED)")),
        ("any.dead", ("unknown", "no server of .dead tells (a.nic.dead: Connection refused)")),
    ],
)
def test_what_each_zone_says(walk: Walk, name: str, said: tuple[str, str]) -> None:
    assert told(walk, name)[name] == said


@pytest.mark.parametrize(
    ("suffix", "apex"), [("ca", "ca"), ("qc.ca", "ca"), ("co.uk", "co.uk"), ("glueless", "glueless"), ("zz", None)]
)
def test_the_zone_that_names_are_delegated_from(walk: Walk, dns: Hierarchy, suffix: str, apex: str | None) -> None:
    found = walk.find(suffix)
    assert (found.apex if found else None) == apex
    assert all((server.address, server.port) == (TLDS, dns.port) for server in (found.servers if found else ()))


def test_a_server_that_limits_its_answers_is_asked_over_tcp(walk: Walk) -> None:
    names = [f"free-{number}.limited" for number in range(300)]
    assert set(told(walk, *names).values()) == {FREE}


def test_zones_are_remembered_and_found_again_when_their_servers_are_gone(
    walk: Walk, dns: Hierarchy, tmp_path: Path
) -> None:
    found = walk.find("ca")
    later = Walk(tmp_path / "zones.json", time.time, roots=())
    assert later.find("ca") == found
    assert later.find("ca", afresh=True) is None
    memory = json.loads((tmp_path / "zones.json").read_text())
    memory["ca"]["servers"] = [["127.0.0.4", dns.port, "moved-away"]]
    (tmp_path / "zones.json").write_text(json.dumps(memory))
    assert told(walk, "free.ca", "taken.ca") == {"free.ca": FREE, "taken.ca": TAKEN}
    assert later.find("ca") == found
    expired = Walk(tmp_path / "zones.json", lambda: time.time() + 200_000, roots=())
    assert expired.find("ca") is None


@pytest.mark.parametrize(
    "damage", ["", "[]", "{", '{"ca": 1}', '{"ca": {"apex": "ca", "servers": [["x", 53, ""]], "at": 0}}']
)
def test_a_damaged_memory_costs_a_walk(walk: Walk, tmp_path: Path, damage: str) -> None:
    (tmp_path / "zones.json").write_text(damage)
    assert told(walk, "free.ca") == {"free.ca": FREE}


def test_a_thousand_names_far_away_with_loss(dns: Hierarchy, tmp_path: Path) -> None:
    """40 ms round trip, one datagram in a hundred lost each way, with loss of another seed than the benchmark's."""
    names = [f"{'taken' if number == 500 else f'free-{number}'}.ca" for number in range(1000)]
    with far(dns.port, 40, 0.01, seed=3, address=TLDS) as port:
        servers = (Server("127.0.0.1", port),)
        quotes = Registries(lambda suffix, _: Zone(suffix, servers), lambda _: None).delegated(names)
    assert [quote.name for quote in quotes] == names
    assert {str(quote.availability) for quote in quotes if quote.name != "taken.ca"} == {"available"}
    assert str(quotes[500].availability) == "taken"
