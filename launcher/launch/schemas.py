"""Schemas: the JSON Schemas that editors complete and validate by, printed or kept in a crisis's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from launcher.config import Settings
from launcher.crisis import fact_schema
from launcher.crisis.playbook import Playbook
from launcher.launch import folder
from launcher.site import schema

FOLDER = "schemas"
NAMES = ("facts", "post", "page")
_EDITOR = ".vscode/settings.json"
_MAPPED = {"yaml.schemas": {f"./{FOLDER}/facts.schema.json": "facts.yaml"}}
"""How an editor with the common YAML language server knows which schema is for which file."""


def made(playbook: Playbook, settings: Settings) -> Mapping[str, Any]:
    """Every schema by name, for a playbook and an organisation."""
    languages = settings.organisation.languages
    return {
        "facts": fact_schema.schema(playbook, languages),
        "post": schema.post(languages, settings.editions),
        "page": schema.page(languages),
    }


def keep(root: Path, playbook: Playbook, settings: Settings) -> None:
    """Write them into the crisis's folder where they differ; an editor's settings only where there are none. What a
    person wrote is left as it is. Raises Refused when the disk does not take them."""
    for name, schema_ in made(playbook, settings).items():
        file, text = root / FOLDER / f"{name}.schema.json", told(schema_)
        with folder.telling(file):
            same = file.exists() and file.read_bytes() == text.encode()
        if not same:
            folder.write(file, text)
    if not (root / _EDITOR).exists():
        folder.write(root / _EDITOR, told(_MAPPED))


def told(schema: Mapping[str, Any]) -> str:
    """A schema as a file, in the order in which a person reads it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
