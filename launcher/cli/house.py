"""What commands stand in: the workspace, how a target is reached, the person, the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from launcher.cli.terminal import Stop, Terminal, say
from launcher.config import Settings, Target
from launcher.connect import Connected, connect
from launcher.launch.folder import Crisis
from launcher.launch.reaching import registrations, settings_of, target_of
from launcher.providers.system import SystemClock
from launcher.services import World
from launcher.workspace import Workspace

if TYPE_CHECKING:
    from launcher.launch.launching import House
    from launcher.launch.prepare import Prepared


def house_of(workspace: Workspace, as_json: bool, agree: Callable[[Prepared, World], None]) -> House:
    """The house of a launch or a plan."""
    from launcher.launch.launching import House  # words, names and the gate: paid by whoever launches

    clock, stop = SystemClock(), Stop()

    def reach(there: Workspace, target: Target, settings: Settings) -> Connected:
        return connect(there, target, settings, say)

    def agreed(prepared: Prepared, world: World) -> None:
        agree(prepared, world)
        stop.arm()

    return House(workspace, reach, Terminal(as_json), clock.now, clock.elapsed, agreed, stop)


def reached(crisis: Crisis, workspace: Workspace) -> World:
    """The world of a crisis that was launched. A sandbox that is gone is started and told what it had sold."""
    settings = settings_of(crisis, workspace)
    connected = connect(workspace, target_of(settings, crisis.target), settings, say)
    restored = connected.restore(registrations(crisis))
    if connected.fresh:
        say(f"the sandbox was gone: started again; what it held is rebuilt from {workspace.shown(crisis.folder)}")
    if restored:
        say(f"the sandbox's registrar had forgotten {restored} registration(s): told again, not charged again")
    return connected.world


def reached_target(workspace: Workspace, settings: Settings, target: str | None) -> World:
    """The world of a target, outside any crisis."""
    return connect(workspace, target_of(settings, target), settings, say).world
