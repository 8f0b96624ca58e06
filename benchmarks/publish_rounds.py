"""The measurement itself, within a network namespace.

    python -m benchmarks.publish_rounds FOLDER MILLISECONDS SIZE=ROUNDS…

Writes one cell for each size to `FOLDER/told.json`, as soon as it has it. `benchmarks.publish` starts this.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import processes, publish_sites
from benchmarks.kept import rounded
from benchmarks.peers.builders import BUILDERS
from benchmarks.peers.uploaders import environment
from benchmarks.publish_sites import Ours, Out, Peer, Site
from benchmarks.publish_world import launched

OURS, RESIDENT = "ours", "ours, resident"
ACTS: Mapping[str, Callable[..., Out]] = {"edit": publish_sites.edit, "add": publish_sites.add}
STARTS = 11
"""How often a short command is timed."""
BUILDS = 3
"""How often a full build is."""
OFTEN = 2000
"""On sites with more posts the others, who take minutes there, do each thing once."""


def main(folder: Path, milliseconds: float, rounds: Mapping[int, int]) -> None:
    cells: list[dict[str, Any]] = []
    with launched(folder, milliseconds) as ground, contextlib.ExitStack() as stack:
        ours = Ours(ground)
        peers = {}
        for number, (name, builder) in enumerate(BUILDERS.items()):
            bucket = stack.enter_context(ground.server.bucket(f"peer-{number}"))
            peers[name] = publish_sites.peer(builder, folder / "peers" / bucket, bucket, ground.server)
        for posts, times in rounds.items():
            cells.append(_cell(ours, peers, posts, times, milliseconds))
            (folder / "told.json").write_text(json.dumps(cells))
            _tell(cells[-1])


def _cell(ours: Ours, peers: Mapping[str, Peer], posts: int, times: int, milliseconds: float) -> dict[str, Any]:
    sites: dict[str, Site] = {OURS: ours, **peers}
    for site in sites.values():
        publish_sites.fill(site, posts)
    first = {name: publish_sites.edit(site, f"first {name}", watched=True) for name, site in sites.items()}
    resident = publish_sites.resident(ours)
    try:
        sites = {OURS: ours, RESIDENT: resident, **peers}
        acts = {act: _act(act, sites, posts, times) for act in ACTS}
    finally:
        resident.process.communicate()
    return {
        "posts": posts,
        "delay_ms": milliseconds,
        "rounds": times,
        "first": {name: _row({0: out}) for name, out in first.items()},
        **acts,
        **({} if milliseconds else {"full_build_s": _builds(ours, peers, posts), "commands_s": _commands(ours)}),
    }


def _act(act: str, sites: Mapping[str, Site], posts: int, times: int) -> dict[str, Any]:
    """Everybody does it in turn, another one first each round. In the first round memory is watched; it counts for
    those alone who do it once."""
    names = list(sites)
    runs: dict[str, dict[int, Out]] = {name: {} for name in names}
    for number in range(times + 1):
        start = number % len(names)
        for name in (*names[start:], *names[:start]):
            if not number or name not in BUILDERS or posts <= OFTEN:
                runs[name][number] = ACTS[act](sites[name], f"{name} {number}", watched=not number)
    rows = {name: _row(outs) for name, outs in runs.items()}
    best = min((name for name in names if name in BUILDERS), key=lambda name: float(rows[name]["wall_s"]))
    return {
        "tools": rows,
        "best": best,
        "per_best": {name: _ratio(runs[name], runs[best]) for name in (OURS, RESIDENT)},
    }


def _counted(runs: Mapping[int, Out]) -> Mapping[int, Out]:
    return {number: one for number, one in runs.items() if number or len(runs) == 1}


def _ratio(ours: Mapping[int, Out], theirs: Mapping[int, Out]) -> float:
    """Round by round; of the medians where the others did it once."""
    mine, other = _counted(ours), _counted(theirs)
    pairs = [mine[number].wall / other[number].wall for number in mine.keys() & other.keys()]
    return rounded(statistics.median(pairs) if pairs else _middle(mine) / _middle(other), 2)


def _middle(runs: Mapping[int, Out]) -> float:
    return statistics.median(one.wall for one in runs.values())


def _row(runs: Mapping[int, Out]) -> dict[str, Any]:
    outs = list(_counted(runs).values())
    return {
        "wall_s": rounded(statistics.median(one.wall for one in outs)),
        "cpu_s": rounded(statistics.median(one.cpu for one in outs)),
        "runs_s": [rounded(one.wall) for one in outs],
        "files": rounded(statistics.median(one.changed for one in outs), 0),
        "memory_mb": rounded(runs[0].memory, 0),
        "void": sum(not one.live for one in outs),
    }


def _builds(ours: Ours, peers: Mapping[str, Peer], posts: int) -> dict[str, float]:
    """Whole processes of one build from scratch, in turn."""
    out = ours.ground.workspace.folder / "benchmark"
    jobs = {OURS: (ours.build(out), processes.ROOT, os.environ)} | {
        name: (one.builder.build, one.folder, environment(one.job)) for name, one in peers.items()
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(BUILDS if posts <= OFTEN else 1):
        for name, (command, folder, variables) in jobs.items():
            times[name].append(processes.run(command, folder, variables).wall)
        shutil.rmtree(out)
    return {name: rounded(statistics.median(found)) for name, found in times.items()}


def _commands(ours: Ours) -> dict[str, float]:
    return {
        command: rounded(statistics.median(ours.run(command).wall for _ in range(STARTS)))
        for command in ("--help", "status")
    }


def _tell(cell: Mapping[str, Any]) -> None:
    print(f"  {cell['posts']} posts, {cell['delay_ms']:g} ms, {cell['rounds']} rounds")
    for act in ("first", *ACTS):
        for name, row in (cell[act] if act == "first" else cell[act]["tools"]).items():
            told = f"{row['wall_s']} s, {row['files']} files, {row['memory_mb']} MB, {row['void']} void"
            print(f"    {act:6} {name:22} {told}", flush=True)
    print(f"    {cell.get('full_build_s', '')} {cell.get('commands_s', '')}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), {int(a): int(b) for a, b in (one.split("=") for one in sys.argv[3:])})
