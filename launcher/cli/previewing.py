"""`preview`: the site on this machine, rebuilt on save."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click

from launcher.cli.house import reached
from launcher.cli.options import common, on_crisis
from launcher.cli.result import Result, printable
from launcher.cli.terminal import Terminal
from launcher.documents import shorten
from launcher.errors import SpareWheelError
from launcher.launch import folder
from launcher.model import as_json as plain
from launcher.preview import lan as lan_room
from launcher.preview.desk import Event
from launcher.preview.session import PORT, Session, session
from launcher.providers.system import SystemClock
from launcher.workspace import opened

WARNING = (
    "WARNING: anyone on this network who has the address below can read drafts and what is under embargo.",
    "         Give it to nobody else, do not use it on a network you do not trust, and end this when you are done.",
)
MOST = 4
"""Files that one line names."""


@click.command(short_help="the site on this machine, rebuilt on save")
@on_crisis
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The first port to try.")
@click.option("--lan", is_flag=True, help="Also for phones on the same network, at an address nobody guesses.")
@click.option("--open/--no-open", "open_", default=None, help="Open the browser [default: where there is one].")
@common
def preview(workspace: Path, as_json: bool, crisis: str | None, port: int, lan: bool, open_: bool | None) -> Result:
    """What readers would see, and what the gate would say, rebuilt when a file is saved; drafts are shown and marked.
    Nothing goes out until you publish: from the page, or with `p` and Enter here. Ctrl-C ends it."""
    there, clock = opened(workspace), SystemClock()
    found = folder.find(there, crisis)
    tell = _json if as_json else _line
    room = lan_room.address() if lan else ""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = session(found, there, clock.now, lambda: reached(found, there), tell, port=port, room=room)
    try:
        with given as running:
            _ready(running, found.id, port, tell, as_json)
            if _graphical() if open_ is None else open_:
                webbrowser.open(running.address)
            _until_the_end(running, Terminal(as_json))
    except KeyboardInterrupt:
        return Result("preview", {"crisis": found.id, "ended": True}, ["The preview has ended."])
    raise AssertionError


# ── what is said ─────────────────────────────────────────────────────────────────────────────────


def _ready(running: Session, crisis: str, port: int, tell: Callable[[Event], None], as_json: bool) -> None:
    if as_json:
        tell(Event("ready", {"crisis": crisis, "address": running.address, "room": running.room}))
        return
    if f":{port}/" not in running.address:
        _say(f"Port {port} is in use: this is another one.")
    _say(f"Preview of {crisis}: {running.address}")
    _say(f"All posts and pages:  {running.address}_/")
    if running.room:
        for line in (*WARNING, f"For a phone here:     {running.room}"):
            _say(line)
    _say("p and Enter publishes, Ctrl-C ends.")


def _line(event: Event) -> None:
    """One event as one line."""
    data, hour = event.data, time.strftime("%H:%M:%S")
    if event.kind == "judged":
        text = f"{_count(data['errors'], 'error')}, {_count(data['warnings'], 'warning')}"
    elif event.kind == "published":
        text = f"published {data['release']}: {data['address']} ({data['seconds']:.2f} s)"
    else:
        text = f"{_files(data['files'])} → {data['pages']} pages in {data['seconds']:.2f} s"
        text += f"; cannot be shown: {', '.join(data['broken'][:MOST])}" if data["broken"] else ""
    _say(f"{hour}  {text}")
    for problem in data.get("problems", ())[:MOST]:
        _say(f"          {problem['where']}: {shorten(problem['message'], 160)}")


def _files(files: list[str]) -> str:
    more = f" and {len(files) - MOST} more" if len(files) > MOST else ""
    return ", ".join(files[:MOST]) + more if files else "all of it"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _json(event: Event) -> None:
    """One event as one line of JSON, at once: the envelope comes at the end."""
    line = json.dumps({"event": event.kind, **event.data}, ensure_ascii=True, default=plain)
    print(line, file=sys.__stdout__, flush=True)


def _say(line: str) -> None:
    click.echo(printable(line), err=True)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def _until_the_end(running: Session, terminal: Terminal) -> None:
    """Until Ctrl-C. Where a person sits, `p` and Enter publishes."""
    keys = [sys.stdin] if terminal.interactive else []
    while True:
        ready, _, _ = select.select(keys, [], [], 1.0)
        if ready:
            line = sys.stdin.readline()
            keys = keys if line else []  # Ctrl-D: there are no more keys
            if line.strip().lower() == "p":
                _publish(running, terminal)


def _publish(running: Session, terminal: Terminal) -> None:
    """As `publish` does it, after a yes. What refuses is said, and the preview goes on."""
    try:
        change = running.outgoing.changes()
        for path in (*change.changed, *change.removed)[:20]:
            _say(f"  {'-' if path in change.removed else '~'} {path}")
        for one in (*change.doubts, *change.findings):
            _say(f"  ! {one.where}: {one.message}")
        files = len(change.changed) + len(change.removed)
        if terminal.yes(f"{_count(files, 'file')} would change. Publish?"):
            done = running.outgoing.publish(change)
            _say(f"published {done.plan.release}: {done.site_url} ({done.elapsed_s:.2f} s)")
    except SpareWheelError as error:
        for problem in error.problems[:20]:
            _say(f"  {problem}")
        hint = error.hint if len(error.problems) == 1 else "Correct these, then p and Enter again."
        _say(f"Nothing was published. {hint}")


def _graphical() -> bool:
    """Whether a browser would open in a window of its own, and not in this terminal."""
    shown = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(shown) and sys.stderr.isatty()
