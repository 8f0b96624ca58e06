"""Point a host at a place (or at another host), at once and whole; later, send the first address's readers on."""

from __future__ import annotations

from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.launch.deploy.depot import Depot, depot
from launcher.launch.deploy.difference import differing
from launcher.launch.deploy.state import Out, side_of
from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:
    """What the host answers with now, and which release was told to be live there."""
    told = _depot(params, scene).look().state.live if "release" in params else ""
    return {"serving": scene.world.edge.serving(params["host"]), "live": told}


def done(params: Params, state: State) -> bool:
    """It is what it should be, and that is told; or it is what comes after that (`then`)."""
    if state["serving"] is not None and state["serving"] == params.get("then"):
        return True
    return bool(state["serving"] == params["to"] and state["live"] == params.get("release", ""))


def apply(params: Params, scene: Scene) -> State:
    """Switch, ask the edge what it serves, and tell the other operators."""
    if done(params, there := before(params, scene)):
        return there
    if there["serving"] != params["to"]:
        scene.world.edge.point(params["host"], params["to"], _changed(params, scene))
    serving = scene.world.edge.serving(params["host"])
    if serving != params["to"]:
        raise ProviderFailed(f"{params['host']} does not serve what it was told to", hint="Try `sparewheel resume`.")
    if "release" in params:
        _tell(params, scene)
    return {"serving": serving}


def _changed(params: Params, scene: Scene) -> tuple[str, ...]:
    """The paths of that place whose bytes are others than when readers were shown it last."""
    if "release" not in params:
        return ()
    there = _depot(params, scene)
    shown = there.look().state.sides[side_of(params["host"], params["to"])].shown
    try:
        before = there.release(shown) if shown else None
    except SpareWheelError:  # a release that nobody keeps any more
        return ("*",)
    changed, gone = differing(before, there.release(params["release"]))
    return (*changed, *gone) if shown else ()


def _tell(params: Params, scene: Scene) -> None:
    there = _depot(params, scene)
    found = there.look()
    at = scene.world.clock.now().isoformat(timespec="seconds")
    out = Out(params["release"], at, there.by, params.get("why", ""), params.get("action", "launch"))
    there.write(found.state.went_live(side_of(params["host"], params["to"]), out), found.tag)


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
