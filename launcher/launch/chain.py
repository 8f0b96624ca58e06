"""The longest chain: the steps that a launch cannot be shorter than. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from launcher.launch.journal import Entry
from launcher.model import Plan, Step


def longest(plan: Plan, seconds: Mapping[str, float], until: str = "") -> tuple[Step, ...]:
    """The chain of steps of which each needs the one before it and which takes longest, by the seconds of each step's
    id. With `until`, the longest that ends with that step."""
    steps = {step.id: step for step in plan.steps}
    ends: dict[str, tuple[float, tuple[Step, ...]]] = {}

    def end(step: Step) -> tuple[float, tuple[Step, ...]]:
        if step.id not in ends:
            before = max((end(steps[need]) for need in step.needs if need in steps), key=_length, default=(0.0, ()))
            ends[step.id] = (before[0] + seconds.get(step.id, 0.0), (*before[1], step))
        return ends[step.id]

    wanted = [steps[until]] if until in steps else list(steps.values())
    return max((end(step) for step in wanted), key=_length, default=(0.0, ()))[1]


def _length(found: tuple[float, tuple[Step, ...]]) -> float:
    return found[0]


def usual(plan: Plan, kinds: Mapping[str, float]) -> dict[str, float]:
    """Seconds by step, from what each kind of step usually takes; `KIND at first` is for a kind that takes another time
    at the first address, where the edge is ready."""

    def of(step: Step) -> float:
        early = bool(plan.first) and step.params.get("host") == plan.first
        return kinds.get(f"{step.kind} at first" if early else step.kind, kinds.get(step.kind, 0.0))

    return {step.id: of(step) for step in plan.steps}


def took(entries: Sequence[Entry]) -> dict[str, float]:
    """Seconds by step, from its first intent to its end, as a journal tells; none for what was so already."""
    begun: dict[str, Entry] = {}
    found: dict[str, float] = {}
    for entry in entries:
        if entry.kind == "intent":
            begun.setdefault(entry.step, entry)
        elif entry.kind == "done" and entry.step in begun:
            found.setdefault(entry.step, (entry.at - begun[entry.step].at).total_seconds())
    return found
