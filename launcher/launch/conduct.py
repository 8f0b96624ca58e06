"""Conduct: run a plan in a crisis's folder, and write the report. All that goes live goes through here."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from launcher.errors import Problem, ProviderFailed, Refused, SpareWheelError, WorldMoved
from launcher.launch import engine, journal, report, settling
from launcher.launch import plan as plan_room
from launcher.launch.folder import TAKEN_BACK, Crisis, Proven, proofs, standing
from launcher.model import Plan
from launcher.services import World


@dataclass(frozen=True, slots=True)
class Conducted:
    """What a run ended with: the proofs that it made, the seconds it took, and where the site can be looked at."""

    plan: Plan
    proofs: tuple[Proven, ...]
    elapsed_s: float
    host: str
    site_url: str


def conduct(
    plan: Plan, crisis: Crisis, world: World, stopping: Callable[[], bool], started: float, seen: int
) -> Conducted:
    """Write the plan into the journal and run it.

    `seen` is how many lines the journal had when the plan was made. Raises WorldMoved when it has others now, or what
    steps raise: NotVerified (exit code 5) when the site is out and not as it should be.
    """
    with _stage(crisis, world, stopping, started) as stage:
        if len(stage.journal.entries) != seen:
            raise WorldMoved(
                f"something else was done in {crisis.id} since this plan was made",
                hint="`sparewheel status` shows what; then run the same command again.",
            )
        _begin(plan, stage)
        _leave_behind(crisis, stage)
        return _run(plan, crisis, stage)


def resume(crisis: Crisis, world: World, stopping: Callable[[], bool], started: float) -> Conducted:
    """Go on with the last plan of the journal, and what it stands on: the same call again. After a stable day the
    records of the name get their long life. Raises Refused when there is nothing to go on with."""
    with _stage(crisis, world, stopping, started) as stage:
        there = standing(crisis)
        if not there.plans:
            raise Refused(
                f"there is nothing to resume in {crisis.id}: it is {there.state}",
                hint=f"`sparewheel launch --crisis {crisis.id}` makes a plan.",
                code="nothing-to-resume",
            )
        _leave_behind(crisis, stage)
        done = _run(plan_room.whole(there.plans), crisis, stage)
        if (plan := settling.due(standing(crisis), world.clock.now(), sign=world.signs)) is None:
            return done
        _begin(plan, stage)
        return _run(plan, crisis, stage)


def undo(crisis: Crisis, world: World, stopping: Callable[[], bool] = lambda: False) -> tuple[engine.Undone, ...]:
    """Take back all that can be taken back, last first. Raises ProviderFailed when something would not, this time."""
    with _stage(crisis, world, stopping) as stage:
        if standing(crisis).state == TAKEN_BACK:
            hint = f"`sparewheel launch --crisis {crisis.id}` launches it again."
            raise Refused(f"{crisis.id} was taken back already", hint=hint, code="taken-back")
        results = engine.undo(stage)
        if left := [result for result in results if result.again]:
            raise _not_yet(crisis, left)
        stage.journal.append("taken-back", steps=[{"step": r.step, "ok": r.ok, "text": r.text} for r in results])
    report.write(crisis, world)
    return results


def _not_yet(crisis: Crisis, left: Sequence[engine.Undone]) -> SpareWheelError:
    hint = f"`sparewheel undo --crisis {crisis.id}` goes on back, `sparewheel resume` goes forward."
    problems = [Problem("not-taken-back", f"{one.step}: {one.text}", hint) for one in left]
    return ProviderFailed.of(f"{len(left)} acts could not be taken back yet", problems, hint=hint)


def _leave_behind(crisis: Crisis, stage: engine.Stage) -> None:
    """Take back what was made for a name that was given up. After the yes to the other one is on disk: a launch that is
    killed here must not go on with the first."""
    *earlier, plan = standing(crisis).plans
    for undone in engine.undo(stage, plan_room.left_behind(earlier, plan)):
        stage.world.say(f"{undone.step}, for another name than {plan.domain}: {undone.text}")


@contextlib.contextmanager
def _stage(
    crisis: Crisis, world: World, stopping: Callable[[], bool] = lambda: False, started: float = 0.0
) -> Iterator[engine.Stage]:
    """The crisis's journal, open; whatever fails meanwhile tells where it is."""
    try:
        with journal.opened(crisis.folder, world.clock.now) as lines:
            yield engine.Stage(world, crisis.folder, lines, stopping, started)
    except SpareWheelError as error:
        error.journal = str(crisis.folder / journal.FILE)
        raise


def _begin(plan: Plan, stage: engine.Stage) -> None:
    """The plan on disk, and how long the command took to make it."""
    elapsed = stage.world.clock.elapsed() - stage.started
    stage.journal.append("plan", plan=plan, checksum=plan.checksum, elapsed_s=round(elapsed, 3))


def _run(plan: Plan, crisis: Crisis, stage: engine.Stage) -> Conducted:
    """Run it; the report is written however it ends, and a failure tells where the pages are meanwhile."""
    world, seen = stage.world, len(stage.journal.entries)
    try:
        engine.run(plan, stage)
    except SpareWheelError as error:
        error.live = _address(standing(crisis).live, world)
        report.write(crisis, world)
        raise
    report.write(crisis, world)
    made = proofs(stage.journal.entries[seen:])
    host = standing(crisis).live or plan.domain
    return Conducted(plan, made, world.clock.elapsed() - stage.started, host, world.edge.window(host))


def _address(host: str, world: World) -> str:
    """The site's address, and where it opens on this machine when that is another."""
    if not host:
        return ""
    with contextlib.suppress(ProviderFailed):
        if host not in (window := world.edge.window(host)):
            return f"https://{host}/ (on this machine: {window})"
    return f"https://{host}/"
