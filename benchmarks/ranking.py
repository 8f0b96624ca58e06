"""How long the words of 200 press articles take, and what of it is the start of the process.

Ours is `sparewheel keywords DIR --top 10 --json` as a whole process; its start is `sparewheel --version`; the ranking
is what lies between reading the files and printing. The peer is YAKE on the same texts, one at a time, its start not
counted. All three in turn, so that a noisy machine slows all.

    python -m benchmarks.ranking [DATA_DIR] [RUNS]        writes benchmarks/results/ranking.json and prints it
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "ranking.json"
SHARED = ROOT.parent / "shared" / "data"
ARTICLES = 200
INSIDE = """
import sys, time
from pathlib import Path
from launcher.crisis import keywords, signals
started = time.perf_counter()
read = signals.read([Path(sys.argv[1])], "en")
keywords.rank(read, ["en"], top=10)
print(time.perf_counter() - started)
"""


def main(data: Path, runs: int) -> int:
    docs = sorted((data / "keyphrases" / "en" / "docs").glob("*.txt"))[:ARTICLES]
    if len(docs) < ARTICLES:
        print(f"skipped: fewer than {ARTICLES} texts in {data}/keyphrases/en/docs", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as name:
        for doc in docs:
            shutil.copy(doc, name)
        rounds = [(_start(), _ranking(name), _command(name), _yake(name)) for _ in range(runs)]
    start, ranking, command, yake = zip(*rounds, strict=True)
    found = {
        "what": f"the words of {ARTICLES} English news items, seconds",
        "runs": runs,
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "start_s": _three(start),
        "read_and_rank_s": _three(ranking),
        "whole_command_s": _three(command),
        "yake_s": _three(yake),
        "ranking_per_yake": round(statistics.median(r / y for r, y in zip(ranking, yake, strict=True)), 2),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    return 0


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _run(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def _start() -> float:
    return _timed(lambda: _run("-m", "launcher", "--version"))


def _command(folder: str) -> float:
    return _timed(lambda: _run("-m", "launcher", "keywords", folder, "--lang", "en", "--top", "10", "--json"))


def _ranking(folder: str) -> float:
    return float(_run("-c", INSIDE, folder))


def _yake(folder: str) -> float:
    seconds: float = json.loads(_run("benchmarks/peers/keyphrases.py", "yake", "en", folder))["seconds"]
    return seconds


def _three(values: tuple[float, ...]) -> dict[str, float]:
    return {
        "min": round(min(values), 2),
        "median": round(statistics.median(values), 2),
        "max": round(max(values), 2),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ.get("SPAREWHEEL_DATA", SHARED))
    sys.exit(main(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 5))
