"""What the suites run against. A real provider is one more id, and one more line in its fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.providers.network import NetworkProbe
from launcher.providers.porkbun.registrar import Porkbun
from launcher.providers.registries import registries
from launcher.providers.sandbox.ports import SandboxRegistrar
from launcher.providers.sandbox.process import World
from launcher.providers.system import SystemClock
from launcher.services import Clock, Probe, Registrar, Registry, Storage
from tests.contract.shops import Shop
from tests.real import buckets
from tests.wire.porkbun import Front, client
from tests.wire.route53_domains_case import case
from tests.wire.server import serving
from tests.worlds import fresh_name, storage, world

__all__ = ["case", "world"]


@pytest.fixture(scope="session")
def ceph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with buckets.ceph(tmp_path_factory.mktemp("storage") / "ceph") as endpoint:
        yield endpoint


@pytest.fixture(params=["sandbox", pytest.param("Ceph", marks=pytest.mark.real)])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    name = fresh_name("bucket")
    if request.param == "Ceph":
        return buckets.bucket(request.getfixturevalue("ceph"), tmp_path, name=name).storage
    return storage(request.getfixturevalue("world"), name)


@pytest.fixture(params=["sandbox", "route53_domains", "porkbun"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """A registrar and its terms: a real one on its API as `tests/wire` plays it."""
    makers = {"sandbox": _sandbox, "route53_domains": _route53_domains, "porkbun": _porkbun}
    return makers[request.param](request)


def _sandbox(request: pytest.FixtureRequest) -> Shop:
    return Shop(SandboxRegistrar(request.getfixturevalue("world")), "CAD", keyed=True)


def _route53_domains(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.getfixturevalue("case").registrar, "USD", keyed=False)


def _porkbun(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.getfixturevalue("porkbun"), "USD", keyed=True, receipts=False)


@pytest.fixture
def porkbun(tmp_path: Path) -> Iterator[Porkbun]:
    options = {"currency": "USD", "taken": ["taken.ca"], "reserved": ["reserved.ca"], "unknown": ["unsure.ca"]}
    with serving(Front, tmp_path / "registrar", options) as there:
        yield client(there, SystemClock())


@pytest.fixture
def registrar(shop: Shop) -> Registrar:
    return shop.registrar


@pytest.fixture(params=["sandbox"])
def registry(request: pytest.FixtureRequest, world: World) -> Registry:
    makers = {"sandbox": registries.of_sandbox}
    made: Registry = makers[request.param](world)
    return made


@pytest.fixture
def probe() -> Probe:
    return NetworkProbe(timeout=2.0)


@pytest.fixture
def clock() -> Clock:
    return SystemClock()
