"""Inputs: what a person gave, read and checked against each other, before anything is made or asked of the world.

Files in, frozen values out. Malformed input ends here with every problem at once; facts that are missing are asked on
a terminal and refused elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from launcher.config import Settings
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis import signals as signal_room
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import FactSpec, Playbook
from launcher.documents import Problems
from launcher.errors import Malformed, Problem, Refused, SpareWheelError, Where
from launcher.launch import folder
from launcher.model import Fact, Signals, Status
from launcher.services import Ask
from launcher.shapes import nearest
from launcher.site import content
from launcher.site.rules.placeholders import PLACEHOLDER
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `playbook` and `settings` are folders or files to read; `signals` may be missing."""

    playbook: Path
    settings: Path
    facts: Path | None
    signals: Path | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a launch is made of, on this side of the world."""

    settings: Settings
    playbook: Playbook
    facts: Facts
    signals: Signals
    templates: tuple[content.Template, ...]
    answers: Mapping[str, Mapping[str, Any]]
    """What the lead typed, as a facts file would hold it."""


def gather(request: Request, workspace: Workspace, settings: Settings, ask: Ask, answers: Path) -> Inputs:
    """Read everything. Raises Malformed, or Refused with the list of facts that are missing or not confirmed.

    What the lead answers is kept in `answers`, a facts file, as soon as it is typed.
    """
    playbook = playbook_room.load(request.playbook, name=f"{workspace.shown(request.playbook)}/playbook.yaml")
    languages = settings.organisation.languages
    templates = templates_of(playbook, languages, workspace)
    needed = needs(playbook, templates)
    facts = _facts(request, playbook, languages, workspace)
    typed: dict[str, dict[str, Any]] = {}
    if ask.interactive:
        facts = _asked(facts, needed, playbook, languages, ask, lambda name, raw: _keep(answers, typed, name, raw))
    named = workspace.shown(request.facts) if request.facts else "facts"
    if wrong := [*fact_room.problems(facts, needed, playbook, named), *placeholders(facts)]:
        raise Refused.of(f"{len(wrong)} facts keep this from being published", wrong)
    signals = signal_room.read([request.signals]) if request.signals else Signals()
    return Inputs(settings, playbook, facts, signals, templates, typed)


def _facts(request: Request, playbook: Playbook, languages: Sequence[str], workspace: Workspace) -> Facts:
    if request.facts is None:
        return {}
    return fact_room.load(request.facts, playbook, languages, name=workspace.shown(request.facts))


# ── templates ────────────────────────────────────────────────────────────────────────────────────


def templates_of(playbook: Playbook, languages: Sequence[str], workspace: Workspace) -> tuple[content.Template, ...]:
    """The playbook's pages and posts, and the standby site's own pages, in these languages."""
    own = [
        _template(playbook.folder, path.path, lang, workspace)
        for path in (*playbook.pages, *playbook.posts)
        for lang in languages
    ]
    return (*own, *base_templates(workspace, "pages", languages))


def base_templates(workspace: Workspace, kind: str, languages: Sequence[str]) -> tuple[content.Template, ...]:
    """The standby site's own pages: `pages` in every build, `dormant` in the dormant one."""
    files = sorted((workspace.theme / kind).glob(f"*.{languages[0]}.md"))
    names = [file.name.removesuffix(f".{languages[0]}.md") for file in files]
    return tuple(
        replace(_template(workspace.theme, f"{kind}/{name}", lang, workspace), path=f"pages/{name}.{lang}.md")
        for name in names
        for lang in languages
    )


def _template(root: Path, path: str, lang: str, workspace: Workspace) -> content.Template:
    file = root / f"{path}.{lang}.md"
    return content.template(file, path, lang, workspace.shown(file))


