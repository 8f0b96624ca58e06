"""Inputs: what a person gave, read and checked against each other, before anything is made or asked of the world.

Files in, frozen values out. Malformed input ends here with every problem at once; facts that are missing are asked on
a terminal and refused elsewhere.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from launcher.config import Settings
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.documents import read, read_text
from launcher.errors import NOTHING_HALF_DONE, Interrupted, Malformed, Problem, Refused, SpareWheelError, Where
from launcher.launch import asking, folder, registers
from launcher.launch.asking import placeholders
from launcher.launch.registers import Registers
from launcher.model import Choices, Signals
from launcher.services import Ask
from launcher.shapes import nearest
from launcher.site import content
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `playbook` and `settings` are folders or files to read; `signals` may be missing, and say
    nothing of what is dated after `today` (None: no such limit)."""

    playbook: Path
    settings: Path
    facts: Path | None
    signals: Path | None
    today: dt.date | None
    choices: Choices = field(default_factory=Choices)
    registers: tuple[Path, ...] = ()
    """Folders that may have registers, the first one first."""


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
    choices: Choices = field(default_factory=Choices)
    """What the lead decided about words."""
    registers: Registers = field(default_factory=Registers)


def playbook_named(facts: Path) -> str:
    """The playbook that a facts file says it is for; empty when it says none. What is wrong with it is told later."""
    found = read(facts).value
    named = found["playbook"].value if isinstance(found, Mapping) and "playbook" in found else ""
    return named if isinstance(named, str) else ""


def gather(request: Request, workspace: Workspace, settings: Settings, ask: Ask, answers: Path) -> Inputs:
    """Read everything. Raises Malformed, or Refused with the list of facts that are missing or not confirmed.

    What the lead answers is kept in `answers`, a whole facts file, as soon as it is typed.
    """
    playbook = playbook_room.load(request.playbook, name=f"{workspace.shown(request.playbook)}/playbook.yaml")
    languages = settings.organisation.languages
    templates = templates_of(playbook, languages, workspace)
    needed = needs(playbook, templates)
    facts = _facts(request, playbook, languages, workspace)
    signals = _signals(request)
    typed: dict[str, dict[str, Any]] = {}
    if ask.interactive:
        given = read_text(request.facts) if request.facts else ""
        keep = _keeper(answers, typed, given, lambda: ask.tell(f"  (kept in {workspace.shown(answers)})"))
        facts = asking.asked(facts, needed, playbook, languages, ask, keep)
    named = workspace.shown(request.facts) if request.facts else "--facts"
    if wrong := [*fact_room.problems(facts, needed, playbook, named), *placeholders(facts)]:
        raise Refused.of(f"{len(wrong)} facts keep this from being published", wrong)
    known = registers.read(request.registers, workspace.shown)
    return Inputs(settings, playbook, facts, signals, templates, typed, request.choices, known)


def _signals(request: Request) -> Signals:
    if request.signals is None:
        return Signals()
    from launcher.crisis import signals  # a dozen forms of files: paid by a launch alone

    return signals.read([request.signals], today=request.today)


def _facts(request: Request, playbook: Playbook, languages: Sequence[str], workspace: Workspace) -> Facts:
    if request.facts is None:
        return {}
    return fact_room.load(request.facts, playbook, languages, name=workspace.shown(request.facts))


# ── templates ────────────────────────────────────────────────────────────────────────────────────


def templates_of(
    playbook: Playbook, languages: Sequence[str], workspace: Workspace, cache: Path | None = None
) -> tuple[content.Template, ...]:
    """The playbook's pages and posts, and the standby site's own pages, in these languages. `cache`: see
    `content.templates`."""
    own = [
        _given(playbook.folder, path.path, lang, workspace)
        for path in (*playbook.pages, *playbook.posts)
        for lang in languages
    ]
    return content.templates([*own, *_base(workspace, "pages", languages)], cache)


