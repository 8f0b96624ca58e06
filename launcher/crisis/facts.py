"""Facts: a YAML file of values → typed Facts, and what still keeps them from being published.

A fact is a value, a source, a status (`confirmed`, `unconfirmed`, `withdrawn`) and a visibility. Values are read by
the type that the playbook declares; they are text for people, whatever characters they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from launcher.config import LANGUAGES
from launcher.crisis.playbook import Column, FactSpec, Playbook
from launcher.documents import CONTROL_HINT, Node, Problems, control, control_message, read
from launcher.errors import Problem, Where
from launcher.model import Fact, Status, Visibility
from launcher.shapes import (
    Shape,
    anything,
    choice,
    day,
    listing,
    mapping,
    moment,
    money,
    natural,
    nearest,
    number,
    record,
    shorten,
    text,
)

Facts = Mapping[str, Fact]

PHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,24}( ?(x|ext\.?|poste) ?[0-9]{1,6})?")
EMAIL = re.compile(r"[\w.+=~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""Stricter than mail itself: nothing that could end a link or add to it."""
URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s<>\"'`()\[\]{}\\]*)?")


def load(path: Path, playbook: Playbook, languages: Sequence[str], *, name: str = "") -> Facts:
    """The facts in a file. Raises Malformed with every problem at once, each with its line."""
    return from_node(read(path, name=name or str(path)), playbook, languages)


def from_node(node: Node, playbook: Playbook, languages: Sequence[str]) -> Facts:
    """The facts of a document that was read already."""
    problems = Problems()
    found = record({"facts": mapping(anything)}, {"playbook": choice([playbook.id])})(node, problems)
    facts: dict[str, Fact] = {}
    for fact_name, child in found.get("facts", {}).items():
        spec = playbook.facts.get(fact_name)
        if spec is None:
            hint = nearest(fact_name, playbook.facts) or f"`sparewheel playbooks show {playbook.id}` lists them."
            problems.add("unknown-fact", f"`{shorten(fact_name)}` is not a fact of {playbook.id}", child.named, hint)
        else:
            facts[fact_name] = _fact(spec, child, languages, problems)
    problems.stop(node.where.file)
    return facts


def _fact(spec: FactSpec, node: Node, languages: Sequence[str], problems: Problems) -> Fact:
    found = record(
        {"value": value_shape(spec, languages), "source": text, "status": choice(Status)},
        {"visibility": choice(Visibility), "at": moment, "confirmed_by": text},
    )(node, problems)
    return Fact(
        name=spec.name,
        value=found.get("value"),
        source=found.get("source", ""),
        status=Status(found.get("status", "unconfirmed")),
        visibility=Visibility(found.get("visibility", spec.visibility)),
        where=node.named,
    )


# ── values ───────────────────────────────────────────────────────────────────────────────────────


def value_shape(spec: FactSpec, languages: Sequence[str]) -> Shape[Any]:
    """How the value of this fact is read. None: nothing is written there yet, which is missing, not malformed."""
    if spec.type == "choice":
        inner: Shape[Any] = _choice_words(spec)
    elif spec.type == "table":
        inner = _rows(spec, languages)
    elif spec.type == "list":
        inner = _translated(listing(text), languages) if spec.translated else listing(text)
    else:
        inner = _cell(Column(spec.type, spec.translated), languages)

    def shape(node: Node, problems: Problems) -> Any:
        return None if _blank(node) else inner(node, problems)

    return shape


def _blank(node: Node) -> bool:
    """A form that nobody filled in: nothing, an empty text, no rows, or nothing in any language."""
    if isinstance(node.value, Mapping):
        return set(node.value) <= set(LANGUAGES) and all(_blank(child) for child in node.value.values())
    if isinstance(node.value, tuple):
        return all(_blank(child) for child in node.value)
    return not (node.value or "").strip()


def _rows(spec: FactSpec, languages: Sequence[str]) -> Shape[Any]:
    """Rows of a table; a column that may be empty is None where it is."""
    cells = {name: _cell(column, languages) for name, column in spec.columns.items()}
    required = {name: shape for name, shape in cells.items() if not spec.columns[name].optional}
    optional = {name: shape for name, shape in cells.items() if spec.columns[name].optional}
    row = record(required, optional)

    def shape(node: Node, problems: Problems) -> Any:
        if not isinstance(node.value, tuple):
            hint = f"Start each row with a dash, with its columns below: {', '.join(cells)}."
            problems.add("wrong-type", f"expected rows, found {node.kind}", node.where, hint)
            return ()
        return tuple({**dict.fromkeys(optional), **row(_filled(child, optional), problems)} for child in node.value)

    return shape


def _filled(node: Node, optional: Mapping[str, Any]) -> Node:
    """The row without the optional cells that were left blank."""
    if not isinstance(node.value, Mapping):
        return node
    return Node({key: cell for key, cell in node.value.items() if key not in optional or not _blank(cell)}, node.where)


