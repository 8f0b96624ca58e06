"""`init`: a new workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from launcher.cli.options import PATH, common
from launcher.cli.result import Result
from launcher.cli.terminal import Terminal
from launcher.config import FILE
from launcher.errors import Refused
from launcher.launch import folder as disk
from launcher.workspace import bundled


@click.command(short_help="make a workspace")
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
def init(workspace: Path, as_json: bool, folder: Path, yes: bool) -> Result:
    """Make a workspace in DIR: an example configuration to edit, the playbooks, the standby site."""
    with disk.telling(folder):
        already = (folder / FILE).exists()
        full = folder.exists() and any(folder.iterdir())
    if already:
        raise Refused(f"{folder} is a workspace already", hint="Edit its sparewheel.yaml.", code="exists")
    if full and not yes:
        terminal = Terminal(as_json)
        if not terminal.interactive or not terminal.yes(f"{folder} is not empty. Make a workspace in it?"):
            raise Refused(f"{folder} is not empty", hint="Add --yes, or name an empty folder.", code="not-empty")
    with disk.telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("playbooks", "standby_site"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(bundled(name), folder / name, dirs_exist_ok=True, ignore=ignored, copy_function=_new)
        (folder / "crises").mkdir(exist_ok=True)
        with (folder / ".gitignore").open("a", encoding="utf-8") as file:
            file.write("/.sparewheel/\n/crises/.staging-*\n/crises/.answers.yaml\n")
        shutil.copyfile(bundled(FILE), folder / FILE)  # last: it makes the folder a workspace
    lines = [
        f"A workspace is ready: {folder.resolve()}",
        f"  1. Edit {folder / FILE}: it describes an invented organisation.",
        f"  2. Rehearse there:  sparewheel drill --workspace {folder}",
    ]
    return Result("init", {"workspace": str(folder)}, lines)


def _new(source: str, to: str) -> str:
    """Copy a file to where none is: what is there is somebody's."""
    return to if Path(to).exists() else str(shutil.copy2(source, to))