def needs(playbook: Playbook, templates: Sequence[content.Template]) -> Mapping[str, Where]:
    """The facts that templates use, each with the first place that does. Raises Malformed for undeclared ones."""
    problems = content.problems_of(templates, list(playbook.facts), lambda name: nearest(name, playbook.facts))
    found = {name: where for template in reversed(templates) for name, where in template.names.items()}
    internal = [
        Problem("fact-internal", f"`{name}` is internal, and a page shows it", "Take it out of the page.", where)
        for name, where in found.items()
        if name in playbook.facts and playbook.facts[name].visibility == "internal"
    ]
    if wrong := [*problems, *internal]:
        raise Malformed.of(f"{playbook.id}: {len(wrong)} problems in its templates", wrong)
    return {**found, "as_of": found.get("as_of", playbook.facts["as_of"].where)}


# ── facts that are left over from a form ─────────────────────────────────────────────────────────


def placeholders(facts: Facts) -> list[Problem]:
    """Facts that somebody meant to fill in, each at its line."""
    return [
        Problem("placeholder", f"`{fact.name}` holds a placeholder: `{found[0]}`", "Write the real value.", fact.where)
        for fact in facts.values()
        for text in _texts(fact.value)
        if (found := PLACEHOLDER.search(text))
    ]


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


# ── asking the lead ──────────────────────────────────────────────────────────────────────────────


def _keep(answers: Path, typed: dict[str, dict[str, Any]], name: str, raw: dict[str, Any]) -> None:
    """An answer is on disk before the next question."""
    typed[name] = raw
    folder.write(answers, yaml.safe_dump({"facts": typed}, allow_unicode=True, sort_keys=False))


def _asked(
    facts: Facts,
    needed: Mapping[str, Where],
    playbook: Playbook,
    languages: Sequence[str],
    ask: Ask,
    keep: Callable[[str, dict[str, Any]], None],
) -> Facts:
    """Ask for each fact that is missing or unconfirmed."""
    found = dict(facts)
    for name in sorted(needed, key=list(playbook.facts).index):
        spec, fact = playbook.facts[name], facts.get(name)
        if fact is not None and fact.value is not None:
            if fact.status is Status.UNCONFIRMED and ask.yes(
                f"`{name}` is unconfirmed ({fact.source}). Confirmed now?"
            ):
                found[name] = replace(fact, status=Status.CONFIRMED, source=_source(ask, fact.source))
                keep(name, {"status": "confirmed", "source": found[name].source})
        elif not spec.optional:
            raw = _ask_one(spec, languages, ask)
            keep(name, raw)
            found[name] = _read(spec, raw, languages)
    return found


def _ask_one(spec: FactSpec, languages: Sequence[str], ask: Ask) -> dict[str, Any]:
    while True:
        answer = _value(spec, languages, ask)
        try:
            raw = {"value": answer, "source": "the crisis lead, at launch", "status": "confirmed"}
            _read(spec, raw, languages)
            return {**raw, "source": _source(ask, raw["source"])}
        except SpareWheelError as error:
            ask.tell(f"{error.problems[0].message}. {error.problems[0].hint}")


def _source(ask: Ask, default: str) -> str:
    return ask.text("  Who confirms it?", default=default)


def _read(spec: FactSpec, raw: Mapping[str, Any], languages: Sequence[str]) -> Fact:
    problems = Problems()
    node = fact_room.answered(spec, raw["value"], problems)
    value = fact_room.value_shape(spec, languages)(node, problems)
    problems.stop(spec.name)
    return Fact(spec.name, value, raw["source"], Status.CONFIRMED, spec.visibility, node.where)


def _value(spec: FactSpec, languages: Sequence[str], ask: Ask) -> Any:
    question = fact_room.question(spec)
    if spec.type == "table":
        return _rows(spec, languages, ask, question)
    if spec.type == "choice":
        question = f"{question} ({', '.join(spec.choices)})"
    if spec.translated:
        return {lang: _one(spec.type, ask, f"{question} [{lang}]", fact_room.example(spec)) for lang in languages}
    return _one(spec.type, ask, question, fact_room.example(spec))


def _one(kind: str, ask: Ask, question: str, example: str) -> Any:
    if kind != "list":
        return ask.text(question, example=example)
    return [part.strip() for part in ask.text(f"{question} (separate with ;)", example=example).split(";")]


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
