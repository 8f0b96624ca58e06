"""What every Delegator must do, seen where it counts: at the registry. The name is ours; `taken.ca` is not."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from launcher.errors import SpareWheelError
from launcher.providers.sandbox.ports import SandboxRegistrar
from launcher.providers.sandbox.process import World
from launcher.services import Delegator, Registry
from tests.worlds import fresh_name, order

SERVERS = ("ns1.host.example", "ns2.host.example")
ONE, OTHER = f"12345 13 2 {'AB' * 32}", f"23456 8 4 {'0C' * 48}"


@pytest.fixture(params=["sandbox"])
def delegator(request: pytest.FixtureRequest, world: World) -> Delegator:
    makers = {"sandbox": SandboxRegistrar}
    made: Delegator = makers[request.param](world)
    return made


@pytest.fixture
def name(world: World) -> str:
    bought = fresh_name()
    SandboxRegistrar(world).register(order(bought))
    return bought


def test_it_sets_exactly_these_name_servers(delegator: Delegator, registry: Registry, name: str) -> None:
    for servers in (SERVERS, SERVERS, SERVERS[:1], tuple(reversed(SERVERS))):
        delegator.delegate(name, servers)
        assert registry.servers(name) == tuple(sorted(servers))
    assert registry.digests(name) == ()


def test_it_sets_exactly_these_digests(delegator: Delegator, registry: Registry, name: str) -> None:
    before = registry.servers(name)
    for digests in ((ONE,), (ONE,), (OTHER, ONE), (OTHER.lower(),), ()):
        delegator.sign(name, digests)
        assert registry.digests(name) == tuple(sorted(one.upper() for one in digests))
    assert registry.servers(name) == before


def test_the_one_does_not_touch_the_other(delegator: Delegator, registry: Registry, name: str) -> None:
    delegator.sign(name, [ONE])
    delegator.delegate(name, SERVERS)
    assert (registry.servers(name), registry.digests(name)) == (SERVERS, (ONE,))


@pytest.mark.parametrize("servers", [(), ("",), ("no-dot",), ("ns1.exa mple.org",), ("192.0.2.1 ",), ("a..org",)])
def test_what_serves_no_name_is_not_set(
    delegator: Delegator, registry: Registry, name: str, servers: Collection[str]
) -> None:
    delegator.delegate(name, SERVERS)
    with pytest.raises(SpareWheelError):
        delegator.delegate(name, servers)
    assert registry.servers(name) == SERVERS


@pytest.mark.parametrize(
    "digest", ["", "12345 13 2", "x 13 2 AB", "70000 13 2 AB", f"12345 13 2 {'GG' * 32}", "1 13 2 AB"]
)
def test_what_is_no_ds_record_is_not_set(delegator: Delegator, registry: Registry, name: str, digest: str) -> None:
    delegator.sign(name, [ONE])
    with pytest.raises(SpareWheelError):
        delegator.sign(name, [ONE, digest])
    assert registry.digests(name) == (ONE,)


def test_what_is_not_ours_is_not_changed(delegator: Delegator, registry: Registry) -> None:
    before = registry.servers("taken.ca")
    with pytest.raises(SpareWheelError):
        delegator.delegate("taken.ca", SERVERS)
    with pytest.raises(SpareWheelError):
        delegator.sign("taken.ca", [ONE])
    assert (registry.servers("taken.ca"), registry.digests("taken.ca")) == (before, ())
