"""Making: the copy → a whole site. What cannot be built is set aside, file by file, until the rest can."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from launcher.errors import Problem, SpareWheelError
from launcher.model import File, Site
from launcher.preview.copying import Copy
from launcher.preview.view import below
from launcher.site.rebuilding import Renderer

ALWAYS = dt.datetime.max.replace(tzinfo=dt.UTC)
"""The hour at which nothing is under embargo any more."""
TRIES = 12
"""Builds in a row: who breaks more files at once, each in its own way, is told of the last."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a site by path; and what was set aside, with why."""

    files: Mapping[str, File]
    broken: Mapping[str, tuple[Problem, ...]]


def make(copy: Copy, sites: Sequence[Site], renderer: Renderer) -> Made:
    """Build what the copy shows, each site below its own address; the bytes are objects under `copy.shown`. Raises
    what a build raises when no file of the content is at fault that could be set aside."""
    broken: dict[str, tuple[Problem, ...]] = {}
    copy.try_again()
    for left in itertools.count(TRIES, -1):
        try:
            built = [(below(site.edition), renderer.release(copy.shown, site, ALWAYS).release) for site in sites]
        except SpareWheelError as error:
            blamed = _blamed(error, copy.shown / "content")
            if not blamed or not left:
                raise
            for path in blamed:
                copy.withhold(path)
            broken = {**blamed, **broken}
        else:
            copy.built()
            return Made({place + file.path: file for place, made in built for file in made.files}, broken)
    raise AssertionError


def _blamed(error: SpareWheelError, content: Path) -> dict[str, tuple[Problem, ...]]:
    """The files that an error names, each with its problems; places are told by the caller, who knows the names."""
    found: dict[str, tuple[Problem, ...]] = {}
    for path, problem in _placed(error, content):
        plain = replace(problem, message=problem.message.replace(f"{content}/", ""))
        found[path] = (*found.get(path, ()), plain)
    return found


def _placed(error: SpareWheelError, content: Path) -> Iterator[tuple[str, Problem]]:
    for problem in error.problems:
        file = Path(problem.where.file) if problem.where else content
        if file.is_relative_to(content) and len(file.relative_to(content).parts) > 1:
            yield file.relative_to(content).as_posix(), problem
