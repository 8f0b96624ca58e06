"""A playbook: a folder of data (`playbook.yaml`, `pages/`, `posts/`, `drill/`) → Playbook. Adding one needs no Python.

Each fact is declared once, with its type, the question to put to the lead and an example. Which facts a page needs is
not written down: it is what its templates use.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.crisis import coherence, messages
from launcher.crisis.messages import Messages
from launcher.documents import Node, Problems, read
from launcher.errors import Refused, Where
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
    shorten,
    switch,
    text,
    words,
)

FACT_TYPES = (
    "text",
    "count",
    "number",
    "money",
    "date",
    "datetime",
    "phone",
    "email",
    "url",
    "choice",
    "list",
    "table",
)
COLUMN_TYPES = ("text", "count", "number", "money", "date", "datetime", "phone", "email", "url")
RESERVED = (
    "organisation",
    "next_update",
    "lang",
    "answers",
    "fr",
    "en",
    "loop",
    "self",
    "caller",
    "none",
    "true",
    "false",
)
"""Names that templates already know; a fact cannot take them."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table fact."""

    type: str
    translated: bool
    optional: bool = False


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
    by_launch: bool = False
    """The launch itself does it."""


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
    later: tuple[Template, ...] = ()
    """Posts that are written when their time comes: the holding statement, updates, corrections, the last one."""
    messages: Messages | None = None

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
    coherence.check(found, node, folder, problems)
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
        clock=tuple(
            Duty(d["id"], d["role"], d["do"], d.get("within"), d.get("every"), "done_by" in d) for d in found["clock"]
        ),
        facts=found["facts"],
        pages=found["pages"],
        posts=found["posts"],
        incidents=incident["incident"],
        seeds=incident.get("seeds", {}),
        patterns=found["names"]["patterns"],
        brand_fact=found["names"].get("brand_fact"),
        forbidden=found.get("forbidden", {}),
        standdown=found["standdown"],
        later=found.get("later", ()),
        messages=messages.load(folder, name=f"{Path(file).parent.as_posix()}/{messages.FILE}"),
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
    found = record({"type": choice(COLUMN_TYPES)}, {"translated": switch, "optional": switch})(node, problems)
    return Column(found.get("type", "text"), found.get("translated", False), found.get("optional", False))


def _facts(node: Node, problems: Problems) -> dict[str, FactSpec]:
    specs = mapping(anything)(node, problems)
    return {name: _fact(name, child, problems) for name, child in specs.items()}


def _fact(name: str, node: Node, problems: Problems) -> FactSpec:
    if not _NAME.fullmatch(name) or name in RESERVED or keyword.iskeyword(name):
        hint = "Use lower-case letters, digits and _, and no word of the templates' own."
        problems.add("fact-name", f"`{shorten(name)}` cannot name a fact", node.named, hint)
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
        "clock": listing(
            record(
                {"id": text, "role": text, "do": _both},
                {"within": duration, "every": duration, "done_by": choice(["launch"])},
            )
        ),
        "facts": _facts,
        "pages": listing(_template, at_least=1),
        "posts": listing(_template, at_least=1),
        "keywords": record({"incident": _terms}, {"seeds": _terms}),
        "names": record({"patterns": _terms}, {"brand_fact": text}),
        "standdown": listing(_both),
    },
    {"forbidden": _terms, "later": listing(_template)},
)
