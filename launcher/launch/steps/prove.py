"""Ask for every page of a host as a reader would. Nothing is changed; what was found stands in the journal."""

from __future__ import annotations

from launcher.errors import NotVerified, SpareWheelError
from launcher.launch.deploy.depot import depot
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.launch.verify import verify
from launcher.model import Release, as_json
from launcher.site import release as releases


def before(params: Params, scene: Scene) -> State:
    """What the host answers with now, where it may lead on by now."""
    return {"serving": scene.world.edge.serving(params["host"]) if params.get("then") else None}


def done(params: Params, state: State) -> bool:
    """Never, as long as it is this host's release: it is looked at again. A host that sends its readers on is proven by
    the one that it sends them to."""
    return bool(params.get("then")) and bool(state["serving"] == params["then"])


def apply(params: Params, scene: Scene) -> State:
    """Every check, noted; raises NotVerified when one failed."""
    release = releases.load(scene.folder, params["release"])
    proof = verify(scene.world, scene.folder, params["zone"], params["host"], release, _since(params, scene))
    failures = [check.text for check in proof.failures]
    found = {"checks": as_json(proof.checks), "pages": proof.pages, "elapsed_s": round(scene.elapsed(), 3)}
    scene.note(ok=proof.ok, **found)
    if not proof.ok:
        raise NotVerified(
            f"the site is live but {len(failures)} of {len(proof.checks)} checks failed: {failures[0]}",
            hint="`sparewheel resume` checks again; `sparewheel rollback` puts an earlier release back.",
        )
    for check in proof.checks:
        if check.code == "resolver":
            scene.world.say(check.text)
    scene.world.say(f"live and verified: https://{params['host']}/")
    return {"checks": len(proof.checks), "pages": proof.pages, "elapsed_s": found["elapsed_s"]}


def _since(params: Params, scene: Scene) -> Release | None:
    """What was proven there before, if it is still known."""
    try:
        return (
            depot(scene.world, params["host"], scene.folder).release(params["since"]) if params.get("since") else None
        )
    except SpareWheelError:
        return None


KIND = Kind("prove", before, done, apply, None, changes=False)
