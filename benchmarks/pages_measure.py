"""What `pages` and `pages_peers` measure alike: the same tools, the same answers of an edge, the same pages."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.audit import tools

RESULTS = Path(__file__).parent / "results"
SCHEMES = ("light", "dark")
WIDTHS = (320, 768, 1280)
RUNS = 3


def speed(address: str, paths: Sequence[str], runs: int = RUNS) -> list[dict[str, Any]]:
    """For each page, medians of that many Lighthouse runs, mobile: scores of 100, bytes on the wire, requests."""
    rounds = [tools.browser("lighthouse", pages=[address + path for path in paths]) for _ in range(runs)]
    return [{"path": path, **_median(several)} for path, *several in zip(paths, *rounds, strict=True)]


def _median(several: Sequence[dict[str, Any]]) -> dict[str, Any]:
    numbers = {
        key: statistics.median(one[key] for one in several) for key in ("bytes", "requests", "third", "lcp", "cls")
    }
    scores = {name: statistics.median(one["scores"][name] for one in several) for name in several[0]["scores"]}
    return {"scores": scores, **numbers, "lost": sorted({loss for one in several for loss in one["lost"]})}


def access(address: str, paths: Sequence[str]) -> dict[str, list[str]]:
    """For each page, the rules of axe that it breaks in some scheme, at some width."""
    job = {"pages": [address + path for path in paths], "schemes": SCHEMES, "widths": WIDTHS}
    seen = tools.browser("axe", **job, until="networkidle0")  # a page with a worker loads itself twice
    broken = {path: {rule for one in seen if one["page"] == address + path for rule in _names(one)} for path in paths}
    return {path: sorted(rules) for path, rules in broken.items()}


def _names(one: dict[str, Any]) -> list[str]:
    return [told.split(" ")[0] for told in one["violations"]]


def keep(name: str, result: dict[str, Any]) -> None:
    """The figures, where the docs find them."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")


def kept(name: str) -> dict[str, Any]:
    """The figures of the last time; empty when there was none."""
    file = RESULTS / f"{name}.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}


def versions() -> dict[str, str]:
    """What it was measured with."""
    named = json.loads((tools.ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    return {name: str(version) for name, version in named.items()}
