"""Asking: what is missing or not confirmed, put to the crisis lead, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from launcher.crisis import facts as fact_room
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import FactSpec, Playbook
from launcher.documents import Problems
from launcher.errors import Malformed, Problem, Where
from launcher.model import Fact, Status
from launcher.services import Ask
from launcher.site.rules.placeholders import PENDING, PLACEHOLDER

Keep = Callable[[str, dict[str, Any]], None]


def asked(
    facts: Facts, needed: Mapping[str, Where], playbook: Playbook, languages: Sequence[str], ask: Ask, keep: Keep
) -> Facts:
    """The facts with those that were missing or unconfirmed. `keep` gets each answer, as a facts file would hold it."""
    found = dict(facts)
    for name in sorted(needed, key=list(playbook.facts).index):
        spec, fact = playbook.facts[name], facts.get(name)
        if fact is not None and fact.value is not None:
            if fact.status is Status.UNCONFIRMED and ask.yes(f"`{name}` is unconfirmed ({fact.source}). Confirmed?"):
                found[name] = replace(fact, status=Status.CONFIRMED, source=_source(ask, fact.source))
                keep(name, {"status": "confirmed", "source": found[name].source})
        elif not spec.optional:
            raw = _answer(spec, languages, ask)
            keep(name, raw)
            found[name] = _read(spec, raw, languages)
    return found


def _answer(spec: FactSpec, languages: Sequence[str], ask: Ask) -> dict[str, Any]:
    """Asked again until it can be published, each time with the reason."""
    while True:
        raw = {"value": _value(spec, languages, ask), "source": "the crisis lead, at launch", "status": "confirmed"}
        try:
            _read(spec, raw, languages)
            return {**raw, "source": _source(ask, raw["source"])}
        except Malformed as error:
            for problem in error.problems:
                ask.tell(f"  {problem.message}. {problem.hint}")


def _source(ask: Ask, default: str) -> str:
    return ask.text("  Who confirms it?", default=default)


def _read(spec: FactSpec, raw: Mapping[str, Any], languages: Sequence[str]) -> Fact:
    problems = Problems()
    node = fact_room.answered(spec, raw["value"], problems)
    value = fact_room.value_shape(spec, languages)(node, problems)
    fact = Fact(spec.name, value, raw["source"], Status.CONFIRMED, spec.visibility, node.where)
    if value is None and not problems:
        problems.add("fact-missing", "nothing was typed", node.where, "This one is needed.")
    problems += placeholders({spec.name: fact})
    problems.stop(spec.name)
    return fact


def _value(spec: FactSpec, languages: Sequence[str], ask: Ask) -> Any:
    question = fact_room.question(spec)
    if spec.type == "table":
        return _rows(spec, languages, ask, question)
    if spec.type == "choice":
        question = f"{question} ({', '.join(spec.choices)})"
    if spec.translated:
        return {lang: _one(spec, ask, f"{question} [{lang}]", lang) for lang in languages}
    return _one(spec, ask, question, languages[0])


def _one(spec: FactSpec, ask: Ask, question: str, lang: str) -> Any:
    example = fact_room.example(spec, lang)
    if spec.type != "list":
        return ask.text(question, example=example)
    typed = ask.text(f"{question} (separate with ;)", example=example)
    return [part.strip() for part in typed.split(";") if part.strip()]


def _rows(spec: FactSpec, languages: Sequence[str], ask: Ask, question: str) -> list[dict[str, Any]]:
    ask.tell(question)
    rows: list[dict[str, Any]] = []
    while not rows or ask.yes(f"  Another row? ({len(rows)} so far)"):
        row: dict[str, Any] = {}
        for name, column in spec.columns.items():
            if column.translated:
                row[name] = {lang: ask.text(f"  {name} [{lang}]") for lang in languages}
            else:
                row[name] = ask.text(f"  {name}")
        rows.append(row)
    return rows


# ── facts that are left over from a form ─────────────────────────────────────────────────────────


def placeholders(facts: Facts) -> list[Problem]:
    """Facts that somebody meant to fill in, each at its line."""
    return [
        Problem("placeholder", f"`{fact.name}` holds a placeholder: `{found[0]}`", "Write the real value.", fact.where)
        for fact in facts.values()
        for text in _texts(fact.value)
        if (found := PLACEHOLDER.search(text) or PENDING.search(text))
    ]


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []
