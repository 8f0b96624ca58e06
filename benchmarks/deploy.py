"""Our uploader beside the tools people would pick instead: one folder, one real S3 server, whole processes.

Ceph's gateway is started anew for each folder and each distance. In each round every tool, in turn, gets an empty
bucket and uploads the folder (`first`), is run again (`nothing`), again after one page has changed (`one`), and again
after all files were written anew with the same bytes, as any generator does at each build (`rebuilt`). After each run
the bucket must hold exactly the folder, names and MD5; a run that leaves anything else is void, and is counted.

    python -m benchmarks.deploy [--rounds blog=5] [--rounds pages=3] [--delays 0,20] [--tools "ours;s5cmd sync"]

writes benchmarks/results/deploy.json after each folder and distance. `make bench-deploy` installs the tools before.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import ours, processes, servers
from benchmarks.deploy_trees import TREES, blog, change, rebuild
from benchmarks.kept import keep, machine, rounded
from benchmarks.peers.uploaders import UPLOADERS, Job, environment, missing, versions, wheels
from benchmarks.processes import Ran
from benchmarks.servers import Server, ceph, digests

OURS, FOLDER = "ours", "ours, from a folder"
"""From the release that a build has left, as `publish` does; and from a folder, as the others, all of it read again."""
PHASES = ("first", "nothing", "one", "rebuilt")
ROUNDS: Mapping[str, int] = {"blog": 5, "pages": 3}
DELAYS = (0.0, 20.0)


def main(argv: Sequence[str]) -> int:
    asked = _asked(argv)
    if lacking := missing() or servers.missing():
        print(f"  not measured: {lacking}")
        return 1
    found: dict[str, Any] = {
        "what": "a folder into an empty bucket; again; with one page changed; with all files written anew",
        "machine": machine(),
        "versions": versions(),
        "wheels_add_s": {name: rounded(cost) for name, cost in wheels().items()},
        "cells": [],
    }
    for milliseconds in asked.delays:
        for tree in asked.rounds:
            cell = _cell(tree, milliseconds, asked.rounds[tree], asked.tools)
            found["cells"].append(cell)
            keep("deploy", found)
            _tell(cell)
    return 0


# ── one folder at one distance ───────────────────────────────────────────────────────────────────


@dataclass
class Row:
    """What one tool did in one phase: its runs by round, and how many of them left something else than the folder."""

    runs: dict[int, Ran] = field(default_factory=dict)
    void: int = 0


Rows = Mapping[tuple[str, str], Row]


def _cell(tree: str, milliseconds: float, rounds: int, tools: Sequence[str]) -> dict[str, Any]:
    """The first round, with the small folder, only warms up: caches of files, the server's pools."""
    rows = {(phase, tool): Row() for phase in PHASES for tool in tools}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        blog(folder / "warm-up")
        TREES[tree](folder / "tree")
        with ceph(folder / "server", milliseconds) as server:
            for number in range(rounds + 1):
                for tool in _turned(tools, number):
                    what = folder / ("tree" if number else "warm-up")
                    for phase, ran in _sequence(tool, what, server, number):
                        _note(rows[phase, tool], number, ran)
        files = [path.stat().st_size for path in (folder / "tree").rglob("*") if path.is_file()]
    return {
        "tree": tree,
        "files": len(files),
        "mb": round(sum(files) / 1e6, 1),
        "delay_ms": milliseconds,
        "rounds": rounds,
        "phases": {phase: _phase(rows, phase, tools) for phase in PHASES},
    }


def _turned(tools: Sequence[str], number: int) -> Sequence[str]:
    """Another one begins each round."""
    start = number % len(tools)
    return [*tools[start:], *tools[:start]]


