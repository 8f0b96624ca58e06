"""The engine: runs a plan, the only caller of steps. Intent on disk, act, outcome on disk.

Steps run as early as what they need allows, so that a plan takes as long as its longest chain. Resume needs no mode:
it is the same call again. A step whose goal already holds is skipped; one that was intended and not ended is applied
again, for `apply` may run twice and looks first.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from launcher.errors import Interrupted, ProviderFailed, Refused, SpareWheelError
from launcher.launch.journal import Entry, Journal
from launcher.launch.steps import KINDS, Kind, Scene
from launcher.model import Plan, Step, digest
from launcher.services import World

STEP = "step"
"""How the names of threads begin that run steps."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where plans run: the world, the crisis's folder, its journal, whether the person asked to stop, and when the
    command began, in seconds of the world's clock."""

    world: World
    folder: Path
    journal: Journal
    stopping: Callable[[], bool] = lambda: False
    started: float = 0.0


def run(plan: Plan, stage: Stage) -> None:
    """Bring every step of the plan to its goal. One that fails holds up what needs it, and nothing else; when all that
    can be done is done, what it raised is raised, after it is in the journal."""
    waiting = {step.id: step for step in plan.steps}
    tell = _teller(len(plan.steps), stage.world.say)
    running: dict[Future[bool], Step] = {}
    already = 0
    done = {need for step in plan.steps for need in step.needs} - waiting.keys()
    failures: dict[str, SpareWheelError] = {}
    with _threads(len(plan.steps)) as pool:
        while True:
            for step in [] if stage.stopping() else _ready(waiting, done):
                running[pool.submit(_run, waiting.pop(step.id), stage, tell)] = step
            if not running:
                break
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                step = running.pop(ended)
                try:
                    already += not ended.result()
                    done.add(step.id)
                except SpareWheelError as error:
                    failures[step.id] = error
    if already:
        stage.world.say(f"{already} of {len(plan.steps)} steps were so already")
    told = [failures[step.id] for step in plan.steps if step.id in failures]
    _raise(told, stopped=stage.stopping() and bool(waiting or told))


@contextlib.contextmanager
def _threads(most: int) -> Iterator[ThreadPoolExecutor]:
    """One for each step. Who stops a second time waits for none of them."""
    pool, patient = ThreadPoolExecutor(max(1, most), STEP), True
    try:
        yield pool
    except KeyboardInterrupt:
        patient = False
        raise
    finally:
        pool.shutdown(wait=patient, cancel_futures=not patient)


def _ready(waiting: Mapping[str, Step], done: set[str]) -> list[Step]:
    return [step for step in waiting.values() if done.issuperset(step.needs)]


def _raise(failures: Sequence[SpareWheelError], *, stopped: bool) -> None:
    """What kept a step from its goal: the person, or the first of the plan; the others are told with it."""
    if not failures:
        if stopped:
            raise Interrupted("stopped between two steps", hint="`sparewheel resume` goes on from here.")
        return
    first = next((one for one in failures if stopped and isinstance(one, Interrupted)), failures[0])
    first.problems = tuple(dict.fromkeys(problem for failure in failures for problem in failure.problems))
    raise first


def _teller(most: int, say: Callable[[str], None]) -> Callable[[str], None]:
    """Says what is begun, counted as it comes, from any thread."""
    numbers, turn = itertools.count(1), threading.Lock()

    def tell(line: str) -> None:
        with turn:
            say(f"[{next(numbers)}/{most}] {line}")

    return tell


def _run(step: Step, stage: Stage, tell: Callable[[str], None]) -> bool:
    """Whether anything had to be done."""
    kind, history = KINDS[step.kind], _history(step.id, stage.journal.entries)
    with _noted(step, stage, looking=True):
        before = kind.before(step.params, _scene(step.id, history, stage))
    acted = [entry for entry in history if not entry.data.get("looking")]
    open_intent = bool(acted) and acted[-1].kind != "done"
    if kind.done(step.params, before) and not open_intent:
        if not history:
            stage.journal.append("done", step.id, already=True)
        return False
    tell(f"look what became of: {step.reason}" if open_intent else step.reason)
    _never_again(step, kind, history, stage)
    stage.journal.append("intent", step.id, act=step.kind, params=step.params, before=before)
    scene = _scene(step.id, _history(step.id, stage.journal.entries), stage)
    with _noted(step, stage):
        outcome = kind.apply(step.params, scene)
    stage.journal.append("done", step.id, outcome=outcome)
    return True


