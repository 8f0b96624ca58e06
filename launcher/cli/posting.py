"""`post`: start a post from the playbook."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.options import common, on_crisis
from launcher.cli.result import Result
from launcher.launch import folder, kept, starting
from launcher.providers.system import SystemClock
from launcher.workspace import opened


@click.group(short_help="start a post from the playbook")
def post() -> None:
    """Posts that the playbook has ready for later: a holding statement, an update, a correction, the last word."""


@post.command(short_help="a draft in each language")
@click.argument("name")
@on_crisis
@common
def new(workspace: Path, as_json: bool, crisis: str | None, name: str) -> Result:
    """A draft of the playbook's post NAME in each language, from the facts as they are now. It stays at home until its
    line `Status: draft` is taken out."""
    there = opened(workspace)
    found = folder.find(there, crisis)
    files = starting.start(name, found, kept.read(found, there), there, SystemClock().now())
    shown = [there.shown(file) for file in files]
    lines = [*(f"Started: {file}" for file in shown), "Write what changed, take `Status: draft` out, then publish."]
    return Result("post", {"crisis": found.id, "files": shown}, lines)
