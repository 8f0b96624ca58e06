"""`publish`: the writers' changes go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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
from launcher.launch.publish import Asked, Change
from launcher.model import Check, Finding
from launcher.model import as_json as jsoned
from launcher.providers.system import SystemClock
from launcher.workspace import opened


@click.command(short_help="put the writers' changes out")
@on_crisis
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--why", default="", metavar="TEXT", help="Why; it stands beside the release in `sparewheel releases`.")
@click.option("--bring", is_flag=True, help="First fetch what was published from other machines and is not here.")
@click.option("--verify-remote", is_flag=True, help="Look at every file in the storage, and put right what drifted.")
@click.option("--removing", type=int, default=0, metavar="N", help="So many files may go from the site.")
@common
def publish(
    workspace: Path,
    as_json: bool,
    crisis: str | None,
    yes: bool,
    why: str,
    bring: bool,
    verify_remote: bool,
    removing: int,
) -> Result:
    """Check, build, upload what changed, switch, verify. A failed publish changes nothing."""
    there, clock, stop = opened(workspace), SystemClock(), Stop()
    started = clock.elapsed()
    found = folder.find(there, crisis)
    world = reached(found, there)
    asked_for = Asked(why, verify_remote, bring, removing)
    quiet = as_json or yes
    change = _brought(lambda asked: publishing.changes(found, there, world, clock.now(), asked), asked_for, quiet)
    asked = clock.elapsed()
    _agreed(change, yes, as_json)
    started += clock.elapsed() - asked  # a person's time is not the machine's
    stop.arm()
    done = publishing.publish(change, found, world, stop, started)
    pings = publishing.tell(change, found, world, done)
    result = ran("publish", found, done, there)
    data = {
        **result.data,
        "changed": change.changed,
        "removed": change.removed,
        "written": change.written,
        "brought": change.brought,
        "drifted": change.drifted,
        "pings": jsoned(pings),
    }
    return Result("publish", data, [_told(change), *result.blocks], [*_messages(change), *_unheard(pings)])


def _brought(make: Callable[[Asked], Change], asked: Asked, as_json: bool) -> Change:
    """What others published is fetched first, if the writer says yes."""
    terminal = Terminal(as_json)
    try:
        return make(asked)
    except Refused as refused:
        if refused.reason_code != "published-elsewhere" or asked.bring or not terminal.interactive:
            raise
        terminal.tell("\n".join([f"{refused.message}:", *(f"  {one.message}" for one in refused.problems)]))
        if not terminal.yes("Fetch it here, and go on? (A text of yours that it replaces stays beside it, as NAME~)"):
            raise
        return make(replace(asked, bring=True))


def _unheard(pings: Sequence[Check]) -> list[Problem]:
    hint = "The site is live all the same; the next publish tells again."
    return [Problem("ping", one.text, hint) for one in pings if not one.ok]


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
    home = [f"{len(change.drafts)} drafts stay at home: {', '.join(change.drafts[:6])}"] if change.drafts else []
    if not files:
        return "\n".join(["Nothing differs from what is live; it is checked again.", *home])
    why = [f"  {_SIGNS[what]} {path}" for what, path in change.written]
    differ = "1 file differs" if len(files) == 1 else f"{len(files)} files differ"
    because = ["Written since what is live", *_few(why)] if why else []
    return "\n".join([*because, f"{differ} from what is live", *_few(files), *home])


_SIGNS = {"new": "+", "changed": "~", "gone": "-"}


def _few(lines: Sequence[str], most: int = 12) -> list[str]:
    """One screen holds both lists."""
    more = len(lines) - most
    return list(lines) if more <= 1 else [*lines[:most], f"  … and {more} more"]


def _messages(change: Change) -> list[Problem]:
    kept = [one for one in change.rendered if one.state in ("kept", "gone")]
    found = [_problem(finding) for finding in (*change.doubts, *change.findings)]
    aside = [path for path in change.brought if path.endswith("~")]
    take = "Take from it what is missing."
    return [
        *(Problem("drifted", f"{path} was not what was published; put right") for path in change.drifted),
        *(Problem("put-aside", f"NOT published: your text, now in content/{path}", take) for path in aside),
        *found,
        *(Problem("kept", kept_text(one.path, one.state)) for one in kept),
    ]


def _problem(finding: Finding) -> Problem:
    return Problem(finding.code, finding.message, finding.hint, finding.where)