def later_templates(playbook: Playbook, languages: Sequence[str], workspace: Workspace) -> tuple[content.Template, ...]:
    """The posts that are written when their time comes."""
    every = [_given(playbook.folder, one.path, lang, workspace) for one in playbook.later for lang in languages]
    return content.templates(every)


def base_templates(workspace: Workspace, kind: str, languages: Sequence[str]) -> tuple[content.Template, ...]:
    """The standby site's own pages: `pages` in every build, `dormant` in the dormant one."""
    return content.templates(_base(workspace, kind, languages))


def _base(workspace: Workspace, kind: str, languages: Sequence[str]) -> list[content.Given]:
    files = sorted((workspace.theme / kind).glob(f"*.{languages[0]}.md"))
    names = [file.name.removesuffix(f".{languages[0]}.md") for file in files]
    return [
        replace(_given(workspace.theme, f"{kind}/{name}", lang, workspace), path=f"pages/{name}.{lang}.md")
        for name in names
        for lang in languages
    ]


def _given(root: Path, path: str, lang: str, workspace: Workspace) -> content.Given:
    file = root / f"{path}.{lang}.md"
    return content.given(file, path, lang, workspace.shown(file))


def needs(playbook: Playbook, templates: Sequence[content.Template]) -> Mapping[str, Where]:
    """The facts that templates use, each with the first place that does. Raises Malformed for undeclared ones."""
    problems = content.problems_of(
        templates, list(playbook.facts), lambda name: nearest(name, playbook.facts) or "Declare it in playbook.yaml."
    )
    found = {name: where for template in reversed(templates) for name, where in template.names.items()}
    internal = [
        Problem("fact-internal", f"`{name}` is internal, and a page shows it", "Take it out of the page.", where)
        for name, where in found.items()
        if name in playbook.facts and playbook.facts[name].visibility == "internal"
    ]
    if wrong := [*problems, *internal]:
        raise Malformed.of(f"{playbook.id}: {len(wrong)} problems in its templates", wrong)
    return {**found, "as_of": found.get("as_of", playbook.facts["as_of"].where)}


# ── what was typed ───────────────────────────────────────────────────────────────────────────────


def _keeper(answers: Path, typed: dict[str, dict[str, Any]], given: str, tell: Callable[[], None]) -> asking.Keep:
    """An answer is on disk before the next question, with all that was given before it. `tell` is called once."""

    def keep(name: str, raw: dict[str, Any]) -> None:
        if not typed:
            tell()
        typed[name] = raw
        folder.write(answers, merged(given, typed))

    return keep


def merged(given: str, answers: Mapping[str, Mapping[str, Any]]) -> str:
    """The facts file with what the lead typed. Every scalar stays the text it was."""
    raw = yaml.load(given, Loader=yaml.BaseLoader) or {}  # noqa: S506 - BaseLoader makes text, lists and mappings only
    facts = raw.setdefault("facts", {})
    for name, answer in answers.items():
        facts[name] = {**facts.get(name, {}), **answer}
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)


@contextlib.contextmanager
def keeping(answers: Path, workspace: Workspace) -> Iterator[None]:
    """Whatever ends a launch that typed answers tells where they are kept."""
    before = _written(answers)
    try:
        yield
    except KeyboardInterrupt as stopped:
        raise _telling(Interrupted("interrupted", hint=NOTHING_HALF_DONE), answers, before, workspace) from stopped
    except SpareWheelError as error:
        raise _telling(error, answers, before, workspace) from error.__cause__


def _telling(error: SpareWheelError, answers: Path, before: int, workspace: Workspace) -> SpareWheelError:
    if _written(answers) not in (0, before):
        error.answers = workspace.shown(answers)
    return error


def _written(answers: Path) -> int:
    return answers.stat().st_mtime_ns if answers.exists() else 0


__all__ = ["Inputs", "Request", "base_templates", "gather", "merged", "needs", "placeholders", "templates_of"]
