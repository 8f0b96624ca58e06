"""Have a certificate for names of a zone: show the CA what it wants to see in DNS, and let it look once all servers do.

A CA counts failed looks, so it is never asked to look at what we have not seen ourselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from launcher.errors import Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.launch.steps.read_back import read_back
from launcher.model import Certificate, Record
from launcher.services import Certifier

_OF_CHALLENGES = "_"
"""How the labels begin under which CAs look (`_acme-challenge`, and ACM's)."""


def before(params: Params, scene: Scene) -> State:
    """Until when there is a certificate for these names, how many days that is, and which names under `_` there are."""
    found = _certifier(scene).covering(params["names"])
    days = (found.until - scene.world.clock.now()) / dt.timedelta(days=1) if found else 0.0
    return {"until": found.until if found else None, "days": days, "there": _under(params, scene)}


def done(params: Params, state: State) -> bool:
    """It is good for long enough."""
    return bool(state["days"] >= params["days"])


def apply(params: Params, scene: Scene) -> State:
    """Have it, and show it at the edge."""
    found = _certifier(scene).covering(params["names"])
    if found is None or not done(params, before(params, scene)):  # an earlier attempt may have got it
        found = _ordered(params, scene)
    _show_with_it(params["names"], scene)
    return {"until": found.until, "issuer": found.issuer, "names": list(found.names)}


def _ordered(params: Params, scene: Scene) -> Certificate:
    """Order, show, read back, let the CA look, wait."""
    certifier, names = _certifier(scene), params["names"]
    challenges = certifier.challenges(names)
    _show(params, challenges, scene)
    read_back(params["zone"], challenges, scene)
    found = certifier.issue(names)
    _clear(params, [record for record in challenges if record.type == "TXT"], scene)
    return found


def undo(params: Params, state: State, scene: Scene) -> None:
    """The certificate stays, as it does no harm; what was shown to the CA goes."""
    zone = params["zone"]
    if scene.world.dns.zone(zone) is not None:
        under = _under(params, scene)
        ours = [one for one in scene.world.dns.records(zone) if one.name in under and _challenges(one)]
        _clear(params, [one for one in ours if one.name not in state["there"]], scene)


def _certifier(scene: Scene) -> Certifier:
    if scene.world.certifier is None:
        raise Refused(
            f"{scene.world.target} has nobody to ask for a certificate", hint="Compare the target's settings."
        )
    return scene.world.certifier


def _challenges(record: Record) -> bool:
    """As CAs have them: a TXT of RFC 8555, or an alias from one name under `_` to another (ACM)."""
    if record.type == "CNAME":
        return record.values[0].startswith(_OF_CHALLENGES)
    return record.type == "TXT" and record.name.startswith("_acme-challenge.")


def _under(params: Params, scene: Scene) -> list[str]:
    """Names below those of the certificate that begin as challenges do; `_dmarc` is the records' own."""
    hosts = {f".{name.removeprefix('*.')}" for name in params["names"]}
    found = {
        record.name
        for record in scene.world.dns.records(params["zone"])
        if record.name.startswith(_OF_CHALLENGES) and not record.name.startswith("_dmarc.")
    }
    return sorted(name for name in found if any(name.endswith(host) for host in hosts))


def _show(params: Params, challenges: Sequence[Record], scene: Scene) -> None:
    """In place of what an earlier order had there."""
    there = scene.world.dns.records(params["zone"])
    places = {(record.name, record.type) for record in challenges}
    old = [one for one in there if (one.name, one.type) in places and one not in challenges]
    new = [one for one in challenges if one not in there]
    if old or new:
        scene.world.dns.change(params["zone"], remove=old, add=new)


def _show_with_it(names: Sequence[str], scene: Scene) -> None:
    """A host that is shown already is told again: its edge then takes the new certificate."""
    for host in names:
        if to := scene.world.edge.serving(host):
            scene.world.edge.point(host, to)


def _clear(params: Params, gone: Sequence[Record], scene: Scene) -> None:
    """A challenge that is over goes. What a cloud's own CA looks at stays: it is looked at again for each renewal."""
    if gone:
        scene.world.dns.change(params["zone"], remove=gone, add=[])


KIND = Kind("certificate", before, done, apply, undo)
