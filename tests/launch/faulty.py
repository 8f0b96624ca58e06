"""`python -m tests.launch.faulty CONDITIONS COMMAND…`: the command line as it is, in a world with faults.

CONDITIONS is JSON: `faults` (see `launcher.drill.faults.Fault`), `sync` and `moment` (die before or after the nth time
that something is synced to disk), `steps` (false: die when the first would begin), `room` (bytes that a file may have:
then the disk is full), `trace` (a file that gets each call's name, one a line).
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from launcher.cli import house, main
from launcher.config import Settings, Target
from launcher.connect import Connected, connect
from launcher.drill.faults import Call, Counted, Fault, Moment
from launcher.launch import engine
from launcher.workspace import Workspace

_sync = os.fsync


def _counted(faults: list[Fault], heard: Callable[[Call], None]) -> Callable[..., Connected]:
    counted = Counted(faults, heard)

    def reach(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
        connected = connect(workspace, target, settings, say)
        return replace(connected, world=counted.over(connected.world))

    return reach


def _deadly(number: int, moment: Moment, heard: Callable[[str], None]) -> Callable[[Any], None]:
    numbers = itertools.count(1)

    def sync(file: Any) -> None:
        here = next(numbers)
        heard(f"sync {here}")
        for now in Moment:
            if now is Moment.AFTER:
                _sync(file)
            if here == number and now is moment:
                os.kill(os.getpid(), signal.SIGKILL)

    return sync


def _dead(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _heard(trace: str | None) -> Callable[[str], None]:
    if trace is None:
        return lambda _: None
    file = Path(trace).open("a", buffering=1)  # noqa: SIM115 - open until the process ends, in whatever way
    return lambda line: print(line, file=file)


def _faults(found: list[dict[str, Any]]) -> list[Fault]:
    return [Fault(**{**one, "moment": Moment(one["moment"])}) for one in found]


if __name__ == "__main__":
    conditions, *argv = sys.argv[1:]
    told = json.loads(conditions)
    heard = _heard(told.get("trace"))
    house.connect = _counted(_faults(told.get("faults", [])), lambda call: heard(call.name))  # type: ignore[attr-defined]
    os.fsync = _deadly(told.get("sync", 0), Moment(told.get("moment", "before")), heard)  # type: ignore[assignment]
    if not told.get("steps", True):
        engine.run = _dead  # type: ignore[assignment]
    if "room" in told:
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["room"], told["room"]))
    main(argv)
