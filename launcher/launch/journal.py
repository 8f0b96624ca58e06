"""The journal: what was intended and what happened, one JSON line each, synced to disk, chained by hash.

Each line carries the SHA-256 of the line before it. A last line that was cut (power, kill) is no line: it is set
aside when the journal is opened for writing. Readers never change the file.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.errors import Refused, Where
from launcher.launch.disk import telling
from launcher.model import as_json

FILE = "journal.jsonl"
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `kind` is opened, plan, intent, note, done, failed, brought, undo-intent, undone or taken-back."""

    seq: int
    at: dt.datetime
    kind: str
    step: str
    data: Mapping[str, Any]
    prev: str


class Journal:
    """The journal of one crisis, open for writing. Use `opened`; only one process can have it."""

    def __init__(self, path: Path, now: Callable[[], dt.datetime]) -> None:
        self.path = path
        self._now = now
        self._lock = threading.Lock()
        self._closed = False
        self._lines = list(_whole_lines(path))
        self.entries = [_entry(line, path, n) for n, line in enumerate(self._lines, 1)]

    def append(self, kind: str, step: str = "", **data: Any) -> Entry:
        """Write one line and sync it: when this returns, it is on disk. Raises Refused when the disk does not take it:
        the journal is then as it was. Steps that run at once take turns."""
        with self._lock:
            if self._closed:  # a step that nobody waited for: its crisis may be another command's by now
                raise Refused("the journal is closed", code="closed")
            return self._append(kind, step, data)

    def close(self) -> None:
        """Nothing is written from now on."""
        with self._lock:
            self._closed = True

    def _append(self, kind: str, step: str, data: Mapping[str, Any]) -> Entry:
        prev = _hash(self._lines[-1]) if self._lines else GENESIS
        line = json.dumps(
            {
                "seq": len(self._lines) + 1,
                "at": self._now().isoformat(),
                "kind": kind,
                "step": step,
                "data": as_json(data),
                "prev": prev,
            },
            ensure_ascii=False,
            sort_keys=True,
        ).encode()
        with telling(self.path):
            _write(self.path, line + b"\n")
        self._lines.append(line)
        self.entries.append(_entry(line, self.path, len(self._lines)))
        return self.entries[-1]


@contextlib.contextmanager
def opened(folder: Path, now: Callable[[], dt.datetime]) -> Iterator[Journal]:
    """The crisis's journal for writing. Raises Refused when another command has it."""
    path = folder / FILE
    with telling(folder):
        held = (folder / "lock").open("a")
    with held as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"another command is working on the crisis {folder.name}",
                hint="Wait, or stop it with Ctrl-C, which loses nothing: `sparewheel resume` goes on with it.",
                code="busy",
            ) from error
        with telling(path):
            _heal(path)
        if (where := broken(folder)) is not None:
            raise _damaged(where)
        lines = Journal(path, now)
        try:
            yield lines
        finally:
            lines.close()


def entries(folder: Path) -> tuple[Entry, ...]:
    """What the journal says, read only; an unfinished last line is passed over."""
    path = folder / FILE
    return tuple(_entry(line, path, n) for n, line in enumerate(_whole_lines(path), 1))


def broken(folder: Path) -> Where | None:
    """The first line that does not follow from the one before it; None when the chain is whole."""
    prev = GENESIS
    path = folder / FILE
    for number, line in enumerate(_whole_lines(path), 1):
        try:
            entry = _entry(line, path, number)
        except Refused:
            return Where(str(path), number)
        if entry.prev != prev or entry.seq != number:
            return Where(str(path), number)
        prev = _hash(line)
    return None


def _whole_lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        *whole, _ = path.read_bytes().split(b"\n")
        yield from whole


def _heal(path: Path) -> None:
    """Set the torn last line aside, so that the next one starts clean."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole, _, torn = data.rpartition(b"\n")
    if torn:
        with path.open("r+b") as file:
            file.truncate(len(whole) + 1 if whole else 0)
            os.fsync(file.fileno())


def _write(path: Path, line: bytes) -> None:
    """Append and sync. A disk that takes only half of it gets it back, or the next line would stick to that half."""
    with path.open("ab", buffering=0) as file:
        whole = file.tell()
        try:
            if file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise


def _entry(line: bytes, path: Path, number: int) -> Entry:
    try:
        raw = json.loads(line)
        return Entry(
            raw["seq"], dt.datetime.fromisoformat(raw["at"]), raw["kind"], raw["step"], raw["data"], raw["prev"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(Where(str(path), number)) from error


def _damaged(where: Where) -> Refused:
    return Refused(
        "the journal is damaged: a line was changed, lost or added",
        hint="Restore the crisis folder from a copy; do not launch again before you know what was bought.",
        where=where,
        code="journal-damaged",
    )


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
