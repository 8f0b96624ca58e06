"""Put a release's files into the storage under `releases/<id>/`, and read their digests back."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from launcher.errors import ProviderFailed
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.model import File, Release
from launcher.site import release as releases

_AT_ONCE = 16


def before(params: Params, scene: Scene) -> State:
    """How many of the release's files are there, whole."""
    release = _release(params, scene)
    return {"present": len(release.files) - len(_absent(release, scene)), "files": len(release.files)}


def done(_: Params, state: State) -> bool:
    """All of them are."""
    return bool(state["present"] == state["files"])


def apply(params: Params, scene: Scene) -> State:
    """Upload what is absent: what pages need first, then pages."""
    release = _release(params, scene)
    scene.world.storage.prepare()
    absent = sorted(_absent(release, scene), key=lambda file: (file.content_type.startswith("text/html"), file.path))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda file: _put(release, file, scene), absent))
    if lost := _absent(release, scene):
        raise ProviderFailed(f"{len(lost)} files did not arrive whole, {lost[0].path} among them", hint="Resume.")
    return {"uploaded": len(absent), "bytes": sum(file.size for file in absent)}


def undo(params: Params, state: State, scene: Scene) -> None:
    """Remove the release if none of it was there before."""
    if not state["present"]:
        release = _release(params, scene)
        scene.world.storage.delete([_key(release, file) for file in release.files])


def _put(release: Release, file: File, scene: Scene) -> None:
    scene.world.storage.put(_key(release, file), releases.body(scene.folder / "releases", release, file), file)


def _absent(release: Release, scene: Scene) -> Sequence[File]:
    there = scene.world.storage.digests(f"releases/{release.id}/")
    return [file for file in release.files if there.get(_key(release, file)) != file.md5]


def _release(params: Params, scene: Scene) -> Release:
    return releases.load(scene.folder / "releases", params["release"])


def _key(release: Release, file: File) -> str:
    return f"releases/{release.id}/{file.path}"


KIND = Kind("upload", before, done, apply, undo)
