"""The release of a crisis's content, the quickest way that is proven to give the bytes of a whole build.

    read (only what changed is parsed)  →  what is published  →  the theme's process renders what changed
    →  count, prove a few that did not  →  objects, manifest  →  memory

Pelican builds the whole site when there is no memory of an earlier build, when the theme, the site's values or a
package changed, and on any doubt. What is kept between builds lies in `root/.cache/`; deleting it costs one such build.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from launcher.errors import SpareWheelError
from launcher.model import File, Release, Site, digest
from launcher.site import build, complaints, inventory, objects, remembering
from launcher.site import release as releases
from launcher.site.build import Built
from launcher.site.fronts import Fronts
from launcher.site.inventory import ATTACHMENTS, Inventory
from launcher.site.remembering import Memory, Read
from launcher.site.rendering import Doubt, Process, Rendered


@dataclass(frozen=True, slots=True)
class Made:
    """A release that is kept, whose manifest is under the crisis's folder: how it was built (`full`, `incremental`),
    which of its files were rendered, and why the whole site was (empty: it was not)."""

    release: Release
    built: Built
    how: str
    rendered: tuple[str, ...]
    why: str = ""


class Mismatch(Doubt):
    """A file that did not change was rendered otherwise: something that nobody thought of changed."""


def release(root: Path, site: Site, theme: Path, now: dt.datetime | None) -> Made:
    """Build what is published under `root/content`, keep it under `root`. Raises as `build.build`, `release.save`."""
    with Renderer(theme) as renderer:
        return renderer.release(root, site, now)


class Renderer:
    """Builds, with a process that is started at once and may stay for many builds; a context manager."""

    def __init__(self, theme: Path) -> None:
        self.theme = theme
        self._process = Process(theme)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End its process."""
        self._process.close()

    def release(self, root: Path, site: Site, now: dt.datetime | None, seen: Fronts | None = None) -> Made:
        """As the function of that name. What was `seen` is not read again, but by a whole build."""
        made = self.again(root, site, now, seen)
        return self.whole(root, site, now, made) if isinstance(made, Doubt) else made

    def again(self, root: Path, site: Site, now: dt.datetime | None, seen: Fronts | None = None) -> Made | Doubt:
        """The quick way alone, or why it cannot be gone: most of the time another process is at work."""
        try:
            with _alone(root, site) as cache:
                return self._again(root, site, now, cache, seen)
        except Doubt as doubt:
            return doubt

    def whole(self, root: Path, site: Site, now: dt.datetime | None, doubt: Doubt) -> Made:
        """The whole site by Pelican, for that reason."""
        with _alone(root, site) as cache:
            return self._whole(root, site, now, cache, doubt)

    def _again(self, root: Path, site: Site, now: dt.datetime | None, cache: Path, seen: Fronts | None) -> Made:
        memory = remembering.load(cache, site)
        if not memory.release:
            raise Doubt("no earlier build is known")
        read, published = _published(root / "content", site, now, memory, seen)
        sources = read.sources(published)
        texts = {name: _text(root / "content" / name, read, sources) for name in _others(sources, memory)}
        self._process.ask(cache, memory.index, site, sources, texts)
        before = _kept(root, memory.release)  # while it renders
        rendered = self._process.answer()
        _prove(before, rendered)
        bodies = {**rendered.files, **_linked(published, rendered)}
        files = {path: file for path, file in before.items() if path not in rendered.gone and not _attached(path)}
        files |= {path: releases.describe(path, body) for path, body in bodies.items()}
        _whole_site(files, published, site)
        made = releases.named(files.values(), site)
        _keep(root, made, bodies)
        remembering.save(cache, site, Memory(made.id, rendered.index, read.known, sources))
        built = Built(len(published.pages), len(published.posts))
        return Made(made, built, "incremental", tuple(sorted(rendered.files)))

    def _whole(self, root: Path, site: Site, now: dt.datetime | None, cache: Path, doubt: Doubt) -> Made:
        with _room(cache) as room:
            built = build.build(root / "content", site, self.theme, room / "site", now, cache)
            made = releases.pack(room / "site", site)
            releases.save(made, room / "site", root)
        with contextlib.suppress(Doubt):  # a file that was spoilt meanwhile: the next build says so
            read, published = _published(root / "content", site, now, Memory())
            remembering.save(cache, site, Memory(made.id, built.index, read.known, read.sources(published)))
        if isinstance(doubt, Mismatch):
            built = replace(built, warnings=(*built.warnings, f"the whole site was built again: {doubt}"))
        return Made(made, built, "full", tuple(file.path for file in made.files), str(doubt))


