"""Putting: at which hosts of a live crisis a release goes out, in which of their places, and by which steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from launcher.errors import Refused
from launcher.launch import acts, folder, observe, plan, together
from launcher.launch.acts import Placed, Said
from launcher.launch.deploy.depot import depot
from launcher.launch.folder import Crisis, Standing, standing
from launcher.model import Plan, Release, Step
from launcher.services import World


def is_out(crisis: Crisis, state: str) -> None:
    """Raise Refused when readers get nothing yet. What broke off while pages changed holds up no other change."""
    there = standing(crisis)
    changing = there.plan is not None and there.plan.action in ("publish", "rollback") and there.live
    if state not in folder.OUT and not (state == folder.UNFINISHED and changing):
        go_on = "resume" if state == folder.UNFINISHED else "launch"
        raise Refused(
            f"{crisis.id} is {state}, not live",
            hint=f"`sparewheel {go_on} --crisis {crisis.id}` first.",
            code="not-live",
        )


def hosts(there: Standing, world: World) -> list[tuple[str, str]]:
    """Where readers find it, and where they will find it later, each with its zone."""
    final, first = (there.domain, there.domain), _first(there, world)
    return [(first, _zone(first, there)), final] if first else [final]


def _first(there: Standing, world: World) -> str:
    """The first address while it has readers of its own, whatever is known of the name; empty after."""
    host = next((one.first for one in reversed(there.plans) if one.first), "")
    if not host or there.live == host:  # also in a world that has lost it
        return host
    shown = world.edge.serving(host)
    return host if shown and "://" not in shown else ""


def _zone(host: str, there: Standing) -> str:
    """As it was planned: the settings may have lost the domain since."""
    steps = (step for one in reversed(there.plans) for step in one.steps)
    return str(next(step.params["zone"] for step in steps if step.kind == "prove" and step.params["host"] == host))


def apart(editions: Sequence[Placed], world: World) -> list[Placed]:
    """Where the releases of editions are made."""
    looked = (observe.stands(world, one.host) for one in editions)
    return [acts.placed(there, one.zone, one.release) for there, one in zip(looked, editions, strict=True)]


def loads(crisis: Crisis, world: World) -> Callable[[str, str], Release]:
    """How the release of a host is had: from this folder, else from the storage."""
    return lambda host, release: depot(world, host, crisis.folder).release(release)


def planned(
    said: Said, crisis: Crisis, sites: Sequence[Placed], apart: Sequence[Placed], world: World, *, lost: bool
) -> Plan:
    """The releases and the switch. In a world that has lost the rest (a sandbox whose machine was restarted), or where
    the launch broke off before it sent the readers of the first address on, all that it made for these readers comes
    first; but nothing is bought from here. `lost`: readers get nothing there now."""
    there = standing(crisis)
    simulated, plans = bool(world.simulated), there.plans
    if len(sites) > 1:  # editions stand ready for the name too
        more = [acts.upload(one, simulated, said) for one in apart]
    else:
        more = _editions(sites[0], apart, there, world, said)
    steps = plan.to_publish(crisis.id, crisis.target, sites, said, simulated=simulated, editions=more)
    if len(sites) > 1 and _tried(there):  # the name is ours and served: it has the change too, and its proof once more
        return replace(plan.rebuilt([*plans, replace(steps, first="")]), first=steps.first)
    return plan.rebuilt([*plans, steps]) if lost or (len(sites) == 1 and _left_at_first(plans, world)) else steps


def _editions(site: Placed, placed: Sequence[Placed], there: Standing, world: World, said: Said) -> list[Step]:
    """What editions need: all of it where they are new, the release where they are known. One that has nothing of its
    own any more sends its readers to the name."""
    simulated = bool(world.simulated)
    new = [one for one in placed if acts.step_id("records", one.host) not in there.done]
    steps = plan.at_hosts_under(site.host, new, world.edge.front(site.host), simulated=simulated) if new else []
    for one in placed:
        steps += [] if one in new else plan.again(one, simulated, said)
    shown = {step.split(":")[1] for step in there.done if step.startswith("serve:")}
    gone = [host for host in together.editions(there) if host in shown - {one.host for one in placed}]
    after = [acts.step_id("serve", site.host, site.release.id)]
    return [*steps, *(acts.redirect(host, site.host, simulated, needs=after) for host in gone)]


def _tried(there: Standing) -> bool:
    """Whether the name came as far as its proof since the crisis was last taken back."""
    again = max((n for n, entry in enumerate(there.entries, 1) if entry.kind == "taken-back"), default=0)
    return any(entry.step.startswith(f"prove:{there.domain}:") for entry in there.entries[again:])


def _left_at_first(plans: Sequence[Plan], world: World) -> bool:
    """Whether the first address still has readers of its own."""
    moves = [step for one in plans for step in one.steps if step.kind == "move"]
    return any(world.edge.serving(step.params["host"]) != step.params["to"] for step in moves[-1:])
