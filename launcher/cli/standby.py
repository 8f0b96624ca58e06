"""`standby`: the dormant site, built and hosted privately."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import reached_target
from launcher.cli.options import common
from launcher.cli.result import Result
from launcher.cli.terminal import Stop
from launcher.errors import NotVerified
from launcher.launch.launching import target_of
from launcher.launch.standby import stand_by
from launcher.providers.system import SystemClock
from launcher.workspace import opened


@click.command(short_help="build the dormant site and host it privately")
@click.option("--target", metavar="NAME", help="Where [default: the one of sparewheel.yaml].")
@common
def standby(workspace: Path, as_json: bool, target: str | None) -> Result:
    """Build the site that waits: no address in it, marked dormant, stored where no reader gets at it."""
    there, stop = opened(workspace), Stop()
    settings = there.settings()
    world = reached_target(there, settings, target_of(settings, target).name)
    stop.arm()
    done = stand_by(there, settings, world, SystemClock().now(), stop)
    if failed := [check for check in done.checks if not check.ok]:
        raise NotVerified(failed[0].text, hint="Look at the target's rights.")
    data = {"release": done.release.id, "files": len(done.release.files), "checks": done.checks}
    lines = [f"The spare wheel is ready: dormant release {done.release.id}."]
    return Result("standby", data, [*lines, *(f"  ok: {check.text}" for check in done.checks)])
