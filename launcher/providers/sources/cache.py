"""What sources answered, on disk: one file per question, a line of JSON and then the bytes as they came.

The days asked for are in that line, not in the file's name: tomorrow's answer takes the place of today's, and today's
can serve when nobody answers tomorrow. A cache is a convenience: what is damaged counts as missing, and a disk that
takes no copy stops nobody.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from launcher.model import digest

OLDEST = dt.timedelta(days=7)
"""A copy above this age says nothing of a crisis, and goes away."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer, the days that it was asked for, and when."""

    body: bytes
    since: dt.date
    until: dt.date
    asked: dt.datetime
    note: str = ""

    def fresh(self, since: dt.date, until: dt.date, now: dt.datetime, age: dt.timedelta) -> bool:
        """Whether it can stand for an answer of now."""
        return (self.since, self.until) == (since, until) and dt.timedelta(0) <= now - self.asked <= age


class Cache:
    """Copies in a folder, by question (any words that name it)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, *question: str) -> Copy | None:
        """The last answer, however old; None when there is none that can be read whole."""
        try:
            line, _, body = self._file(question).read_bytes().partition(b"\n")
            told = json.loads(line)
            if told["sha256"] != hashlib.sha256(body).hexdigest():
                return None
            asked = dt.datetime.fromisoformat(told["asked"]).astimezone(dt.UTC)
            since, until = (dt.date.fromisoformat(told[key]) for key in ("since", "until"))
            return Copy(body, since, until, asked, str(told["note"]))
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None

    def keep(self, copy: Copy, *question: str) -> None:
        """Put an answer in the place of the one before, whole or not at all."""
        told = {
            "asked": copy.asked.isoformat(),
            "since": copy.since.isoformat(),
            "until": copy.until.isoformat(),
            "note": copy.note,
            "sha256": hashlib.sha256(copy.body).hexdigest(),
        }
        file = self._file(question)
        temporary = file.with_name(f".{file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the words of a crisis, maybe before its day
            temporary.write_bytes(json.dumps(told).encode() + b"\n" + copy.body)
            temporary.replace(file)
            self._sweep((copy.asked - OLDEST).timestamp())

    def _sweep(self, before: float) -> None:
        for old in self._folder.iterdir():
            if old.stat().st_mtime < before:
                old.unlink(missing_ok=True)

    def _file(self, question: tuple[str, ...]) -> Path:
        return self._folder / digest([ascii(part) for part in question])[:40]
