"""Releases: a built folder as one immutable, named value, kept byte for byte.

    root/releases/<id>.json      the Release: its manifest, written last
    root/objects/…               the bytes of its files, each once (objects.py)

The name covers paths, bytes, content types and cache rules: a changed header is another release. A release is there
once its manifest is, and every byte is checked when it is read back.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from launcher.errors import Malformed, Problem, Refused, Where
from launcher.model import File, Mode, Release, Site
from launcher.site import complaints, objects

SHORT = "public, max-age=60"
LONG = "public, max-age=86400"
_TEXT_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    "feed.json": "application/feed+json",
}
"""By ending, or by name where the name says more."""
_BINARY_TYPES = mimetypes.MimeTypes(filenames=())
"""Python's own table: the machine's would give another release elsewhere."""
_NEWS = (".html", ".txt", ".xml", ".atom", ".json")
"""What changes when news breaks: kept for a minute only."""
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}|\.well-known")
_ID = re.compile(r"[0-9a-f]{16}")


def pack(out: Path, site: Site) -> Release:
    """The built folder `out` as a release, files in the order of their paths.

    Raises Refused: a symlink or a special file, a name that is not plain ASCII, nothing at all; a folder that cannot be
    read.
    """
    try:
        files = tuple(_describe(path, path.relative_to(out).as_posix()) for path in _walk(out))
    except OSError as error:
        raise complaints.storage(error, out) from error
    if not files:
        raise Refused(f"{out} holds no files", code="empty-release")
    return named(files, site)


def named(files: Iterable[File], site: Site) -> Release:
    """The release of these files, in the order of their paths, with its name."""
    ordered = tuple(sorted(files, key=lambda file: file.path))
    return Release(_name(ordered), site.url, site.mode, ordered)


def save(release: Release, out: Path, root: Path) -> Path:
    """Keep the files of `out` as objects under `root`, then the manifest, all synced; return where the manifest is.

    Raises Refused: `out` is not what was packed, an object is damaged, the disk is full or read-only.
    """
    try:
        for file in release.files:
            data = (out / file.path).read_bytes()
            if hashlib.sha256(data).hexdigest() != file.sha256:
                raise Refused(f"{file.path} changed after it was packed", hint="build again", code="changed")
            objects.put(root, data)
    except OSError as error:
        raise complaints.storage(error, root) from error
    return keep(release, root)


def keep(release: Release, root: Path, fresh: Collection[str] | None = None) -> Path:
    """Write the manifest of a release whose objects are there. `fresh` are the objects that may not be on the disk yet;
    None: all of them. Raises Refused when the disk does not take it."""
    place = manifest(root, release.id)
    try:
        objects.sync(root, {file.sha256 for file in release.files} if fresh is None else fresh)
        if place.exists() and _of(place, release.id) == release:
            return place
        place.parent.mkdir(parents=True, exist_ok=True)
        objects.write_whole(place, _compact(told(release)))
    except OSError as error:
        raise complaints.storage(error, root) from error
    return place


def told(release: Release) -> dict[str, Any]:
    """The release as its manifest says it: written by hand, for a big site has thousands of files."""
    files = [{name: getattr(file, name) for name in File.__slots__} for file in release.files]
    return {"id": release.id, "site_url": release.site_url, "mode": str(release.mode), "files": files}


def manifest(root: Path, id: str) -> Path:
    """Where a release's manifest lies."""
    return root / "releases" / f"{id}.json"


def load(root: Path, id: str) -> Release:
    """The release `id` kept under `root`. Raises Refused when it is not there or is damaged, Malformed when the
    manifest cannot be read as one."""
    if not _ID.fullmatch(id):
        raise Malformed(f"`{id}` is not a release's name", hint="16 hexadecimal digits", code="bad-release")
    return _of(manifest(root, id), id)


def read(raw: Any, id: str, name: str) -> Release:
    """The release in a manifest that was kept anywhere, as JSON gives it. Raises like `load`; `name` is what the
    manifest is called."""
    try:
        release = _read(raw)
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("this is not a release's manifest", where=Where(name), code="bad-manifest") from error
    if release.id != id or _name(release.files) != id:
        raise objects.damaged(Path(name), "was changed")
    return release


def body(root: Path, file: File) -> bytes:
    """The bytes of a release's file. Raises Refused when they are missing or not the ones that were packed."""
    return objects.get(root, file.sha256)


# ── describing ───────────────────────────────────────────────────────────────────────────────────


def _name(files: tuple[File, ...]) -> str:
    rows = [[file.path, file.sha256, file.content_type, file.cache_control] for file in files]
    return hashlib.sha256(_compact(rows)).hexdigest()[:16]


def _walk(out: Path) -> Iterator[Path]:
    """Plain files with plain names, in no order; all the others refused at once."""
    problems: list[Problem] = []
    for path in out.rglob("*"):
        relative = path.relative_to(out).as_posix()
        if path.is_symlink():
            problems.append(Problem("symlink", f"{relative} is a symlink", "put the file itself there"))
        elif not _PART.fullmatch(path.name):
            hint = "use plain letters, digits, dots and hyphens"
            problems.append(Problem("odd-name", f"`{relative}` is not a name every server serves", hint))
        elif path.is_file():
            yield path
        elif not path.is_dir():
            problems.append(Problem("special-file", f"{relative} is no plain file"))
    if problems:
        raise Refused.of(f"{len(problems)} files cannot be released; the first: {problems[0]}", problems)


def _describe(path: Path, name: str) -> File:
    return describe(name, path.read_bytes())


def describe(name: str, data: bytes) -> File:
    """The file of a release that is called so, with its digests and its HTTP headers."""
    path = Path(name)
    return File(
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        md5=hashlib.md5(data, usedforsecurity=False).hexdigest(),
        size=len(data),
        content_type=_content_type(path),
        cache_control=SHORT if path.suffix.lower() in _NEWS else LONG,
    )


def _content_type(path: Path) -> str:
    text = _TEXT_TYPES.get(path.name) or _TEXT_TYPES.get(path.suffix.lower())
    if text:
        return f"{text}; charset=utf-8"
    return _BINARY_TYPES.guess_type(path.name)[0] or "application/octet-stream"


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────


def _of(place: Path, id: str) -> Release:
    try:
        return _kept(place.read_bytes(), id, str(place))
    except FileNotFoundError as error:
        hint = "`sparewheel releases` lists them"
        raise Refused(f"there is no release {id}", hint=hint, code="no-release") from error
    except OSError as error:
        raise complaints.storage(error, place.parent) from error


@lru_cache(maxsize=4)
def _kept(text: bytes, id: str, name: str) -> Release:
    """A publish asks for the same few releases again and again; their bytes decide whether they are the same."""
    return read(_json(text), id, name)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json(text: bytes) -> Any:
    """What the text says; nothing where it says nothing: `read` then tells."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _read(raw: Mapping[str, Any]) -> Release:
    for entry in raw["files"]:
        if any(type(value) is not (int if key == "size" else str) for key, value in entry.items()):
            raise TypeError(entry)
    return Release(str(raw["id"]), str(raw["site_url"]), Mode(raw["mode"]), tuple(File(**one) for one in raw["files"]))
