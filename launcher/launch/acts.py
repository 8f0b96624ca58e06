"""Acts: each kind of step as data, with its reason, its cost and what it needs. Pure; `plan` puts them in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from launcher.errors import Refused
from launcher.launch.deploy.state import Stands, next_side, place, side_of
from launcher.launch.observe import Observed
from launcher.model import Front, Record, Release, Step, as_json

TTL_AT_LAUNCH = 60
"""Seconds. Short, so that a correction of the records is seen within a minute on the first day."""
TTL_SETTLED = 3600
"""Seconds, after a stable day: resolvers then carry readers through an hour without our name servers."""
CERTIFIED_DAYS = 7
"""A certificate that ends sooner is replaced at a launch."""
RENEWED_DAYS = 30
"""The same for the wildcard of a standby domain, in quiet times: a month to notice that it failed."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A release at the host that its pages name, and the zone that the host is in; which of the host's two places it is
    made in, and what was live there when that was decided (empty: nothing)."""

    host: str
    zone: str
    release: Release
    side: str = "a"
    after: str = ""

    @property
    def place(self) -> str:
        """What the edge calls that place."""
        return place(self.host, self.side)


def placed(stands: Stands, zone: str, release: Release, *, anew: bool = False) -> Placed:
    """Where that release is made next: where it lies already, if readers see that place and it need not be made `anew`;
    else in the other one."""
    now = side_of(stands.host, stands.serving)
    there = now and not anew and stands.state.lies(now) == release.id
    side = now if there else next_side(stands.host, stands.serving)
    return Placed(stands.host, zone, release, side, stands.state.live)


@dataclass(frozen=True, slots=True)
class Said:
    """By which command something goes live, and why; `look`: nothing that was noted of the storage is believed."""

    action: str = "launch"
    why: str = ""
    look: bool = False


LAUNCH = Said()


def step_id(kind: str, *keys: str) -> str:
    """A name that is the same in every plan that means the same."""
    return ":".join([kind, *keys])


def _undoable(
    kind: str,
    keys: Sequence[str],
    *,
    params: Mapping[str, Any],
    reason: str,
    back: str,
    simulated: bool,
    needs: Sequence[str] = (),
) -> Step:
    """A step that can be taken back; `back` says how."""
    return Step(
        id=step_id(kind, *keys),
        kind=kind,
        params=params,
        needs=tuple(needs),
        reason=reason,
        reversible=f"yes: {back}",
        undoable=True,
        simulated=simulated,
    )


def register(domain: str, observed: Observed, needs: Sequence[str] = ()) -> Step:
    """Buy the name; the one act that costs, and that cannot be taken back. Raises Refused without a price."""
    if observed.price is None:
        raise Refused(f"the registrar quotes no price for {domain}", hint="Choose another name.", code="no-price")
    bought = f"buy {domain} for one year at {observed.price}, and no dearer"
    renews = "it is renewed where you buy it" if observed.by_hand else "it will not renew by itself"
    return Step(
        id=step_id("register", domain),
        kind="register",
        params={"domain": domain, "years": 1, "max_price": as_json(observed.price)},
        needs=tuple(needs),
        reason=f"buy {domain} yourself; nothing is charged here" if observed.by_hand else bought,
        reversible=f"no: a registration is not refunded; {renews}",
        undoable=False,
        cost=None if observed.by_hand else observed.price,
        simulated=observed.simulated,
    )


def upload(site: Placed, simulated: bool, said: Said = LAUNCH) -> Step:
    """Bring the release into that place of its host."""
    release = site.release
    size = sum(file.size for file in release.files)
    look = {"look": True} if said.look else {}
    return _undoable(
        "upload",
        (release.id, site.side),
        params={"release": release.id, "host": site.host, "side": site.side, "after": site.after, **look},
        reason=f"upload what is not there yet of release {release.id} ({len(release.files)} files, {size // 1000} kB)",
        back="what lay there before comes back",
        simulated=simulated,
    )


def zone(domain: str, simulated: bool, needs: list[str]) -> Step:
    """Make the zone of the name."""
    return _undoable(
        "zone",
        (domain,),
        params={"domain": domain},
        needs=needs,
        reason=f"make the DNS zone {domain}",
        back="the zone is removed if nobody else put records into it",
        simulated=simulated,
    )


def delegation(domain: str, simulated: bool, needs: list[str]) -> Step:
    """Have the parent send the readers of the name to its zone."""
    return _undoable(
        "delegation",
        (domain,),
        params={"domain": domain},
        needs=needs,
        reason=f"have the registry send the readers of {domain} to that zone, and see that it does",
        back="the name servers that it had come back",
        simulated=simulated,
    )


def certificate_of(site: Placed, simulated: bool, needs: list[str]) -> Step:
    """The certificate of a name and its `www`."""
    return certificate(site.zone, (site.host, f"www.{site.host}"), CERTIFIED_DAYS, simulated=simulated, needs=needs)


def wildcard(zone: str, days: int, simulated: bool, needs: Sequence[str] = ()) -> Step:
    """The certificate of all hosts of a zone: whoever reads it, or a log of certificates, learns of none of them."""
    return certificate(zone, (f"*.{zone}",), days, simulated=simulated, needs=needs)


def certificate(zone: str, names: Sequence[str], days: int, *, simulated: bool, needs: Sequence[str] = ()) -> Step:
    """A certificate for names of one zone that is good for so many days at least."""
    return _undoable(
        "certificate",
        names,
        params={"zone": zone, "names": list(names), "days": days},
        needs=needs,
        reason=f"have a certificate for {' and '.join(names)}",
        back="what was shown to the CA is removed; the certificate does no harm",
        simulated=simulated,
    )


def stand_by(standby: str, simulated: bool, needs: Sequence[str]) -> Step:
    """Have the edge ready for any host under the standby domain."""
    return _undoable(
        "stand-by",
        (standby,),
        params={"domain": standby},
        needs=needs,
        reason=f"have the edge ready for hosts under {standby}",
        back="it shows nothing",
        simulated=simulated,
    )


def serve(
    site: Placed, simulated: bool, needs: Sequence[str] = (), then: Placed | None = None, said: Said = LAUNCH
) -> Step:
    """Serve the release at its host; `then` is where that host sends its readers once its time is over."""
    return _undoable(
        "serve",
        (site.host, site.release.id),
        params={
            "host": site.host,
            "to": site.place,
            "release": site.release.id,
            "action": said.action,
            "why": said.why,
            **_after(then),
        },
        needs=(step_id("upload", site.release.id, site.side), *needs),
        reason=f"serve release {site.release.id} at {site.host}",
        back="what was served before comes back",
        simulated=simulated,
    )


def prove(site: Placed, simulated: bool, needs: Sequence[str] = (), then: Placed | None = None) -> Step:
    """Ask for every page of the host. One that sends its readers on (`then`) is proven by the other."""
    return _undoable(
        "prove",
        (site.host, site.release.id),
        params={"host": site.host, "zone": site.zone, "release": site.release.id, "since": site.after, **_after(then)},
        needs=needs,
        reason=asks(site.host, since=site.after),
        back="it only looks",
        simulated=simulated,
    )


def asks(host: str, *, since: str) -> str:
    """What a proof does; where a release was proven before (`since`), of what is other than in that one."""
    return f"ask for {'what changed' if since else 'every page'} of {host} as a reader would"


def _after(then: Placed | None) -> dict[str, str]:
    """Where a host sends its readers once its time is over."""
    return {"then": f"https://{then.host}"} if then else {}


def move(early: Placed, site: Placed, simulated: bool) -> Step:
    """Send the readers of the first address to the name, once both are proven: it is asked for its own pages till
    then."""
    return _undoable(
        "move",
        (early.host,),
        params={"host": early.host, "to": f"https://{site.host}"},
        needs=tuple(step_id("prove", one.host, one.release.id) for one in (early, site)),
        reason=f"send the readers of {early.host} to {site.host}",
        back="the release that it served comes back",
        simulated=simulated,
    )


def redirect(host: str, domain: str, simulated: bool, needs: Sequence[str]) -> Step:
    """Send the readers of a host to the name."""
    return _undoable(
        "serve",
        (host,),
        params={"host": host, "to": f"https://{domain}"},
        needs=needs,
        reason=f"send {host} to {domain}",
        back="the redirect is removed",
        simulated=simulated,
    )


def records(site: Placed, front: Front, simulated: bool, needs: Sequence[str]) -> Step:
    """A name of its own takes no mail and says who may certify it; a host of a domain that is ours only says where it
    is: the rest is that domain's."""
    own = site.host == site.zone
    hosts = (site.host, f"www.{site.host}") if own else (site.host,)
    wanted = [*_where(hosts, front), *((*_no_mail(site.host), *_issuers(site.host, front)) if own else ())]
    mail = " (no mail comes from there)" if own else ""
    return _undoable(
        "records",
        (site.host,),
        params={"host": site.host, "zone": site.zone, "records": as_json(wanted)},
        needs=needs,
        reason=f"write the records of {' and '.join(hosts)}{mail}, and read them back from every name server",
        back="the records that stood there come back",
        simulated=simulated,
    )


