"""Examining: what the gate would say of a crisis if it were published now. Nothing is written in its folder."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from launcher.crisis import facts as fact_room
from launcher.errors import Problem, Where
from launcher.launch import folder, inputs, kept, measuring, places, prepare
from launcher.launch.folder import Crisis
from launcher.model import Finding
from launcher.site import check
from launcher.workspace import Workspace


def examine(crisis: Crisis, workspace: Workspace, now: dt.datetime) -> tuple[Finding, ...]:
    """Errors and warnings about facts and content, in the order of files and lines. Pages follow the facts, as they
    would on a publish. Raises Malformed when a file cannot be read."""
    there = kept.read(crisis, workspace)
    needed = inputs.needs(there.playbook, there.templates)
    named = workspace.shown(crisis.folder / "facts.yaml")
    wrong = [*fact_room.problems(there.facts, needed, there.playbook, named), *inputs.placeholders(there.facts)]
    if any(problem.code == "fact-missing" for problem in wrong):  # templates cannot be filled in
        return tuple(_finding(problem) for problem in wrong)
    site = prepare.site_of(there.settings, crisis.mode, "")
    texts = measuring.texts(there.templates, there.facts, site, there.playbook, there.registers)
    measure = measuring.yardstick(there.settings, there.playbook, there.facts, texts, there.registers)
    with tempfile.TemporaryDirectory(prefix="sparewheel-") as place:
        root = Path(place)
        if crisis.content.is_dir():
            shutil.copytree(crisis.content, root / "content", symlinks=True)
            folder.write_json(root / "rendered.json", folder.read_json(crisis.folder / "rendered.json"))
            prepare.render_again(texts, root)
        else:
            prepare.render(texts, root)
        found = check.findings(root / "content", there.settings.organisation.languages, now, measure)
        shown = places.at_pages(workspace)
        inside = tuple(replace(one, where=_there(one.where, root, crisis.folder)) for one in found)
    differing = kept.differing(crisis, workspace)
    return (*(_finding(problem) for problem in wrong), *differing, *places.moved(inside, shown))


def _there(where: Where, root: Path, crisis: Path) -> Where:
    """The same place in the crisis's folder."""
    inside = Path(where.file)
    return replace(where, file=str(crisis / inside.relative_to(root))) if inside.is_relative_to(root) else where


def _finding(problem: Problem) -> Finding:
    return Finding(problem.code, "error", problem.message, problem.hint, problem.where or Where(""))
