"""`sandbox up`, `down`, `status`: the embedded world of this workspace."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.options import common
from launcher.cli.result import Result
from launcher.connect.sandbox import options
from launcher.errors import Refused
from launcher.providers.sandbox import process as sandbox_process
from launcher.providers.sandbox.process import World
from launcher.workspace import Workspace, opened

TARGET = "sandbox"


@click.group(short_help="the embedded world: up, down, status")
def sandbox() -> None:
    """The embedded world: storage, registrar, DNS and edge in one process on this machine. Nothing in it is public."""


@sandbox.command(short_help="start it")
@common
def up(workspace: Path, as_json: bool) -> Result:
    """Start it, or say that it is up. It outlives this command."""
    there = opened(workspace)
    settings = there.settings()
    target = settings.targets.get(TARGET)
    if target is None:
        raise Refused("no target is called `sandbox`", hint="Add `sandbox: {kind: sandbox}` to targets.")
    return _told(sandbox_process.up(there.state(TARGET), options(target, settings.limits)))


@sandbox.command(short_help="end it")
@common
def down(workspace: Path, as_json: bool) -> Result:
    """End it. What its registrar sold is remembered; its objects, zones and pages are gone until `resume`."""
    there = opened(workspace)
    was_up = sandbox_process.down(there.state(TARGET))
    return Result("sandbox", {"up": False, "was_up": was_up}, ["The sandbox is down." if was_up else "It was not up."])


@sandbox.command(short_help="is it up")
@common
def status(workspace: Path, as_json: bool) -> Result:
    """Is it up, and where."""
    there = opened(workspace)
    world = sandbox_process.status(there.state(TARGET))
    return _told(world) if world else Result("sandbox", {"up": False}, [_down(there)])


def _told(world: World) -> Result:
    ports = {"edge": world.edge_port, "storage": world.storage_port, "dns": world.dns_port}
    data = {"up": True, "pid": world.pid, "started": world.started, "ports": ports}
    lines = [
        f"The sandbox is up, process {world.pid}.",
        *(f"  {name:8} 127.0.0.1:{port}" for name, port in ports.items()),
    ]
    return Result("sandbox", data, lines)


def _down(workspace: Workspace) -> str:
    waiting = "" if not any(workspace.crises.glob("[!.]*")) else " `sparewheel resume` brings a crisis back up."
    return f"The sandbox is down.{waiting}"