@contextlib.contextmanager
def _alone(root: Path, site: Site) -> Iterator[Path]:
    """What is kept for that site, for one build at a time: a preview and a publish may meet there. Raises Refused when
    the disk does not take it."""
    cache = root / ".cache" / digest([site.mode, site.url, site.edition])[:16]
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield cache
    except OSError as error:
        raise complaints.storage(error, cache) from error


@contextlib.contextmanager
def _room(cache: Path) -> Iterator[Path]:
    """An empty folder for a whole build; what a killed one left is removed."""
    for left in cache.glob("room-*"):
        shutil.rmtree(left, ignore_errors=True)
    room = Path(tempfile.mkdtemp(prefix="room-", dir=cache))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _kept(root: Path, id: str) -> dict[str, File]:
    """The files of the last release. Raises Doubt when one is not there, or the manifest is damaged."""
    try:
        files = {file.path: file for file in releases.load(root, id).files}
    except SpareWheelError as error:
        raise Doubt(error.message) from error
    if not all(objects.has(root, file.sha256) for file in files.values()):
        raise Doubt("a kept file is missing")
    return files


def _published(
    content: Path, site: Site, now: dt.datetime | None, memory: Memory, seen: Fronts | None = None
) -> tuple[Read, Inventory]:
    read = remembering.read(content, site, memory, seen)
    if read is None:
        raise Doubt("a file has a fault")
    try:
        return read, inventory.again(content, site, read.documents, now)
    except SpareWheelError as error:
        raise Doubt(error.message) from error


def _others(sources: Mapping[str, str], memory: Memory) -> list[str]:
    """The published files that the last build did not have as they are."""
    return [name for name, sha256 in sources.items() if memory.sources.get(name) != sha256]


def _text(file: Path, read: Read, sources: Mapping[str, str]) -> str:
    """The text of a file as it was read; what was known is read again (its hour came)."""
    name = remembering.name_of(file)
    data = read.fresh[name] if name in read.fresh else file.read_bytes()
    if remembering.sha256(data) != sources[name]:
        raise Doubt(f"{name} was saved meanwhile")
    return data.decode("utf-8-sig")


def _prove(before: Mapping[str, File], rendered: Rendered) -> None:
    """A few files that did not change are what they were."""
    for path, sha256 in rendered.proof.items():
        if path not in before or before[path].sha256 != sha256:
            raise Mismatch(f"{path} is not what it was")


def _attached(path: str) -> bool:
    return path.split("/")[0] in ATTACHMENTS


def _linked(published: Inventory, rendered: Rendered) -> dict[str, bytes]:
    """The files that pages link. Raises Doubt for what only a whole build should refuse."""
    found = {}
    for link in rendered.links:
        path = published.content / link
        parts = link.split("/")
        ways = [path, *list(path.parents)[: len(parts) - 1]]
        odd = any(part.startswith(".") for part in parts) or any(way.is_symlink() for way in ways)
        if not _attached(link) or odd or not path.is_file():
            raise Doubt(f"{link} is for a whole build to judge")
        found[link] = path.read_bytes()
    return found


def _whole_site(files: Collection[str], published: Inventory, site: Site) -> None:
    """Nothing is missing and nothing too much. Raises Doubt."""
    try:
        build.count(set(files), published, site)
    except SpareWheelError as error:
        raise Doubt(error.message) from error


def _keep(root: Path, made: Release, bodies: Mapping[str, bytes]) -> None:
    fresh = {objects.put(root, body) for body in bodies.values()}
    releases.keep(made, root, fresh)
