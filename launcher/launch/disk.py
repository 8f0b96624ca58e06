"""What a disk answers, as one line: full, read-only, not ours."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from launcher.errors import Refused, SpareWheelError


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """What a disk answers, as one line. Raises Refused."""
    try:
        yield
    except OSError as error:
        raise disk_error(path, error) from error


def disk_error(path: Path, error: OSError) -> SpareWheelError:
    """A full disk or a read-only folder, told plainly; the first of many files stands for all."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        first, _, why = error.args[0][0]
        return disk_error(path, OSError(0, str(why).rpartition("] ")[2].partition(":")[0], str(first)))
    return Refused(
        f"{error.filename or path}: {(error.strerror or str(error)).lower()}",
        hint="Free some room, or make the folder writable; then run the same command again.",
        code="disk",
    )
