"""Faults: a world whose every service call is counted, and at a chosen one something happens.

    world ── Counted.over(world) ── the same World, each port behind a counter ── the same engine, steps and proof

Nothing else knows of it. A fault strikes before the real call (it never went out) or after it (it was done, and the
answer is lost on the way).
"""

from __future__ import annotations

import enum
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from launcher.errors import OutcomeUnknown, ProviderFailed
from launcher.services import World

PORTS = ("storage", "shared", "registrar", "delegator", "certifier", "registry", "dns", "edge", "probe")
"""The parts of a world whose calls are counted; its clock is not a service."""
SLOW = 0.5
"""Seconds that a slow call takes longer."""

Port = TypeVar("Port")


class Moment(enum.StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its number among all calls of the world and among those of its name, both from 1."""

    number: int
    name: str
    nth: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens (a key of `DEEDS`) at one call: the `number`th of all, or the `nth` one called `name`
    (`registrar.register`)."""

    do: str
    moment: Moment
    number: int = 0
    name: str = ""
    nth: int = 1

    def __post_init__(self) -> None:
        if self.do not in DEEDS:
            raise ValueError(f"`{self.do}` is no fault; known: {', '.join(DEEDS)}")

    def strikes(self, call: Call, moment: Moment) -> bool:
        """Is this the call, and the moment?"""
        here = call.number == self.number if self.number else (call.name, call.nth) == (self.name, self.nth)
        return here and moment is self.moment


class Counted:
    """Counts the calls of a world, from any thread, and lets its faults strike."""

    def __init__(self, faults: Sequence[Fault] = (), heard: Callable[[Call], None] = lambda _: None) -> None:
        self._faults = tuple(faults)
        self._heard = heard
        self._lock = threading.Lock()
        self._made: Counter[str] = Counter()

    def over(self, world: World) -> World:
        """The same world, counted."""
        real = {port: getattr(world, port) for port in PORTS}
        return replace(world, **{port: self._around(port, one) for port, one in real.items() if one is not None})

    def _around(self, port: str, real: Port) -> Port:
        return _Port(port, real, self._struck)  # type: ignore[return-value]

    def _struck(self, name: str, act: Callable[[], Any]) -> Any:
        call = self._next(name)
        self._strike(call, Moment.BEFORE)
        answer = act()
        self._strike(call, Moment.AFTER)
        return answer

    def _next(self, name: str) -> Call:
        with self._lock:
            self._made[name] += 1
            call = Call(self._made.total(), name, self._made[name])
            self._heard(call)
        return call

    def _strike(self, call: Call, moment: Moment) -> None:
        for fault in self._faults:
            if fault.strikes(call, moment):
                DEEDS[fault.do](call)


class _Port:
    """A port behind a counter: whatever method it has, now or later."""

    def __init__(self, name: str, real: object, struck: Callable[[str, Callable[[], Any]], Any]) -> None:
        self._name, self._real, self._struck = name, real, struck

    def __getattr__(self, method: str) -> Any:
        act = getattr(self._real, method)
        return lambda *given, **named: self._struck(f"{self._name}.{method}", lambda: act(*given, **named))


# ── what can happen ──────────────────────────────────────────────────────────────────────────────


def _kill(_: Call) -> None:
    """The process ends as in a power cut: nothing is flushed, no handler runs."""
    os.kill(os.getpid(), signal.SIGKILL)


def _interrupt(_: Call) -> None:
    """Ctrl-C."""
    os.kill(os.getpid(), signal.SIGINT)


def _fail(call: Call) -> None:
    raise ProviderFailed(f"{call.name} failed", hint="`sparewheel resume` goes on from here.", code="fault")


def _lose(call: Call) -> None:
    raise OutcomeUnknown(f"{call.name} gave no answer", hint="`sparewheel resume` looks what is there.", code="fault")


def _slow(_: Call) -> None:
    time.sleep(SLOW)


DEEDS: Mapping[str, Callable[[Call], None]] = {
    "kill": _kill,
    "interrupt": _interrupt,
    "fail": _fail,
    "lose": _lose,
    "slow": _slow,
}
"""What a fault can do."""
