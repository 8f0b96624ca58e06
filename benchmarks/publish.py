"""From a writer's save to the page that is live, checked and verified, beside what people would pick instead.

Ours is `sparewheel publish --yes`, the whole process, on a crisis that was launched on a target of one's own: Ceph as
the storage, Caddy as the edge, knot for the names; and the same from a process that stays. The others put the same
Markdown out from the same machine into the same Ceph: `pelican` with its plain theme and `aws s3 sync`, Hugo and
`hugo deploy`. They check nothing, and look at nothing afterwards; we see to it that what they uploaded is what they
built.

    python -m benchmarks.publish [--sizes 200=5,2000=5,10000=3] [--delays 0,50]

writes benchmarks/results/publish.json after each distance. `make bench-deploy` installs the tools before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import processes, servers
from benchmarks.kept import keep, machine
from benchmarks.peers.uploaders import missing, versions
from tests.real.played import INSIDE


def main(argv: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.publish")
    asked.add_argument("--sizes", default="200=5,2000=5,10000=3", help="Markdown files=rounds")
    asked.add_argument("--delays", default="0,50", help="milliseconds, round trip")
    given = asked.parse_args(argv)
    if lacking := missing() or servers.missing(("caddy", "pebble", "knotd", "unbound", "ip", "unshare")):
        print(f"  not measured: {lacking}")
        return 1
    found: dict[str, Any] = {
        "what": "a post is edited, or a newest one added, in both languages, until it is live and verified",
        "machine": machine(),
        "versions": {name: told for name, told in versions().items() if name.split()[0] in ("aws", "hugo")},
        "cells": [],
    }
    for milliseconds in given.delays.split(","):
        with tempfile.TemporaryDirectory() as folder:
            ended = _within(Path(folder), milliseconds, given.sizes.split(","))
            told = Path(folder) / "told.json"
            found["cells"] += json.loads(told.read_text()) if told.exists() else []
        keep("publish", found)
        if ended:
            return ended
    return 0


def _within(folder: Path, milliseconds: str, sizes: Sequence[str]) -> int:
    quiet = ("-W", "ignore::RuntimeWarning")  # the servers that the rehearsal forks from find this module loaded
    command = [*INSIDE, sys.executable, *quiet, "-m", "benchmarks.publish_rounds", str(folder), milliseconds, *sizes]
    return subprocess.run(command, cwd=processes.ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
