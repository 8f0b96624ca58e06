"""`python -m tests.launch.unreachable HOST COMMAND…`: the command line as it is, while no reader gets to HOST."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from launcher.cli import house, main
from launcher.config import Settings, Target
from launcher.connect import Connected, connect
from launcher.errors import ProviderFailed
from launcher.services import Probe
from launcher.workspace import Workspace


class _Cut:
    """A probe whose way to one host is cut."""

    def __init__(self, real: Probe, host: str) -> None:
        self._real, self._host = real, host

    def __getattr__(self, method: str) -> Any:
        return getattr(self._real, method)

    def fetch(self, host: str, *given: Any, **named: Any) -> Any:
        if host == self._host:
            raise ProviderFailed(f"no answer from {host}", hint="`sparewheel resume` asks again.")
        return self._real.fetch(host, *given, **named)


def _cut(host: str) -> Callable[..., Connected]:
    def reach(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
        connected = connect(workspace, target, settings, say)
        probe: Any = _Cut(connected.world.probe, host)
        return replace(connected, world=replace(connected.world, probe=probe))

    return reach


if __name__ == "__main__":
    unreachable, *argv = sys.argv[1:]
    house.connect = _cut(unreachable)  # type: ignore[attr-defined]
    main(argv)
