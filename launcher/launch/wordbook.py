"""The wordbook: the lead's choices about words, in `crises/<id>/words.yaml`, written by commands or by hand."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import yaml

from launcher import documents
from launcher.crisis.keywords import choices as choice_room
from launcher.documents import Node, Problems
from launcher.errors import Where
from launcher.launch import folder
from launcher.launch.folder import Crisis
from launcher.model import Choices
from launcher.shapes import listing, mapping, record, text
from launcher.workspace import Workspace

FILE = "words.yaml"

_HEADER = """\
# The lead's choices about the words of this crisis. They hold wherever its words are ranked.
# Write here, or with `sparewheel keywords --pin --drop --merge --forget` (which keeps no other comments than these).
#
# pinned    stand first, in this order                       - lait infantile
# dropped   are no words of this crisis                      - communiqué
# merged    a spelling, and the word it is counted under     L. monocytogenes: listeria
"""
_SHAPE = record({}, {"pinned": listing(text), "dropped": listing(text), "merged": mapping(text)})


def read(root: Path, *, name: str = "") -> Choices:
    """The choices kept in a crisis's folder; none when there is no file. `name`: what the file is called in messages.

    Raises Malformed (its shape) or Refused (choices that contradict each other), every problem with its line.
    """
    path = root / FILE
    if not path.exists():
        return Choices()
    problems, node = Problems(), documents.read(path, name=name)
    found = _SHAPE(node, problems) if node.value is not None else {}
    problems.stop(name or str(path))
    choices = Choices(found.get("pinned", ()), found.get("dropped", ()), found.get("merged", {}))
    choice_room.check(choices, _places(node))
    return choices


def edited(crisis: Crisis, workspace: Workspace, new: Choices, forget: Collection[str] = ()) -> Choices:
    """The choices that a crisis keeps, without those about the terms in `forget`, and with new ones; not written yet.

    Raises Malformed or Refused.
    """
    kept = read(crisis.folder, name=workspace.shown(crisis.folder / FILE))
    choices = choice_room.edited(kept, new, forget)
    choice_room.check(choices)
    return choices


def _places(node: Node) -> dict[str, Where]:
    """Where each term is written first."""
    found: dict[str, Where] = {}
    for group in node.value.values() if isinstance(node.value, dict) else ():
        for item in group.value if isinstance(group.value, tuple) else ():
            found.setdefault(str(item.value).strip(), item.where)
        for key, item in group.value.items() if isinstance(group.value, dict) else ():
            found.setdefault(key, item.named)
    return found


def keep(root: Path, choices: Choices) -> None:
    """Write the choices, whole or not at all; a file that says the same is left as it is, with its comments. Raises
    Refused when the disk does not take it."""
    if choices == read(root):
        return
    parts = {"pinned": list(choices.pinned), "dropped": list(choices.dropped), "merged": dict(choices.merged)}
    said = {name: part for name, part in parts.items() if part}
    body = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000) if said else ""
    folder.write(root / FILE, f"{_HEADER}{body}")
