"""What a kind of step is, and what its functions are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from launcher.services import World

Params: TypeAlias = Mapping[str, Any]
State: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a step acts.

    `folder` is the crisis's; `key` is the same for every attempt at one thing; `since` is when this step was first
    intended (None: never before); `note` puts a line in the journal at once; `stopping` says that the person wants
    to stop: a step that only waits should then end with Interrupted; `elapsed` is the seconds since the command began.
    """

    world: World
    folder: Path
    key: str
    since: dt.datetime | None
    note: Callable[..., object]
    stopping: Callable[[], bool]
    elapsed: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step. `before` must not change anything; `apply` may run twice; `undo` gets what `before` told. One
    that only looks (`changes` is false) has nothing to take back."""

    name: str
    before: Callable[[Params, Scene], State]
    done: Callable[[Params, State], bool]
    apply: Callable[[Params, Scene], State]
    undo: Callable[[Params, State, Scene], None] | None
    changes: bool = True
