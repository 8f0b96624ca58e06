"""What must be done so that a place holds a release: decided from what lies there, file by file. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from launcher.model import File, Release

Lying = Mapping[str, File | None]
"""What lies in a place, by path; None: some bytes that nobody knows."""


@dataclass(frozen=True, slots=True)
class Put:
    """One file that comes there. `keep` is what it writes over, where the storage must keep it elsewhere first."""

    file: File
    keep: File | None = None
    reason: str = "new"


@dataclass(frozen=True, slots=True)
class Difference:
    """Files to put, in this order, then files to take away (what is None has nothing worth keeping)."""

    puts: tuple[Put, ...]
    gone: tuple[tuple[str, File | None], ...]


def difference(lying: Lying, wanted: Release, elsewhere: Collection[str]) -> Difference:
    """What differs. `elsewhere` are digests that the storage has in another place too: they need not be kept."""
    held = {*elsewhere}
    puts = [
        Put(file, _worth_keeping(lying.get(file.path), file, held), _reason(file, lying))
        for file in wanted.files
        if lying.get(file.path) != file
    ]
    paths = {file.path for file in wanted.files}
    gone = [(path, _worth_keeping(file, None, held)) for path, file in lying.items() if path not in paths]
    return Difference(tuple(sorted(puts, key=lambda put: _rank(put.file))), tuple(sorted(gone, key=lambda one: one[0])))


def _worth_keeping(old: File | None, new: File | None, held: Collection[str]) -> File | None:
    same = old is not None and new is not None and old.sha256 == new.sha256
    return None if old is None or same or old.sha256 in held else old


def _reason(file: File, lying: Lying) -> str:
    old = lying.get(file.path)
    if old is None:
        return "unsure" if file.path in lying else "new"
    return "headers" if old.sha256 == file.sha256 else "changed"


def _rank(file: File) -> tuple[int, str]:
    """What pages need first, then pages, then what leads to them: home pages, feeds, sitemaps."""
    page = file.content_type.startswith("text/html")
    leads = file.path.count("/") <= 1 and file.path.endswith((".html", ".xml", ".atom", ".json", ".txt"))
    return (2 if leads else 1 if page else 0), file.path


def differing(before: Release | None, after: Release) -> tuple[Sequence[str], Sequence[str]]:
    """The paths whose files are others in the second release, and those that it has no more."""
    old = {file.path: file for file in before.files} if before else {}
    new = {file.path: file for file in after.files}
    changed = sorted(path for path, file in new.items() if old.get(path) != file)
    return changed, sorted(old.keys() - new.keys())