def _sequence(tool: str, tree: Path, server: Server, number: int) -> Iterator[tuple[str, Ran | None]]:
    """Each phase, and the run; None when it is void."""
    name = f"{''.join(filter(str.isalnum, tool))}-{number}"
    with server.bucket(name) as bucket, tempfile.TemporaryDirectory() as settings:
        job = Job(tree, server.endpoint, bucket, Path(settings))
        for phase in PHASES:
            if phase == "one":
                change(tree, number)
            if phase == "rebuilt":
                rebuild(tree)
            ran = _run(tool, job, server.credentials)
            place = "" if tool in UPLOADERS else ours.PLACE
            yield phase, ran if server.holds(bucket, place) == digests(tree) else None


def _run(tool: str, job: Job, credentials: Path) -> Ran:
    if tool not in UPLOADERS:
        what = ours.kept(job.tree, job.settings).id if tool == OURS else job.tree
        where = (job.settings, job.endpoint, job.bucket, credentials)
        return processes.run((sys.executable, "-m", "benchmarks.ours", what, *where), processes.ROOT, os.environ)
    uploader = UPLOADERS[tool]
    uploader.needs(job)
    return processes.run(uploader.command(job), job.settings, environment(job))


def _note(row: Row, number: int, ran: Ran | None) -> None:
    if ran is None:
        row.void += 1
    elif number:
        row.runs[number] = ran


# ── telling ──────────────────────────────────────────────────────────────────────────────────────


def _phase(rows: Rows, phase: str, tools: Sequence[str]) -> dict[str, Any]:
    """Medians of each tool; the best of the others, and ours against it, round by round."""
    found: dict[str, Any] = {"tools": {tool: _medians(rows[phase, tool]) for tool in tools}}
    peers = {tool: told["wall_s"] for tool, told in found["tools"].items() if tool in UPLOADERS and "wall_s" in told}
    if peers:
        best = min(peers, key=lambda tool: float(peers[tool]))
        own = [tool for tool in tools if tool not in UPLOADERS]
        per = {tool: _ratio(rows[phase, tool].runs, rows[phase, best].runs) for tool in own}
        found |= {"best": best, "per_best": per}
    return found


def _ratio(mine: Mapping[int, Ran], theirs: Mapping[int, Ran]) -> float | None:
    """The middle one of those of each round; None when there is none."""
    pairs = [mine[number].wall / theirs[number].wall for number in mine.keys() & theirs.keys()]
    return rounded(statistics.median(pairs), 2) if pairs else None


def _medians(row: Row) -> dict[str, Any]:
    runs = list(row.runs.values())
    if not runs:
        return {"void": row.void}
    return {
        "wall_s": rounded(statistics.median(one.wall for one in runs)),
        "cpu_s": rounded(statistics.median(one.cpu for one in runs)),
        "memory_mb": rounded(max(one.biggest for one in runs), 0),
        "runs_s": [rounded(one.wall) for one in runs],
        "void": row.void,
    }


def _tell(cell: Mapping[str, Any]) -> None:
    print(f"  {cell['tree']}, {cell['files']} files, {cell['mb']} MB, {cell['delay_ms']:g} ms, {cell['rounds']} rounds")
    for phase, found in cell["phases"].items():
        walls = " · ".join(f"{tool} {told.get('wall_s', 'void')}" for tool, told in found["tools"].items())
        print(f"    {phase:8} {walls}; per {found.get('best')}: {found.get('per_best')}", flush=True)


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.deploy")
    reader.add_argument("--rounds", action="append", default=[], metavar="TREE=N", help="only these folders")
    reader.add_argument("--delays", default=",".join(f"{one:g}" for one in DELAYS), help="milliseconds, round trip")
    reader.add_argument("--tools", default=";".join((OURS, FOLDER, *UPLOADERS)))
    asked = reader.parse_args(argv)
    named = dict(one.split("=") for one in asked.rounds)
    asked.rounds = {name: int(number) for name, number in named.items()} or ROUNDS
    asked.delays = [float(one) for one in asked.delays.split(",")]
    asked.tools = asked.tools.split(";")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
