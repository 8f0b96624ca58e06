"""Bring: have a release lie in one of the two places of a host, whole, whatever lay there, and take it away again.

    note that it changes → its manifest and sources, and a copy of what would be lost → files in order → what is no more
    → note that it is whole

Killed anywhere, the same call goes on: what arrived whole is not sent again. A place that readers are shown is never
brought anything: `plan` names the other one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from launcher.errors import ProviderFailed, Refused, SpareWheelError, WorldMoved
from launcher.launch.deploy import state as states
from launcher.launch.deploy.depot import Depot, Noticed, note_file, read_sources
from launcher.launch.deploy.difference import Difference, Lying, Put, difference
from launcher.launch.deploy.state import HostState
from launcher.model import File, Release
from launcher.services import Storage
from launcher.site import objects

AT_ONCE = 32
"""Requests under way. Small files are bound by round trips, not by bytes."""
PATIENCE = 120.0
"""Seconds after which a change that somebody else began, and no longer tells of, may be taken over."""
_BEAT = PATIENCE / 4

T = TypeVar("T")
Note = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Brought:
    """What was sent, and why, by path; bytes; what was removed."""

    sent: Mapping[str, str]
    size: int
    removed: tuple[str, ...]


def bring(depot: Depot, side: str, wanted: Release, after: str) -> Brought:
    """Have `wanted` lie in that place. `after` is what was live when this was decided.

    Raises WorldMoved when something else is live by now, Refused (`busy`) while somebody else is at it.
    """
    claim = _claimed(depot, side, wanted, after)
    if claim is None:
        return Brought({}, 0, ())
    before = claim.before
    lying = _lying(depot, before, side, wanted)
    work = difference(lying, wanted, _elsewhere(depot, before, side))
    kept = [put.keep for put in work.puts if put.keep] + [file for _, file in work.gone if file]
    _before(depot, side, [*_notes(depot, before, wanted), *kept], claim)
    _fill(depot, side, work, claim)
    depot.write(claim.state.settled(side, wanted.id), claim.tag)
    sent = {put.file.path: put.reason for put in work.puts}
    return Brought(sent, sum(put.file.size for put in work.puts), tuple(path for path, _ in work.gone))


def _claimed(depot: Depot, side: str, wanted: Release, after: str) -> Claim | None:
    """The note that we are at it; None where it lies there already. What was noticed may be old by now: then it is
    looked at anew, once."""
    for there in (depot.recent(), None):
        there = there or depot.look()
        _may(depot, there, side, wanted, after)
        if there.state.lies(side) == wanted.id:
            return None
        if there.tag is None:
            depot.storage.prepare()
        try:
            return Claim(depot, there.state.begun(side, wanted.id, depot.by), there)
        except WorldMoved:
            continue
    raise WorldMoved(
        f"somebody else is publishing to {depot.host} right now",
        hint="Nothing was changed. Try again in a minute.",
        code="busy",
    )


def _may(depot: Depot, there: Noticed, side: str, wanted: Release, after: str) -> None:
    state = there.state
    if state.live not in ("", after, wanted.id):
        out = state.outs[-1]
        raise WorldMoved(
            f"{out.by} put something else out at {out.at[:16]}Z meanwhile",
            hint="Nothing was changed. Run the same command again: it is made from what is live now.",
            code="published-elsewhere",
        )
    who = state.busy(side)
    if who and who != depot.by and there.age_s < PATIENCE:
        raise Refused(
            f"{who} is publishing right now",
            hint=f"Nothing was changed. Try again in a minute; after {PATIENCE:.0f} seconds it is taken over.",
            code="busy",
        )


class Claim:
    """The note that we are at it, and its tag. It is written again before it looks left behind; who finds that somebody
    else took over stops, for two would leave a mixture."""

    def __init__(self, depot: Depot, begun: HostState, there: Noticed) -> None:
        self.before, self.state, self.tag = there.state, begun, there.tag
        self._depot = depot
        if begun != there.state or there.age_s > _BEAT:
            self.tag = depot.write(begun, there.tag)
        self._last = depot.clock.elapsed()

    def renew(self) -> None:
        """Raises WorldMoved when it is ours no more."""
        if self._depot.clock.elapsed() - self._last > _BEAT:
            self.tag = self._depot.write(self.state, self.tag)
            self._last = self._depot.clock.elapsed()


# ── what lies there ──────────────────────────────────────────────────────────────────────────────


def _lying(depot: Depot, state: HostState, side: str, wanted: Release) -> Lying:
    """By what was noted, where it was left whole; else by what the storage lists."""
    there = state.sides[side]
    if there.whole:
        return {file.path: file for file in depot.release(there.release).files} if there.release else {}
    known = [_by_path(depot, one) for one in dict.fromkeys((*there.under, there.release)) if one]
    return _listed(depot, side, [*known, {file.path: file for file in wanted.files}])


def _by_path(depot: Depot, id: str) -> Mapping[str, File]:
    try:
        return {file.path: file for file in depot.release(id).files}
    except SpareWheelError:
        return {}  # its manifest never arrived: what it sent is looked at by its bytes


def _listed(depot: Depot, side: str, known: Sequence[Mapping[str, File]]) -> Lying:
    """Each path with the file of ours that its bytes are. A path that none of our releases has is somebody else's, and
    is left alone; headers are not listed, so where two releases give one path others, nobody knows."""
    prefix = depot.key(side, "")
    found: dict[str, File | None] = {}
    for name, md5 in depot.storage.digests(prefix).items():
        path = name.removeprefix(prefix)
        ours = {files[path] for files in known if path in files}
        if ours:
            same = {file for file in ours if file.md5 == md5}
            found[path] = same.pop() if len(same) == 1 else None
    return found


def _elsewhere(depot: Depot, state: HostState, side: str) -> set[str]:
    """Digests of what the other place holds, whole."""
    other = next(one for one in states.SIDES if one != side)
    lies = state.lies(other)
    return {file.sha256 for file in depot.release(lies).files} if lies else set()


# ── sending ──────────────────────────────────────────────────────────────────────────────────────


def _before(depot: Depot, side: str, things: Sequence[Note | File], claim: Claim) -> None:
    """What must be there before anything is written over."""

    def act(one: Note | File) -> None:
        return _keep(depot, side, one) if isinstance(one, File) else one()

    each(act, things, claim.renew)


def _fill(depot: Depot, side: str, work: Difference, claim: Claim) -> None:
    """Puts in their order, deletions last."""
    each(lambda put: _put(depot, side, put), work.puts, claim.renew)
    if work.gone:
        depot.storage.delete([depot.key(side, path) for path, _ in work.gone])


def _put(depot: Depot, side: str, put: Put) -> None:
    file, key = put.file, depot.key(side, put.file.path)
    body = _here(depot, file.sha256)
    if body is None:
        _from_storage(depot, file, key)
    else:
        depot.storage.put(key, body, file)


def _here(depot: Depot, sha256: str) -> bytes | None:
    """What this machine has, whole; None: nothing, or something damaged."""
    with contextlib.suppress(Refused):
        return objects.get(depot.root, sha256) if objects.has(depot.root, sha256) else None
    return None


def _keep(depot: Depot, side: str, file: File) -> None:
    """Before its bytes are written over. They may be gone already: then an earlier attempt kept them."""
    try:
        depot.storage.copy(depot.key(side, file.path), depot.kept(file.sha256), file)
    except ProviderFailed as failed:
        if failed.reason_code != "no-object":
            raise


def _from_storage(depot: Depot, file: File, key: str) -> None:
    """What this machine never had, or has no more."""
    state = depot.look().state
    places = [depot.kept(file.sha256), *(_found(depot, state, side, file) for side in states.SIDES)]
    for source in filter(None, places):
        try:
            return depot.storage.copy(source, key, file)
        except ProviderFailed as failed:
            if failed.reason_code != "no-object":
                raise
    raise Refused(
        f"nobody has the bytes of {file.path} any more ({file.sha256[:12]}…)",
        hint="Restore `objects/` from a copy of the crisis folder, or publish what is there now.",
        code="damaged",
    )


def _found(depot: Depot, state: HostState, side: str, file: File) -> str:
    """Where a place that was left whole has these bytes."""
    lies = state.lies(side)
    there = depot.release(lies).files if lies else ()
    return next((depot.key(side, one.path) for one in there if one.sha256 == file.sha256), "")


def _notes(depot: Depot, state: HostState, wanted: Release) -> list[Note]:
    """The manifest, and what writers wrote, for whoever goes on from another machine."""
    known = {sha for one in {state.live, *map(state.lies, states.SIDES)} - {""} for sha in depot.sources(one).values()}
    texts = {sha for path, sha in read_sources(depot.root, wanted.id).items() if path.endswith(".md")}
    fresh = sorted(sha for sha in texts - known if objects.has(depot.root, sha))  # what is not here came from there
    return [partial(depot.note, wanted), *(partial(_source, depot, sha256) for sha256 in fresh)]


def _source(depot: Depot, sha256: str) -> None:
    if (body := _here(depot, sha256)) is not None:
        depot.storage.put(depot.source(sha256), body, note_file(sha256, len(body)))


def each(act: Callable[[T], None], things: Sequence[T], ended: Callable[[], None]) -> None:
    """Several at once, begun in their order; `ended` is called as they end. The first failure is raised, and no more
    are begun."""
    with ThreadPoolExecutor(max(1, min(AT_ONCE, len(things)))) as pool:
        try:
            for _ in pool.map(act, things):
                ended()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


# ── taking away ──────────────────────────────────────────────────────────────────────────────────


def clear(depot: Depot, side: str) -> None:
    """Nothing of ours lies in that place any more; with the last place goes all that was noted of the host."""
    there = depot.look()
    state = there.state
    known = [_by_path(depot, one) for one in {*state.sides[side].under, state.sides[side].release} - {""}]
    delete(depot.storage, [depot.key(side, path) for path in _listed(depot, side, known)])
    left = state.emptied(side)
    if any(one.release for one in left.sides.values()):
        depot.write(left, there.tag)
    else:
        notes = depot.storage.digests(f"hosts/{depot.host}/")
        delete(depot.storage, sorted(notes, key=lambda key: key == states.key(depot.host)))


def delete(storage: Storage, keys: Sequence[str]) -> None:
    """Remove these, if there are any; the order is kept from one thousand to the next."""
    if keys:
        storage.delete(keys)


def doubt(depot: Depot) -> None:
    """What lies in both places is looked at, object by object, before it is trusted again."""
    there = depot.look()
    doubted = there.state
    for side in states.SIDES:
        doubted = doubted.doubted(side)
    if doubted != there.state:
        depot.write(doubted, there.tag)
