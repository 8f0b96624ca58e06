"""The kinds of step: each one file with `before` (what is there now), `done`, `apply` (idempotent) and `undo` or None.

The engine is the only caller. A visible table, no registration at import.
"""

from __future__ import annotations

from collections.abc import Mapping

from launcher.launch.steps import records, register, serve, upload, zone
from launcher.launch.steps.kind import Kind, Params, Scene

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (register.KIND, zone.KIND, upload.KIND, serve.KIND, records.KIND)
}

__all__ = ["KINDS", "Kind", "Params", "Scene"]
