"""The gate on its corpus (`tests/gate`): faults caught and clean pages refused, by category and language.

Every third fault was held out: nobody looked at it while a rule was tuned. The row "never tuned on" has sentences that
were written last of all, and say how far lists of words carry with a stranger's.

    python -m benchmarks.gate        writes benchmarks/results/gate.json and prints a table
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.gate.corpus import LANGUAGES, crises
from tests.gate.measure import Bench, Outcome

RESULT = Path(__file__).resolve().parent / "results" / "gate.json"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        bench, started = Bench(Path(name)), time.perf_counter()
        alarms = bench.alarms()
        parts = {held: {lang: bench.outcomes(lang, held) for lang in LANGUAGES} for held in (False, True)}
        seconds = time.perf_counter() - started
        strangers = bench.strangers()
    outcomes = [one for part in parts.values() for told in part.values() for one in told]
    pages = {lang: sum(p.endswith(f".{lang}.md") for case in crises() for p in case.files) for lang in LANGUAGES}
    refused = {(one.crisis, one.finding.where.file) for one in alarms}
    found = {
        "what": "faults caught (as an error or a warning) and clean pages refused, on the corpus of tests/gate",
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "crises": len(crises()),
        "seconds": round(seconds, 1),
        "clean": {
            lang: {"pages": pages[lang], "refused": sum(f".{lang}." in f for _, f in refused)} for lang in LANGUAGES
        },
        "faults": {lang: {part: _row(parts[held][lang]) for part, held in _PARTS.items()} for lang in LANGUAGES},
        "never tuned on": {lang: _row([o for o in strangers if o.fault.lang == lang]) for lang in LANGUAGES},
        "categories": _categories(outcomes),
    }
    RESULT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    _show(found, outcomes)
    return 0


_PARTS = {"tuned": False, "held out": True}


def _row(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "faults": len(outcomes),
        "caught": sum(one.caught for one in outcomes),
        "as errors": sum(one.refused for one in outcomes),
    }


def _categories(outcomes: Sequence[Outcome]) -> dict[str, dict[str, dict[str, int]]]:
    names = dict.fromkeys(one.fault.category for one in outcomes)
    return {
        name: {
            lang: _row([o for o in outcomes if (o.fault.category, o.fault.lang) == (name, lang)]) for lang in LANGUAGES
        }
        for name in names
    }


def _show(found: dict[str, Any], outcomes: Sequence[Outcome]) -> None:
    for name, rows in found["categories"].items():
        told = "   ".join(
            f"{lang} {row['caught']:2}/{row['faults']:2} ({row['as errors']:2})" for lang, row in rows.items()
        )
        print(f"{name:32} {told}")
    print("never tuned on", found["never tuned on"])
    for lang, parts in found["faults"].items():
        print(lang, *(f"{part}: {row['caught']}/{row['faults']}" for part, row in parts.items()), found["clean"][lang])
    print(f"{found['seconds']} s; missed, of those that are not held out:")
    for one in outcomes:
        if not one.caught and not one.fault.held_out:
            print(f"  {one.fault.category}: {one.fault.clean.name}: {one.fault.said}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
