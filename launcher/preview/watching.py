"""Watching: which files of some folders hold other bytes than when they were last looked at.

Looking costs one `stat` a file. A file whose `stat` is new is read, and so it is for some looks after: two saves within
one tick of a file system's clock look alike. What counts is the digest of the bytes, never a time.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DOUBTED = 20
"""Looks for which a file that changed is read again: about a second of them."""
SETTLED, PATIENCE = 0.02, 20
"""Seconds between two looks at what is being saved, and how many of them a slow editor gets."""


@dataclass(slots=True)
class _Seen:
    """A file as it was at the last look."""

    signature: tuple[int, ...]
    digest: str
    doubted: int


class Watch:
    """Files below these folders, and these files. Hidden ones, and those that editors leave behind, are passed over."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)
        self._seen: dict[str, _Seen] = {}
        self.stirred: frozenset[Path] = frozenset()
        """What was saved again with the same bytes when it was last looked: who read it since may have read half."""
        self._begun = False  # so many are new at first that each is doubted once only
        self.look()
        self._begun = True

    @property
    def files(self) -> frozenset[Path]:
        """All that were there at the last look."""
        return frozenset(map(Path, self._seen))

    def look(self) -> frozenset[Path]:
        """The files that came, went or hold other bytes since the last look."""
        there = {path: found for root in self._roots for path, found in _files(os.fspath(root))}
        gone = self._seen.keys() - there.keys()
        saved = {path for path, found in there.items() if path in self._seen and not self._is_as_it_was(path, found)}
        changed = {path for path, found in there.items() if self._differs(path, found)}
        self.stirred = frozenset(map(Path, saved - changed))
        for path in gone:
            del self._seen[path]
        return frozenset(map(Path, changed | gone))

    def settled(self, wait: Callable[[float], object]) -> frozenset[Path]:
        """The same, once nothing changes any more: an editor that saves by rename, or writes in two halves, is let
        finish. `wait` lets some seconds pass."""
        found, stirred = self.look(), self.stirred
        for _ in range(PATIENCE if found else 0):
            wait(SETTLED)
            newest = self.look()
            found, stirred = found | newest, stirred | self.stirred
            if not newest:
                break
        self.stirred = stirred - found
        return found

    def _is_as_it_was(self, path: str, found: os.stat_result) -> bool:
        return path in self._seen and self._seen[path].signature == _signature(found)

    def _differs(self, path: str, found: os.stat_result) -> bool:
        before, same = self._seen.get(path), self._is_as_it_was(path, found)
        if before is not None and same and before.doubted <= 0:
            return False
        digest = _digest(path, found)
        left = before.doubted - 1 if before is not None and same else DOUBTED if self._begun else 1
        self._seen[path] = _Seen(_signature(found), digest, left)
        return before is None or before.digest != digest


def _signature(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_mode)


def _files(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below that is no folder, itself included. What vanishes meanwhile is not there."""
    try:
        found = os.lstat(root)
        if not stat.S_ISDIR(found.st_mode):
            yield root, found
            return
        with os.scandir(root) as entries:
            names = [entry.path for entry in entries if not entry.name.startswith(".") and not entry.name.endswith("~")]
    except OSError:
        return
    for path in names:
        yield from _files(path)


def _digest(path: str, found: os.stat_result) -> str:
    """Of the bytes; what cannot be read is known by why."""
    try:
        if stat.S_ISLNK(found.st_mode):
            return f"link to {Path(path).readlink()}"
        if not stat.S_ISREG(found.st_mode):
            return "special"
        with open(path, "rb") as file:  # noqa: PTH123 - ten thousand of them are looked at
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"error {error.errno}"
