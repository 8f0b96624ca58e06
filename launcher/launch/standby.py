"""Standby: the dormant site, built without any address and hosted privately. The spare wheel in the boot."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from launcher.config import Settings
from launcher.errors import Interrupted, SpareWheelError
from launcher.launch import engine, folder, inputs, journal, plan, prepare
from launcher.launch.deploy.state import place
from launcher.launch.folder import Crisis
from launcher.model import Check, Mode, Plan, Release, Yardstick
from launcher.services import World
from launcher.site import content, fronts
from launcher.site.rebuilding import Renderer
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standby:
    """The dormant release, and what was proven of it."""

    release: Release
    plan: Plan
    checks: tuple[Check, ...]


def stand_by(
    workspace: Workspace, settings: Settings, world: World, now: dt.datetime, stopping: Callable[[], bool]
) -> Standby:
    """Build, upload and prove the dormant site, and ask what a launch will need; what fails is a check that failed, and
    the rest is asked all the same. Its folder is the target's, not a crisis's. Raises Interrupted."""
    home = _folder(workspace, world.target, now)
    release = _built(workspace, settings, home, now)
    standby = world.standby if world.certifier else ""
    steps = plan.to_stand_by(home.id, world.target, release, standby, simulated=bool(world.simulated))
    with journal.opened(home.folder, world.clock.now) as lines:
        lines.append("plan", plan=steps, checksum=steps.checksum)
        stage = engine.Stage(world, home.folder, lines, stopping)
        done = _asked(lambda: _stored(steps, stage, release))
        return Standby(release, steps, (*done, *_asked(world.preflight)))


def _stored(steps: Plan, stage: engine.Stage, release: Release) -> tuple[Check, ...]:
    engine.run(steps, stage)
    return (*_proof(stage.world, release), *_certified(stage.world))


def _asked(ask: Callable[[], tuple[Check, ...]]) -> tuple[Check, ...]:
    """What was found; or, for what could not be asked, why."""
    try:
        return ask()
    except Interrupted:
        raise
    except SpareWheelError as error:
        return tuple(Check(one.code, False, f"{one.message}. {one.hint}".rstrip()) for one in error.problems)


def _folder(workspace: Workspace, target: str, now: dt.datetime) -> Crisis:
    place = workspace.state(target) / "standby"
    with folder.telling(place):
        place.mkdir(parents=True, exist_ok=True)
    return Crisis("standby", "", target, Mode.DORMANT, now, place)


def _built(workspace: Workspace, settings: Settings, home: Crisis, now: dt.datetime) -> Release:
    """From the base pages alone: nobody edits the dormant site, so it is made afresh."""
    site = prepare.site_of(settings, Mode.DORMANT, "")
    templates = [
        template
        for kind in ("pages", "dormant")
        for template in inputs.base_templates(workspace, kind, settings.organisation.languages)
    ]
    root = home.folder
    with folder.telling(root):
        shutil.rmtree(root / "content", ignore_errors=True)
    for template in templates:
        folder.write(root / "content" / template.path, content.text(template, {}, site, None))
    with Renderer(workspace.theme) as renderer:
        _, (release,) = prepare.make(root, [site], renderer, now, Yardstick(), fronts.read(root / "content"))
    return release


def _proof(world: World, release: Release) -> list[Check]:
    """It is there, whole; and no reader can get at it. An edge that cannot sign may, and nobody knows whether this
    machine is one; whether the storage is open to all, its preflight asks."""
    prefix = f"releases/{place(plan.STANDBY, 'a')}/"
    there = world.storage.digests(prefix)
    whole = all(there.get(prefix + file.path) == file.md5 for file in release.files)
    seen = world.storage.get(f"{prefix}index.html", anonymously=True) is not None
    told = "without a key, this machine can read the home page: right on the edge's own machine alone"
    return [
        Check("stored", whole, f"{len(there)} files of release {release.id} are stored"),
        Check("private", not seen, told if seen else "a stranger cannot read them", needed=False),
    ]


def _certified(world: World) -> list[Check]:
    """Until when any host of the domain that stands by can be shown at once."""
    every = f"*.{world.standby}"
    found = world.certifier.covering([every]) if world.standby and world.certifier else None
    return [Check("certificate", True, f"{every} is certified until {found.until:%Y-%m-%d}")] if found else []
