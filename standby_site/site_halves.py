"""Work on many things, shared between the processors by forking.

Runs in Pelican's separate process; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")
MOST = 4
"""Processes, however many processors there are."""
FEW = 100
"""So few things are done sooner than a process is made."""


def each(work: Callable[[Sequence[_Thing]], _Result], things: Sequence[_Thing]) -> Iterator[_Result]:
    """What `work` makes of each share of the things. Raises RuntimeError with what went wrong in another process."""
    count = 1 if len(things) < FEW else min(MOST, len(os.sched_getaffinity(0)))
    fork = multiprocessing.get_context("fork")
    ends = []
    for number in range(1, count):
        ours, theirs = fork.Pipe(duplex=False)
        fork.Process(target=_do, args=(theirs, work, things[number::count]), daemon=True).start()
        theirs.close()
        ends.append(ours)
    yield work(things[::count])
    for end in ends:
        yield _taken(end)


def _do(end: Connection, work: Callable[[Sequence[Any]], Any], things: Sequence[Any]) -> None:
    try:
        end.send((work(things), ""))
    except Exception as error:  # whatever it is, the parent raises it
        end.send((None, f"{type(error).__name__}: {error}"))


def _taken(end: Connection) -> Any:
    try:
        result, wrong = end.recv()
    except EOFError as error:
        raise RuntimeError("a process of the build was killed") from error
    if wrong:
        raise RuntimeError(wrong)
    return result
