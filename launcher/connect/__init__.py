"""Connect: a target of the settings → its services. The only room that names providers; one file per kind of target."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from launcher.config import Settings, Target
from launcher.connect.connected import Connected
from launcher.providers.sandbox import process as sandbox_process
from launcher.workspace import Workspace

__all__ = ["Connected", "alive", "connect"]

KINDS = ("aws", "own", "sandbox")
"""Each is a module of this folder, imported when it is asked for: their libraries take their time."""


def connect(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
    """The services of a target; starts the embedded sandbox when it is one. Raises ProviderFailed, or Refused when a
    secret is not where the settings say."""
    assert target.kind in KINDS
    module = importlib.import_module(f"launcher.connect.{target.kind}")
    made: Connected = module.connected(workspace, target, settings, say)
    return made


def alive(workspace: Workspace, target: Target) -> bool:
    """Whether the target is there now, without starting it."""
    return target.kind != "sandbox" or sandbox_process.status(workspace.state(target.name)) is not None
