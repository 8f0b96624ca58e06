"""A preview from its first build to its last: the desk, what is served on this machine and, if asked, in the room."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.launch.conduct import Conducted
from launcher.launch.folder import Crisis
from launcher.preview import lan as lan_room
from launcher.preview.agreeing import Agreeing
from launcher.preview.desk import Desk, Event
from launcher.preview.drawing import Place
from launcher.preview.outgoing import Outgoing
from launcher.preview.serving import Door, serving
from launcher.services import World
from launcher.site.rebuilding import Renderer
from launcher.workspace import Workspace

LOOPBACK = "127.0.0.1"
PORT = 8400
"""The first port that is tried."""


@dataclass(frozen=True, slots=True)
class Session:
    """Where it is looked at: `address` on this machine, `room` from others (empty: not)."""

    address: str
    room: str
    desk: Desk
    outgoing: Outgoing


@contextlib.contextmanager
def session(
    crisis: Crisis,
    workspace: Workspace,
    now: Callable[[], dt.datetime],
    reach: Callable[[], World],
    tell: Callable[[Event], None],
    *,
    port: int = PORT,
    room: str = "",
) -> Iterator[Session]:
    """A preview until the end of the block. `room` is the address under which others may look too (empty: none may).
    Raises Refused when no port is free."""
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="sparewheel-preview-", ignore_cleanup_errors=True)
        )
        renderer = stack.enter_context(Renderer(workspace.theme))
        desk = Desk(crisis, workspace, Path(place), renderer, now, tell)
        outgoing = Outgoing(crisis, workspace, reach)
        agreeing = Agreeing(desk, outgoing, lambda done: tell(_published(done)))
        names = (LOOPBACK, "localhost")
        here = stack.enter_context(serving(LOOPBACK, port, names, desk, Door(Place(), agreeing.answer)))
        there = ""
        if room:
            base = lan_room.path()
            door = Door(Place(base, may_publish=False))
            port_there = stack.enter_context(serving(room, port, (room,), desk, door)).server_port
            there = f"http://{room}:{port_there}{base}/"
        stack.callback(desk.stop)
        stack.callback(outgoing.stop)
        desk.start()
        yield Session(f"http://{LOOPBACK}:{here.server_port}/", there, desk, outgoing)


def _published(done: Conducted) -> Event:
    told = {"release": done.plan.release, "address": done.site_url, "seconds": round(done.elapsed_s, 3)}
    return Event("published", told)
