"""A workspace: a folder with `sparewheel.yaml`, `playbooks/`, `standby_site/`, `crises/`; and what the package carries.

A checkout of the project is a workspace; `init` makes another. Where a workspace has no playbook or theme of its own,
those of the package serve.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from launcher.config import FILE, Settings, load
from launcher.errors import Refused

_CRISIS = "crisis.json"
"""Marks the folder of a crisis, which keeps a copy of the settings."""
_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """`playbooks`, `standby_site` or `sparewheel.yaml` as the package carries it (in a checkout: its own)."""
    inside = _PACKAGE / "data" / name
    return inside if inside.exists() else _PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder, and where things are in it."""

    root: Path

    @property
    def playbooks(self) -> tuple[Path, ...]:
        """Folders of playbooks; the workspace's own comes first."""
        return (self.root / "playbooks", bundled("playbooks"))

    @property
    def theme(self) -> Path:
        """The standby site: settings, templates and base pages."""
        own = self.root / "standby_site"
        return own if (own / "pelicanconf.py").is_file() else bundled("standby_site")

    @property
    def crises(self) -> Path:
        """Where crises live."""
        return self.root / "crises"

    @property
    def locks(self) -> Path:
        """Where commands of this workspace wait for each other."""
        return self.root / ".sparewheel" / "locks"

    def state(self, target: str) -> Path:
        """Where a target keeps what is not part of any crisis."""
        return self.root / ".sparewheel" / target

    def settings(self) -> Settings:
        """`sparewheel.yaml`. Raises Malformed."""
        return load(self.root / FILE, name=self.shown(self.root / FILE))

    def shown(self, path: Path) -> str:
        """A path as the person would type it: relative to where they stand when it is below."""
        try:
            return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))  # noqa: PTH100 - a symlink keeps its name
        except ValueError:
            return str(path)


def opened(root: Path) -> Workspace:
    """The workspace at `root`, or the one that it is a folder of: people stand in a crisis's content. Raises Refused
    when there is none."""
    for place in (root.resolve(), *root.resolve().parents) if root.is_dir() else ():
        if (place / FILE).is_file() and not (place / _CRISIS).is_file():
            return Workspace(place)
    raise Refused(
        f"{root} is not a workspace: there is no {FILE}",
        hint="`sparewheel init DIR` makes one; `--workspace DIR` names one.",
        code="no-workspace",
    )
