"""`standby`: the dormant site, built and hosted privately."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import reached_target
from launcher.cli.options import common
from launcher.cli.result import Result
from launcher.cli.terminal import Stop, say
from launcher.errors import Problem, Refused
from launcher.launch.reaching import target_of
from launcher.launch.standby import stand_by
from launcher.providers.system import SystemClock
from launcher.workspace import opened


@click.command(short_help="build the dormant site and host it privately")
@click.option("--target", metavar="NAME", help="Where [default: the one of sparewheel.yaml].")
@common
def standby(workspace: Path, as_json: bool, target: str | None) -> Result:
    """Build the site that waits: no address in it, marked dormant, stored where no reader gets at it. Then ask, in
    quiet times, what a launch will need of the target: each thing is told, and what would stop a launch fails."""
    there, stop = opened(workspace), Stop()
    settings = there.settings()
    world = reached_target(there, settings, target_of(settings, target).name)
    stop.arm()
    done = stand_by(there, settings, world, SystemClock().now(), stop)
    lines = [f"  {_MARK[check.ok]} {check.text}" for check in done.checks if check.ok or not check.needed]
    if failed := [Problem(check.code, check.text) for check in done.checks if check.needed and not check.ok]:
        for line in lines:
            say(line.strip())
        raise Refused.of(f"{len(failed)} things would stop a launch on `{world.target}`", failed, hint=_WHERE)
    data = {"release": done.release.id, "files": len(done.release.files), "checks": done.checks}
    return Result("standby", data, [f"The spare wheel is ready: dormant release {done.release.id}.", *lines])


_MARK = {True: "ok:  ", False: "less:"}
_WHERE = "The page of each provider in docs/ says which rights and settings it needs."
