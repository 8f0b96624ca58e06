"""Places: what is wrong in a page is told at the file that a person can open.

While a launch is prepared its pages lie in a staging folder, which is gone when the person reads the message: the
template has the same line, or is at least where the page came from.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from launcher.errors import Problem, SpareWheelError, Where
from launcher.model import Finding
from launcher.site.content import Template
from launcher.workspace import Workspace

Shown = Callable[[Where], Where]


@contextlib.contextmanager
def told(shown: Shown, root: Path) -> Iterator[None]:
    """Errors about files below `root` leave with the places that `shown` gives."""
    try:
        yield
    except SpareWheelError as error:
        error.message = _plain(error.message, root)
        error.where = shown(error.where) if error.where else None
        error.problems = tuple(_moved(problem, shown, root) for problem in error.problems)
        raise


def at_templates(root: Path, templates: Sequence[Template], kept: Path | None, workspace: Workspace) -> Shown:
    """Pages below the staging folder `root`, shown at their templates; at the crisis's own page (in `kept`) when a
    crisis was opened already."""
    sources = {template.path: template for template in templates}

    def shown(where: Where) -> Where:
        inside = _inside(where, root / "content")
        if inside is None:
            return where
        if kept is not None and (kept / "content" / inside).exists():
            return replace(where, file=workspace.shown(kept / "content" / inside))
        if inside in sources:
            return Where(sources[inside].file, _line(where, sources[inside]))
        return replace(where, file=inside)

    return shown


def at_pages(workspace: Workspace) -> Shown:
    """Pages of a crisis, as the person would type their path."""
    named = cache(lambda file: workspace.shown(Path(file)))  # one file may have many findings
    return lambda where: Where(named(where.file), where.line, where.column)


def _inside(where: Where, folder: Path) -> str | None:
    try:
        return Path(where.file).relative_to(folder).as_posix()
    except ValueError:
        return None


def _line(where: Where, template: Template) -> int:
    """The template's line that reads like the page's; 0 when the page's line was made of facts."""
    try:
        row = Path(where.file).read_text("utf-8").split("\n")[where.line - 1]
    except (OSError, ValueError, IndexError):
        return 0
    rows = template.text.split("\n")
    return rows.index(row) + 1 if row.strip() and row in rows else 0


def below(folder: Path, found: Iterable[Finding], shown: Shown) -> tuple[Finding, ...]:
    """Findings about paths inside `folder`, at the places that `shown` gives."""
    inside = [
        replace(finding, where=replace(finding.where, file=str(folder / finding.where.file))) for finding in found
    ]
    return moved(inside, shown)


def moved(found: Sequence[Finding], shown: Shown) -> tuple[Finding, ...]:
    """What the gate remarked, at the places that `shown` gives."""
    return tuple(Finding(one.code, one.level, one.message, one.hint, shown(one.where)) for one in found)


def _moved(problem: Problem, shown: Shown, root: Path) -> Problem:
    where = shown(problem.where) if problem.where else None
    return replace(problem, where=where, message=_plain(problem.message, root), hint=_plain(problem.hint, root))


def _plain(text: str, root: Path) -> str:
    return text.replace(f"{root}/", "")