def _where(hosts: Sequence[str], front: Front) -> Iterable[Record]:
    """All hosts, at the edge's addresses; or at the name that it will have by then."""
    kinds = {"A": [a for a in front.addresses if ":" not in a], "AAAA": [a for a in front.addresses if ":" in a]}
    if front.alias is not None:
        return [_record(host, "ALIAS") for host in hosts]
    return [_record(host, kind, *values) for host in hosts for kind, values in kinds.items() if values]


def _no_mail(domain: str) -> Iterable[Record]:
    """A crisis name will be spoofed: it takes no mail (RFC 7505), sends none, and what claims to be from it is
    rejected."""
    yield _record(domain, "MX", "0 .")
    yield _record(domain, "TXT", '"v=spf1 -all"')
    yield _record(f"_dmarc.{domain}", "TXT", '"v=DMARC1; p=reject;"')


def _issuers(domain: str, front: Front) -> Iterable[Record]:
    """Only the edge's own CAs may issue certificates for the name."""
    if front.issuers:
        yield _record(domain, "CAA", *(f'0 issue "{issuer}"' for issuer in front.issuers))


def _record(name: str, kind: str, *values: str) -> Record:
    return Record(name, kind, TTL_AT_LAUNCH, tuple(sorted(values)))


def sign(domain: str, simulated: bool) -> Step:
    """Have the parent vouch for the keys of the zone."""
    return _undoable(
        "sign",
        (domain,),
        params={"domain": domain},
        needs=(step_id("records", domain),),
        reason=f"have the registry vouch for the keys of {domain} (DS), once they are proven",
        back="the DS records that it had come back",
        simulated=simulated,
    )


def settled(step: Step) -> Step:
    """The same records for an hour; an alias has the time of the host behind it."""
    records = [one if one["type"] == "ALIAS" else {**one, "ttl": TTL_SETTLED} for one in step.params["records"]]
    reason = f"let resolvers keep the records of {step.params['zone']} for an hour: they have stood for a day"
    return replace(step, params={**step.params, "records": records}, reason=reason)
