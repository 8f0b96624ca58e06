"""`drill`: the same launch as an exercise."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.house import house_of
from launcher.cli.launching import launched
from launcher.cli.options import common
from launcher.cli.result import Result, Table
from launcher.crisis import playbook as playbook_room
from launcher.drill import exercise
from launcher.errors import Refused
from launcher.workspace import opened


@click.command(short_help="the same launch as an exercise")
@click.option("--playbook", metavar="ID", help="Which one [default: the only one].")
@click.option("--target", metavar="NAME", help="A sandbox [default: the one of sparewheel.yaml].")
@click.option("--keep", is_flag=True, help="Leave the exercise up, to look at it.")
@common
def drill(workspace: Path, as_json: bool, playbook: str | None, target: str | None, keep: bool) -> Result:
    """Run a launch as an exercise: the same path, the playbook's example, marked pages, names that end in .test."""
    there = opened(workspace)
    known = playbook_room.available(there.playbooks)
    if playbook is None and len(known) != 1:
        raise Refused("say which playbook to rehearse", hint=f"--playbook, one of: {', '.join(known)}")
    house = house_of(there, as_json, lambda _prepared, _world: None)
    done = exercise.drill(playbook or next(iter(known)), target, house, keep=keep)
    result = launched(done.launched, there, "drill", up=keep)
    data = {**result.data, "undone": done.undone}
    rows = tuple((one.step, "yes" if one.ok else "no", one.text) for one in done.undone)
    end = [Table("The exercise was taken back", ("step", "undone", ""), rows)] if rows else []
    return Result("drill", data, [*result.blocks, *end], result.messages)
