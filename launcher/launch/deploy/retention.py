"""Retention: how many releases can still be put back. What lies in a place is never dropped, nor the latest."""

from __future__ import annotations

from launcher.launch.deploy.bring import delete
from launcher.launch.deploy.depot import Depot
from launcher.launch.deploy.state import HostState

EVERY = 10
"""It is looked at every so many times only: that takes as long as a publish."""


def wanted(state: HostState, keep: int) -> tuple[str, ...]:
    """The releases that stay: what lies or is being brought somewhere, and the latest `keep` that were live. Pure."""
    latest = list(dict.fromkeys(out.release for out in reversed(state.outs)))[:keep]
    lying = [one for side in state.sides.values() for one in (side.release, *side.under) if one]
    return tuple(dict.fromkeys([*lying, *latest]))


def sweep(depot: Depot, keep: int) -> tuple[str, ...]:
    """Drop what is older, and the bytes and texts that nothing else is made of; tells the releases that went."""
    state = depot.recent().state
    if state.count % EVERY or len({out.release for out in state.outs}) <= keep:
        return ()
    stay = wanted(state, keep)
    prefix = f"hosts/{depot.host}/"
    there = depot.storage.digests(prefix)
    old = [key for key in there if key.startswith(f"{prefix}manifests/") and _named(key) not in stay]
    if not old:
        return ()
    used = {file.sha256 for one in stay for file in depot.release(one).files}
    used |= {sha256 for one in stay for sha256 in depot.sources(one).values()}
    loose = [key for key in there if key.startswith((depot.kept(""), depot.source(""))) and _named(key) not in used]
    delete(depot.storage, [*old, *loose])
    return tuple(_named(key) for key in old)


def _named(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".json")
