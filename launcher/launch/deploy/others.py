"""Others: what operators on other machines published, and this folder does not have; and how it comes here.

Three versions of each file are compared, as three-way merges do: what was live when this folder last knew (`base`),
what is live now (`theirs`), and what is here (`ours`). Nobody's words are lost: what would be written over stays beside
it as `NAME~`, which no build reads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Refused
from launcher.launch.deploy import state as states
from launcher.launch.deploy.depot import Depot, Sources
from launcher.launch.disk import telling
from launcher.model import Release
from launcher.site import frontmatter, objects
from launcher.site.fronts import Fronts

FACTS = "facts.yaml"
"""Noted by its digest alone: facts may be internal, and stay on our machines."""
_PART = r"[^/.\x00-\x1f\x7f~][^/\x00-\x1f\x7f]{0,149}"
_OURS = re.compile(rf"(pages|posts)/{_PART}\.md|(images|files)(/{_PART}){{1,9}}")
"""What may come here: no hidden name, nothing that leads out of the folder, nothing that an editor left."""


# ── what was made here ───────────────────────────────────────────────────────────────────────────


def taken(root: Path, release: Release, fronts: Fronts, now: dt.datetime) -> Sources:
    """What a release was made of, kept as objects: published pages and posts, the files that they link, and the digest
    of the facts. Drafts, and what waits for its hour, stay here."""
    content, found = root / "content", {}
    with telling(content):
        for path, one in fronts.items():
            if one.front and one.published and not frontmatter.is_held(one.front, now) and _OURS.fullmatch(path):
                there = objects.has(root, one.sha256)
                found[path] = one.sha256 if there else objects.put(root, (content / path).read_bytes())
    linked = {file.path: file.sha256 for file in release.files if _OURS.fullmatch(file.path)}
    return {**found, **linked, FACTS: _digest(root / FACTS)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


# ── what is not here ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """By path: what came or changed there and is not here (`fresh`), which of that was changed here too (`both`), what
    was taken away there and is as it was here (`gone`), and whether the facts are others there."""

    fresh: Mapping[str, str]
    both: frozenset[str]
    gone: tuple[str, ...]
    facts: bool

    def __bool__(self) -> bool:
        return bool(self.fresh or self.gone)


def compare(base: Sources, theirs: Sources, ours: Sources, published: Collection[str] = ()) -> Elsewhere:
    """What others did since `base` that is not here. `published` are digests of texts that were live once: who has one
    of them has changed nothing. Pure."""
    fresh = {
        path: sha
        for path, sha in theirs.items()
        if path != FACTS and sha != base.get(path) and sha != ours.get(path) and _OURS.fullmatch(path)
    }
    gone = [path for path in base.keys() - theirs.keys() - {FACTS} if ours.get(path) == base[path]]
    moved = theirs.get(FACTS) != base.get(FACTS) and theirs.get(FACTS) != ours.get(FACTS)
    both = {path for path in fresh if ours.get(path, base.get(path)) not in (base.get(path), *published)}
    return Elsewhere(fresh, frozenset(both), tuple(sorted(gone)), bool(moved and theirs.get(FACTS)))


def here(root: Path, names: Sources) -> Sources:
    """The digests of what this folder has at these paths."""
    found = {path: _digest(root / (path if path == FACTS else f"content/{path}")) for path in names}
    return {path: sha for path, sha in found.items() if sha}


# ── bringing it ──────────────────────────────────────────────────────────────────────────────────


def bring(depot: Depot, elsewhere: Elsewhere, live: Release) -> tuple[str, ...]:
    """Write what is fresh into `content/`, take away what is gone there; what was here stays beside as `NAME~`. Tells
    the paths that were kept so. Raises Refused when the storage has the bytes no more."""
    bodies = {path: _body(depot, path, sha, live) for path, sha in elsewhere.fresh.items()}
    aside = []
    with telling(depot.root):
        for path, body in bodies.items():
            file = _inside(depot.root / "content", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            aside += _aside(file, path) if path in elsewhere.both else []
            objects.write_whole(file, body)
        for path in elsewhere.gone:
            aside += _aside(_inside(depot.root / "content", path), path)
    return tuple(aside)


def _inside(content: Path, path: str) -> Path:
    """Where it comes. Raises Refused where a link of somebody's leads out of the folder."""
    file = content / path
    if file.is_symlink() or not file.parent.resolve().is_relative_to(content.resolve()):
        raise Refused(
            f"content/{path} is a link", hint="Take the link away, then publish --bring again.", code="symlink"
        )
    return file


def _aside(file: Path, path: str) -> list[str]:
    if not file.is_file():
        return []
    names = (f"{file.name}{number}~" for number in ("", *range(2, 1000)))
    free = next(name for name in names if not file.with_name(name).exists())
    file.replace(file.with_name(free))
    return [path.removesuffix(file.name) + free]


def _body(depot: Depot, path: str, sha256: str, live: Release) -> bytes:
    if objects.has(depot.root, sha256):
        return objects.get(depot.root, sha256)
    sides = [side for side in states.SIDES if depot.look().state.lies(side) == live.id]
    for key in (depot.source(sha256), *(depot.key(side, path) for side in sides), depot.kept(sha256)):
        body = depot.storage.get(key)
        if body is not None and hashlib.sha256(body).hexdigest() == sha256:
            objects.put(depot.root, body)
            return body
    raise Refused(
        f"{path} was published from another machine, and the storage does not have its text",
        hint=f"Copy content/{path} from there, then publish.",
        code="source-lost",
    )
