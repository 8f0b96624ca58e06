"""What connecting gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from launcher.model import Operation
from launcher.services import World


def _nothing_lost(_: tuple[Operation, ...]) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Connected:
    """A target's world, and whether it is a new one that remembers nothing (only a sandbox can be): then `restore`
    tells it what it had sold."""

    world: World
    fresh: bool = False
    restore: Callable[[tuple[Operation, ...]], int] = _nothing_lost
