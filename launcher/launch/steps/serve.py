"""Point a host at a place (or at another host), at once and whole; later, send the first address's readers on."""

from __future__ import annotations

from launcher.errors import ProviderFailed, Refused, SpareWheelError, WorldMoved
from launcher.launch.deploy.depot import Depot, depot
from launcher.launch.deploy.difference import differing
from launcher.launch.deploy.state import Out, side_of
from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:
    """What the host answers with now, and which release was told to be live there."""
    told = _depot(params, scene).recent().state.live if "release" in params else ""
    return {"serving": scene.world.edge.serving(params["host"]), "live": told}


def done(params: Params, state: State) -> bool:
    """It is what it should be, and that is told; or it is what comes after that (`then`)."""
    if state["serving"] is not None and state["serving"] == params.get("then"):
        return True
    return bool(state["serving"] == params["to"] and state["live"] == params.get("release", ""))


def apply(params: Params, scene: Scene) -> State:
    """Switch, ask the edge what it serves, and tell the other operators."""
    host, to = params["host"], params["to"]
    if "release" in params:
        _lies_there(params, scene)
    scene.world.edge.point(host, to, _changed(params, scene))
    if scene.world.edge.serving(host) != to:
        raise ProviderFailed(f"{host} does not serve what it was told to", hint="Try `sparewheel resume`.")
    if "release" in params:
        _tell(params, scene)
    return {"serving": to}


def _lies_there(params: Params, scene: Scene) -> None:
    """Raise WorldMoved when another release lies there by now. Nobody else touches what we have just brought."""
    there = _depot(params, scene)
    noticed = there.recent()
    state = (noticed if noticed.ours else there.look()).state
    if state.lies(side_of(params["host"], params["to"])) != params["release"]:
        raise WorldMoved(
            f"{params['to']} does not hold {params['release']} any more",
            hint="Somebody else published meanwhile: `sparewheel publish` makes it anew.",
            code="published-elsewhere",
        )


def _changed(params: Params, scene: Scene) -> tuple[str, ...]:
    """The paths of that place whose bytes are others than when readers were shown it last."""
    if "release" not in params:
        return ()
    there = _depot(params, scene)
    shown = there.recent().state.sides[side_of(params["host"], params["to"])].shown
    try:
        before = there.release(shown) if shown else None
    except SpareWheelError:  # a release that nobody keeps any more
        return ("*",)
    changed, gone = differing(before, there.release(params["release"]))
    return (*changed, *gone) if shown else ()


def _tell(params: Params, scene: Scene) -> None:
    there = _depot(params, scene)
    found, side = there.recent(), side_of(params["host"], params["to"])
    if found.state.live == found.state.sides[side].shown == params["release"]:
        return  # told before it was cut
    at = scene.world.clock.now().isoformat(timespec="seconds")
    out = Out(params["release"], at, there.by, params.get("why", ""), params.get("action", "launch"))
    there.write(found.state.went_live(side, out), found.tag)


def undo(params: Params, state: State, scene: Scene) -> None:
    """What it served before, or nothing; what somebody else put there stays."""
    host, now = params["host"], scene.world.edge.serving(params["host"])
    ours = now is None or now == params["to"] or bool(side_of(host, now))
    if not ours:
        raise Refused(
            f"{host} serves {now}, which this crisis did not put there",
            hint="It is left as it is.",
            code="not-ours",
        )
    if state["serving"] is None:
        scene.world.edge.withdraw(host)
    else:
        scene.world.edge.point(host, state["serving"])


def _depot(params: Params, scene: Scene) -> Depot:
    return depot(scene.world, params["host"], scene.folder)


KIND = Kind("serve", before, done, apply, undo)
MOVE = Kind("move", before, done, apply, undo)
"""The same act on a host that served something until now; in a plan, another place than what it served."""
