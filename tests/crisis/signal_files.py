"""Small files for the tests of the signals' room."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.crisis.signals import read
from launcher.errors import Malformed
from launcher.model import Series, Signals


def saved(folder: Path, content: str | bytes, name: str = "f.dat") -> Path:
    """The content as a file; the name tells nothing on purpose."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def signals(folder: Path, content: str | bytes, lang: str | None = None) -> Signals:
    """What one file gives."""
    return read([saved(folder, content)], lang)


def levels(one: Series) -> list[float]:
    """The values of a series."""
    return [value for _, value in one.points]


def days(one: Series) -> list[str]:
    """The days of a series, as ISO dates."""
    return [moment.date().isoformat() for moment, _ in one.points]


def doubts(found: Signals) -> list[str]:
    """The notes, but for those on short series: most tests have nothing else."""
    return [note for note in found.notes if "too short to tell" not in note]


def refusal(*paths: Path) -> Malformed:
    """The error that reading ends in."""
    with pytest.raises(Malformed) as caught:
        read(paths)
    return caught.value
