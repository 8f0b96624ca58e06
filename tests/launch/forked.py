"""Commands in processes of their own, forked from one that has read our modules and done nothing since: each knows as
little of what ran before as a new interpreter does, and begins half a second sooner.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_READ = (
    *("launcher.cli.house", "launcher.cli.launching", "launcher.cli.publishing", "launcher.cli.standing"),
    *("boto3.session", "dns.dnssec", "dns.resolver"),
)
"""What commands import late."""
_OURS = sys.modules["__main__"].__spec__
"""What was started with `-m` here is read again by each process: what it imports must not be."""
_STREAMS = (os.devnull, "stdout", "stderr")
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__, *_READ, *([_OURS.name] if _OURS else [])])


class Ended(NamedTuple):
    """How a process ended (below zero: by this signal), and what it said."""

    code: int
    stdout: str
    stderr: str


def run(module: str, argv: Sequence[str], place: Path, environment: Mapping[str, str], patience: float) -> Ended:
    """`python -m MODULE ARGV` in the folder `place`; it fails when that takes more seconds than we have `patience`."""
    with tempfile.TemporaryDirectory(prefix="forked-") as kept:
        streams = [str(Path(kept, name)) for name in _STREAMS]
        process = _context.Process(target=_run, args=(module, list(argv), str(place), dict(environment), streams))
        process.start()
        process.join(patience)
        if (code := process.exitcode) is None:
            process.kill()
            process.join()
        process.close()
        assert code is not None, f"{module} {' '.join(argv)}: not over after {patience:.0f} s"
        said, told = (Path(stream).read_text("utf-8") for stream in streams[1:])
        return Ended(code, said, told)


def _run(module: str, argv: list[str], place: str, environment: dict[str, str], streams: list[str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(os.open(stream, os.O_RDWR | os.O_CREAT, 0o600), number)
    os.chdir(place)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *argv]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