@contextlib.contextmanager
def _noted(step: Step, stage: Stage, *, looking: bool = False) -> Iterator[None]:
    """What the block raises stands in the journal first. Who only looked has left nothing open."""
    try:
        yield
    except SpareWheelError as error:
        stage.journal.append("failed", step.id, code=error.reason_code, message=error.message, looking=looking)
        raise


def _never_again(step: Step, kind: Kind, history: Sequence[Entry], stage: Stage) -> None:
    """What cannot be taken back and has ended is not done a second time for the same yes, even if the world has lost
    it."""
    plans = (entry for entry in stage.journal.entries if entry.kind == "plan")
    agreed = max((p.seq for p in plans if any(one["id"] == step.id for one in p.data["plan"]["steps"])), default=0)
    ended = next((entry for entry in history if entry.kind == "done" and entry.seq > agreed), None)
    if kind.changes and kind.undo is None and ended is not None:
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
        elapsed=lambda: stage.world.clock.elapsed() - stage.started,
    )


def _history(step: str, entries: Sequence[Entry]) -> list[Entry]:
    """What happened to a step since it was last undone."""
    mine = [entry for entry in entries if entry.step == step]
    last = max((n for n, entry in enumerate(mine) if entry.kind == "undone"), default=-1)
    return mine[last + 1 :]


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one step: taken back, or why not; `again`: another try may do it."""

    step: str
    ok: bool
    text: str
    again: bool = False


def undo(stage: Stage, steps: Collection[str] | None = None) -> tuple[Undone, ...]:
    """Take back every act in the journal (or of these steps alone), last first. One that fails is told, and the next
    still runs; but files stay while a host may still show them. Raises Interrupted between two acts."""
    results: list[Undone] = []
    for entry in _acts(stage.journal.entries):
        if steps is not None and entry.step not in steps:
            continue
        if stage.stopping():
            hint = "`sparewheel undo` goes on back, `sparewheel resume` goes forward."
            raise Interrupted("stopped half way back", hint=hint)
        shown = entry.data["act"] == "upload" and any(one.again and one.step.startswith(_SHOWN) for one in results)
        kept = Undone(entry.step, False, "not taken back: readers may still get these files", again=True)
        results.append(kept if shown else _undo(entry, stage))
    return tuple(results)


_SHOWN = ("serve:", "move:")


def _acts(entries: Sequence[Entry]) -> list[Entry]:
    """Each act that was not undone, newest first: its first intent knows what was there before, its last one what it
    was made to be."""
    acts: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind == "intent" and KINDS[entry.data["act"]].changes:
            first = acts.setdefault(entry.step, entry)
            acts[entry.step] = replace(first, data={**first.data, "params": entry.data["params"]})
        elif entry.kind == "undone":
            acts.pop(entry.step, None)
    return sorted(acts.values(), key=lambda entry: -entry.seq)


def _for_good(step: str, entries: Sequence[Entry]) -> str:
    """Why it stays: it ended, it was refused, or nobody knows yet."""
    history = _history(step, entries)
    if any(entry.kind == "done" for entry in history):
        return "cannot be taken back: a registration is not refunded"
    if any("rejected" in entry.data for entry in history):
        return "nothing to take back: the registrar said no, and nothing was charged"
    return "cannot be taken back, and is not over: it may still go through and be charged; see the registrar's account"


def _undo(intent: Entry, stage: Stage) -> Undone:
    data: Mapping[str, Any] = intent.data
    kind = KINDS[data["act"]]
    if kind.undo is None:
        return Undone(intent.step, False, _for_good(intent.step, stage.journal.entries))
    stage.journal.append("undo-intent", intent.step)
    scene = _scene(intent.step, _history(intent.step, stage.journal.entries), stage)
    try:
        kind.undo(data["params"], data["before"], scene)
    except SpareWheelError as error:
        stage.journal.append("undo-failed", intent.step, code=error.reason_code, message=error.message)
        again = isinstance(error, ProviderFailed)
        return Undone(intent.step, False, f"not taken back: {error.message}", again)
    stage.journal.append("undone", intent.step)
    return Undone(intent.step, True, "taken back")
