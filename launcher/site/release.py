"""Releases: a built folder as one immutable, named value, kept byte for byte.

    folder/<id>/manifest.json      the Release
    folder/<id>/files/<path>       its files

The name covers paths, bytes, content types and cache rules: a changed header is another release. A release is put in
place by one rename, so it is there whole or not at all, and every byte is checked when it is read back.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from launcher.errors import Malformed, Problem, Refused, Where
from launcher.model import File, Mode, Release, Site, as_json, digest
from launcher.site import complaints

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
    files = tuple(sorted(files, key=lambda file: file.path))
    return Release(_name(files), site.url, site.mode, files)


def save(release: Release, out: Path, folder: Path) -> Path:
    """Copy the release's files from `out` to `folder/<id>`, synced to the disk, and return that path.

    A release that is already there is checked and left. Raises Refused: `out` is not what was packed, the one in place
    is damaged, the disk is full or read-only.
    """
    place = folder / release.id
    if place.exists():
        _check_whole(folder, release)
        return place
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{release.id}.", dir=folder))
        try:
            _fill(work, release, out)
            work.rename(place)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        _sync(folder)
    except OSError as error:
        if place.exists():  # another process was faster with the same bytes
            return place
        raise complaints.storage(error, folder) from error
    return place


def load(folder: Path, id: str) -> Release:
    """The release `id` kept in `folder`. Raises Refused when it is not there or is damaged, Malformed when the manifest
    cannot be read as one."""
    if not _ID.fullmatch(id):
        raise Malformed(f"`{id}` is not a release's name", hint="16 hexadecimal digits", code="bad-release")
    manifest = folder / id / "manifest.json"
    try:
        release = _read(json.loads(manifest.read_bytes()))
    except FileNotFoundError as error:
        hint = "`sparewheel releases` lists them"
        raise Refused(f"there is no release {id}", hint=hint, code="no-release") from error
    except OSError as error:
        raise complaints.storage(error, folder) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("this is not a release's manifest", where=Where(str(manifest)), code="bad-manifest") from error
    if release.id != id or _name(release.files) != id:
        raise _damaged(manifest, f"the manifest of release {id} was changed")
    return release


def body(folder: Path, release: Release, file: File) -> bytes:
    """The bytes of one of its files. Raises Refused when they are missing or not the ones that were packed."""
    path = folder / release.id / "files" / file.path
    if path.is_symlink():
        raise _damaged(path, f"{file.path} of release {release.id} was changed")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _damaged(path, f"{file.path} of release {release.id} is missing") from error
    except OSError as error:
        raise complaints.storage(error, path.parent) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise _damaged(path, f"{file.path} of release {release.id} was changed")
    return data


# ── describing ───────────────────────────────────────────────────────────────────────────────────


def _name(files: tuple[File, ...]) -> str:
    return digest([[file.path, file.sha256, file.content_type, file.cache_control] for file in files])[:16]


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
    data = path.read_bytes()
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


def _fill(work: Path, release: Release, out: Path) -> None:
    """Write all, then sync all: the disk takes one batch rather than one wait a file."""
    written = []
    for file in release.files:
        data = (out / file.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Refused(f"{file.path} changed after it was packed", hint="build again", code="changed")
        target = work / "files" / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    manifest = work / "manifest.json"
    manifest.write_text(json.dumps(as_json(release), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    work.chmod(0o755)
    for path in (manifest, *written, *(path for path in work.rglob("*") if path.is_dir()), work):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_whole(folder: Path, release: Release) -> None:
    kept = load(folder, release.id)
    for file in kept.files:
        body(folder, kept, file)


def _read(raw: Mapping[str, Any]) -> Release:
    files = tuple(File(**{key: _typed(key, value) for key, value in entry.items()}) for entry in raw["files"])
    return Release(str(raw["id"]), str(raw["site_url"]), Mode(raw["mode"]), files)


def _typed(key: str, value: object) -> Any:
    if not isinstance(value, int if key == "size" else str):
        raise TypeError(key)
    return value


def _damaged(path: Path, message: str) -> Refused:
    hint = "delete the release's folder and publish again, or restore it from a copy of the crisis folder"
    return Refused(message, hint=hint, where=Where(str(path)), code="damaged-release")
