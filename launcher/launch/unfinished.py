"""Unfinished: what the gate would say of drafts if they went out as they stand. It is asked of a copy of the crisis."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from launcher.launch import examining, folder
from launcher.launch.folder import Crisis
from launcher.model import Finding
from launcher.workspace import Workspace

_WITHOUT = ("releases", "objects", "signals", ".cache", "journal.jsonl", "lock", "report.*", "words.*", "names.json")
"""What a crisis's folder has that its pages are not made of."""
_STATUS = re.compile(r"(?im)^status:.*\n?")


def findings(crisis: Crisis, drafts: Collection[Path], workspace: Workspace, now: dt.datetime) -> tuple[Finding, ...]:
    """What would be found in these files, each at its own place. Raises as `examine` does."""
    if not drafts:
        return ()
    with tempfile.TemporaryDirectory(prefix="sparewheel-") as temporary:
        place = Path(temporary).resolve() / crisis.id
        with folder.telling(place):
            shutil.copytree(crisis.folder, place, symlinks=True, ignore=shutil.ignore_patterns(*_WITHOUT))
        there = {place / file.relative_to(crisis.folder): file for file in drafts}
        for copied in there:
            _finish(copied)
        found = examining.examine(folder.at(crisis, place), workspace, now)
        at = [(there.get(Path(one.where.file).absolute()), one) for one in found]
    return tuple(
        replace(one, where=replace(one.where, file=workspace.shown(file))) for file, one in at if file is not None
    )


def _finish(file: Path) -> None:
    """Take the line out that makes it a draft; no line moves."""
    head, blank, body = file.read_text("utf-8").partition("\n\n")
    file.write_text(_STATUS.sub("Status: published\n", head + "\n").removesuffix("\n") + blank + body, "utf-8")
