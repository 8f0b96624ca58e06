"""What the suites run against. A real provider is one more id, and one more line in its fixture."""

from __future__ import annotations

import pytest

from launcher.providers import registries
from launcher.providers.network import NetworkProbe
from launcher.providers.sandbox import SandboxRegistrar
from launcher.providers.sandbox_process import World
from launcher.providers.system import SystemClock
from launcher.services import Clock, Probe, Registrar, Registry, Storage
from tests.worlds import fresh_name, storage, world

__all__ = ["world"]


@pytest.fixture(params=["sandbox"])
def bucket(request: pytest.FixtureRequest, world: World) -> Storage:
    makers = {"sandbox": lambda: storage(world, fresh_name("bucket"))}
    made: Storage = makers[request.param]()
    return made


@pytest.fixture(params=["sandbox"])
def registrar(request: pytest.FixtureRequest, world: World) -> Registrar:
    makers = {"sandbox": SandboxRegistrar}
    made: Registrar = makers[request.param](world)
    return made


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
