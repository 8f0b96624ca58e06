"""`schema`: the JSON Schema of facts and front matter, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.options import common, on_crisis
from launcher.cli.result import Result
from launcher.crisis import playbook as playbooks
from launcher.launch import folder, kept, schemas
from launcher.workspace import opened


@click.command(short_help="the JSON Schema of facts and posts, for editors")
@click.argument("name", type=click.Choice(schemas.NAMES))
@click.option("--playbook", metavar="ID", help="Of this playbook's facts [default: the crisis's].")
@on_crisis
@common
def schema(workspace: Path, as_json: bool, crisis: str | None, name: str, playbook: str | None) -> Result:
    """Print the JSON Schema (draft 2020-12) of a facts file, or of the front matter of a post or a page. Editors
    complete and validate by it; `post new` keeps all three in the crisis's folder."""
    there = opened(workspace)
    if playbook:
        made = schemas.made(playbooks.load(playbooks.find(playbook, there.playbooks)), there.settings())
    else:
        given = kept.read(folder.find(there, crisis), there)
        made = schemas.made(given.playbook, given.settings)
    return Result("schema", {"name": name, "schema": made[name]}, [schemas.told(made[name]).rstrip()])
