"""The argument bank: `arguments.yaml` → what is argued, who says it, what is answered, from which source, and where.

An answer reaches a page only when it is confirmed and marked `publish: yes`; then its question and its words do, and
nothing of who argued what.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.crisis.register import name, told_apart
from launcher.documents import Node, Problems, read
from launcher.errors import Where
from launcher.model import Status, Words
from launcher.shapes import choice, listing, nearest, record, switch, text, words

FILE = "arguments.yaml"


@dataclass(frozen=True, slots=True)
class Argument:
    """`said_by`: ids of stakeholders. `page`: the page or post that answers it (`pages/faq`); empty: none does."""

    id: str
    argument: Words
    said_by: tuple[str, ...]
    question: Words
    answer: Words
    source: str
    status: Status
    page: str
    publish: bool
    where: Where

    @property
    def public(self) -> bool:
        """Whether its question and answer may be read by anyone."""
        return self.publish and self.status is Status.CONFIRMED


def load(path: Path, stakeholders: Collection[str], *, name: str) -> tuple[Argument, ...]:
    """The bank, in its file's order. Raises Malformed with every problem at once: an unknown stakeholder too."""
    problems = Problems()
    found = _shape(read(path, name=name), problems).get("arguments", ())
    whole = [one for one in found if one is not None]
    _coherent(whole, stakeholders, problems)
    problems.stop(name)
    return tuple(whole)


def public(found: Sequence[Argument]) -> tuple[Mapping[str, Words], ...]:
    """What pages may show: the question and the answer, in each language."""
    return tuple({"question": one.question, "answer": one.answer} for one in found if one.public)


def secrets(found: Sequence[Argument]) -> tuple[str, ...]:
    """What of the bank may stand in no page: answers that nobody confirmed, or that are kept for the telephone."""
    return tuple(part for one in found if not one.public for text in one.answer.values() for part in told_apart(text))


# ── shape ────────────────────────────────────────────────────────────────────────────────────────

_both = words(LANGUAGES)


def _argument(node: Node, problems: Problems) -> Argument | None:
    before = len(problems)
    found: dict[str, Any] = record(
        {"id": name, "argument": _both, "answer": _both, "source": text, "status": choice(Status)},
        {"said_by": listing(text), "question": _both, "page": text, "publish": switch},
    )(node, problems)
    if found.get("publish") and "question" not in found:
        hint = "Ask it as the public does: it becomes the heading on the page."
        problems.add("no-question", "it is to be published and has no `question`", node.where, hint)
    if len(problems) > before:
        return None
    absent = {"said_by": (), "question": {}, "page": "", "publish": False}
    return Argument(**{**absent, **found, "status": Status(found["status"])}, where=node.where)


def _coherent(found: Sequence[Argument], stakeholders: Collection[str], problems: Problems) -> None:
    seen: set[str] = set()
    for one in found:
        if one.id in seen:
            problems.add("twice", f"`{one.id}` stands here twice", one.where, "Give one of them another id.")
        seen.add(one.id)
        for who in one.said_by:
            if who not in stakeholders:
                hint = nearest(who, stakeholders) or "Add them to stakeholders.yaml."
                problems.add("unknown-stakeholder", f"`{who}` of `{one.id}` is nobody we know", one.where, hint)


_shape = record({"arguments": listing(_argument)})
