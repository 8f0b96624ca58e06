"""Coherence of a playbook: what one part of the file says of another, and of the folder it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.documents import Node, Problems, shorten
from launcher.errors import Where
from launcher.shapes import nearest

_PATH = re.compile(r"(pages|posts)/[a-z0-9][a-z0-9-]{0,59}")


def check(found: Mapping[str, Any], node: Node, folder: Path, problems: Problems) -> None:
    """What one part of the file says of another, and of the folder."""
    if found["id"] != folder.name:
        message = f"`{shorten(found['id'])}` stands in a folder called `{folder.name}`"
        problems.add("wrong-id", message, _at(node, "id"), f"Name the folder `{found['id']}`, or change the id.")
    for number, duty in enumerate(found["clock"]):
        where = _at(node, "clock", number)
        _role(duty["role"], found["roles"], where, problems)
        if ("within" in duty) == ("every" in duty):
            message = f"the clock's `{duty['id']}` needs `within` or `every`, one of them"
            problems.add("clock", message, where, "Example: within: 15m")
    for name, role in found["roles"].items():
        if isinstance(role["backup"], str):
            _role(role["backup"], found["roles"], _at(node, "roles", name), problems)
    brand = found["names"].get("brand_fact")
    if brand is not None and brand not in found["facts"]:
        hint = nearest(brand, found["facts"]) or "Declare it under `facts:`."
        problems.add("unknown-fact", f"`{brand}` is not a declared fact", _at(node, "names", "brand_fact"), hint)
    as_of = found["facts"].get("as_of")
    if as_of is None or as_of.type != "datetime" or as_of.optional:
        hint = "It is the moment at which the facts are true; first posts bear it as their date."
        problems.add("no-as-of", "`as_of`, a required datetime, must be declared", _at(node, "facts", "as_of"), hint)
    for key, kind in (("pages", "pages"), ("posts", "posts"), ("later", "posts")):
        _templates_there(key, kind, found.get(key, ()), folder, node, problems)


def _at(node: Node, *path: str | int) -> Where:
    """The place of a part of the file; of what it should stand in when it is not there."""
    for step in path:
        inside = node.value
        if isinstance(inside, Mapping) and step in inside:
            node = inside[str(step)]
        elif isinstance(inside, tuple) and isinstance(step, int):
            node = inside[step]
    return node.named


def _role(name: str, roles: Mapping[str, Any], where: Where, problems: Problems) -> None:
    if name not in roles:
        hint = nearest(name, roles) or f"Known: {', '.join(roles)}."
        problems.add("unknown-role", f"`{shorten(name)}` is not a role", where, hint)


def _templates_there(
    key: str, kind: str, templates: Sequence[Any], folder: Path, node: Node, problems: Problems
) -> None:
    paths = [template.path for template in templates]
    for number, path in enumerate(paths):
        where, shown = _at(node, key, number), shorten(path)
        if not _PATH.fullmatch(path) or not path.startswith(f"{kind}/"):
            hint = f"Write {kind}/name, in lower-case letters, digits and hyphens, without language and ending."
            problems.add("template-path", f"`{shown}` is not a template of {kind}/", where, hint)
            continue
        if path in paths[:number]:
            problems.add("twice", f"`{shown}` stands here twice", where, "Keep one of them.")
        for lang in LANGUAGES:
            file = folder / f"{path}.{lang}.md"
            if folder.resolve() not in file.resolve().parents:
                problems.add("template-path", f"`{shown}` leads out of the playbook", where, "Copy the file here.")
            elif not file.is_file():
                hint = "Each page and post needs French and English."
                problems.add("no-template", f"`{path}.{lang}.md` is not there", where, hint)
