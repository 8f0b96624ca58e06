"""The embedded sandbox: real protocols on loopback, no money, no public name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from launcher.config import Limits, Settings, Target
from launcher.connect.connected import Connected
from launcher.model import as_json
from launcher.providers.network import NetworkProbe
from launcher.providers.registries import registries
from launcher.providers.s3.storage import S3Storage
from launcher.providers.sandbox import process as sandbox_process
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.system import SystemClock
from launcher.services import World
from launcher.workspace import Workspace

BUCKET = "sparewheel"
SIMULATED = ("object storage", "registrar", "DNS", "edge")
"""What the sandbox plays."""


def connected(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
    """Starts it when it is not up. Raises ProviderFailed."""
    life = sandbox_process.up(workspace.state(target.name), options(target, settings.limits))
    storage = S3Storage(BUCKET, endpoint=life.storage_endpoint, credentials=life.credentials)
    registrar, dns, standby = SandboxRegistrar(life), SandboxDns(life), str(target.options.get("standby", ""))
    if standby:
        dns.create(standby)  # ours since quiet times
    world = World(
        target=target.name,
        storage=storage,
        shared=storage,
        registrar=registrar,
        dns=dns,
        edge=SandboxEdge(life, BUCKET),
        probe=NetworkProbe(),
        clock=SystemClock(),
        registry=registries.of_sandbox(life),
        delegator=registrar,
        standby=standby,
        preflight=storage.preflight,
        simulated=SIMULATED,
        max_wait=settings.limits.max_wait.total_seconds(),
        say=say,
    )
    return Connected(world, life.fresh, lambda operations: sandbox_process.restore(life, operations))


def options(target: Target, limits: Limits) -> Mapping[str, Any]:
    """A target's options as the sandbox process takes them; its registrar sells in the ceiling's currency."""
    played = {key: value for key, value in target.options.items() if key != "standby"}
    found = as_json({**played, "currency": limits.max_price.currency})
    assert isinstance(found, dict)
    return found
