"""One full build of a crisis, as a process of its own: `python -m benchmarks.ours_build CRISIS THEME OUT DOMAIN`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from launcher.config import load
from launcher.model import Mode
from launcher.site.build import build

if __name__ == "__main__":
    crisis, theme, out = map(Path, sys.argv[1:4])
    site = load(crisis.parents[1] / "sparewheel.yaml").site(Mode.LIVE, f"https://{sys.argv[4]}")
    build(crisis / "content", site, theme, out, dt.datetime.now(dt.UTC))
