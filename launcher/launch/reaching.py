"""Reaching a crisis's world again: its settings, its target, and what was bought there, should it have forgotten."""

from __future__ import annotations

from launcher.config import FILE, Settings, Target, load
from launcher.errors import Refused
from launcher.launch.folder import Crisis, standing
from launcher.model import Money, Operation, OperationState
from launcher.shapes import nearest
from launcher.workspace import Workspace


def settings_of(crisis: Crisis, workspace: Workspace) -> Settings:
    """The snapshot of the configuration that the crisis keeps."""
    return load(crisis.folder / FILE, name=workspace.shown(crisis.folder / FILE))


def target_of(settings: Settings, name: str | None) -> Target:
    """The target called `name`, or the default one. Raises Refused with the nearest."""
    name = name or settings.target
    if name not in settings.targets:
        hint = nearest(name, settings.targets) or f"Known: {', '.join(settings.targets)}."
        raise Refused(f"no target is called `{name}`", hint=hint, code="unknown-target")
    return settings.targets[name]


def registrations(crisis: Crisis) -> tuple[Operation, ...]:
    """What the journal says was bought: a sandbox that forgot it is told again."""
    entries = standing(crisis).entries
    ended = [e for e in entries if e.kind == "done" and e.step.startswith("register:")]
    bought = [e for e in ended if (e.data.get("outcome") or {}).get("operation")]
    return tuple(
        Operation(
            id=entry.data["outcome"]["operation"],
            name=entry.step.partition(":")[2],
            state=OperationState.SUCCEEDED,
            submitted=entry.at,
            charge=Money.read(entry.data["outcome"]["charge"]) if entry.data["outcome"].get("charge") else None,
        )
        for entry in bought
    )
