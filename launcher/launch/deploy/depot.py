"""The depot of a host: its objects and notes in the storage, read and written by name. Decides nothing."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from launcher.errors import Malformed, Refused
from launcher.launch.deploy import state as states
from launcher.launch.deploy.state import HostState
from launcher.launch.disk import telling
from launcher.model import File, Release
from launcher.services import Clock, Shared, Storage, World
from launcher.site import objects
from launcher.site import release as releases

JSON = "application/json; charset=utf-8"
_DIGEST = re.compile(r"[0-9a-f]{64}")
Sources = Mapping[str, str]
"""Digests of what writers wrote, by path in `content/`."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """The state of a host as read: the tag to write it with (None: there was none), and how old it is. `ours`: as
    this command wrote it."""

    state: HostState
    tag: str | None = None
    age_s: float = 0.0
    ours: bool = False


_MEMORY: WeakKeyDictionary[Shared, dict[str, Noticed]] = WeakKeyDictionary()


def _noticed(shared: Shared) -> dict[str, Noticed]:
    """What this process has noticed there, by host."""
    return _MEMORY.setdefault(shared, {})


@dataclass(frozen=True, slots=True)
class Depot:
    """`root` is the crisis's folder, which has its own copy of nearly everything; `by` is who acts."""

    storage: Storage
    shared: Shared
    clock: Clock
    host: str
    root: Path
    by: str

    # ── notes ──

    def look(self) -> Noticed:
        """The host's state; an empty one where there is none."""
        return look(self.shared, self.host)

    def recent(self) -> Noticed:
        """The state as this command read or wrote it last, which saves a round trip: for what a write is made from,
        since that fails when it was another by then."""
        return _noticed(self.shared).get(self.host) or self.look()

    def write(self, state: HostState, tag: str | None) -> str:
        """Raises WorldMoved when somebody else was faster."""
        memory = _noticed(self.shared)
        memory.pop(self.host, None)
        tag = self.shared.write(states.key(self.host), states.written(state), tag)
        memory[self.host] = Noticed(state, tag, ours=True)
        return tag

    # ── objects ──

    def key(self, side: str, path: str) -> str:
        """Of a file in a place."""
        return f"releases/{states.place(self.host, side)}/{path}"

    def kept(self, sha256: str) -> str:
        """Of bytes that no place holds any more."""
        return f"hosts/{self.host}/kept/{sha256}"

    def source(self, sha256: str) -> str:
        """Of what a writer wrote."""
        return f"hosts/{self.host}/sources/{sha256}"

    # ── manifests ──

    def release(self, id: str) -> Release:
        """A release by its name: from this machine, else from the storage. Raises Refused when neither has it."""
        with contextlib.suppress(Refused, Malformed):  # damaged here: the storage has it too
            return releases.load(self.root, id)
        raw = self._manifest(id)
        made = releases.read(raw.get("release"), id, self._name(id))
        releases.keep(made, self.root, fresh=())
        remember_sources(self.root, id, _sources(raw.get("sources")))
        return made

    def sources(self, id: str) -> Sources:
        """What a release was made of, as far as anybody noted it."""
        path = sources_file(self.root, id)
        if path.exists():
            return read_sources(self.root, id)
        return _sources(self._manifest(id).get("sources"))

    def note(self, release: Release) -> None:
        """Have the storage tell which files make a release, and which sources made it."""
        body = json.dumps({"release": releases.told(release), "sources": read_sources(self.root, release.id)}).encode()
        self.storage.put(self._name(release.id), body, note_file(self._name(release.id), len(body)))

    def _manifest(self, id: str) -> Mapping[str, object]:
        body = self.storage.get(self._name(id))
        if body is None:
            hint = "`sparewheel releases` lists those that can be put back."
            raise Refused(f"nobody has the release {id} any more", hint=hint, code="no-release")
        try:
            found = json.loads(body)
        except ValueError as error:
            raise Malformed(f"{self._name(id)} in the storage cannot be read", code="bad-manifest") from error
        return found if isinstance(found, dict) else {}

    def _name(self, id: str) -> str:
        return f"hosts/{self.host}/manifests/{id}.json"


def look(shared: Shared, host: str) -> Noticed:
    """The state of a host; an empty one where there is none."""
    note = shared.read(states.key(host))
    state = states.read(note.body, states.key(host)) if note else HostState()
    found = Noticed(state, note.tag, note.age_s) if note else Noticed(state)
    _noticed(shared)[host] = found
    return found


def depot(world: World, host: str, root: Path) -> Depot:
    """That of a host in this world."""
    return Depot(world.storage, world.shared, world.clock, host, root, me(root))


def me(root: Path) -> str:
    """Who acts, as others are told: this account on this machine, and which copy of the crisis it works in."""
    copy = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:4]
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # a container's user has no name
        account = "somebody"
    return f"{account}@{socket.gethostname()} ({copy})"


def note_file(path: str, size: int) -> File:
    """The headers of a note of ours."""
    return File(path, "", "", size, JSON, "private, no-store")


# ── sources, in the crisis's folder ──────────────────────────────────────────────────────────────


def sources_file(root: Path, id: str) -> Path:
    """Where it is noted what a release was made of."""
    return root / "releases" / f"{id}.sources.json"


def read_sources(root: Path, id: str) -> Sources:
    """What a release was made of; empty where nobody noted it."""
    try:
        found = json.loads(sources_file(root, id).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Malformed(f"{sources_file(root, id)} cannot be read", hint="Delete it, and publish again.") from error
    return _sources(found)


def _sources(raw: object) -> Sources:
    """Paths and digests, and nothing else that may stand there."""
    found = raw.items() if isinstance(raw, dict) else ()
    return {path: sha for path, sha in found if isinstance(sha, str) and (not sha or _DIGEST.fullmatch(sha))}


def remember_sources(root: Path, id: str, sources: Sources) -> None:
    """Note what a release was made of."""
    path = sources_file(root, id)
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        objects.write_whole(path, json.dumps(dict(sorted(sources.items()))).encode())
