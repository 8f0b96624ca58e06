"""Objects: bytes kept once, under their own digest.

    root/objects/<first two>/<SHA-256 in hex>

An object is put in place by one rename, so it is there whole or not at all; it is checked whenever it is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from launcher.errors import Refused
from launcher.site import complaints


def place(root: Path, sha256: str) -> Path:
    """Where an object lies."""
    return root / "objects" / sha256[:2] / sha256


def has(root: Path, sha256: str) -> bool:
    """Whether it is there. A link is none of ours."""
    try:
        return stat.S_ISREG(os.lstat(f"{root}/objects/{sha256[:2]}/{sha256}").st_mode)  # sooner than by a Path
    except OSError:
        return False


def put(root: Path, data: bytes) -> str:
    """Keep the bytes and tell their digest. What is there already is left, if it is whole. Not synced: see `sync`.

    Raises Refused when the disk does not take it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = place(root, sha256)
    try:
        if has(root, sha256) and path.read_bytes() == data:
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle has no path
                file.write(data)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise complaints.storage(error, path.parent) from error
    return sha256


def get(root: Path, sha256: str) -> bytes:
    """The bytes. Raises Refused, `damaged`, when they are missing or others."""
    path = place(root, sha256)
    if path.is_symlink():
        raise damaged(path, "is a link")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise damaged(path, "is missing") from error
    except OSError as error:
        raise complaints.storage(error, path.parent) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise damaged(path, "was changed")
    return data


def damaged(path: Path, what: str) -> Refused:
    """What is said of a kept file that is not as it was put."""
    hint = f"delete {path.name} and publish again, or restore it from a copy of the crisis folder"
    return Refused(f"{path} {what}", hint=hint, code="damaged")


def sync(root: Path, objects: Iterable[str]) -> None:
    """Have these objects on the disk, with their names, when this returns."""
    paths = [place(root, one) for one in objects]
    for path in [*paths, *sorted({path.parent for path in paths}), *([root / "objects"] if paths else [])]:
        sync_path(path)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, synced. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_path(path.parent)


def sync_path(path: Path) -> None:
    """Have one file or folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
