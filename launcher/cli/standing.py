"""`status`, `resume`, `undo`: where a launch stands, forward, back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from launcher.cli.house import reached
from launcher.cli.launching import conducted, live_blocks
from launcher.cli.options import common, on_crisis
from launcher.cli.result import Result, Table
from launcher.cli.terminal import Stop, Terminal
from launcher.connect import alive
from launcher.errors import Refused
from launcher.launch import clock, conduct, folder, journal, report, together, wording
from launcher.launch.folder import Crisis
from launcher.launch.reaching import settings_of
from launcher.model import as_json as jsoned
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace, opened


@click.command(short_help="where a launch stands")
@on_crisis
@common
def status(workspace: Path, as_json: bool, crisis: str | None) -> Result:
    """Where things stand: every crisis of the workspace, or one with its steps. Reads only."""
    there = opened(workspace)
    crises = folder.every(there)
    if crisis is None and len(crises) != 1:
        return _overview(crises)
    return _one(there, folder.find(there, crisis))


@click.command(short_help="go on after anything")
@on_crisis
@common
def resume(workspace: Path, as_json: bool, crisis: str | None) -> Result:
    """Go on with what was begun, after a kill, a failure or a lost sandbox: every step looks before it acts."""
    there, clock, stop = opened(workspace), SystemClock(), Stop()
    started = clock.elapsed()
    found = folder.find(there, crisis)
    _begun(found)
    world = reached(found, there)
    stop.arm()
    data = conducted(found, conduct.resume(found, world, stop, started), there)
    return Result("resume", data, live_blocks(data))


@click.command(short_help="take back what can be taken back")
@on_crisis
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
def undo(workspace: Path, as_json: bool, crisis: str | None, yes: bool) -> Result:
    """Take the site down: every act is taken back, last first; what cannot be is said."""
    there = opened(workspace)
    found = folder.find(there, crisis)
    _begun(found)
    if not yes:
        _sure(_undoing(folder.standing(found)), as_json)
    stop, world = Stop(), reached(found, there)
    stop.arm()
    results = conduct.undo(found, world, stop)
    rows = tuple((result.step, "yes" if result.ok else "no", result.text) for result in results)
    data = {"crisis": found.id, "steps": jsoned(results)}
    return Result("undo", data, [Table(f"{found.id} was taken back", ("step", "undone", ""), rows)])


def ran(command: str, crisis: Crisis, done: conduct.Conducted, workspace: Workspace) -> Result:
    """What a change of pages gives back."""
    data = conducted(crisis, done, workspace)
    lines = [
        f"Live and verified in {wording.long(done.elapsed_s)}: https://{done.host}/",
        *([f"  Look at it here:  {done.site_url}"] if done.host not in done.site_url else []),
        f"  Report:           {data['report']}",
    ]
    return Result(command, data, lines)


def _undoing(there: folder.Standing) -> str:
    """What is asked before: all of it, and what stays."""
    hosts = [host for host in dict.fromkeys((there.live, there.domain)) if host]
    return f"Take {' and '.join(hosts)} down? What was bought stays bought."


def _begun(crisis: Crisis) -> None:
    if folder.standing(crisis).plan is None:
        hint = f"`sparewheel launch --crisis {crisis.id}` launches it."
        raise Refused(f"{crisis.id} was opened but never launched", hint=hint, code="never-launched")


def _sure(question: str, as_json: bool) -> None:
    terminal = Terminal(as_json)
    if not terminal.interactive:
        raise Refused("nobody is there to say yes", hint="Add --yes.", code="no-yes")
    if not terminal.yes(question):
        raise Refused("nothing was done: the answer was no", code="no")


# ── status ───────────────────────────────────────────────────────────────────────────────────────


def _overview(crises: tuple[Crisis, ...]) -> Result:
    standings = [(crisis, folder.standing(crisis)) for crisis in crises]
    data = [{"crisis": c.id, "state": s.state, "domain": s.domain, "mode": c.mode} for c, s in standings]
    if not crises:
        return Result("status", {"crises": []}, ["No crisis is open. `sparewheel launch` opens one."])
    rows = tuple((crisis.id, s.state, s.domain) for crisis, s in standings)
    return Result("status", {"crises": data}, [Table("Crises", ("crisis", "state", "address"), rows)])


def _one(workspace: Workspace, crisis: Crisis) -> Result:
    there = folder.standing(crisis)
    broken = journal.broken(crisis.folder)
    target = settings_of(crisis, workspace).targets[crisis.target]
    data: dict[str, Any] = {
        "crisis": crisis.id,
        "state": there.state,
        "mode": crisis.mode,
        "domain": there.domain,
        "live": there.live or None,
        "editions": together.out(there, []),
        "release": together.serving(there) if there.plan else None,
        "target": crisis.target,
        "target_up": alive(workspace, target),
        "steps": report.steps(there),
        "waits": report.waits(there),
        "charges": report.charges(there.entries),
        "releases": together.been_live(crisis),
        "journal": {"lines": len(there.entries), "broken_at": str(broken) if broken else None},
        "report": workspace.shown(crisis.folder / report.MARKDOWN),
    }
    rows = tuple((step["state"], step["reason"]) for step in data["steps"])
    late = clock.overdue(crisis, there, SystemClock().now())
    data["overdue"] = late
    data["next"] = clock.upcoming(crisis, there)
    up = "" if data["target_up"] else f" (the {crisis.target} is down: `sparewheel resume` brings it back)"
    lines: list[str | Table] = [
        f"{crisis.id}: {there.state}" + _where(there) + up,
        *(f"  OVERDUE: {_late(one)}" for one in late),
        *(f"  Next:    {_due(one)}" for one in data["next"][:3] if one not in late),
        *(f"  Waits:   {one['message']}" for one in data["waits"]),
        *(f"  Edition: https://{host}/, release {release}" for host, release in data["editions"].items()),
        f"  Release: {data['release'] or 'none'}; have been live: {', '.join(data['releases']) or 'none'}",
        f"  Journal: {len(there.entries)} lines, " + (f"DAMAGED at {broken}" if broken else "whole"),
    ]
    return Result("status", data, [*lines, *([Table("Steps", ("", "step"), rows)] if rows else [])])


def _due(due: Mapping[str, Any]) -> str:
    return f"by {due['due'][:16].replace('T', ' ')}, {due['role']['en']}: {due['do']['en']}"


def _late(due: Mapping[str, Any]) -> str:
    """Readers were told an hour, and it has passed."""
    hour = due["due"][:16].replace("T", " ")
    return f"readers were promised an update by {hour} ({due['role']['en']}). Publish one, even with nothing new."


def _where(there: folder.Standing) -> str:
    """The address that readers have, and the one that is on its way."""
    if there.live and there.live != there.domain:
        return f", https://{there.live}/; https://{there.domain}/ is on its way: `sparewheel resume` goes on with it"
    return f" at https://{there.domain}/" if there.domain else ""
