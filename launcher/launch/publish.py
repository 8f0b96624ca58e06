"""Publish: what writers changed goes live. Rollback: an earlier release comes back, byte for byte. Neither buys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from launcher.crisis import facts as fact_room
from launcher.errors import Refused
from launcher.launch import conduct, folder, inputs, kept, measuring, moved, places, plan, prepare
from launcher.launch.acts import Placed
from launcher.launch.folder import Crisis, Standing, standing
from launcher.model import Finding, Plan
from launcher.services import World
from launcher.site import release
from launcher.site.content import Rendered
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """What a publish would put out: what became of the templates' pages, the gate's warnings, the files that differ."""

    rendered: tuple[Rendered, ...]
    findings: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    """Words that facts may have overtaken: a person should look before they go out."""
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    plan: Plan
    seen: int
    """How many lines the journal had when this was made."""
    now: moved.Published


def changes(crisis: Crisis, workspace: Workspace, world: World, now: dt.datetime) -> Change:
    """Render, gate and build what stands in the crisis's folder. Raises Refused: not launched, facts, the gate."""
    there = standing(crisis)
    _is_out(crisis, there.state)
    given = kept.read(crisis, workspace)
    settings, playbook, facts, templates = given.settings, given.playbook, given.facts, given.templates
    needed = inputs.needs(playbook, templates)
    named = workspace.shown(crisis.folder / "facts.yaml")
    before = moved.recalled(crisis.folder) or moved.snapshot(facts, crisis.content)
    other = moved.names(moved.snapshot(facts, crisis.content), before)
    if wrong := [*fact_room.problems(facts, needed, playbook, named), *inputs.placeholders(facts)]:
        raise Refused.of(f"{len(wrong)} facts keep this from being published", wrong)
    hosts = _hosts(there, world)
    sites = [prepare.site_of(settings, crisis.mode, host) for host, _ in hosts]
    texts = measuring.texts(templates, facts, sites[0], playbook, given.registers)
    rendered = prepare.render_again(texts, crisis.folder)
    measure = measuring.yardstick(settings, playbook, facts, texts, given.registers)
    current = moved.snapshot(facts, crisis.content)
    shown = places.at_pages(workspace)
    stale = places.below(crisis.content, moved.stale(templates, rendered, other, current, before), shown)
    with places.told(shown, crisis.folder):
        found, packed = prepare.make(crisis.folder, sites, workspace.theme, now, measure)
    live = {file.path: file.sha256 for file in release.load(crisis.releases, _release_at(hosts[0][0], there)).files}
    after = {file.path: file.sha256 for file in packed[0].files}
    return Change(
        rendered=rendered,
        findings=places.moved(found, shown),
        doubts=(*moved.untimely(other, needed, facts), *stale),
        changed=tuple(sorted(path for path, digest in after.items() if live.get(path) != digest)),
        removed=tuple(sorted(live.keys() - after.keys())),
        plan=_plan("publish", crisis, [Placed(*host, one) for host, one in zip(hosts, packed, strict=True)], world),
        seen=len(there.entries),
        now=current,
    )


def publish(
    change: Change, crisis: Crisis, world: World, stopping: Callable[[], bool], started: float
) -> conduct.Conducted:
    """Put the change out and prove it."""
    done = conduct.conduct(change.plan, crisis, world, stopping, started, change.seen)
    moved.remember(crisis.folder, change.now)
    return done


