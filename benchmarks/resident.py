"""Publishing from a process that stays: `python -m benchmarks.resident WORKSPACE`.

For each line that comes in, what the writers changed goes out, as it does from a preview when its reader says yes; then
one line says how long that took and what changed, as JSON. The pages of the preview itself are not drawn meanwhile.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from launcher.cli.house import reached
from launcher.launch import folder
from launcher.preview.outgoing import Outgoing
from launcher.workspace import opened


def main(workspace: Path) -> None:
    there = opened(workspace)
    found = folder.find(there, None)
    outgoing = Outgoing(found, there, lambda: reached(found, there))
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        change = outgoing.changes()
        outgoing.publish(change)
        told = {"wall_s": time.perf_counter() - started, "changed": [*change.changed, *change.removed]}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
