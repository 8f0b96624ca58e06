"""What a playbook says and to whom: `messages.yaml` beside `playbook.yaml` → Messages.

`playbook.yaml` is who, when and what; this is the doctrine: whose blame it is, who listens, three messages for each
question, what to answer and what to leave, what the law wants on which page, and where each rule comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.documents import Node, Problems, read
from launcher.errors import Where
from launcher.model import Must, Words
from launcher.shapes import choice, listing, mapping, natural, record, text, words

FILE = "messages.yaml"
CLUSTERS = ("victim", "accidental", "preventable")
"""Situational Crisis Communication Theory (Coombs 2007): how much of the crisis people lay at our door."""
STRATEGIES = ("instruct", "adjust", "deny", "diminish", "rebuild", "bolster")
OUTCOMES = ("answer", "correct", "monitor", "silent")
TRUTHS = ("yes", "no", "unclear", "any")


@dataclass(frozen=True, slots=True)
class Source:
    """Something outside that a rule comes from: its title as people cite it, and what it asks, in our words."""

    title: str
    asks: Words


@dataclass(frozen=True, slots=True)
class Audience:
    title: Words
    needs: Words


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the message map: three messages to one question of one audience, three proofs for each."""

    audience: str
    question: Words
    messages: tuple[Words, ...]
    proofs: tuple[tuple[Words, ...], ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Triage:
    """One row of the table that says whether to answer. `is_true` is asked first: is what they say true?"""

    id: str
    is_true: str
    when: Words
    outcome: str
    role: str
    do: Words


@dataclass(frozen=True, slots=True)
class Branch:
    """What else to do when the crisis turns: extortion, a strike vote, a court date."""

    id: str
    title: Words
    when: Words
    role: str
    do: tuple[Words, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of place on the web: how far we control what is said there (1 none – 5 ours), how fast it spreads (1–5),
    how to have something taken down, and the letter for it."""

    id: str
    title: Words
    control: int
    spread: int
    removal: Words
    letter: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's template, `letters/name` without language and ending; what it is for."""

    template: str
    title: Words


@dataclass(frozen=True, slots=True)
class Messages:
    """The whole of `messages.yaml`. `rules_from` maps a part of the playbook to the sources of its rules."""

    cluster: str
    strategies: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    sources: Mapping[str, Source]
    rules_from: Mapping[str, tuple[str, ...]]
    audiences: Mapping[str, Audience]
    map: tuple[Answer, ...]
    triage: tuple[Triage, ...]
    musts: tuple[Must, ...] = ()
    branches: tuple[Branch, ...] = ()
    platforms: tuple[Platform, ...] = ()
    letters: tuple[Letter, ...] = ()
    subject_share: int = 0
    """Of the words on subject and project pages, how many in a hundred must be about the subject; 0: no such rule."""
    places: Mapping[str, Where] = field(default_factory=dict)
    """Where each part stands, for messages."""


def load(folder: Path, *, name: str) -> Messages | None:
    """The messages of the playbook in `folder`; None when it has none. Raises Malformed with every problem at once."""
    if not (folder / FILE).is_file():
        return None
    node = read(folder / FILE, name=name)
    problems = Problems()
    found = _shape(node, problems)
    problems.stop(name)
    found["rules_from"] = found.pop("from")
    assert isinstance(node.value, Mapping)
    places = {"": node.where, **{key: child.named for key, child in node.value.items()}}
    return Messages(**found, places=places)


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────

_both = words(LANGUAGES)


def _made(kind: type[Any], required: Mapping[str, Any], defaults: Mapping[str, tuple[Any, Any]] | None = None) -> Any:
    """A record that becomes a value of `kind`. `defaults`: key → its shape and its value when absent."""
    defaults = defaults or {}
    inner = record(required, {key: shape for key, (shape, _) in defaults.items()})

    def shape(node: Node, problems: Problems) -> Any:
        before = len(problems)
        found = inner(node, problems)
        if len(problems) > before:
            return None
        return kind(**{**{key: value for key, (_, value) in defaults.items()}, **found})

    return shape


def _answer(node: Node, problems: Problems) -> Answer | None:
    found = record(
        {"audience": text, "question": _both, "messages": listing(_both), "proofs": listing(listing(_both))}
    )(node, problems)
    return None if len(found) < 4 else Answer(**found, where=node.where)


def _must(node: Node, problems: Problems) -> Must | None:
    found = record({"id": text, "page": text, "facts": listing(text), "what": _both, "source": text})(node, problems)
    return None if len(found) < 5 else Must(**found, where=node.where)


_shape = record(
    {
        "cluster": choice(CLUSTERS),
        "strategies": listing(choice(STRATEGIES), at_least=1),
        "jurisdictions": listing(text, at_least=1),
        "sources": mapping(_made(Source, {"title": text, "asks": _both})),
        "from": mapping(listing(text, at_least=1)),
        "audiences": mapping(_made(Audience, {"title": _both, "needs": _both})),
        "map": listing(_answer, at_least=1),
        "triage": listing(
            _made(
                Triage,
                {
                    "id": text,
                    "is_true": choice(TRUTHS),
                    "when": _both,
                    "outcome": choice(OUTCOMES),
                    "role": text,
                    "do": _both,
                },
            ),
            at_least=1,
        ),
    },
    {
        "musts": listing(_must),
        "branches": listing(
            _made(
                Branch,
                {"id": text, "title": _both, "when": _both, "role": text, "do": listing(_both), "source": text},
            )
        ),
        "platforms": listing(
            _made(
                Platform,
                {"id": text, "title": _both, "control": natural, "spread": natural, "removal": _both},
                {"letter": (text, "")},
            )
        ),
        "letters": listing(_made(Letter, {"template": text, "title": _both})),
        "subject_share": natural,
    },
)