def rollback(
    crisis: Crisis, id: str | None, world: World, stopping: Callable[[], bool], started: float
) -> conduct.Conducted:
    """Put a release back that has been live: the one that went out before, or the one called `id`. Raises Refused."""
    there = standing(crisis)
    _is_out(crisis, there.state)
    hosts = _hosts(there, world)
    lived = [one for one in been_live(crisis) if _together(there, hosts, one)]
    now = serving(there)
    earlier = lived[: lived.index(now)] if now in lived else lived
    wanted = id or (earlier[-1] if earlier else None)
    if wanted is None or wanted not in lived:
        told = ", ".join(lived) or "none"
        message = f"`{wanted}` has not been live" if wanted else "there is no earlier release"
        hint = f"Releases that have been live: {told}; `sparewheel rollback RELEASE` puts one of them back."
        raise Refused(message, hint=hint, code="unknown-release")
    packed = (release.load(crisis.releases, one) for one in _together(there, hosts, wanted))
    placed = [Placed(*host, one) for host, one in zip(hosts, packed, strict=True)]
    steps = _plan("rollback", crisis, placed, world)
    return conduct.conduct(steps, crisis, world, stopping, started, len(there.entries))


def _hosts(there: Standing, world: World) -> list[tuple[str, str]]:
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


def serving(there: Standing) -> str:
    """The release that was planned last for the host where readers find it."""
    assert there.plan is not None
    return _release_at(there.live, there) if there.live else there.plan.release


def _release_at(host: str, there: Standing) -> str:
    """The release that was planned last for a host."""
    return next(placed[host] for one in reversed(there.plans) if host in (placed := _uploaded(one)))


def _together(there: Standing, hosts: Sequence[tuple[str, str]], early: str) -> tuple[str, ...]:
    """This release; while there are two addresses, those that were made for them at the same time. None, where they
    were made for another name."""
    if len(hosts) == 1:
        return (early,)
    made = [plan.read(entry.data["plan"]) for entry in there.entries if entry.kind == "plan"]
    placed = (_uploaded(one) for one in reversed(made) if one.domain == there.domain)
    twins = (one for one in placed if early in one.values() and all(host in one for host, _ in hosts))
    return next((tuple(one[host] for host, _ in hosts) for one in twins), ())


def _uploaded(one: Plan) -> dict[str, str]:
    return {step.params["host"]: step.params["release"] for step in one.steps if step.kind == "upload"}


def _plan(action: str, crisis: Crisis, sites: Sequence[Placed], world: World) -> Plan:
    """The releases and the switch. In a world that has lost the rest (a sandbox whose machine was restarted), or where
    the launch broke off before it sent the readers of the first address on, all that it made for these readers comes
    first; but nothing is bought from here."""
    steps = plan.to_publish(action, crisis.id, crisis.target, sites, simulated=bool(world.simulated))
    there = standing(crisis)
    plans = there.plans
    if len(sites) > 1 and _tried(there):  # the name is ours and served: it has the change too, and its proof once more
        return replace(plan.rebuilt([*plans, replace(steps, first="")]), first=steps.first)
    lost = world.edge.serving(sites[0].host) is None
    return plan.rebuilt([*plans, steps]) if lost or (len(sites) == 1 and _left_at_first(plans, world)) else steps


def _tried(there: Standing) -> bool:
    """Whether the name came as far as its proof since the crisis was last taken back."""
    again = max((n for n, entry in enumerate(there.entries, 1) if entry.kind == "taken-back"), default=0)
    return any(entry.step.startswith(f"prove:{there.domain}:") for entry in there.entries[again:])


def _left_at_first(plans: Sequence[Plan], world: World) -> bool:
    """Whether the first address still has readers of its own."""
    moves = [step for one in plans for step in one.steps if step.kind == "move"]
    return any(world.edge.serving(step.params["host"]) != step.params["to"] for step in moves[-1:])


def been_live(crisis: Crisis) -> list[str]:
    """Releases in the order in which they first went live where readers find it now, newest last."""
    there = standing(crisis)
    act = f"serve:{there.live or there.domain}:"
    served = [e.step.removeprefix(act) for e in there.entries if e.kind == "done" and e.step.startswith(act)]
    return list(dict.fromkeys(served))


def _is_out(crisis: Crisis, state: str) -> None:
    if state not in folder.OUT:
        go_on = "resume" if state == folder.UNFINISHED else "launch"
        raise Refused(
            f"{crisis.id} is {state}, not live",
            hint=f"`sparewheel {go_on} --crisis {crisis.id}` first.",
            code="not-live",
        )
