"""Where figures are kept, and what they were measured on."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def keep(name: str, result: dict[str, Any]) -> None:
    """The figures, where the docs find them."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")


def machine() -> dict[str, Any]:
    """What it was measured on, and how busy that was before."""
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "load_before": rounded(os.getloadavg()[0], 2)}


def rounded(value: float, digits: int = 3) -> float:
    """As many decimals as mean something; whole numbers without any."""
    return round(value, digits) if digits else round(value)
