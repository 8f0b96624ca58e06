"""`publish`: the writers' changes go out."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import reached
from launcher.cli.launching import kept_text
from launcher.cli.options import common, on_crisis
from launcher.cli.result import Result
from launcher.cli.standing import ran
from launcher.cli.terminal import Stop, Terminal
from launcher.errors import Problem, Refused
from launcher.launch import folder
from launcher.launch import publish as publishing
from launcher.launch.publish import Change
from launcher.model import Finding
from launcher.providers.system import SystemClock
from launcher.workspace import opened


@click.command(short_help="put the writers' changes out")
@on_crisis
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
def publish(workspace: Path, as_json: bool, crisis: str | None, yes: bool) -> Result:
    """Check, build, upload what changed, switch, verify. A failed publish changes nothing."""
    there, clock, stop = opened(workspace), SystemClock(), Stop()
    started = clock.elapsed()
    found = folder.find(there, crisis)
    world = reached(found, there)
    change = publishing.changes(found, there, world, clock.now())
    asked = clock.elapsed()
    _agreed(change, yes, as_json)
    started += clock.elapsed() - asked  # a person's time is not the machine's
    stop.arm()
    result = ran("publish", found, publishing.publish(change, found, world, stop, started), there)
    data = {**result.data, "changed": change.changed, "removed": change.removed}
    return Result("publish", data, [_told(change), *result.blocks], _messages(change))


def _agreed(change: Change, yes: bool, as_json: bool) -> None:
    """On a terminal the writer sees what goes out and says yes. A pipe that runs `publish` means it, unless facts have
    moved under words that nobody looked at."""
    terminal = Terminal(as_json)
    if yes or not (change.changed or change.removed):
        return
    if terminal.interactive:
        terminal.tell("\n".join([_told(change), *(f"! {_problem(doubt)} {doubt.hint}" for doubt in change.doubts)]))
        if not terminal.yes("Publish?"):
            raise Refused("nothing was published: the answer was no", code="no")
    elif change.doubts:
        raise Refused.of(
            f"{len(change.doubts)} pages or posts may say what is no longer true",
            [_problem(doubt) for doubt in change.doubts],
            hint="Look at them; `--yes` publishes them as they are.",
        )


def _told(change: Change) -> str:
    files = [*(f"  ~ {path}" for path in change.changed), *(f"  - {path}" for path in change.removed)]
    if not files:
        return "Nothing differs from what is live; it is checked again."
    differ = "1 file differs" if len(files) == 1 else f"{len(files)} files differ"
    return "\n".join([f"{differ} from what is live", *files[:20], *(["  …"] if len(files) > 20 else [])])


def _messages(change: Change) -> list[Problem]:
    kept = [one for one in change.rendered if one.state in ("kept", "gone")]
    found = [_problem(finding) for finding in (*change.doubts, *change.findings)]
    return [*found, *(Problem("kept", kept_text(one.path, one.state)) for one in kept)]


def _problem(finding: Finding) -> Problem:
    return Problem(finding.code, finding.message, finding.hint, finding.where)
