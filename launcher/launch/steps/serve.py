"""Point a host at a release (or at another host), at once and whole."""

from __future__ import annotations

from launcher.errors import ProviderFailed, Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:
    """What the host answers with now."""
    return {"serving": scene.world.edge.serving(params["host"])}


def done(params: Params, state: State) -> bool:
    """It is what it should be."""
    return bool(state["serving"] == params["to"])


def apply(params: Params, scene: Scene) -> State:
    """Switch, and ask the edge what it serves."""
    scene.world.edge.point(params["host"], params["to"])
    if not done(params, after := before(params, scene)):
        raise ProviderFailed(f"{params['host']} does not serve what it was told to", hint="Try `sparewheel resume`.")
    return after


def undo(params: Params, state: State, scene: Scene) -> None:
    """What it served before, or nothing; what somebody else put there stays."""
    now = before(params, scene)["serving"]
    if now is not None and now != params["to"] and not (scene.folder / "releases" / now).is_dir():
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
