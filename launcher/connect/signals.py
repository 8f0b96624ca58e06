"""Places on the network that count what is written or searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from launcher.config import Settings
from launcher.providers.sources import Desk, Feed, Gdelt, NetworkSource, Service, Wikimedia
from launcher.providers.system import SystemClock
from launcher.services import Clock, SignalSource
from launcher.workspace import Workspace

_SERVICES: Mapping[str, Callable[..., Service]] = {"feed": Feed, "gdelt": Gdelt, "wikimedia": Wikimedia}


def sources(workspace: Workspace, settings: Settings, clock: Clock | None = None) -> tuple[SignalSource, ...]:
    """The configured sources, in their order; making them asks nothing. What they answered is kept in the workspace's
    `.sparewheel/cache/sources`, and so are their pauses."""
    desk = Desk(workspace.state("cache") / "sources", clock or SystemClock())
    return tuple(NetworkSource(s.name, _SERVICES[s.kind](**s.options), desk) for s in settings.sources)
