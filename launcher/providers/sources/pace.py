"""Who may ask when: one question at a time per host, with a pause between, for all processes of a workspace.

A file per host holds the moment of the next free slot. Whoever wants to ask takes that slot under a lock and moves
it on; the waiting is done outside the lock.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from launcher.errors import ProviderFailed, Refused
from launcher.services import Clock

FARTHEST = 3600.0
"""Seconds. A slot farther away than this comes from a clock that was wrong, or from a server that means no."""


class Pace:
    """Slots for one host; `gap` in seconds between two questions."""

    def __init__(self, folder: Path, host: str, gap: float, clock: Clock) -> None:
        self._file = folder / f"{re.sub(r'[^a-z0-9.-]', '_', host.lower())}.next"
        self._host = host
        self._gap = gap
        self._clock = clock

    def turn(self, patience: float) -> None:
        """Wait for a slot of one's own. Raises ProviderFailed when it is more than `patience` seconds away."""
        with self._locked() as file:
            now = self._now()
            slot = max(now, self._next(file, now))
            if slot - now > patience:
                when = dt.datetime.fromtimestamp(slot, dt.UTC).strftime("%H:%M:%S")
                raise ProviderFailed(f"{self._host} takes no question before {when} UTC")
            _write(file, slot + self._gap)
        if slot > now:
            self._clock.sleep(slot - now)

    def hold(self, seconds: float) -> None:
        """Nobody asks for so long: the server said so."""
        with self._locked() as file:
            now = self._now()
            _write(file, max(self._next(file, now), now + min(seconds, FARTHEST)))

    def _now(self) -> float:
        return self._clock.now().timestamp()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[IO[str]]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = self._file.open("a+", encoding="ascii", errors="replace")
        except OSError as denied:
            told = (denied.strerror or str(denied)).lower()
            raise Refused(f"{self._file}: {told}", hint="Make the workspace writable.", code="disk") from denied
        with handle as file:
            with contextlib.suppress(OSError):  # some file systems know no locks; the pause is kept all the same
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _next(self, file: IO[str], now: float) -> float:
        """The next free slot; what cannot be read, or is too far away, is no slot."""
        file.seek(0)
        found = re.fullmatch(r"\d{1,12}\.\d{3}", file.read(64).strip())
        slot = float(found[0]) if found else 0.0
        return slot if slot <= now + FARTHEST else 0.0


def _write(file: IO[str], moment: float) -> None:
    file.seek(0)
    file.truncate()
    file.write(f"{moment:.3f}")
    file.flush()
