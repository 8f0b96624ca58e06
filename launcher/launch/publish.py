"""Publish: what writers changed goes live. Rollback: an earlier release comes back, byte for byte. Neither buys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from launcher.crisis import facts as fact_room
from launcher.errors import Refused
from launcher.launch import (
    acts,
    conduct,
    editions,
    folder,
    inputs,
    kept,
    measuring,
    moved,
    places,
    plan,
    prepare,
    together,
)
from launcher.launch.acts import Placed
from launcher.launch.folder import Crisis, Standing, standing
from launcher.launch.together import Together
from launcher.model import Edition, Finding, Plan, Step
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
    national = prepare.site_of(settings, crisis.mode, there.domain)
    texts = measuring.texts(templates, facts, national, playbook, given.registers)
    rendered = prepare.render_again(texts, crisis.folder)
    measure = measuring.yardstick(settings, playbook, facts, texts, given.registers)
    current = moved.snapshot(facts, crisis.content)
    shown = places.at_pages(workspace)
    stale = places.below(crisis.content, moved.stale(templates, rendered, other, current, before), shown)
    told, waiting = _told(settings.editions, crisis, there, now, on_the_way=len(hosts) > 1)
    final, *regional = editions.sites(national, told)
    early = [prepare.site_of(settings, crisis.mode, host) for host, _ in hosts[:-1]]
    with places.told(shown, crisis.folder):
        found, packed = prepare.make(crisis.folder, [*early, final, *regional], workspace.theme, now, measure)
    placed = [Placed(*host, one) for host, one in zip(hosts, packed, strict=False)]
    apart = editions.placed(packed[len(hosts) :], there.domain)
    changed, removed = together.differing(crisis, there, [placed[0], *apart])
    return Change(
        rendered=rendered,
        findings=(*places.moved(found, shown), *waiting),
        doubts=(*moved.untimely(other, needed, facts), *stale),
        changed=changed,
        removed=removed,
        plan=_plan("publish", crisis, placed, apart, world),
        seen=len(there.entries),
        now=current,
    )


def _told(
    known: Sequence[Edition], crisis: Crisis, there: Standing, now: dt.datetime, *, on_the_way: bool
) -> tuple[tuple[Edition, ...], list[Finding]]:
    """The editions to build, and what to say of others. While the name is on the way, they are those that were launched
    with it: nothing can be made in its zone yet."""
    speaking = editions.going_out(known, crisis.content, now)
    if not on_the_way:
        return speaking, []
    ids = [host.removesuffix(f".{there.domain}") for host in together.editions(there)]
    hint = f"Its posts are nowhere until then: publish once more when {there.domain} is live."
    waiting = [
        Finding("edition-waits", "warning", f"the edition `{one.id}` waits for the name", hint)
        for one in speaking
        if one.id not in ids
    ]
    return editions.planned(known, ids), waiting


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
    names = [host for host, _ in hosts]
    lived, now = together.lived(crisis, names), together.out(there, names)
    earlier = lived[: lived.index(now)] if now in lived else lived
    called = [one for one in lived if id in _ids(one, names[0], there)] if id else earlier
    wanted = called[-1] if called else None
    if wanted is None:
        told = ", ".join(dict.fromkeys(name for one in lived for name in _ids(one, names[0], there))) or "none"
        message = f"`{id}` has not been live" if id else "there is no earlier release"
        hint = f"Releases that have been live: {told}; `sparewheel rollback RELEASE` puts one of them back."
        raise Refused(message, hint=hint, code="unknown-release")
    packed = {host: release.load(crisis.releases, one) for host, one in wanted.items()}
    placed = [Placed(*host, packed.pop(host[0])) for host in hosts]
    steps = _plan("rollback", crisis, placed, editions.placed(tuple(packed.values()), there.domain), world)
    return conduct.conduct(steps, crisis, world, stopping, started, len(there.entries))


def _ids(out: Together, live: str, there: Standing) -> list[str]:
    """By which a person may call what was out together: the release where readers find it, or that of an edition."""
    return [out[live], *(out[host] for host in plan.under(there.domain, out))]


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


def _plan(action: str, crisis: Crisis, sites: Sequence[Placed], apart: Sequence[Placed], world: World) -> Plan:
    """The releases and the switch. In a world that has lost the rest (a sandbox whose machine was restarted), or where
    the launch broke off before it sent the readers of the first address on, all that it made for these readers comes
    first; but nothing is bought from here."""
    there = standing(crisis)
    simulated, plans = bool(world.simulated), there.plans
    if len(sites) > 1:  # editions stand ready for the name too
        more = [acts.upload(one, simulated) for one in apart]
    else:
        more = _editions(sites[0], apart, there, world)
    steps = plan.to_publish(action, crisis.id, crisis.target, sites, simulated=simulated, editions=more)
    if len(sites) > 1 and _tried(there):  # the name is ours and served: it has the change too, and its proof once more
        return replace(plan.rebuilt([*plans, replace(steps, first="")]), first=steps.first)
    lost = world.edge.serving(sites[0].host) is None
    return plan.rebuilt([*plans, steps]) if lost or (len(sites) == 1 and _left_at_first(plans, world)) else steps


def _editions(site: Placed, placed: Sequence[Placed], there: Standing, world: World) -> list[Step]:
    """What editions need: all of it where they are new, the release where they are known. One that has nothing of its
    own any more sends its readers to the name."""
    simulated = bool(world.simulated)
    new = [one for one in placed if acts.step_id("records", one.host) not in there.done]
    steps = plan.at_hosts_under(site.host, new, world.edge.front(site.host), simulated=simulated) if new else []
    for one in placed:
        steps += [] if one in new else plan.again(one, simulated)
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


def _is_out(crisis: Crisis, state: str) -> None:
    if state not in folder.OUT:
        go_on = "resume" if state == folder.UNFINISHED else "launch"
        raise Refused(
            f"{crisis.id} is {state}, not live",
            hint=f"`sparewheel {go_on} --crisis {crisis.id}` first.",
            code="not-live",
        )
