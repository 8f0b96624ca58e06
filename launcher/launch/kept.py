"""Kept: what a crisis's folder has of its own to work from: settings, playbook, facts, templates, registers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from launcher.config import FILE, Settings
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.errors import SpareWheelError, Where
from launcher.launch import inputs, registers
from launcher.launch.folder import Crisis
from launcher.launch.reaching import settings_of
from launcher.launch.registers import Registers
from launcher.model import Finding
from launcher.site.content import Template
from launcher.workspace import Workspace


def cache(crisis: Crisis, workspace: Workspace) -> Path:
    """Where is kept what is worked out again when it is deleted. Places are named as the person would type them, so who
    stands in another folder has another one: else each would make the other's anew."""
    named = hashlib.sha256(workspace.shown(crisis.folder).encode()).hexdigest()[:8]
    return crisis.folder / ".cache" / f"from-{named}"


@dataclass(frozen=True, slots=True)
class Kept:
    """Read as they stand there now: facts change all day."""

    settings: Settings
    playbook: Playbook
    facts: Facts
    templates: tuple[Template, ...]
    registers: Registers


def differing(crisis: Crisis, workspace: Workspace) -> tuple[Finding, ...]:
    """Whether the workspace names another organisation, telephone or colour than the crisis keeps: only what it keeps
    is published."""
    try:
        if settings_of(crisis, workspace).organisation == workspace.settings().organisation:
            return ()
    except SpareWheelError:
        return ()  # the crisis stands alone, whatever became of the workspace
    kept = crisis.folder / FILE
    message = f"`organisation` in {FILE} says something else than what this crisis keeps"
    hint = f"Correct it in {workspace.shown(kept)} too, then publish."
    return (Finding("settings-differ", "warning", message, hint, Where(workspace.shown(kept))),)


def read(crisis: Crisis, workspace: Workspace) -> Kept:
    """All of it. Raises Malformed with every problem of the file that has some."""
    settings = settings_of(crisis, workspace)
    folder = crisis.folder / "playbook" / crisis.playbook
    playbook = playbook_room.load(folder, name=f"{workspace.shown(folder)}/playbook.yaml")
    languages = settings.organisation.languages
    templates = inputs.templates_of(playbook, languages, workspace, cache(crisis, workspace) / "templates.json")
    path = crisis.folder / "facts.yaml"
    facts = fact_room.load(path, playbook, languages, name=workspace.shown(path))
    known = registers.read([crisis.folder / registers.PRIVATE], workspace.shown)
    return Kept(settings, playbook, facts, templates, known)
