"""The kinds of step: each one file with `before` (what is there now), `done`, `apply` (idempotent) and `undo` or None.

The engine is the only caller. A visible table, no registration at import.
"""

from __future__ import annotations

from collections.abc import Mapping

from launcher.launch.steps import certificate, delegation, prove, records, register, serve, sign, stand_by, upload, zone
from launcher.launch.steps.kind import Kind, Params, Scene

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *(register.KIND, zone.KIND, delegation.KIND, certificate.KIND, records.KIND),
        *(upload.KIND, serve.KIND, serve.MOVE, prove.KIND, sign.KIND, stand_by.KIND),
    )
}

__all__ = ["KINDS", "Kind", "Params", "Scene"]
