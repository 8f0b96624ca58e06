"""Starting a daemon on this machine: a port that is free, and the moment at which it listens."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from pathlib import Path


def wait(process: subprocess.Popen[bytes], address: str, port: int, log: Path) -> None:
    """Until it listens; fails with its log when it ends first, or takes ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(log.read_text())


def free_port(address: str) -> int:
    """One that nobody has now."""
    with socket.socket() as one:
        one.bind((address, 0))
        port: int = one.getsockname()[1]
        return port
