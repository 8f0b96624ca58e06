"""Bring a release into one of the two places that a host has in the storage: the one that readers are not shown."""

from __future__ import annotations

from launcher.launch.deploy import bring as bringing
from launcher.launch.deploy.depot import Depot, depot
from launcher.launch.steps.kind import Kind, Params, Scene, State


def before(params: Params, scene: Scene) -> State:
    """The release that lies in that place; empty: none, or not whole."""
    return {"lies": _depot(params, scene).recent().state.lies(params["side"])}


def done(params: Params, state: State) -> bool:
    """It is this one, and nobody asked to look closer."""
    return state["lies"] == params["release"] and not params.get("look")


def apply(params: Params, scene: Scene) -> State:
    """Send what differs."""
    there = _depot(params, scene)
    if params.get("look"):
        bringing.doubt(there)
    brought = bringing.bring(there, params["side"], there.release(params["release"]), params["after"])
    told = dict(list(brought.sent.items())[:_TOLD])
    return {"sent": len(brought.sent), "bytes": brought.size, "removed": len(brought.removed), "why": told}


def undo(params: Params, state: State, scene: Scene) -> None:
    """What lay there before comes back, or nothing."""
    there = _depot(params, scene)
    if state["lies"]:
        bringing.bring(there, params["side"], there.release(state["lies"]), there.look().state.live)
    else:
        bringing.clear(there, params["side"])


_TOLD = 50
"""Files whose reason stands in the journal."""


def _depot(params: Params, scene: Scene) -> Depot:
    return depot(scene.world, params["host"], scene.folder)


KIND = Kind("upload", before, done, apply, undo)
