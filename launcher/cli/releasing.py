"""`releases`, `rollback`: what was live, by whom and why; and back."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import reached
from launcher.cli.options import common, on_crisis
from launcher.cli.result import Result, Table
from launcher.cli.standing import ran
from launcher.cli.terminal import Stop, Terminal
from launcher.errors import Refused
from launcher.launch import folder, observe, putting, rolling
from launcher.launch.deploy.state import Out
from launcher.launch.rolling import Back
from launcher.model import as_json as jsoned
from launcher.providers.system import SystemClock
from launcher.workspace import opened


@click.command(short_help="what was live, by whom and why")
@on_crisis
@common
def releases(workspace: Path, as_json: bool, crisis: str | None) -> Result:
    """Every time that something went live at the crisis's address, from whichever machine, newest first. Reads only."""
    there = opened(workspace)
    found = folder.find(there, crisis)
    standing = folder.standing(found)
    putting.is_out(found, standing.state)
    world = reached(found, there)
    host = putting.hosts(standing, world)[0][0]
    state = observe.stands(world, host).state
    rows = tuple(_row(out, number == 0) for number, out in enumerate(reversed(state.outs)))
    heads = ("", "release", "went live (UTC)", "by", "command", "why")
    data = {"crisis": found.id, "host": host, "live": state.live, "count": state.count, "releases": jsoned(state.outs)}
    hint = "`sparewheel rollback RELEASE` puts one of them back."
    return Result("releases", data, [Table(f"Live at https://{host}/", heads, rows), hint])


def _row(out: Out, live: bool) -> tuple[str, ...]:
    when = out.at[:19].replace("T", " ")
    return ("live" if live else "", out.release, when, out.by.partition(" (")[0], out.action, out.why)


@click.command(short_help="put an earlier release back")
@click.argument("release", required=False)
@click.option("--why", default="", metavar="TEXT", help="Why; it stands beside the release in `sparewheel releases`.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@on_crisis
@common
def rollback(workspace: Path, as_json: bool, crisis: str | None, release: str | None, why: str, yes: bool) -> Result:
    """Put an earlier release back, byte for byte: the one before, or RELEASE. The writers' files are not touched."""
    there, clock, stop = opened(workspace), SystemClock(), Stop()
    started = clock.elapsed()
    found = folder.find(there, crisis)
    world = reached(found, there)
    back = rolling.back(found, release, world, why)
    started += _agreed(back, yes, as_json)  # a person's time is not the machine's
    stop.arm()
    result = ran("rollback", found, rolling.rollback(back, found, world, stop, started), there)
    files = "  The pages in content/ are as the writers left them: the next publish puts their words out again."
    return Result("rollback", result.data, [*result.blocks, files])


def _agreed(back: Back, yes: bool, as_json: bool) -> float:
    """On a terminal a person sees what readers lose, and says yes. The seconds that it took."""
    terminal, clock = Terminal(as_json), SystemClock()
    asked = clock.elapsed()
    if yes or not terminal.interactive:
        return 0.0
    lost = [f"  - {path}" for path in back.removed]
    other = f"{len(back.changed)} files go back to what they were" if back.changed else "no file changes"
    gone = [f"{len(lost)} are gone then:", *lost[:12], *(["  …"] if len(lost) > 12 else [])] if lost else []
    terminal.tell("\n".join([f"Back to release {back.release}: {other}", *gone]))
    if not terminal.yes("Put it back?"):
        raise Refused("nothing was changed: the answer was no", code="no")
    return clock.elapsed() - asked
