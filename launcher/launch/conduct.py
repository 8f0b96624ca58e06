"""Conduct: run a plan in a crisis's folder, prove it, write the report. All that goes live goes through here."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from launcher.errors import NotVerified, Refused, SpareWheelError, WorldMoved
from launcher.launch import engine, journal, report
from launcher.launch import plan as plan_room
from launcher.launch.folder import TAKEN_BACK, Crisis, standing
from launcher.launch.verify import verify
from launcher.model import Plan, Proof
from launcher.services import World
from launcher.site import release


@dataclass(frozen=True, slots=True)
class Conducted:
    """What a run ended with: the proof, the seconds it took, and where the site can be looked at."""

    plan: Plan
    proof: Proof
    elapsed_s: float
    site_url: str


def conduct(
    plan: Plan, crisis: Crisis, world: World, stopping: Callable[[], bool], started: float, seen: int
) -> Conducted:
    """Write the plan into the journal, run it, prove it.

    `seen` is how many lines the journal had when the plan was made. Raises WorldMoved when it has others now, what
    steps raise, or NotVerified (exit code 5).
    """
    with _journal(crisis, world) as lines:
        if len(lines.entries) != seen:
            raise WorldMoved(
                f"something else was done in {crisis.id} since this plan was made",
                hint="`sparewheel status` shows what; then run the same command again.",
            )
        lines.append("plan", plan=plan, checksum=plan.checksum)
        return _run(plan, crisis, engine.Stage(world, crisis.folder, lines, stopping), started)


def resume(crisis: Crisis, world: World, stopping: Callable[[], bool], started: float) -> Conducted:
    """Go on with the last plan of the journal, and what it stands on: the same call again. Raises Refused when there
    is none."""
    with _journal(crisis, world) as lines:
        there = standing(crisis)
        if not there.plans:
            raise Refused(
                f"there is nothing to resume in {crisis.id}: it is {there.state}",
                hint=f"`sparewheel launch --crisis {crisis.id}` makes a plan.",
                code="nothing-to-resume",
            )
        return _run(plan_room.whole(there.plans), crisis, engine.Stage(world, crisis.folder, lines, stopping), started)


def undo(crisis: Crisis, world: World) -> tuple[engine.Undone, ...]:
    """Take back all that can be taken back, last first."""
    with _journal(crisis, world) as lines:
        if standing(crisis).state == TAKEN_BACK:
            hint = f"`sparewheel launch --crisis {crisis.id}` launches it again."
            raise Refused(f"{crisis.id} was taken back already", hint=hint, code="taken-back")
        results = engine.undo(engine.Stage(world, crisis.folder, lines))
        lines.append("taken-back", steps=[{"step": r.step, "ok": r.ok, "text": r.text} for r in results])
    report.write(crisis, world)
    return results


@contextlib.contextmanager
def _journal(crisis: Crisis, world: World) -> Iterator[journal.Journal]:
    """The crisis's journal; whatever fails while it is open tells where it is."""
    try:
        with journal.opened(crisis.folder, world.clock.now) as lines:
            yield lines
    except SpareWheelError as error:
        error.journal = str(crisis.folder / journal.FILE)
        raise


def _run(plan: Plan, crisis: Crisis, stage: engine.Stage, started: float) -> Conducted:
    world = stage.world
    engine.run(plan, stage)
    world.say("asking for every page as a reader would")
    proof = verify(world, crisis.folder, plan.domain, release.load(crisis.releases, plan.release))
    elapsed = world.clock.elapsed() - started
    failures = [check.text for check in proof.failures]
    stage.journal.append(
        "proof",
        ok=proof.ok,
        checks=len(proof.checks),
        pages=proof.pages,
        failures=failures,
        elapsed_s=round(elapsed, 3),
    )
    report.write(crisis, world, proof)
    if not proof.ok:
        raise NotVerified(
            f"the site is live but {len(failures)} of {len(proof.checks)} checks failed: {failures[0]}",
            hint="`sparewheel resume` checks again; `sparewheel rollback` puts an earlier release back.",
        )
    return Conducted(plan, proof, elapsed, world.edge.window(plan.domain))
