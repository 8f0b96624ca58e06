"""From `launch` to a verified live site on the embedded sandbox, as a whole process, beside a bare Pelican build.

The peer is the least that any Pelican site costs: one `pelican` run over the same content with the same theme, nothing
bought, uploaded or proven. Both are run in turn, so that a noisy machine slows both.

    python -m benchmarks.launch [RUNS]        writes benchmarks/results/launch.json and prints it
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "launch.json"


def main(runs: int) -> None:
    _, *measured = [_pair() for _ in range(runs + 1)]
    walls, proofs, peers = zip(*measured, strict=True)
    found = {
        "what": "launch to verified on the sandbox, fresh workspace, sandbox started in the run",
        "runs": runs,
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "launch_to_verified_s": _three(proofs),
        "whole_process_s": _three(walls),
        "bare_pelican_s": _three(peers),
        "whole_process_per_bare_pelican": round(statistics.median(w / p for w, p in zip(walls, peers, strict=True)), 2),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


def _pair() -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name) / "w"
        _sparewheel("init", workspace, "--yes")
        drill = workspace / "playbooks" / "product-recall" / "drill"
        try:
            started = time.perf_counter()
            told = _sparewheel(
                "launch", "--workspace", workspace, "--playbook", "product-recall", "--facts", drill / "facts.yaml",
                "--signals", drill / "signals", "--yes", "--json",
            )  # fmt: skip
            wall = time.perf_counter() - started
        finally:
            _sparewheel("sandbox", "down", "--workspace", workspace)
        data = json.loads(told)["data"]
        return wall, data["elapsed_s"], _pelican(workspace, workspace / "crises" / data["crisis"], data["domain"])


def _sparewheel(*arguments: object) -> str:
    command = [sys.executable, "-m", "launcher", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _pelican(workspace: Path, crisis: Path, domain: str) -> float:
    """One bare build of the same content."""
    from launcher.config import load
    from launcher.model import Mode, canonical

    site = load(workspace / "sparewheel.yaml").site(Mode.LIVE, f"https://{domain}")
    (crisis / "site.json").write_bytes(canonical(site))
    conf = workspace / "standby_site" / "pelicanconf.py"
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pelican", "content", "-s", str(conf), "-o", "bare"],
        cwd=crisis,
        env={**os.environ, "SPAREWHEEL_SITE": str(crisis / "site.json")},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def _three(values: tuple[float, ...]) -> dict[str, float]:
    ordered = {"min": min(values), "median": statistics.median(values), "max": max(values)}
    return {name: round(value, 3) for name, value in ordered.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
