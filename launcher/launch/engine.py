"""The engine: runs a plan, the only caller of steps. Intent on disk, act, outcome on disk.

Resume needs no mode: it is the same call again. A step whose goal already holds is skipped; one that was intended and
not ended is applied again, for `apply` may run twice and looks first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.errors import Interrupted, Refused, SpareWheelError
from launcher.launch.journal import Entry, Journal
from launcher.launch.steps import KINDS, Kind, Scene
from launcher.model import Plan, Step, digest
from launcher.services import World


@dataclass(frozen=True, slots=True)
class Stage:
    """Where plans run: the world, the crisis's folder, its journal, and whether the person asked to stop."""

    world: World
    folder: Path
    journal: Journal
    stopping: Callable[[], bool] = lambda: False


def run(plan: Plan, stage: Stage) -> None:
    """Bring every step of the plan to its goal, in order. Raises what a step raises, after it is in the journal."""
    for number, step in enumerate(plan.steps, 1):
        if stage.stopping():
            raise Interrupted("stopped between two steps", hint="`sparewheel resume` goes on from here.")
        _run(step, stage, f"[{number}/{len(plan.steps)}] {step.reason}")


def _run(step: Step, stage: Stage, line: str) -> None:
    kind, history = KINDS[step.kind], _history(step.id, stage.journal.entries)
    scene = _scene(step.id, history, stage)
    before = kind.before(step.params, scene)
    open_intent = bool(history) and history[-1].kind != "done"
    if kind.done(step.params, before) and not open_intent:
        stage.world.say(f"{line}: it is so already")
        if not history:
            stage.journal.append("done", step.id, already=True)
        return
    stage.world.say(line)
    _never_again(step, kind, history, stage)
    stage.journal.append("intent", step.id, act=step.kind, params=step.params, before=before)
    scene = _scene(step.id, _history(step.id, stage.journal.entries), stage)
    try:
        outcome = kind.apply(step.params, scene)
    except SpareWheelError as error:
        stage.journal.append("failed", step.id, code=error.reason_code, message=error.message)
        raise
    stage.journal.append("done", step.id, outcome=outcome)


def _never_again(step: Step, kind: Kind, history: Sequence[Entry], stage: Stage) -> None:
    """What cannot be taken back and has ended is not done a second time for the same yes, even if the world has lost
    it."""
    plans = (entry for entry in stage.journal.entries if entry.kind == "plan")
    agreed = max((p.seq for p in plans if any(one["id"] == step.id for one in p.data["plan"]["steps"])), default=0)
    ended = next((entry for entry in history if entry.kind == "done" and entry.seq > agreed), None)
    if kind.undo is None and ended is not None:
        raise Refused(
            f"`{step.id}` ended on {ended.at:%Y-%m-%d %H:%M} UTC and is gone: it is not done again by itself",
            hint="Look at the provider's account; what cannot be taken back needs a new yes.",
            code="done-and-gone",
        )


def _scene(step: str, history: Sequence[Entry], stage: Stage) -> Scene:
    rejected = sum("rejected" in entry.data for entry in history)
    intents = [entry.at for entry in history if entry.kind == "intent"]
    return Scene(
        world=stage.world,
        folder=stage.folder,
        key=digest([stage.folder.name, step, rejected])[:32],
        since=intents[0] if intents else None,
        note=lambda **data: stage.journal.append("note", step, **data),
        stopping=stage.stopping,
    )


def _history(step: str, entries: Sequence[Entry]) -> list[Entry]:
    """What happened to a step since it was last undone."""
    mine = [entry for entry in entries if entry.step == step]
    last = max((n for n, entry in enumerate(mine) if entry.kind == "undone"), default=-1)
    return mine[last + 1 :]


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one step: taken back, or why not."""

    step: str
    ok: bool
    text: str


def undo(stage: Stage) -> tuple[Undone, ...]:
    """Take back every act in the journal, last first. One that fails is told, and the next still runs."""
    return tuple(_undo(entry, stage) for entry in _acts(stage.journal.entries))


def _acts(entries: Sequence[Entry]) -> list[Entry]:
    """The first intent of each act that was not undone, newest first: it knows what was there before."""
    acts: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind == "intent":
            acts.setdefault(entry.step, entry)
        elif entry.kind == "undone":
            acts.pop(entry.step, None)
    return sorted(acts.values(), key=lambda entry: -entry.seq)


def _undo(intent: Entry, stage: Stage) -> Undone:
    data: Mapping[str, Any] = intent.data
    kind = KINDS[data["act"]]
    if kind.undo is None:
        return Undone(intent.step, False, "cannot be taken back: a registration is not refunded")
    stage.journal.append("undo-intent", intent.step)
    scene = _scene(intent.step, _history(intent.step, stage.journal.entries), stage)
    try:
        kind.undo(data["params"], data["before"], scene)
    except SpareWheelError as error:
        stage.journal.append("undo-failed", intent.step, code=error.reason_code, message=error.message)
        return Undone(intent.step, False, f"not taken back: {error.message}")
    stage.journal.append("undone", intent.step)
    return Undone(intent.step, True, "taken back")