def _cell(column: Column, languages: Sequence[str]) -> Shape[Any]:
    shape = _SCALARS[column.type]
    return _translated(shape, languages) if column.translated else shape


def _translated(item: Shape[Any], languages: Sequence[str]) -> Shape[Any]:
    def shape(node: Node, problems: Problems) -> Any:
        if isinstance(node.value, str) and len(languages) > 1:
            hint = "Write one line per language: " + ", ".join(f"`{lang}: …`" for lang in languages)
            problems.add("one-language", f"`{shorten(node.value, 40)}` stands in one language only", node.where, hint)
            return None
        if isinstance(node.value, str):
            return dict.fromkeys(languages, item(node, problems))
        found = mapping(item, keys=LANGUAGES)(node, problems)
        for lang in languages if isinstance(node.value, Mapping) else ():
            if lang not in found:
                problems.add("one-language", f"the `{lang}` text is missing", node.where, f"Add a line `{lang}: …`.")
        return found

    return shape


def _choice_words(spec: FactSpec) -> Shape[Any]:
    def shape(node: Node, problems: Problems) -> Any:
        return spec.choices.get(choice(spec.choices)(node, problems))

    return shape


def _matching(pattern: re.Pattern[str], expected: str, example: str) -> Shape[str]:
    def shape(node: Node, problems: Problems) -> str:
        found = text(node, problems).strip()
        if found and not pattern.fullmatch(found):
            message = f"`{shorten(found)}` is not {expected}"
            problems.add("wrong-type", message, node.where, f"Example: {example}")
        return found

    return shape


_SCALARS: Mapping[str, Shape[Any]] = {
    "text": text,
    "count": natural,
    "number": number,
    "money": money,
    "date": day,
    "datetime": moment,
    "phone": _matching(PHONE, "a telephone number", "+1 800 555-0142"),
    "email": _matching(EMAIL, "an e-mail address", "info@example.org"),
    "url": _matching(URL, "a web address", "https://example.org/"),
}


# ── what a page needs ────────────────────────────────────────────────────────────────────────────


def problems(facts: Facts, needed: Mapping[str, Where], playbook: Playbook, file: str) -> tuple[Problem, ...]:
    """What keeps the facts that pages use (`needed`: name → the template's line) from being published."""
    found = [_problem(playbook.facts[name], facts.get(name), where, file) for name, where in sorted(needed.items())]
    return tuple(problem for problem in found if problem)


def _problem(spec: FactSpec, fact: Fact | None, used: Where, file: str) -> Problem | None:
    where = fact.where if fact else Where(file)
    if fact is None or _empty(fact.value):
        if spec.optional:
            return None
        return Problem("fact-missing", f"`{spec.name}` is missing: {question(spec)}", f"Needed by {used}.", where)
    if fact.visibility is Visibility.INTERNAL:
        hint = f"{used} would publish it: make it public, or take it out of the page."
        return Problem("fact-internal", f"`{spec.name}` is internal", hint, where)
    if fact.status is Status.UNCONFIRMED:
        or_else = ", or take it out: it is optional" if spec.optional else ""
        confirm = f"Have it confirmed (source now: {shorten(fact.source)}), then set `status: confirmed`"
        hint = f"{confirm}{or_else}. Used by {used}."
        return Problem("fact-unconfirmed", f"`{spec.name}` is unconfirmed", hint, where)
    if fact.status is Status.WITHDRAWN:
        hint = "Give the value that replaces it, or remove it if it is optional."
        return Problem("fact-withdrawn", f"`{spec.name}` is withdrawn", hint, where)
    return None


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | tuple | Mapping) and not value)


def question(spec: FactSpec) -> str:
    """The question to put to the lead, in every language of the playbook."""
    return " / ".join(spec.ask.values())


def example(spec: FactSpec, lang: str = "") -> str:
    """An example as one would type it, in this language or the first one; for tables, none."""
    value = spec.example.value
    if isinstance(value, Mapping):
        child = value.get(lang) or next(iter(value.values()), None)
        value = child.value if child else None
    if isinstance(value, tuple):
        return "; ".join(child.value for child in value if isinstance(child.value, str))
    return value if isinstance(value, str) else ""


def answered(spec: FactSpec, answer: str | Mapping[str, Any] | Iterable[Any], problems: Problems) -> Node:
    """What a person typed, as the document that a facts file would hold."""
    return _to_node(answer, Where(f"answer to `{spec.name}`"), problems)


def _to_node(value: Any, where: Where, problems: Problems) -> Node:
    if isinstance(value, Mapping):
        return Node({key: _to_node(item, where, problems) for key, item in value.items()}, where)
    if isinstance(value, str):
        bad = control(value)
        if bad is not None:
            problems.add("control-character", control_message(bad), where, CONTROL_HINT)
        return Node(value, where)
    return Node(tuple(_to_node(item, where, problems) for item in value), where)
