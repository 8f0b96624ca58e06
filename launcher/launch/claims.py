"""Claims: one name, one crisis. Two crises of a workspace never serve, nor take down, the same address.

A crisis claims its name and its first address in `crisis.json` before its plan is written, under a lock that all
launches of the workspace share; it gives the name up when it is taken back, the first address never.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

from launcher.errors import Refused
from launcher.launch import folder
from launcher.launch.disk import telling
from launcher.launch.folder import Crisis, standing
from launcher.workspace import Workspace

_FILE = "crisis.json"


@contextlib.contextmanager
def held(workspace: Workspace) -> Iterator[None]:
    """Nobody else of this workspace claims a name meanwhile. Held for the instant of the claim, not for the launch."""
    with telling(workspace.root):
        workspace.locks.mkdir(parents=True, exist_ok=True)
        handle = (workspace.locks / "claims").open("a")
    with handle as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def others(workspace: Workspace, mine: Crisis | None) -> Mapping[str, Crisis]:
    """The names that other crises have, each with its crisis."""
    crises = [crisis for crisis in folder.every(workspace) if mine is None or crisis.id != mine.id]
    return {crisis.domain: crisis for crisis in crises if crisis.domain and _has(crisis)}


def claim(crisis: Crisis, domain: str, first: str) -> Crisis:
    """The crisis with its name, written down, and its first address (empty: none)."""
    named = replace(crisis, domain=domain)
    folder.write_json(crisis.folder / _FILE, {**asdict(named), "folder": None, "first": first})
    return named


def first(crisis: Crisis) -> str:
    """The first address that it claimed last; empty where it has none."""
    return str(folder.read_json(crisis.folder / _FILE).get("first", ""))


def refuse(domain: str, taken: Mapping[str, Crisis]) -> None:
    """Raise Refused when another crisis has this name."""
    if (owner := taken.get(domain)) is not None:
        go_on = "publish" if standing(owner).state == folder.LIVE else "resume"
        raise Refused(
            f"{domain} belongs to the crisis {owner.id}, which is {standing(owner).state}",
            hint=f"`sparewheel {go_on} --crisis {owner.id}` goes on with it, `undo` gives the name up; or name another "
            "one with --domain.",
            code="name-in-use",
        )


def unfinished(crisis: Crisis) -> bool:
    """Whether it is not known yet what became of its name."""
    return standing(crisis).state in (folder.UNFINISHED, folder.FIRST, folder.OPENED)


def _has(crisis: Crisis) -> bool:
    return standing(crisis).state != folder.TAKEN_BACK
