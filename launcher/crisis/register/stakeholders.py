"""Stakeholders: `stakeholders.yaml` → who matters in this crisis, where they stand and how far they carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.crisis.register import name, told_apart
from launcher.documents import Node, Problems, read
from launcher.errors import Where
from launcher.model import Words
from launcher.shapes import choice, listing, natural, record, text, words

FILE = "stakeholders.yaml"
KINDS = ("opponent", "supporter", "press", "elected", "union", "influencer", "authority", "partner")
POSITIONS = ("against", "for", "neutral", "unknown")
INFLUENCE = range(1, 6)
"""1: hardly heard; 5: changes minds or decides."""


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Someone who matters: `asks` is what they want, in each language; `contact` and `note` are ours alone."""

    id: str
    name: str
    kind: str
    position: str
    influence: int
    asks: Words
    contact: str
    note: str
    where: Where


def load(path: Path, *, name: str) -> tuple[Stakeholder, ...]:
    """The register, the most influential first. Raises Malformed with every problem at once."""
    problems = Problems()
    found = _shape(read(path, name=name), problems).get("stakeholders", ())
    _once(found, problems)
    problems.stop(name)
    return tuple(sorted(found, key=lambda one: (-one.influence, one.id)))


def named(found: Sequence[Stakeholder]) -> Mapping[str, Stakeholder]:
    """By id."""
    return {one.id: one for one in found}


def secrets(found: Sequence[Stakeholder]) -> tuple[str, ...]:
    """What of them may stand in no page: how they are reached, and what we noted. Their names are known in the world;
    whether a page names them is for its writer, and for the rules about names."""
    return tuple(part for one in found for text in (one.contact, one.note) if text for part in told_apart(text))


# ── shape ────────────────────────────────────────────────────────────────────────────────────────


def _influence(node: Node, problems: Problems) -> int:
    level = natural(node, problems)
    if level not in INFLUENCE:
        problems.add("influence", f"influence {level} is not between 1 and 5", node.where, "1 hardly heard, 5 decides.")
    return level


def _stakeholder(node: Node, problems: Problems) -> Stakeholder | None:
    before = len(problems)
    found: dict[str, Any] = record(
        {
            "id": name,
            "name": text,
            "kind": choice(KINDS),
            "position": choice(POSITIONS),
            "influence": _influence,
            "asks": words(LANGUAGES),
        },
        {"contact": text, "note": text},
    )(node, problems)
    if len(problems) > before:
        return None
    return Stakeholder(**{"contact": "", "note": "", **found}, where=node.where)


def _once(found: Sequence[Stakeholder | None], problems: Problems) -> None:
    seen: set[str] = set()
    for one in found:
        if one and one.id in seen:
            problems.add("twice", f"`{one.id}` stands here twice", one.where, "Give one of them another id.")
        seen |= {one.id} if one else set()


_shape = record({"stakeholders": listing(_stakeholder)})
