"""Where stories of one registrar and one fate are played, each from the start."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.saga.fates import BY_HAND, FATES
from tests.saga.moments import Moments
from tests.saga.registrars import Played, of_person, of_porkbun, of_route53, of_sandbox
from tests.saga.story import Story

FULL = os.environ.get("SPAREWHEEL_CHAOS") == "full"
full = pytest.mark.skipif(not FULL, reason="every death: `make chaos`")
SELLERS = ("sandbox", "route53", "porkbun")
_NOT_THERE = {("porkbun", "customer action, and nobody does it"), ("porkbun", "pending, then failed, each time")}
"""Registering is synchronous at Porkbun: nobody is waited for, and a failure is told by the next call only."""
CASES = [(seller, fate) for seller in SELLERS for fate in FATES if (seller, fate) not in _NOT_THERE]
CASES += [("by hand", fate) for fate in BY_HAND]


class Ground:
    """`world`: gives the sandbox, when it is needed."""

    def __init__(self, place: Path, registrar: str, fate: str, world: Callable[[], object]) -> None:
        self.id = f"{registrar}: {fate}"
        self.fate = BY_HAND[fate] if registrar == "by hand" else FATES[fate]
        self._place, self._registrar, self._world = place, registrar, world
        self._told = 0

    @contextmanager
    def story(self) -> Iterator[Story]:
        """A new one, at a registrar where nothing happened yet."""
        self._told += 1
        place = self._place / str(self._told)
        place.mkdir()
        with self._played(place / "registrar") as played:
            yield Story.of(place / "crisis", played, self.fate)

    def moments(self) -> Sequence[str]:
        """Those of a first run that nothing breaks off."""
        with self.story() as story:
            moments = Moments()
            story.process(moments)
            story.resumed(self.fate.end)
        return moments.passed

    def _played(self, folder: Path) -> AbstractContextManager[Played]:
        if self._registrar == "sandbox":
            return of_sandbox(folder, self._world())  # type: ignore[arg-type]
        return {"route53": of_route53, "porkbun": of_porkbun, "by hand": of_person}[self._registrar](folder)


def ground_of(case: tuple[str, str], request: pytest.FixtureRequest, place: Path) -> Ground:
    """With the worker's sandbox; in the full matrix one of the test's own, for its ledger grows with every story."""
    name = "start" if FULL else "world"

    @functools.cache
    def world() -> object:
        found = request.getfixturevalue(name)
        return found() if FULL else found

    return Ground(place, *case, world)
