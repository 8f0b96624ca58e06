"""Keyphrases of news against what people marked in them: ours beside the extractors that one can install.

The data folder (the argument, or SPAREWHEEL_DATA, or `../shared/data`) holds `keyphrases/fr` (WikiNews) and
`keyphrases/en` (500N-KPCrowd), each `docs/ID.txt` and `keys/ID.key`, and the scorer `score_keyphrases.py`, which is
run as it stands. Ours ranks each document alone, as `sparewheel keywords FILE --top 10` does, with the same settings
in both languages. Every row is run in the same minute.

    python -m benchmarks.keyphrases [DATA_DIR]        writes benchmarks/results/keyphrases.json and prints a table
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.peers.keyphrases import MODULES, PEERS
from launcher.crisis import keywords, signals

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "keyphrases.json"
SHARED = ROOT.parent / "shared" / "data"
LANGUAGES = ("fr", "en")
Row = dict[str, Any]


def main(data: Path) -> int:
    if not (data / "keyphrases").is_dir():
        print(f"skipped: no keyphrases/ in {data}; give the folder, or set SPAREWHEEL_DATA", file=sys.stderr)
        return 0
    if missing := [name for name in MODULES if find_spec(name) is None]:
        print(f"not here: {', '.join(missing)}; `make bench` installs the peers", file=sys.stderr)
        return 1
    rows = {lang: {name: _row(data, lang, name) for name in ("ours", *PEERS)} for lang in LANGUAGES}
    best = {lang: max(row["F1@10"] for name, row in rows[lang].items() if name != "ours") for lang in LANGUAGES}
    found = {
        "what": "keyphrases of single news items, macro averages on stems",
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "rows": rows,
        "ours_per_best_peer": {lang: round(rows[lang]["ours"]["F1@10"] / best[lang], 2) for lang in LANGUAGES},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
    _show(found)
    return 0


def _row(data: Path, lang: str, name: str) -> Row:
    seconds, found = ours(data, lang) if name == "ours" else peer(data, lang, name)
    return {**_score(data, lang, found), "seconds": round(seconds, 2)}


def ours(data: Path, lang: str) -> tuple[float, dict[str, list[str]]]:
    """Seconds and ten terms a document."""
    files = sorted((data / "keyphrases" / lang / "docs").glob("*.txt"))
    started = time.perf_counter()
    found = {file.stem: [word.term for word in _ranked(file, lang)] for file in files}
    return time.perf_counter() - started, found


def _ranked(file: Path, lang: str) -> tuple[Any, ...]:
    return keywords.rank(signals.read([file], lang), [lang], top=10)


def peer(data: Path, lang: str, name: str) -> tuple[float, dict[str, list[str]]]:
    """The same of a peer, in its own process; its start is not counted."""
    script = ROOT / "benchmarks" / "peers" / "keyphrases.py"
    command = [sys.executable, str(script), name, lang, str(data / "keyphrases" / lang / "docs")]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told["seconds"], told["found"]


def _score(data: Path, lang: str, found: dict[str, list[str]]) -> Row:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "found.json"
        file.write_text(json.dumps(found), "utf-8")
        keys = data / "keyphrases" / lang / "keys"
        command = [sys.executable, str(data / "score_keyphrases.py"), lang, str(file), str(keys)]
        scored: Row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {key: scored[key] for key in ("documents", "F1@10", "P@5", "R@10")}


def _show(found: Row) -> None:
    for lang in LANGUAGES:
        print(f"{lang}: {found['rows'][lang]['ours']['documents']} documents")
        for name, row in sorted(found["rows"][lang].items(), key=lambda item: -item[1]["F1@10"]):
            print(f"  {name:9} F1@10 {row['F1@10']:.3f}   P@5 {row['P@5']:.3f}   {row['seconds']:6.2f} s")
        print(f"  ours per best peer, F1@10: {found['ours_per_best_peer'][lang]:.2f}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SPAREWHEEL_DATA", SHARED))))
