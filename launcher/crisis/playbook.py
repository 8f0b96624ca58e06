"""A playbook: a folder of data (`playbook.yaml`, `pages/`, `posts/`, `drill/`) → Playbook. Adding one needs no Python.

Each fact is declared once, with its type, the question to put to the lead and an example. Which facts a page needs is
not written down: it is what its templates use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.documents import Node, Problems, read
from launcher.errors import Malformed, Refused, Where
from launcher.model import Visibility, Words
from launcher.shapes import (
    anything,
    choice,
    day,
    duration,
    listing,
    mapping,
    natural,
    nearest,
    record,
    switch,
    text,
    words,
)

FACT_TYPES = ("text", "number", "money", "date", "datetime", "phone", "email", "url", "choice", "list", "table")
COLUMN_TYPES = ("text", "number", "money", "date", "datetime", "phone", "email", "url")
RESERVED = ("organisation", "next_update", "lang", "fr", "en")
"""Names that templates already know; a fact cannot take them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table fact."""

    type: str
    translated: bool


@dataclass(frozen=True, slots=True)
class FactSpec:
    """What a fact must be. `translated`: its value is one text in each language."""

    name: str
    type: str
    ask: Words
    example: Node
    translated: bool
    optional: bool
    visibility: Visibility
    choices: Mapping[str, Words]
    columns: Mapping[str, Column]
    where: Where


@dataclass(frozen=True, slots=True)
class Role:
    """Someone's part: its title, who takes over (another role's id, or words), and what it does."""

    title: Words
    backup: str | Words
    does: Words


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the clock: done once `within` a time, or again `every` so often, by a role."""

    id: str
    role: str
    do: Words
    within: dt.timedelta | None
    every: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Template:
    """A page or a post of the playbook: `path` without language and ending, e.g. `pages/faq`."""

    path: str
    order: int


@dataclass(frozen=True, slots=True)
class Playbook:
    """The whole of a playbook folder."""

    id: str
    folder: Path
    title: Words
    side: str
    reviewed_at: dt.date
    review_every: dt.timedelta
    triggers: tuple[Words, ...]
    severity: tuple[tuple[str, Words], ...]
    roles: Mapping[str, Role]
    clock: tuple[Duty, ...]
    facts: Mapping[str, FactSpec]
    pages: tuple[Template, ...]
    posts: tuple[Template, ...]
    incidents: Mapping[str, tuple[str, ...]]
    seeds: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    brand_fact: str | None
    forbidden: Mapping[str, tuple[str, ...]]
    standdown: tuple[Words, ...]

    @property
    def update_every(self) -> dt.timedelta | None:
        """The cadence promised to readers: the clock's `next-update`."""
        return next((duty.every for duty in self.clock if duty.id == "next-update"), None)


