"""Connect: a target of the settings → its services. The only module that names providers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from launcher.config import Limits, Settings, Target
from launcher.errors import ProviderFailed
from launcher.model import Operation, Server, as_json
from launcher.providers import registries, sandbox_process
from launcher.providers.by_hand import ByHand
from launcher.providers.caddy import CaddyEdge, reading_policy
from launcher.providers.caddy_routes import Issuing, Shown
from launcher.providers.network import NetworkProbe
from launcher.providers.references import s3_credentials, secret
from launcher.providers.rfc2136 import Rfc2136Dns
from launcher.providers.s3 import S3Storage
from launcher.providers.sandbox import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.signed import key_of
from launcher.providers.sources import Desk, Feed, Gdelt, NetworkSource, Service, Wikimedia
from launcher.providers.system import SystemClock
from launcher.services import Clock, SignalSource, World
from launcher.workspace import Workspace

BUCKET = "sparewheel"
SIMULATED = ("object storage", "registrar", "DNS", "edge")
"""What the sandbox plays: real protocols on loopback, no money, no public name."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A target's world, and whether it is a new one that remembers nothing (only a sandbox can be)."""

    world: World
    fresh: bool
    restore: Callable[[tuple[Operation, ...]], int]


def connect(workspace: Workspace, target: Target, limits: Limits, say: Callable[[str], None]) -> Connected:
    """The services of a target; starts the embedded sandbox when it is one. Raises ProviderFailed or Refused."""
    return _KINDS[target.kind](workspace, target, limits, say)


def _sandbox(workspace: Workspace, target: Target, limits: Limits, say: Callable[[str], None]) -> Connected:
    life = sandbox_process.up(workspace.state(target.name), options(target, limits))
    world = World(
        target=target.name,
        storage=S3Storage(BUCKET, endpoint=life.storage_endpoint, credentials=life.credentials),
        registrar=SandboxRegistrar(life),
        dns=SandboxDns(life),
        edge=SandboxEdge(life, BUCKET),
        probe=NetworkProbe(),
        clock=SystemClock(),
        registry=registries.of_sandbox(life),
        simulated=SIMULATED,
        max_wait=limits.max_wait.total_seconds(),
        say=say,
    )
    return Connected(world, life.fresh, lambda operations: sandbox_process.restore(life, operations))


def _own(workspace: Workspace, target: Target, limits: Limits, say: Callable[[str], None]) -> Connected:
    """Any S3, DNS by signed updates, Caddy as the edge, and a person as the registrar. Only the edge is asked, for what
    it lacks, and that is said; raises Refused when a secret is not where the settings say."""
    edge, clock = _caddy(target.options), SystemClock()
    with contextlib.suppress(ProviderFailed):  # an edge that is down is told by the step that needs it
        for problem in edge.lacks():
            say(f"{problem.message}. {problem.hint}")
    rehearsal = target.options["edge"]["certificates"] == "internal"
    probe = NetworkProbe(trust=edge.root if rehearsal else None)
    registry = registries.public(workspace.state("cache"), clock)
    nameservers, currency = target.options["dns"]["nameservers"], limits.max_price.currency
    world = World(
        target=target.name,
        storage=_s3(target.options["storage"], target.options["edge"]["addresses"]),
        registrar=ByHand(registry, probe, clock, nameservers, currency),
        dns=_rfc2136(target.options["dns"]),
        edge=edge,
        probe=probe,
        clock=clock,
        registry=registry,
        max_wait=limits.max_wait.total_seconds(),
        say=say,
    )
    return Connected(world, fresh=False, restore=lambda _: 0)


def _s3(options: Mapping[str, Any], readers: Sequence[str]) -> S3Storage:
    keys, bucket = s3_credentials(options["credentials"]), options["bucket"]
    return S3Storage(
        bucket,
        region=options.get("region", "us-east-1"),
        endpoint=options["endpoint"],
        credentials=keys,
        policy=reading_policy(bucket, readers),
    )


def _rfc2136(options: Mapping[str, Any]) -> Rfc2136Dns:
    server = Server(options["server"], options.get("port", 53))
    key = key_of(secret(options["key"]), options["key"])
    return Rfc2136Dns(server, key, options["nameservers"], catalog=options.get("catalog", ""))


def _caddy(options: Mapping[str, Any]) -> CaddyEdge:
    storage, edge = options["storage"], options["edge"]
    issuing = Issuing(internal=edge["certificates"] == "internal")
    return CaddyEdge(edge["admin"], edge["addresses"], Shown(storage["endpoint"], storage["bucket"], issuing))


def options(target: Target, limits: Limits) -> Mapping[str, Any]:
    """A target's options as the sandbox process takes them; its registrar sells in the ceiling's currency."""
    found = as_json({**target.options, "currency": limits.max_price.currency})
    assert isinstance(found, dict)
    return found


_KINDS: Mapping[str, Callable[[Workspace, Target, Limits, Callable[[str], None]], Connected]] = {
    "own": _own,
    "sandbox": _sandbox,
}


def alive(workspace: Workspace, target: Target) -> bool:
    """Whether the target is there now, without starting it."""
    return target.kind != "sandbox" or sandbox_process.status(workspace.state(target.name)) is not None


# ── sources of signals ───────────────────────────────────────────────────────────────────────────

_SERVICES: Mapping[str, Callable[..., Service]] = {"feed": Feed, "gdelt": Gdelt, "wikimedia": Wikimedia}


def sources(workspace: Workspace, settings: Settings, clock: Clock | None = None) -> tuple[SignalSource, ...]:
    """The configured sources, in their order; making them asks nothing. What they answered is kept in the workspace's
    `.sparewheel/cache/sources`, and so are their pauses."""
    desk = Desk(workspace.state("cache") / "sources", clock or SystemClock())
    return tuple(NetworkSource(s.name, _SERVICES[s.kind](**s.options), desk) for s in settings.sources)
