"""Have the edge ready for hosts under the standby domain, so that a first address needs nothing new of it."""

from __future__ import annotations

from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:  # noqa: ARG001 - the signature of a kind
    """Nothing is asked: being told twice does no harm."""
    return {}


def done(params: Params, state: State) -> bool:  # noqa: ARG001
    """Never known without telling it."""
    return False


def apply(params: Params, scene: Scene) -> State:
    """Tell it."""
    scene.world.stand_by()
    return {"domain": params["domain"]}


KIND = Kind("stand-by", before, done, apply, None, changes=False)