def available(folders: Sequence[Path]) -> Mapping[str, Path]:
    """The playbooks in these `playbooks/` folders by id; an earlier folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*/playbook.yaml")):
            found.setdefault(file.parent.name, file.parent)
    return dict(sorted(found.items()))


def find(id: str, folders: Sequence[Path]) -> Path:
    """The folder of the playbook called `id`. Raises Refused with the nearest one."""
    known = available(folders)
    if id in known:
        return known[id]
    hint = nearest(id, known) or f"Known: {', '.join(known) or 'none'}."
    raise Refused(f"there is no playbook called `{id}`", hint=hint, code="unknown-playbook")


def load(folder: Path, *, name: str = "") -> Playbook:
    """The playbook in `folder`, called `name` in messages. Raises Malformed with every problem at once."""
    file = name or f"{folder}/playbook.yaml"
    problems = Problems()
    node = read(folder / "playbook.yaml", name=file)
    found = _shape(node, problems)
    problems.stop(file)
    _consistent(found, node, folder, problems)
    problems.stop(file)
    incident = found["keywords"]
    return Playbook(
        id=found["id"],
        folder=folder,
        title=found["title"],
        side=found["side"],
        reviewed_at=found["reviewed_at"],
        review_every=found["review_every"],
        triggers=found["triggers"],
        severity=tuple((level["id"], level["when"]) for level in found["severity"]),
        roles={name: Role(**role) for name, role in found["roles"].items()},
        clock=tuple(Duty(d["id"], d["role"], d["do"], d.get("within"), d.get("every")) for d in found["clock"]),
        facts=found["facts"],
        pages=found["pages"],
        posts=found["posts"],
        incidents=incident["incident"],
        seeds=incident.get("seeds", {}),
        patterns=found["names"]["patterns"],
        brand_fact=found["names"].get("brand_fact"),
        forbidden=found.get("forbidden", {}),
        standdown=found["standdown"],
    )


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────

_both = words(LANGUAGES)
_terms = mapping(listing(text), keys=LANGUAGES)


def _template(node: Node, problems: Problems) -> Template:
    found = record({"template": text}, {"order": natural})(node, problems)
    return Template(found.get("template", ""), found.get("order", 0))


def _backup(node: Node, problems: Problems) -> Any:
    return text(node, problems) if isinstance(node.value, str) else _both(node, problems)


def _column(node: Node, problems: Problems) -> Column:
    found = record({"type": choice(COLUMN_TYPES)}, {"translated": switch})(node, problems)
    return Column(found.get("type", "text"), found.get("translated", False))


def _facts(node: Node, problems: Problems) -> dict[str, FactSpec]:
    specs = mapping(anything)(node, problems)
    return {name: _fact(name, child, problems) for name, child in specs.items()}


def _fact(name: str, node: Node, problems: Problems) -> FactSpec:
    if not name.isidentifier() or name in RESERVED or name != name.lower():
        problems.add("fact-name", f"`{name}` cannot name a fact", node.where, "Use lower-case letters, digits and _.")
    found = record(
        {"type": choice(FACT_TYPES), "ask": _both, "example": anything},
        {
            "translated": switch,
            "optional": switch,
            "visibility": choice(Visibility),
            "choices": mapping(_both),
            "columns": mapping(_column),
        },
    )(node, problems)
    for kind, key in (("choice", "choices"), ("table", "columns")):
        if found.get("type") == kind and not found.get(key):
            problems.add("missing-key", f"a {kind} needs `{key}`", node.where, f"Add `{key}:` to `{name}`.")
    return FactSpec(
        name=name,
        type=found.get("type", "text"),
        ask=found.get("ask", {}),
        example=found.get("example", node),
        translated=found.get("translated", False),
        optional=found.get("optional", False),
        visibility=Visibility(found.get("visibility", "public")),
        choices=found.get("choices", {}),
        columns=found.get("columns", {}),
        where=node.where,
    )


_shape = record(
    {
        "id": text,
        "title": _both,
        "side": text,
        "reviewed_at": day,
        "review_every": duration,
        "triggers": listing(_both),
        "severity": listing(record({"id": text, "when": _both})),
        "roles": mapping(record({"title": _both, "backup": _backup, "does": _both})),
        "clock": listing(record({"id": text, "role": text, "do": _both}, {"within": duration, "every": duration})),
        "facts": _facts,
        "pages": listing(_template, at_least=1),
        "posts": listing(_template, at_least=1),
        "keywords": record({"incident": _terms}, {"seeds": _terms}),
        "names": record({"patterns": _terms}, {"brand_fact": text}),
        "standdown": listing(_both),
    },
    {"forbidden": _terms},
)


def _consistent(found: Mapping[str, Any], node: Node, folder: Path, problems: Problems) -> None:
    """What one part of the file says of another, and of the folder."""
    assert isinstance(node.value, Mapping)
    if found["id"] != folder.name:
        hint = f"Name the folder `{found['id']}`, or change the id."
        problems.add(
            "wrong-id", f"`{found['id']}` stands in a folder called `{folder.name}`", node.value["id"].where, hint
        )
    for duty in found["clock"]:
        if duty["role"] not in found["roles"]:
            hint = nearest(duty["role"], found["roles"]) or f"Known: {', '.join(found['roles'])}."
            problems.add("unknown-role", f"`{duty['role']}` is not a role", node.value["clock"].where, hint)
        if ("within" in duty) == ("every" in duty):
            message = f"the clock's `{duty['id']}` needs `within` or `every`, one of them"
            problems.add("clock", message, node.value["clock"].where, "Example: within: 15m")
    brand = found["names"].get("brand_fact")
    if brand is not None and brand not in found["facts"]:
        hint = nearest(brand, found["facts"])
        problems.add("unknown-fact", f"`{brand}` is not a declared fact", node.value["names"].where, hint)
    as_of = found["facts"].get("as_of")
    if as_of is None or as_of.type != "datetime" or as_of.optional:
        hint = "It is the moment at which the facts are true; first posts bear it as their date."
        problems.add("no-as-of", "`as_of`, a required datetime, must be declared", node.value["facts"].where, hint)
    _templates_there(found, folder, node, problems)


def _templates_there(found: Mapping[str, Any], folder: Path, node: Node, problems: Problems) -> None:
    assert isinstance(node.value, Mapping)
    root = folder.resolve()
    for kind in ("pages", "posts"):
        for template in found[kind]:
            for lang in LANGUAGES:
                file = folder / f"{template.path}.{lang}.md"
                where = node.value[kind].where
                if root not in file.resolve().parents:
                    problems.add(
                        "template-path", f"`{template.path}` leads out of the playbook", where, "Use pages/… ."
                    )
                elif not file.is_file():
                    message = f"`{template.path}.{lang}.md` is not there"
                    problems.add("no-template", message, where, "Each page and post needs French and English.")


__all__ = ["Duty", "FactSpec", "Malformed", "Playbook", "Template", "available", "find", "load"]
