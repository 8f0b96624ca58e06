"""Staging: where a launch is prepared before anybody said yes, and how it becomes a crisis's folder after.

What lies there is nobody's yet: it goes away with the command, or with the next one when the command was killed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from launcher.config import Target
from launcher.errors import Refused, WorldMoved
from launcher.launch import claims, first, folder, journal, moved, prepare, schemas, wordbook
from launcher.launch.folder import Crisis, standing
from launcher.launch.inputs import Inputs, Request
from launcher.launch.prepare import Prepared
from launcher.launch.wording import PICTURE
from launcher.model import Mode, as_json
from launcher.picture import page
from launcher.site import fronts
from launcher.workspace import Workspace

_PREFIX = ".staging-"


# ── the staging folder ───────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def opened(parent: Path) -> Iterator[Path]:
    """A folder beside the crises where a new one is prepared; whatever still is there at the end goes away."""
    with contextlib.ExitStack() as stack:
        with folder.telling(parent):
            parent.mkdir(parents=True, exist_ok=True)
            with _held(parent):  # nobody sweeps between a folder and its lock
                _sweep(parent)
                place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
                stack.callback(shutil.rmtree, place, ignore_errors=True)
                stack.enter_context(_held(place))
        yield place


def _sweep(parent: Path) -> None:
    """Remove what killed launches left: facts lie in it."""
    for left in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(FileNotFoundError), _held(left, fcntl.LOCK_EX | fcntl.LOCK_NB) as ownerless:
            if ownerless:
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _held(place: Path, how: int = fcntl.LOCK_EX) -> Iterator[bool]:
    """A folder locked while the block lasts and this process lives. False: another has it, or the file system knows no
    such locks."""
    handle = os.open(place, os.O_RDONLY)
    try:
        got = True
        try:
            fcntl.flock(handle, how)
        except OSError:
            got = False
        yield got
    finally:
        os.close(handle)


def crisis_in(
    place: Path, given: Inputs, target: Target, mode: Mode, existing: Crisis | None, now: dt.datetime
) -> Crisis:
    """The crisis in a folder where its pages may be written before anyone said yes."""
    if existing is not None:
        folder.copy_content(existing, place)
        return folder.at(existing, place)
    mark = "" if mode is Mode.LIVE else f"{mode}-"
    return Crisis(f"{mark}{now:%Y-%m-%d}-{given.playbook.id}", given.playbook.id, target.name, mode, now, place)


# ── what others did meanwhile ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Seen:
    """How a crisis stood when its launch began: the lines of its journal, and its pages' digests by path."""

    lines: int
    pages: Mapping[Path, str]


def look(existing: Crisis | None) -> Seen:
    """How a crisis stands; nothing where there is none yet."""
    if existing is None:
        return Seen(0, {})
    files = [file for file in existing.content.rglob("*") if file.is_file()]
    with folder.telling(existing.content):
        pages = {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return Seen(len(standing(existing).entries), pages)


def still(seen: Seen, early: str, existing: Crisis | None, workspace: Workspace) -> None:
    """Raise WorldMoved when others were at work between the plan and the yes."""
    hint = "Run the same command again: the plan is made anew."
    if early and early in first.others(workspace, existing):
        raise WorldMoved(f"another crisis has taken {early} since this plan was made", hint=hint)
    if existing is not None and look(existing) != seen:
        raise WorldMoved(f"{existing.id} was worked at since this plan was made", hint=hint)


# ── after the yes ────────────────────────────────────────────────────────────────────────────────


def keep(
    prepared: Prepared,
    request: Request,
    staged: Crisis,
    existing: Crisis | None,
    workspace: Workspace,
    now: dt.datetime,
) -> Crisis:
    """The crisis, settled in its folder, with its name: after the yes, under the lock."""
    given, agreed = prepared.inputs, prepared.plan
    root = existing.folder if existing else staged.folder
    prepare.keep(given, request, root)
    schemas.keep(root, given.playbook, given.settings)
    wordbook.keep(root, given.choices)
    moved.remember(root, moved.snapshot(given.facts, fronts.read(staged.content)))
    _remember(prepared, root, staged.id)
    if existing is None:
        named = replace(folder.at(staged, workspace.crises / staged.id), domain=agreed.domain)
        return claims.claim(_settle(staged.folder, named, now), agreed.domain, agreed.first)
    _move_over(prepared, staged, existing)
    return claims.claim(existing, agreed.domain, agreed.first)


def _remember(prepared: Prepared, root: Path, id: str) -> None:
    """What was made of the signals, for the report and for the lead's eyes; none of it is content of the site."""
    words = prepared.address.words
    folder.write_json(root / "words.json", {"keywords": as_json(words)})
    if words:
        folder.write(root / PICTURE, page(words, prepared.inputs.settings.organisation.languages[0], id))
    folder.write_json(root / "names.json", {"names": as_json(prepared.address.names)})


def _settle(place: Path, crisis: Crisis, now: dt.datetime) -> Crisis:
    """The prepared folder becomes the crisis, in one rename: half a crisis is never seen."""
    for number in range(1, 1000):
        name = crisis.id if number == 1 else f"{crisis.id}-{number}"
        named = replace(crisis, id=name, folder=crisis.folder.parent / name)
        folder.write_json(place / "crisis.json", {**asdict(named), "folder": None})
        with folder.telling(place):
            try:
                place.rename(named.folder)
            except OSError:
                if named.folder.exists():
                    continue
                raise
            folder.sync(named.folder.parent)
        with journal.opened(named.folder, lambda: now) as lines:
            lines.append("opened", id=named.id, playbook=named.playbook, target=named.target, mode=named.mode)
        return named
    raise Refused(f"there are a thousand crises called {crisis.id}", hint="Move old ones away.")


def _move_over(prepared: Prepared, staged: Crisis, existing: Crisis) -> None:
    """The objects, the releases and the pages that were written, then the ledger: what is cut half way is made again by
    the next command. What else stands in the crisis's folder is the writers'."""
    kept = [path.relative_to(staged.folder) for path in (*_files(staged, "objects"), *_files(staged, "releases"))]
    written = [Path("content", one.path) for one in prepared.built.rendered if one.state == "written"]
    with folder.telling(existing.folder):
        for path in [*kept, *written, Path("rendered.json")]:
            place = existing.folder / path
            if path in kept and place.exists():  # named by what is in it
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            (staged.folder / path).replace(place)
            folder.sync(place.parent)


def _files(staged: Crisis, name: str) -> list[Path]:
    return sorted(path for path in (staged.folder / name).rglob("*") if path.is_file())
