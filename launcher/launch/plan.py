"""Plans: what would be done, as data. Pure: from what was observed to steps with reasons, costs and what they need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from launcher.errors import Malformed, Refused
from launcher.launch import acts
from launcher.launch.acts import Placed, Said
from launcher.launch.deploy.state import Stands, place
from launcher.launch.observe import Observed
from launcher.model import Front, Money, Plan, Release, Step


def to_launch(
    crisis: str,
    target: str,
    release: Release,
    observed: Observed,
    first: Release | None = None,
    editions: Sequence[Placed] = (),
) -> Plan:
    """From standby to live at the name, in two tracks: under a domain that is ours already (`first`), and at the name
    once it is bought, delegated and certified; then the first address sends its readers on. Editions come with the
    name, each at its own host, and hold up nothing of it."""
    site = acts.placed(observed.stands or Stands(observed.domain), observed.domain, release)
    steps = _at_the_name(site, observed)
    steps += at_hosts_under(observed.domain, editions, observed.front, simulated=observed.simulated)
    if first is None or observed.first is None:
        return Plan("launch", crisis, target, observed.domain, release.id, tuple(steps))
    early = acts.placed(observed.first.stands or Stands(observed.first.host), observed.first.zone, first)
    steps = [*_at_first(early, site, observed), *steps, acts.move(early, site, observed.simulated)]
    return Plan("launch", crisis, target, observed.domain, release.id, tuple(steps), early.host)


def _at_first(early: Placed, site: Placed, observed: Observed) -> list[Step]:
    """The certificate is there since quiet times: uploaded, served, written, proven. When nobody was ready for it, the
    edge sees to it now, or we do."""
    assert observed.first is not None
    front, simulated = observed.first.front, observed.simulated
    certified = [] if observed.first.certified else [acts.wildcard(early.zone, acts.CERTIFIED_DAYS, simulated)]
    return [*certified, *_at_a_host(early, front, simulated, certified, then=site)]


def at_hosts_under(domain: str, editions: Sequence[Placed], front: Front, *, simulated: bool) -> list[Step]:
    """Editions in the zone of the name. Where we have the certificates, theirs names none of them, and is asked for
    once the name has its own: a CA looks in the same place for both."""
    if not editions:
        return []
    zone, sent = acts.step_id("zone", domain), acts.step_id("delegation", domain)
    after = [sent, acts.step_id("certificate", domain, f"www.{domain}")]
    certified = [] if front.certifies else [acts.wildcard(domain, acts.CERTIFIED_DAYS, simulated, needs=after)]
    placed = (_at_a_host(edition, front, simulated, certified, zone=[zone], sent=[sent]) for edition in editions)
    return [*certified, *(step for steps in placed for step in steps)]


def _at_a_host(
    site: Placed,
    front: Front,
    simulated: bool,
    certified: Sequence[Step],
    *,
    zone: Sequence[str] = (),
    sent: Sequence[str] = (),
    then: Placed | None = None,
) -> list[Step]:
    """A host in a zone that is ours: uploaded, served, written, proven. `zone` and `sent` are the steps after which the
    zone is there, and after which the world is sent to it; none where that is so already."""
    asked = _asks_a_ca(front)
    there = [acts.step_id("records", site.host), *sent] if asked else [step.id for step in certified]
    upload = acts.upload(site, simulated)
    serve = acts.serve(site, simulated, needs=there, then=then)
    records = acts.records(site, front, simulated, needs=[*zone, *([] if asked else [serve.id])])
    place = [records, serve] if asked else [serve, records]
    return [upload, *place, acts.prove(site, simulated, then=then, needs=[*sent, *(step.id for step in place)])]


def _asks_a_ca(front: Front) -> bool:
    return front.certifies and bool(front.issuers)


def _at_the_name(site: Placed, observed: Observed) -> list[Step]:
    """Each as early as its inputs allow. An edge that gets its certificates from a CA has the records first, for the CA
    looks where they lead, and once the world is sent there; any other is ready before readers are sent to it."""
    domain, front, simulated = observed.domain, observed.front, observed.simulated
    told = [acts.step_id("zone", domain)] if observed.by_hand else []  # who buys must know its name servers
    bought = [] if observed.held else [acts.register(domain, observed, needs=told)]
    zone = acts.zone(domain, simulated, needs=[step.id for step in bought if observed.zone_with_name])
    delegation = acts.delegation(domain, simulated, needs=[*(step.id for step in bought), zone.id])
    certified = [] if front.certifies else [acts.certificate_of(site, simulated, needs=[delegation.id])]
    upload = acts.upload(site, simulated)
    asked = _asks_a_ca(front)
    there = [acts.step_id("records", domain), delegation.id] if asked else [step.id for step in certified]
    serve = acts.serve(site, simulated, needs=there)
    records = acts.records(site, front, simulated, needs=[] if asked else [serve.id])
    records = replace(records, needs=(zone.id, *records.needs))
    www = acts.redirect(f"www.{domain}", domain, simulated, needs=[serve.id])
    proof = acts.prove(site, simulated, needs=[delegation.id, records.id, www.id])
    place = [records, serve, www] if asked else [serve, www, records]
    begun = [zone, *bought, upload] if observed.by_hand else [*bought, upload, zone]
    return [*begun, delegation, *certified, *place, proof]


def to_publish(
    crisis: str,
    target: str,
    sites: Sequence[Placed],
    said: Said,
    *,
    simulated: bool,
    editions: Sequence[Step] = (),
) -> Plan:
    """Other releases for a crisis that is live: `publish` and `rollback`. Nothing is bought. The first site is what
    readers get now; a second one stands ready for the name that is still being bought: `whole` puts it there.
    `editions` are the steps of theirs."""
    live, *later = sites
    upload, serve, prove = again(live, simulated, said, then=later[0] if later else None)
    steps = (upload, serve, *(acts.upload(site, simulated, said) for site in later), prove, *editions)
    last = later[0] if later else live
    return Plan(said.action, crisis, target, last.host, last.release.id, steps, live.host if later else "")


def again(site: Placed, simulated: bool, said: Said, then: Placed | None = None) -> list[Step]:
    """Another release at a host that is there: uploaded, served, proven."""
    serve = acts.serve(site, simulated, then=then, said=said)
    return [acts.upload(site, simulated, said), serve, acts.prove(site, simulated, then=then, needs=[serve.id])]


def to_settle(plan: Plan, *, sign: bool) -> Plan:
    """After a stable day: the records of the name once more, for an hour instead of a minute; the keys of its zone in
    its parent, where they are wanted there; and the proof."""
    wanted = [step for step in plan.steps if step.kind in ("records", "prove") and step.params["zone"] == plan.domain]
    longer = [acts.settled(step) if step.kind == "records" else step for step in wanted]
    if sign:
        longer.append(acts.sign(plan.domain, longer[0].simulated))
    return replace(plan, action="settle", steps=tuple(longer), first="")


def whole(plans: Sequence[Plan]) -> Plan:
    """The last plan on top of what it stands on: the launch before it, and what was published in between. A world that
    was lost is whole again after it; steps whose goal holds are passed over. It never reaches behind the last launch: a
    name that was given up there is not bought again."""
    first = max((n for n, one in enumerate(plans) if one.action == "launch"), default=-1)
    every = [step for one in plans[first:] for step in one.steps]
    last = {_place(step): step for step in every}
    every = [step for step in every if _goes_on(step, last, plans)]
    last = {_place(step): _in_full(_brought_up(last[_place(step)], plans[-1])) for step in every}
    ids = {step.id: last[_place(step)].id for step in every}
    shown = {_host(step.id): step.id for step in last.values() if step.kind in ("serve", "prove")}
    needs: dict[tuple[str, str], list[str]] = {}
    for step in every:  # a publish does not say again that its host needs a zone
        needs.setdefault(_place(step), []).extend(ids.get(need) or shown.get(_host(need), need) for need in step.needs)
    steps = (replace(step, needs=tuple(dict.fromkeys(needs[place]))) for place, step in last.items())
    return replace(plans[-1], steps=tuple(steps))


def _in_full(step: Step) -> Step:
    """A proof of what changed proves nothing of a world that may have lost the rest."""
    if step.kind != "prove" or not step.params.get("since"):
        return step
    return replace(step, params={**step.params, "since": ""}, reason=acts.asks(step.params["host"], since=""))


def _goes_on(step: Step, last: Mapping[tuple[str, str], Step], plans: Sequence[Plan]) -> bool:
    """Whether a later plan still means this step: one that put out releases and left a host under the name out means
    that host no more; one that leads on has no release."""
    host = step.params.get("host", "")
    latest = next((one for one in reversed(plans) if uploaded(one)), plans[-1])
    if host in under(latest.domain, [host]) and all(one.params.get("host") != host for one in latest.steps):
        return False
    serve = last.get(("serve", host))
    return step.kind not in ("upload", "prove") or serve is None or "://" not in serve.params["to"]


def uploaded(one: Plan) -> dict[str, str]:
    """The releases that a plan puts out, by host."""
    return {step.params["host"]: step.params["release"] for step in one.steps if step.kind == "upload"}


def _made_in(one: Plan, host: str) -> str:
    """The place in which a plan makes the release of a host; empty: in none."""
    uploads = (step.params for step in one.steps if step.kind == "upload" and step.params["host"] == host)
    return next((place(host, params["side"]) for params in uploads), "")


def under(domain: str, hosts: Iterable[str]) -> list[str]:
    """Those of the hosts that are editions of that name."""
    return [host for host in hosts if host.endswith(f".{domain}") and host != f"www.{domain}"]


def _host(step: str) -> str:
    """`serve:HOST` of whatever release: a plan made of an earlier whole names one that no plan has."""
    return ":".join(step.split(":")[:2])


def _brought_up(step: Step, plan: Plan) -> Step:
    """What was published while the name was still being bought goes there, and to its editions, instead of what was
    launched."""
    planned = step.params.get("release") if step.kind in ("serve", "prove") else None
    release = {**uploaded(plan), plan.domain: plan.release}.get(step.params.get("host", ""))
    if planned is None or release is None:
        return step
    params = {key: release if value == planned else value for key, value in step.params.items()}
    if step.kind == "serve" and (made := _made_in(plan, step.params["host"])):
        params["to"] = made
    named, reason = (text.replace(planned, release) for text in (step.id, step.reason))
    return replace(step, id=named, params=params, reason=reason)


def rebuilt(plans: Sequence[Plan]) -> Plan:
    """The same without what cannot be taken back: for a world that was lost, and a change that must not buy. While the
    name is on the way, only what readers get at the first address, and what stands ready for the name."""
    wanted, first = whole(plans), plans[-1].first
    steps = [step for step in wanted.steps if step.undoable and (not first or _before_the_name(step, first))]
    there = {step.id for step in steps}
    kept = (replace(step, needs=tuple(need for need in step.needs if need in there)) for step in steps)
    return replace(wanted, steps=tuple(kept))


def _before_the_name(step: Step, first: str) -> bool:
    return step.kind == "upload" or (step.kind != "move" and step.params.get("host") == first)


def left_behind(plans: Sequence[Plan], plan: Plan) -> frozenset[str]:
    """The steps of a launch that went on to another name after a recorded no: all that was made for the first one."""
    gone = {one.domain for one in plans} - {plan.domain, ""}
    undoable = [step for one in plans for step in one.steps if step.undoable]
    return frozenset(step.id for step in undoable if _about(step, gone))


def _about(step: Step, domains: Collection[str]) -> bool:
    """Whether a step is about one of these names, or a host under it."""
    named = [step.params[key] for key in ("host", "zone", "domain") if key in step.params]
    return any(one == domain or one.endswith(f".{domain}") for one in named for domain in domains)


def _place(step: Step) -> tuple[str, str]:
    """What a later step takes over from an earlier one: a host serves one release, which is the one to upload."""
    if step.kind == "certificate":  # the name's own, and that of its editions
        return step.kind, " ".join(step.params["names"])
    return step.kind, str(next((step.params[key] for key in ("host", "zone", "domain") if key in step.params), ""))


STANDBY = "standby"
"""What stands for the host of the dormant site, which has none."""


def to_stand_by(crisis: str, target: str, release: Release, standby: str, *, simulated: bool) -> Plan:
    """The dormant site, hosted privately: uploaded, served nowhere. Where a domain stands by, its wildcard certificate
    is had, or renewed in good time."""
    steps = [acts.upload(Placed(STANDBY, "", release), simulated)]
    if standby:
        wildcard = acts.wildcard(standby, acts.RENEWED_DAYS, simulated)
        steps += [wildcard, acts.stand_by(standby, simulated, needs=[wildcard.id])]
    return Plan("standby", crisis, target, "", release.id, tuple(steps))


def refuse(plan: Plan, *, ceiling: Money, bought: int, allowed: int, checksum: str | None = None) -> None:
    """The brakes, before anyone is asked: ceilings on money and count, and the plan that was agreed on."""
    if plan.cost and (plan.cost.currency != ceiling.currency or plan.cost.amount > ceiling.amount):
        raise Refused(
            f"{plan.domain} costs {plan.cost}, above the ceiling of {ceiling}",
            hint="Choose another name with --domain, or raise limits.max_price in sparewheel.yaml.",
            code="too-dear",
        )
    if plan.cost and bought >= allowed:
        raise Refused(
            f"this crisis has bought {bought} name(s) already; the ceiling is {allowed}",
            hint="Raise limits.max_registrations in sparewheel.yaml if another purchase is meant.",
            code="too-many",
        )
    if checksum is not None and checksum != plan.checksum:
        raise Refused(
            f"the world moved: the plan is now {plan.checksum}, not {checksum}",
            hint="Look at it again with `sparewheel plan`, then launch with its checksum.",
            code="world-moved",
        )


def renamed(plan: Plan, crisis: str) -> Plan:
    """The same plan once its crisis has got its id; the checksum does not change."""
    return replace(plan, crisis=crisis)


def read(raw: Mapping[str, Any]) -> Plan:
    """A plan as it stands in a journal. Raises Malformed."""
    try:
        return Plan(
            raw["action"],
            raw["crisis"],
            raw["target"],
            raw["domain"],
            raw["release"],
            tuple(_steps(raw["steps"])),
            raw.get("first", ""),
        )
    except (KeyError, TypeError) as error:
        raise Malformed("the plan in the journal cannot be read", hint="Was it written by a newer version?") from error


def _steps(raw: Iterable[Mapping[str, Any]]) -> Iterable[Step]:
    for step in raw:
        cost = Money.read(step["cost"]) if step["cost"] else None
        yield Step(**{**step, "needs": tuple(step["needs"]), "cost": cost})
