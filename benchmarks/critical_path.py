"""How near a launch comes to its longest chain: the engine's wall time beside the sum of the delays along that chain.

A real two-track launch on the embedded sandbox, with a certificate: bought, certified, uploaded, served, written,
proven at both addresses, moved. The first thing that each step asks of its provider is late: by seconds drawn for its
kind between the least and the most that real ones take, then scaled so that the plan's longest chain takes `CHAIN`
seconds. What the sandbox itself needs is not taken off: it is the engine's to hide, or to pay for.

    python -m benchmarks.critical_path [TABLES]     writes benchmarks/results/critical_path.json and prints it
"""

from __future__ import annotations

import json
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from launcher.cli.house import reached
from launcher.connect.sandbox import BUCKET
from launcher.drill.faults import PORTS
from launcher.launch import chain, engine, folder, observe
from launcher.launch import plan as plans
from launcher.launch.journal import FILE, Entry, Journal
from launcher.model import Certificate, Plan
from launcher.services import World
from launcher.site import release
from tests.launch.certifier import LIFE, Authority, Taking
from tests.launch.stage import STANDBY, Stage, on_stage

RESULT = Path(__file__).resolve().parent / "results" / "critical_path.json"
SEED, CHAIN = 20171202, 12.0
USUAL: Mapping[str, tuple[float, float]] = {
    "register": (20.0, 900.0),
    "certificate": (15.0, 300.0),
    "serve": (1.0, 300.0),
    "move": (1.0, 300.0),
    "upload": (2.0, 600.0),
    "records": (2.0, 120.0),
    "zone": (1.0, 60.0),
    "prove": (1.0, 60.0),
}
"""Seconds: a registry that answers at once or one that takes its time, a CA that looks at once or late, an edge that is
one server or many, a line in an office or in a hotel. The sandbox's registrar delegates what it sells: that step has
nothing to wait for."""


def main(tables: int) -> None:
    with tempfile.TemporaryDirectory() as name, on_stage(Path(name) / "source", standby=STANDBY) as source:
        source.launch({"steps": False})  # all is prepared, and agreed on
        alone = _run(source, Path(name) / "alone", lambda plan: dict.fromkeys((step.id for step in plan.steps), 0.0))
        runs = [_late(source, Path(name) / str(number), random.Random(SEED + number)) for number in range(tables)]
    ratios = [run["wall_per_chain"] for run in runs]
    found = {
        "what": "wall time of a two-track launch on the sandbox per longest chain of simulated provider delays",
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "tables": tables,
        "without_delays_s": round(alone.wall, 3),
        "wall_per_chain": {"median": statistics.median(ratios), "max": max(ratios)},
        "runs": runs,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(found, indent=2, ensure_ascii=False))


@dataclass(frozen=True)
class Ran:
    """A launch: its plan, the delays that it met, and the seconds from its first step to its last."""

    plan: Plan
    seconds: Mapping[str, float]
    wall: float


def _late(source: Stage, place: Path, luck: random.Random) -> dict[str, Any]:
    """One launch with delays of its own, beside its longest chain."""
    ran = _run(source, place, lambda plan: _drawn(plan, luck))
    longest = chain.longest(ran.plan, ran.seconds)
    total = sum(ran.seconds[step.id] for step in longest)
    assert ran.wall >= total, "nothing is quicker than what it waits for"
    return {
        "longest_chain": " → ".join(step.kind for step in longest if ran.seconds[step.id]),
        "longest_chain_s": round(total, 3),
        "one_after_another_s": round(sum(ran.seconds.values()), 3),
        "wall_s": round(ran.wall, 3),
        "wall_per_chain": round(ran.wall / total, 4),
    }


def _run(source: Stage, place: Path, draw: Callable[[Plan], Mapping[str, float]]) -> Ran:
    """One launch in a world of its own."""
    with on_stage(place, source) as stage:
        world = _certified(stage)
        plan = _plan(stage, world)
        late = Late(draw(plan))
        lines = Telling(stage.crisis.folder / FILE, world.clock.now)
        lines.heard = late.begins
        started = time.perf_counter()
        engine.run(plan, engine.Stage(late.over(world), stage.crisis.folder, lines))
        wall = time.perf_counter() - started
    assert late.met == {step for step, seconds in late.seconds.items() if seconds}, "every delay was met"
    return Ran(plan, late.seconds, wall)


def _certified(stage: Stage) -> World:
    """The sandbox's world with an edge that takes its certificates from a CA, which looks at the name server."""
    world = reached(stage.crisis, stage.workspace)
    authority = Authority(stage.world(), world.clock)
    authority.given.append(Certificate((f"*.{STANDBY}",), world.clock.now() + LIFE))
    return replace(
        world, certifier=authority, edge=Taking(stage.world(), BUCKET, authority), signs=False, say=lambda _: None
    )


def _plan(stage: Stage, world: World) -> Plan:
    """The plan of the launch that was agreed on, for this edge."""
    crisis, agreed = stage.crisis, folder.standing(stage.crisis).plan
    assert agreed is not None
    early = next(step for step in agreed.steps if step.kind == "upload" and step.params["host"] == agreed.first)
    made, first = (release.load(crisis.folder, one) for one in (agreed.release, early.params["release"]))
    (quote,) = world.registrar.quote([agreed.domain])
    seen = observe.observe(world, agreed.domain, quote.price, agreed.first)
    return plans.to_launch(crisis.id, crisis.target, made, seen, first)


def _drawn(plan: Plan, luck: random.Random) -> dict[str, float]:
    """Seconds for each step, evenly over orders of magnitude; all scaled, so that the longest chain takes `CHAIN`."""
    drawn = {step.id: _between(*USUAL[step.kind], luck) if step.kind in USUAL else 0.0 for step in plan.steps}
    scale = CHAIN / sum(drawn[step.id] for step in chain.longest(plan, drawn))
    return {step: seconds * scale for step, seconds in drawn.items()}


def _between(least: float, most: float, luck: random.Random) -> float:
    return math.exp(luck.uniform(math.log(least), math.log(most)))


class Telling(Journal):
    """A journal that tells which step a thread begins."""

    heard: Callable[[str], None]

    def append(self, kind: str, step: str = "", **data: Any) -> Entry:
        if kind == "intent":
            self.heard(step)
        return super().append(kind, step, **data)


class Late:
    """A world in which the first call of each step is late."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self.seconds = seconds
        self.met: set[str] = set()
        self._here = threading.local()

    def begins(self, step: str) -> None:
        """This thread has begun this step."""
        self._here.step = step

    def over(self, world: World) -> World:
        """The same world, late."""
        late: dict[str, Any] = {port: _Port(getattr(world, port), self._wait) for port in PORTS}
        return replace(world, **late)

    def _wait(self) -> None:
        step = getattr(self._here, "step", "")
        if self.seconds.get(step):
            self.met.add(step)
            time.sleep(self.seconds[step])
        self._here.step = ""


class _Port:
    """A port that waits before each call."""

    def __init__(self, real: object, wait: Callable[[], None]) -> None:
        self._real, self._wait = real, wait

    def __getattr__(self, method: str) -> Any:
        act = getattr(self._real, method)

        def late(*given: Any, **named: Any) -> Any:
            self._wait()
            return act(*given, **named)

        return late


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
