"""The sandbox as registries: its register by RDAP, with bad luck, and nothing of it beyond this machine."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from ipaddress import ip_address
from typing import Any

import pytest

from launcher.model import Availability
from launcher.providers.registries import registries
from launcher.providers.registries.delegations import Zone
from launcher.providers.sandbox.ports import SandboxRegistrar
from launcher.providers.sandbox.process import World
from tests.worlds import Start, fresh_name, order, script


def ask(world: World, name: str) -> tuple[int, str, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{world.control_port}/rdap/domain/{name}", timeout=5) as answer:
            return answer.status, answer.headers["Content-Type"], json.load(answer)
    except urllib.error.HTTPError as no:
        with no:
            return no.code, no.headers["Content-Type"], json.load(no)


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("taken.ca", 200, {"objectClassName": "domain", "ldhName": "taken.ca", "status": ["active"]}),
        ("TAKEN.ca", 200, {"ldhName": "taken.ca"}),
        ("reserved.ca", 200, {"status": ["reserved"]}),
        ("nobodys-name.ca", 404, {"errorCode": 404}),
        ("unsure.ca", 503, {"errorCode": 503}),
        ("name.not-sold", 400, {"errorCode": 400}),
    ],
)
def test_the_register_speaks_rdap(world: World, name: str, status: int, says: dict[str, Any]) -> None:
    found, kind, document = ask(world, name)
    assert (found, kind) == (status, "application/rdap+json")
    assert says.items() <= document.items()


def test_a_registration_shows_at_both_tiers_once_it_is_done(world: World) -> None:
    registry, name = registries.of_sandbox(world), fresh_name()
    script(world, {"on": "register", "do": "pending", "polls": 1, "name": name})
    try:
        asked = SandboxRegistrar(world).register(order(name))
    finally:
        script(world)
    tiers = (registry.delegated, registry.registered)
    assert [tier([name])[0].availability for tier in tiers] == [Availability.AVAILABLE] * 2
    SandboxRegistrar(world).operation(asked.id)
    assert [tier([name])[0].availability for tier in tiers] == [Availability.TAKEN] * 2


@pytest.mark.parametrize(
    ("do", "why"),
    [("rate-limit", "too many requests"), ("error", "it answers 503"), ("lost-before", "no answer")],
)
def test_bad_luck_at_the_register_is_unknown(start: Start, do: str, why: str) -> None:
    world = start(script=[{"on": "rdap", "do": do, "name": "unlucky.ca"}])
    (unlucky,) = registries.of_sandbox(world).registered(["unlucky.ca"])
    (lucky,) = registries.of_sandbox(world).registered(["lucky.ca"])
    assert (unlucky.availability, unlucky.why) == (Availability.UNKNOWN, why)
    assert lucky.availability is Availability.AVAILABLE


@pytest.mark.parametrize("name", ["a.ca", "a.test", "a.co.uk", "a.no-such-tld", "..", "a.quebec"])
def test_its_registries_are_on_this_machine_whatever_the_name(world: World, name: str) -> None:
    """Its zones are told, not found: nothing walks from the root, and no list is fetched."""
    registry = registries.of_sandbox(world)
    zone = registry.find(name.partition(".")[2], True)
    assert isinstance(zone, Zone)
    assert [(server.port, ip_address(server.address).is_loopback) for server in zone.servers] == [
        (world.registry_port, True)
    ]
    assert registry.base_of(name) == f"http://127.0.0.1:{world.control_port}/rdap/"
