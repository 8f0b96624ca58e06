"""The sandbox's process: started when needed, found when up, ended when asked. One per state directory."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import http.client
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from launcher.errors import Malformed, ProviderFailed, Refused
from launcher.model import Operation, as_json
from launcher.providers.sandbox.wire import (
    LOCK_FILE,
    LOG_FILE,
    LOOPBACK,
    OPTIONS_FILE,
    RUN_FILE,
    World,
    call,
    read_world,
)

__all__ = ["World", "down", "restore", "status", "up"]

MODULE = "launcher.drill.world"
_FOREIGN = re.compile(r"_proxy$|^AWS_|^MOTO_", re.IGNORECASE)
"""What the environment says of other networks and accounts; the world outlives the command that started it."""
START_SECONDS = 20.0
STOP_SECONDS = 10.0
HEALTH_SECONDS = 5.0


def up(state: Path, options: Mapping[str, Any] | None = None) -> World:
    """The world of this state directory, started when it is not up; ports listen when this returns.

    Options, used by a start only: `port` (the first of five in a row: edge, storage, dns, control, registry), `prices`
    (TLD or name → `"18.00 CAD"`), `currency` (of the prices that are not given),
    `taken`, `reserved` and `unknown` (names or patterns), `script` (rules).
    Raises ProviderFailed (code `port-in-use` and others) when it cannot start, Malformed for bad options.
    """
    running = status(state)
    if running:
        return running
    with _one_at_a_time(state):
        running = status(state)  # another `up` may have won
        return running or _start(state, options or {})


def down(state: Path) -> bool:
    """End the process and wait until it is gone; False when none was up. What it kept stays on disk."""
    running = status(state)
    if not running:
        (state / RUN_FILE).unlink(missing_ok=True)
        return False
    call(running, "stop", changes=True)
    _wait_until_gone(running)
    return True


def status(state: Path) -> World | None:
    """The running world, or None: a run file or a process id alone proves nothing, the world must answer.

    Raises ProviderFailed when its process is there but does not answer in time.
    """
    told = read_world(state)
    if told is None or not _alive(told.pid):
        return None
    return told if _health(told).get("epoch") == told.epoch else None


def restore(world: World, operations: Iterable[Operation]) -> int:
    """Put back what a journal says was registered, where the ledger has lost it; how many were missing.

    What the ledger already holds is left alone: nothing is charged twice.
    """
    return int(call(world, "restore", {"operations": list(operations)}, changes=True))


# ── starting ─────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _one_at_a_time(state: Path) -> Iterator[None]:
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        state.chmod(0o700)
        lock = (state / LOCK_FILE).open("w")
    except OSError as denied:
        raise Refused(
            f"the sandbox cannot keep its state in {state}: {denied.strerror}",
            hint="make the workspace writable",
        ) from denied
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file closes, or the process dies
        yield


def _start(state: Path, options: Mapping[str, Any]) -> World:
    (state / OPTIONS_FILE).write_text(json.dumps(as_json(options), indent=1), encoding="utf-8")
    with (state / LOG_FILE).open("ab") as log:
        # The process forks once more and lets its parent end, so that it is nobody's child and leaves no zombie.
        # -P: a workspace may hold a `json.py` or a `launcher/` of its own.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", MODULE, "--state", str(state)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={key: value for key, value in os.environ.items() if not _FOREIGN.search(key)},
        )
    with process:
        assert process.stdout is not None
        _check(_first_line(process.stdout), state)
    world = read_world(state)
    if world is None:
        raise ProviderFailed("the sandbox ended as it started", hint=f"see {state / LOG_FILE}")
    return dataclasses.replace(world, fresh=True)


def _first_line(pipe: IO[bytes]) -> bytes:
    """What the process says once its ports listen, or why they do not; empty when it says nothing."""
    ready, _, _ = select.select([pipe], [], [], START_SECONDS)
    return pipe.readline() if ready else b""


def _check(line: bytes, state: Path) -> None:
    try:
        said = json.loads(line)
    except ValueError:
        raise ProviderFailed("the sandbox did not start", hint=f"see the end of {state / LOG_FILE}") from None
    if "error" in said:
        error = said["error"]
        kind = Malformed if error["code"] == Malformed.code else ProviderFailed
        raise kind(error["message"], hint=error["hint"], code=error["code"])


# ── looking, ending ──────────────────────────────────────────────────────────────────────────────


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _health(world: World) -> dict[str, Any]:
    """What the control port says of itself; empty when nothing of ours listens there."""
    connection = http.client.HTTPConnection(LOOPBACK, world.control_port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/health")
        found = json.loads(connection.getresponse().read())
    except TimeoutError:
        raise ProviderFailed(
            f"the sandbox (process {world.pid}) is there but does not answer",
            hint=f"end process {world.pid}, then `sparewheel sandbox up`",
        ) from None
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return found if isinstance(found, dict) else {}


def _wait_until_gone(world: World) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while (world.state / RUN_FILE).exists():  # removed last, when the ports are free again
        if time.monotonic() > deadline:
            raise ProviderFailed(f"the sandbox (process {world.pid}) does not end", hint=f"end process {world.pid}")
        time.sleep(0.01)
