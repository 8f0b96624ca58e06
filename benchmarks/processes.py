"""Whole processes, measured from outside: how long, how much of the processors, how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
"""From where modules of ours are started."""
MEASURED = ROOT / "benchmarks" / "measured.py"
EVERY = 0.02
"""Seconds between two looks at the memory of a family of processes."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Seconds on the wall and of the processors (user and system, children too), the memory of the biggest process and
    of all of them at once at the worst moment that was seen, in MB (10^6 octets), and its standard output."""

    wall: float
    cpu: float
    biggest: float
    together: float
    said: str


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], *, family: bool = False) -> Ran:
    """Run it, by its path, to its end; `family` also watches the memory of all its processes, which costs a little.
    Raises RuntimeError with what it said when it fails."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told, tempfile.NamedTemporaryFile() as took:
        process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(MEASURED), took.name, *map(str, command)],
            cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=said, stderr=told,
        )  # fmt: skip
        watch = _Watch(process.pid if family else 0)
        process.wait()
        together = watch.end()
        text, complaints = _text(said), _text(told)
        if process.returncode:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {(complaints + text)[-2000:]}")
        found = json.load(took)
    return Ran(found["wall"], found["cpu"], found["memory"], max(found["memory"], together), text)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class _Watch:
    """Looks at the memory of what a process started, until it is told to end."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        if pid:
            self._thread.start()

    def end(self) -> float:
        """The most that was seen, in MB."""
        self._over.set()
        if self._pid:
            self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self._most = max(self._most, sum(map(_resident, _family(self._pid)[1:])) / 1e6)


def memory(pid: int) -> float:
    """MB that a process and its descendants have now."""
    return sum(map(_resident, _family(pid))) / 1e6


def _family(pid: int) -> list[int]:
    """The process and its descendants, those of its threads too."""
    found = [pid]
    for one in found:  # grows as it is walked
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, _read(task).split())
    return found


def _resident(pid: int) -> int:
    """Octets of it in memory that it does not share with others, and its part of what it shares."""
    line = next((line for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines() if line.startswith("Pss:")), "")
    return int(line.split()[1]) * 1024 if line else 0


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # it has ended meanwhile
        return ""
