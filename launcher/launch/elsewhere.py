"""Elsewhere: what others published from other machines, and what the storage holds otherwise than it was published."""

from __future__ import annotations

from launcher.errors import Problem, Refused
from launcher.launch import together
from launcher.launch.deploy import others
from launcher.launch.deploy.depot import depot
from launcher.launch.deploy.state import Stands, side_of
from launcher.launch.folder import Crisis, Standing
from launcher.services import World


def brought(crisis: Crisis, there: Standing, looked: Stands, world: World, *, bring: bool) -> tuple[str, ...]:
    """What others published and is not here: brought if that is wanted; else Refused, for it would be gone from the
    site with what is published from here."""
    live, known = looked.state.live, others.base(crisis.folder) or together.release_at(looked.host, there)
    if not live or live == known:
        return ()
    place = depot(world, looked.host, crisis.folder)
    release, theirs = place.release(live), place.sources(live)
    before = place.sources(known) if known else {}
    found = others.compare(before, theirs, others.here(crisis.folder, {**before, **theirs}))
    if not found or bring:
        aside = others.bring(place, found, release)
        others.rebase(crisis.folder, live)
        return (*found.fresh, *found.gone, *aside)
    out = looked.state.outs[-1]
    hint = "`sparewheel publish --bring` fetches it (what it would write over stays beside, as NAME~)."
    what = {
        **dict.fromkeys(found.fresh, "was published and is not here"),
        **dict.fromkeys(found.gone, "was taken away"),
    }
    problems = [Problem("published-elsewhere", f"{path} {text}", hint) for path, text in sorted(what.items())]
    raise Refused.of(f"{out.by} published meanwhile ({out.action}, {out.at[:16]})", problems, hint=hint)


def drifted(crisis: Crisis, looked: Stands, world: World) -> tuple[str, ...]:
    """The paths that lie otherwise in the place that readers see than they were published there."""
    side = side_of(looked.host, looked.serving)
    if not side or not looked.state.live:
        return ()
    place = depot(world, looked.host, crisis.folder)
    listed = world.storage.digests(place.key(side, ""))
    wanted = {place.key(side, file.path): file for file in place.release(looked.state.live).files}
    wrong = [file.path for key, file in wanted.items() if listed.get(key) != file.md5]
    strange = [key.removeprefix(place.key(side, "")) for key in listed.keys() - wanted.keys()]
    return tuple(sorted([*wrong, *strange]))
