"""Anatomy: what a playbook must have before anyone relies on it, beyond being readable. `playbooks check` asks this.

A playbook that lacks a part still loads: an organisation may write its own in steps, and a crisis keeps the one that it
was launched with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from launcher.config import LANGUAGES
from launcher.crisis import doctrine
from launcher.crisis.messages import FILE
from launcher.crisis.playbook import Playbook
from launcher.documents import Problems
from launcher.errors import Problem, Where
from launcher.shapes import nearest

KINDS = {
    "pages": ("home", "action", "faq", "facts", "timeline", "media", "contact"),
    "posts": ("statement", "release"),
    "later": ("statement", "update", "correction", "closing"),
}
"""Which kinds of templates every playbook has; `later` begins with the holding statement."""
DUTIES = ("acknowledge", "first-message", "next-update")
FACTS = ("as_of", "not_known", "being_done", "events")
FEWEST = {"triggers": 3, "severity": 3, "standdown": 3, "forbidden": 8, "seeds": 8, "patterns": 4}
_KIND = re.compile(r"^Kind:\s*(\S+)", re.M)
_ORDER = re.compile(r"^Order:\s*(\d+)", re.M)


def problems(playbook: Playbook, name: str) -> tuple[Problem, ...]:
    """What the playbook lacks, all of it. `name` is what its folder is called in messages."""
    found = Problems()
    at = Where(f"{name}/playbook.yaml")
    _enough(playbook, at, found)
    _named("duty", DUTIES, [duty.id for duty in playbook.clock], at, found)
    _named("fact", FACTS, playbook.facts, at, found)
    _kinds(playbook, at, found)
    _subject_first(playbook, name, found)
    if playbook.messages is None:
        found.add("no-messages", f"there is no {FILE}", Where(name), "It holds the message map, triage and sources.")
    else:
        doctrine.check(playbook, playbook.messages, Where(f"{name}/{FILE}"), found)
    return tuple(found)


def kind_of(template: Path) -> str:
    """The `Kind` that a template's front matter gives; empty when it gives none."""
    match = _KIND.search(template.read_text("utf-8"))
    return match[1] if match else ""


# ── playbook.yaml ────────────────────────────────────────────────────────────────────────────────


def _enough(playbook: Playbook, at: Where, found: Problems) -> None:
    counts = {
        **{part: len(getattr(playbook, part)) for part in ("triggers", "severity", "standdown")},
        **{
            part: min((len(getattr(playbook, part).get(lang, ())) for lang in LANGUAGES), default=0)
            for part in ("forbidden", "seeds", "patterns")
        },
    }
    for part, count in counts.items():
        if count < FEWEST[part]:
            found.add("too-few", f"{count} {part}, fewer than {FEWEST[part]}", at, "Write more, in each language.")
    if playbook.update_every is None:
        found.add("no-cadence", "the clock's `next-update` has no `every`", at, "Example: every: 4h")


def _named(what: str, wanted: Iterable[str], there: Collection[str], at: Where, found: Problems) -> None:
    for one in wanted:
        if one not in there:
            found.add(f"no-{what}", f"there is no {what} called `{one}`", at, nearest(one, there) or f"Add `{one}`.")


def _kinds(playbook: Playbook, at: Where, found: Problems) -> None:
    for part, kinds in KINDS.items():
        there = [kind_of(playbook.folder / f"{one.path}.{LANGUAGES[0]}.md") for one in getattr(playbook, part)]
        for kind in kinds:
            if kind not in there:
                found.add("no-kind", f"`{part}` has nothing of `Kind: {kind}`", at, f"Add a template to `{part}`.")


def _subject_first(playbook: Playbook, name: str, found: Problems) -> None:
    """The subject before the project (seed: speak of the subject more than of the project)."""
    for lang in LANGUAGES:
        orders: dict[str, list[tuple[int, str]]] = {"subject": [], "project": []}
        for one in playbook.pages:
            file = playbook.folder / f"{one.path}.{lang}.md"
            given = _ORDER.search(file.read_text("utf-8"))
            if (kind := kind_of(file)) in orders:
                orders[kind].append((int(given[1]) if given else 0, f"{one.path}.{lang}.md"))
        late = max(orders["subject"], default=None)
        for order, path in orders["project"]:
            if late and order < late[0]:
                hint = f"Give it an `Order` above {late[0]}: {late[1]} is about the subject."
                found.add("project-first", "a page about the project comes before the subject", _at(name, path), hint)


def _at(name: str, path: str) -> Where:
    return Where(f"{name}/{path}")
