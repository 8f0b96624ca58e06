"""One build of ours as a process, which prints what it took as JSON.

python -m benchmarks.build_ours full|release|resident ROOT
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import publish_content
from launcher.site import build, rebuilding
from launcher.workspace import bundled
from tests.site import samples

THEME = bundled("standby_site")
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def full(root: Path) -> dict[str, object]:
    """Pelican builds it all; nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build.build(root / "content", samples.site(), THEME, Path(folder) / "out", NOW)
        return {"wall": time.perf_counter() - started}


def release(root: Path) -> dict[str, object]:
    """The release of what is there now, the quickest way."""
    started = time.perf_counter()
    made = rebuilding.release(root, samples.site(), THEME, NOW)
    return _told(started, made)


def resident(root: Path) -> dict[str, object]:
    """The same in a process that has been there for a while, after one more paragraph."""
    with rebuilding.Renderer(THEME) as renderer:
        renderer.release(root, samples.site(), NOW)
        publish_content.edit(root / "content" / "posts", 3, str(time.time_ns()))
        started = time.perf_counter()
        return _told(started, renderer.release(root, samples.site(), NOW))


def _told(started: float, made: rebuilding.Made) -> dict[str, object]:
    wall = time.perf_counter() - started
    files = [dataclasses.astuple(file)[:2] for file in made.release.files]
    return {"wall": wall, "how": made.how, "rendered": len(made.rendered), "files": files}


if __name__ == "__main__":
    modes = {"full": full, "release": release, "resident": resident}
    print(json.dumps(modes[sys.argv[1]](Path(sys.argv[2]))))
