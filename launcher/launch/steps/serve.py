"""Point a host at a release (or at another host), at once and whole; later, send the first address's readers on."""

from __future__ import annotations

from launcher.errors import ProviderFailed, Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:
    """What the host answers with now."""
    return {"serving": scene.world.edge.serving(params["host"])}


def done(params: Params, state: State) -> bool:
    """It is what it should be, or what comes after that (`then`)."""
    return state["serving"] is not None and state["serving"] in (params["to"], params.get("then"))


def apply(params: Params, scene: Scene) -> State:
    """Switch, and ask the edge what it serves."""
    if done(params, there := before(params, scene)):
        return there
    scene.world.edge.point(params["host"], params["to"])
    if not done(params, after := before(params, scene)):
        raise ProviderFailed(f"{params['host']} does not serve what it was told to", hint="Try `sparewheel resume`.")
    return after


def undo(params: Params, state: State, scene: Scene) -> None:
    """What it served before, or nothing; what somebody else put there stays."""
    now = before(params, scene)["serving"]
    ours = now is None or now == params["to"] or (scene.folder / "releases" / now).is_dir()
    if not ours:
        raise Refused(
            f"{params['host']} serves {now}, which this crisis did not put there",
            hint="It is left as it is.",
            code="not-ours",
        )
    if state["serving"] is None:
        scene.world.edge.withdraw(params["host"])
    else:
        scene.world.edge.point(params["host"], state["serving"])


KIND = Kind("serve", before, done, apply, undo)
MOVE = Kind("move", before, done, apply, undo)
"""The same act on a host that served something until now; in a plan, another place than what it served."""
