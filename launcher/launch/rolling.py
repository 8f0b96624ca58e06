"""Rollback: an earlier release comes back, byte for byte; nothing is built, and nothing is bought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from launcher.errors import Refused
from launcher.launch import acts, conduct, editions, observe, plan, putting, together
from launcher.launch.acts import Said
from launcher.launch.deploy.depot import depot
from launcher.launch.deploy.state import Stands
from launcher.launch.folder import Crisis, Standing, standing
from launcher.launch.together import Together
from launcher.model import Plan
from launcher.services import World


@dataclass(frozen=True, slots=True)
class Back:
    """What a rollback would bring: the release, the plan, and the files that readers get otherwise, or no more."""

    release: str
    plan: Plan
    seen: int
    """How many lines the journal had when this was made."""
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def back(crisis: Crisis, id: str | None, world: World, why: str = "") -> Back:
    """To a release that has been live: the one that went out before, or the one called `id`. Raises Refused."""
    there = standing(crisis)
    putting.is_out(crisis, there.state)
    hosts = putting.hosts(there, world)
    looked = [observe.stands(world, host) for host, _ in hosts]
    wanted = _wanted(crisis, there, looked, id)
    packed = {host: depot(world, host, crisis.folder).release(one) for host, one in wanted.items()}
    placed = [acts.placed(one, zone, packed.pop(one.host)) for one, (_, zone) in zip(looked, hosts, strict=True)]
    apart = putting.apart(editions.placed(tuple(packed.values()), there.domain), world)
    steps = putting.planned(Said("rollback", why), crisis, placed, apart, world, lost=looked[0].serving is None)
    changed, removed = together.differing(there, [placed[0], *apart], putting.loads(crisis, world))
    return Back(placed[0].release.id, steps, len(there.entries), changed, removed)


def rollback(
    back: Back, crisis: Crisis, world: World, stopping: Callable[[], bool], started: float
) -> conduct.Conducted:
    """Put it back, and prove it."""
    return conduct.conduct(back.plan, crisis, world, stopping, started, back.seen)


def _wanted(crisis: Crisis, there: Standing, looked: Sequence[Stands], id: str | None) -> Together:
    """What comes back at each host. What only others put out comes back where readers are, and nowhere else."""
    names = [one.host for one in looked]
    lived, outs = together.lived(crisis, names), together.put_out(looked[0].state.outs)
    ours = {one for made in there.plans for one in plan.uploaded(made).values()}
    elsewhere = [{**together.out(there, names), names[0]: one} for one in outs if one not in ours]
    every = sorted([*lived, *elsewhere], key=lambda one: outs.index(one[names[0]]) if one[names[0]] in outs else -1)
    now = together.out(there, names)
    if looked[0].state.live not in ("", now[names[0]]):  # others put out what is live
        now = next((one for one in every if one[names[0]] == looked[0].state.live), now)
    at = every.index(now) if now in every else len(every)
    called = [one for one in every if id in _ids(one, names[0], there)] if id else every[:at]
    if called:
        return called[-1]
    told = ", ".join(dict.fromkeys(name for one in every for name in _ids(one, names[0], there))) or "none"
    message = f"`{id}` has not been live" if id else "there is no earlier release"
    hint = f"Releases that have been live: {told}; `sparewheel rollback RELEASE` puts one of them back."
    raise Refused(message, hint=hint, code="unknown-release")


def _ids(out: Together, live: str, there: Standing) -> list[str]:
    """By which a person may call what was out together: the release where readers find it, or that of an edition."""
    return [out[live], *(out[host] for host in plan.under(there.domain, out))]
