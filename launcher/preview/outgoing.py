"""Outgoing: `publish` from a preview: the same acts, in a process that has read everything already; one at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from launcher.errors import Refused
from launcher.launch import publish as publishing
from launcher.launch.conduct import Conducted
from launcher.launch.folder import Crisis
from launcher.launch.publish import Change
from launcher.services import World
from launcher.site.rebuilding import Renderer
from launcher.workspace import Workspace


class Outgoing:
    """`reach` gives the world of the crisis; it is asked once, and again after a failure."""

    def __init__(self, crisis: Crisis, workspace: Workspace, reach: Callable[[], World]) -> None:
        self._crisis, self._workspace, self._reach = crisis, workspace, reach
        self._world: World | None = None
        self._renderer = Renderer(workspace.theme)
        self._busy, self._stopping = threading.Lock(), False

    def changes(self) -> Change:
        """What would go out. Raises what `publish` raises; nothing has gone out then."""
        with self._alone() as world:
            now = world.clock.now()
            return publishing.changes(self._crisis, self._workspace, world, now, renderer=self._renderer)

    def publish(self, change: Change) -> Conducted:
        """Put it out and prove it."""
        with self._alone() as world:
            started = world.clock.elapsed()
            return publishing.publish(change, self._crisis, world, lambda: self._stopping, started)

    def stop(self) -> None:
        """Let the act under way end, and no other begin."""
        self._stopping = True
        with self._busy:
            self._renderer.close()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[World]:
        if not self._busy.acquire(blocking=False):
            raise Refused("a publish is under way", hint="Wait until it has ended.", code="busy")
        try:
            self._world = self._world or self._reach()
            yield self._world
        except BaseException:
            self._world = None
            raise
        finally:
            self._busy.release()
