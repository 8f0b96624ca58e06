"""Plans: what would be done, as data. Pure: from what was observed to steps with reasons, costs and what they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from launcher.errors import Malformed, Refused
from launcher.launch.observe import Observed
from launcher.model import Money, Plan, Record, Release, Step, as_json

TTL_AT_LAUNCH = 60
"""Seconds. Short, so that a correction of the records is seen within a minute on the first day."""


def to_launch(crisis: str, target: str, release: Release, observed: Observed) -> Plan:
    """From standby to live at the name: buy, upload, zone, serve, records.

    An edge that gets its certificates from a CA has the records first: the CA looks where they lead, and a first try
    without them costs a pause.
    """
    domain, upload, zone = observed.domain, f"upload:{release.id}", f"zone:{observed.domain}"
    served, records = _id("serve", domain, release.id), _id("records", domain)
    early = bool(observed.front.issuers)
    serve = [
        _serve(domain, release.id, observed.simulated, needs=[upload, *([records] if early else [])]),
        _redirect(domain, observed, needs=[served]),
    ]
    write = [_records(domain, observed, needs=[zone] if early else [zone, served])]
    steps = [
        *([] if observed.held else [_register(domain, observed)]),
        _upload(release, observed.simulated),
        _zone(domain, observed, needs=[] if observed.held else [f"register:{domain}"]),
        *(write + serve if early else serve + write),
    ]
    return Plan("launch", crisis, target, domain, release.id, tuple(steps))


def to_publish(action: str, crisis: str, target: str, domain: str, release: Release, *, simulated: bool) -> Plan:
    """Another release at a name that is live: `publish` and `rollback`. Nothing is bought."""
    steps = (
        _upload(release, simulated),
        _serve(domain, release.id, simulated, needs=[f"upload:{release.id}"]),
    )
    return Plan(action, crisis, target, domain, release.id, steps)


def whole(plans: Sequence[Plan]) -> Plan:
    """The last plan on top of what it stands on: the launch before it, and what was published in between. A world that
    was lost is whole again after it; steps whose goal holds are passed over. It never reaches behind the last launch: a
    name that was given up there is not bought again."""
    first = max((n for n, one in enumerate(plans) if one.action == "launch"), default=-1)
    every = [step for one in plans[first:] for step in one.steps]
    last = {_place(step): step for step in every}
    ids = {step.id: last[_place(step)].id for step in every}
    steps = (replace(step, needs=tuple(ids.get(need, need) for need in step.needs)) for step in last.values())
    return replace(plans[-1], steps=tuple(steps))


def rebuilt(plans: Sequence[Plan]) -> Plan:
    """The same without what cannot be taken back: for a world that was lost, and a change that must not buy."""
    wanted = whole(plans)
    steps = [step for step in wanted.steps if step.undoable]
    there = {step.id for step in steps}
    kept = (replace(step, needs=tuple(need for need in step.needs if need in there)) for step in steps)
    return replace(wanted, steps=tuple(kept))


def _place(step: Step) -> tuple[str, str]:
    """What a later step takes over from an earlier one: a host serves one release, which is the one to upload."""
    return step.kind, str(next((step.params[key] for key in ("host", "zone", "domain") if key in step.params), ""))


def to_stand_by(crisis: str, target: str, release: Release, *, simulated: bool) -> Plan:
    """The dormant site, hosted privately: uploaded, served nowhere."""
    return Plan("standby", crisis, target, "", release.id, (_upload(release, simulated),))


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
            raw["action"], raw["crisis"], raw["target"], raw["domain"], raw["release"], tuple(_steps(raw["steps"]))
        )
    except (KeyError, TypeError) as error:
        raise Malformed("the plan in the journal cannot be read", hint="Was it written by a newer version?") from error


def _steps(raw: Iterable[Mapping[str, Any]]) -> Iterable[Step]:
    for step in raw:
        cost = Money.read(step["cost"]) if step["cost"] else None
        yield Step(**{**step, "needs": tuple(step["needs"]), "cost": cost})


# ── the steps ────────────────────────────────────────────────────────────────────────────────────


def _id(kind: str, *keys: str) -> str:
    return ":".join([kind, *keys])


def _register(domain: str, observed: Observed) -> Step:
    if observed.price is None:
        raise Refused(f"the registrar quotes no price for {domain}", hint="Choose another name.", code="no-price")
    by_hand = not observed.price.amount  # nobody sells for nothing: a person buys it (providers/by_hand.py)
    bought = f"buy {domain} for one year at {observed.price}, and no dearer"
    renews = "it is renewed where you buy it" if by_hand else "it will not renew by itself"
    return Step(
        id=_id("register", domain),
        kind="register",
        params={"domain": domain, "years": 1, "max_price": as_json(observed.price)},
        needs=(),
        reason=f"buy {domain} yourself; nothing is charged here" if by_hand else bought,
        reversible=f"no: a registration is not refunded; {renews}",
        undoable=False,
        cost=observed.price,
        simulated=observed.simulated,
    )


def _upload(release: Release, simulated: bool) -> Step:
    size = sum(file.size for file in release.files)
    return Step(
        id=_id("upload", release.id),
        kind="upload",
        params={"release": release.id},
        needs=(),
        reason=f"upload what is not there yet of release {release.id} ({len(release.files)} files, {size // 1000} kB)",
        reversible="yes: the files are removed",
        undoable=True,
        simulated=simulated,
    )


def _zone(domain: str, observed: Observed, needs: list[str]) -> Step:
    return Step(
        id=_id("zone", domain),
        kind="zone",
        params={"domain": domain},
        needs=tuple(needs),
        reason=f"make the DNS zone {domain}",
        reversible="yes: the zone is removed if nobody else put records into it",
        undoable=True,
        simulated=observed.simulated,
    )


def _serve(domain: str, release: str, simulated: bool, needs: list[str]) -> Step:
    return Step(
        id=_id("serve", domain, release),
        kind="serve",
        params={"host": domain, "to": release},
        needs=tuple(needs),
        reason=f"serve release {release} at {domain}",
        reversible="yes: what was served before comes back",
        undoable=True,
        simulated=simulated,
    )


def _redirect(domain: str, observed: Observed, needs: list[str]) -> Step:
    return Step(
        id=_id("serve", f"www.{domain}"),
        kind="serve",
        params={"host": f"www.{domain}", "to": f"https://{domain}"},
        needs=tuple(needs),
        reason=f"send www.{domain} to {domain}",
        reversible="yes: the redirect is removed",
        undoable=True,
        simulated=observed.simulated,
    )


def _records(domain: str, observed: Observed, needs: list[str]) -> Step:
    wanted = [*_where(domain, observed), *_no_mail(domain), *_issuers(domain, observed)]
    return Step(
        id=_id("records", domain),
        kind="records",
        params={"zone": domain, "records": as_json(wanted)},
        needs=tuple(needs),
        reason=f"write the records of {domain} and www.{domain} (no mail comes from there), and read them back from "
        "every name server",
        reversible="yes: the records that stood there come back",
        undoable=True,
        simulated=observed.simulated,
    )


def _where(domain: str, observed: Observed) -> Iterable[Record]:
    """Both hosts, at the edge's addresses."""
    kinds = {"A": [a for a in observed.front.addresses if ":" not in a]}
    kinds["AAAA"] = [a for a in observed.front.addresses if ":" in a]
    return (
        _record(name, kind, *values) for name in (domain, f"www.{domain}") for kind, values in kinds.items() if values
    )


def _no_mail(domain: str) -> Iterable[Record]:
    """A crisis name will be spoofed: it takes no mail (RFC 7505), sends none, and what claims to be from it is
    rejected."""
    yield _record(domain, "MX", "0 .")
    yield _record(domain, "TXT", '"v=spf1 -all"')
    yield _record(f"_dmarc.{domain}", "TXT", '"v=DMARC1; p=reject;"')


def _issuers(domain: str, observed: Observed) -> Iterable[Record]:
    """Only the edge's own CAs may issue certificates for the name."""
    if observed.front.issuers:
        yield _record(domain, "CAA", *(f'0 issue "{issuer}"' for issuer in observed.front.issuers))


def _record(name: str, kind: str, *values: str) -> Record:
    return Record(name, kind, TTL_AT_LAUNCH, tuple(sorted(values)))
