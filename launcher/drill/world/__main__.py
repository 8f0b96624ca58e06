"""`python -m launcher.drill.world --state DIR`: start a world that outlives whoever started it.

One line of JSON on stdout once its ports listen: `{"pid", "epoch", "started", "ports"}`, or `{"error": {"code",
"message", "hint"}}`. Nothing secret is ever in the arguments.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def main() -> None:
    """Read the arguments and go into the background."""
    parser = argparse.ArgumentParser(prog="python -m launcher.drill.world", description="The embedded sandbox.")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="where its state is kept (mode 0700)")
    state = parser.parse_args().state.resolve()
    os.umask(0o077)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.fork():
        os._exit(0)  # before any thread: the child is nobody's, the caller need not wait for it
    os.setsid()
    os.chdir("/")  # the folder that it was started from may be moved or removed
    _live(state)


def _live(state: Path) -> None:
    from launcher.drill.world import process

    process.main(state)


if __name__ == "__main__":
    main()
