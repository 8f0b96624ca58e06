"""The build: all of it beside Pelican with its plain theme and Hugo, and what a change costs at 200, 2,000 and 10,000.

The same Markdown for all, half French and half English. Runs go in rounds, one of each, so that a machine that drifts
drifts for all; whole processes, medians. Writes benchmarks/results/build.json and prints a table.

    python -m benchmarks.build [ROUNDS]
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import processes, publish_content
from benchmarks.peers.builders import BUILDERS, Builder
from benchmarks.peers.uploaders import Job
from benchmarks.processes import ROOT, Ran
from tests.site import samples

RESULT = ROOT / "benchmarks" / "results" / "build.json"
WHOLE = 2_000
SIZES = (200, 2_000, 10_000)
MEMORY = 10_000


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = {
            "what": "builds: whole ones beside others, and what one edited or added post costs (seconds, medians)",
            "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
            "rounds": rounds,
            "whole": {"posts": WHOLE, **_whole(Path(folder) / "whole", rounds)},
            "change": {str(posts): _change(Path(folder) / str(posts), posts, rounds) for posts in SIZES},
            "newest post": _newest(Path(folder) / "newest"),
            "memory": _memory(Path(folder) / str(MEMORY)),
        }
    RESULT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 0


def _crisis(root: Path, posts: int) -> Path:
    """Home, timeline and so many posts, in both languages."""
    content = samples.homes(root / "content")
    for lang in publish_content.LANGUAGES:
        samples.write(content, f"pages/timeline.{lang}", kind="timeline", order="10")
    publish_content.write(content / "posts", range(posts // 2), publish_content.pelican)
    return root


def _ours(mode: str, root: Path, *, family: bool = False) -> tuple[Ran, dict[str, Any]]:
    command = (sys.executable, "-m", "benchmarks.build_ours", mode, root)
    ran = processes.run(command, ROOT, os.environ, family=family)
    return ran, json.loads(ran.said)


def _peer(builder: Builder, folder: Path, posts: int) -> Callable[[], Ran]:
    """Their site; its build, as a process."""
    folder.mkdir(parents=True)
    builder.prepare(folder, Job(folder / builder.out, "http://127.0.0.1:9", "bucket", folder))
    publish_content.write(folder / builder.posts, range(posts // 2), builder.form)
    return lambda: processes.run(builder.build, folder, os.environ)


def _whole(folder: Path, rounds: int) -> dict[str, float]:
    root = _crisis(folder / "ours", WHOLE)
    peers = {name.split()[0]: _peer(builder, folder / name, WHOLE) for name, builder in BUILDERS.items()}
    walls: dict[str, list[float]] = {"ours": [], **{name: [] for name in peers}}
    for _ in range(rounds):
        walls["ours"].append(_ours("full", root)[0].wall)
        for name, build in peers.items():
            walls[name].append(build().wall)
    middle = {name: round(statistics.median(each), 2) for name, each in walls.items()}
    ratios = [ours / theirs for ours, theirs in zip(walls["ours"], walls["pelican"], strict=True)]
    return {**middle, "ours ÷ pelican": round(statistics.median(ratios), 2)}


def _change(root: Path, posts: int, rounds: int) -> dict[str, float]:
    """One edited post, one added post (both languages): the call in a new process, and in one that stays."""
    _crisis(root, posts)
    first = _ours("release", root)[1]
    walls: dict[str, list[float]] = {"edited": [], "added": [], "edited, resident": []}
    for number in range(rounds):
        publish_content.edit(root / "content" / "posts", posts // 4, str(number))
        walls["edited"].append(_incremental(root))
        publish_content.write(root / "content" / "posts", range(posts, posts + number + 1), publish_content.pelican)
        walls["added"].append(_incremental(root))
        walls["edited, resident"].append(_ours("resident", root)[1]["wall"])
    return {"first, whole": round(first["wall"], 2)} | {
        name: round(statistics.median(each), 3) for name, each in walls.items()
    }


def _incremental(root: Path) -> float:
    told = _ours("release", root)[1]
    if told["how"] != "incremental":
        raise RuntimeError("the whole site was built")
    return float(told["wall"])


def _newest(folder: Path, posts: int = 200) -> dict[str, int]:
    """How many files one newest post, in both languages, changes or adds."""
    root, pelican = _crisis(folder / "ours", posts), BUILDERS["pelican + aws s3 sync"]
    build = _peer(pelican, folder / "pelican", posts)
    ours, theirs = [dict(_ours("release", root)[1]["files"])], [_files(build, folder / "pelican" / pelican.out)]
    for place in (root / "content" / "posts", folder / "pelican" / pelican.posts):
        publish_content.write(place, range(posts // 2, posts // 2 + 1), publish_content.pelican)
    ours.append(dict(_ours("release", root)[1]["files"]))
    theirs.append(_files(build, folder / "pelican" / pelican.out))
    return {"ours": _others(*ours), "of": len(ours[1]), "pelican": _others(*theirs), "of pelican's": len(theirs[1])}


def _files(build: Callable[[], Ran], out: Path) -> dict[str, str]:
    build()
    files = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _others(before: Mapping[str, str], after: Mapping[str, str]) -> int:
    return sum(before.get(path) != digest for path, digest in after.items())


def _memory(root: Path) -> dict[str, float]:
    """MB of all processes at once at the worst moment, at 10,000 posts; `root` has been built."""
    publish_content.edit(root / "content" / "posts", 1, "memory")
    changed = _ours("release", root, family=True)[0].together
    return {"posts": MEMORY, "change": round(changed), "whole": round(_ours("full", root, family=True)[0].together)}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
