"""Onsets of abnormal growth found in labelled series, ours beside a z-score, an EWMA chart and `ruptures`.

The data folder holds `bursts/` (or is it): one `NAME.csv` a series and `windows.json`, the labelled windows; it is the
argument, or SPAREWHEEL_DATA, or `../shared/data`. The scorer is the folder's own `score_bursts.py`, run as a process.
A peer is shown with what its manuals set, and with the best of a grid chosen by the labels themselves, which no user
has: by the hour or as the points come, whichever scored better. Ours runs as it ships; the last two rows show it with
its one parameter halved and doubled.

    python -m benchmarks.onset [DATA_DIR]     writes benchmarks/results/onset.json and prints a table
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.onset import GRID, PEERS, TEXTBOOK, Setting
from launcher.crisis.keywords import normal
from launcher.crisis.keywords.growth import bursts, hourly
from launcher.model import Point

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "onset.json"
SHARED = ROOT.parent / "shared" / "data"

Row = dict[str, Any]
Detector = Callable[[Sequence[Point]], list[dt.datetime]]


def main(data: Path) -> int:
    folder = data / "bursts" if (data / "bursts").is_dir() else data
    scorer = next((f for f in (folder, folder.parent, SHARED) if (f / "score_bursts.py").is_file()), None)
    if not (folder / "windows.json").is_file() or scorer is None:
        print(f"skipped: no bursts/windows.json, or no score_bursts.py, in {data}", file=sys.stderr)
        return 0
    bench = Bench(folder, scorer / "score_bursts.py")
    rows = [bench.row("ours", "as it ships", ours), *(row for peer in PEERS for row in bench.peer(peer))]
    rows += [bench.ours_with(normal.RARE / 2), bench.ours_with(normal.RARE * 2)]
    found = {
        "what": "onsets in labelled mention volumes, scored by windows; delay from a window's start, a share and hours",
        "series": sorted(bench.series),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "rows": rows,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
    print(_table(rows))
    return 0


def ours(points: Sequence[Point]) -> list[dt.datetime]:
    """The onsets that the product finds."""
    return [burst.onset for burst in bursts(points)]


class Bench:
    """The series and their windows, and the scorer."""

    def __init__(self, folder: Path, scorer: Path) -> None:
        self.folder, self.scorer = folder, scorer
        self.windows: dict[str, list[list[str]]] = json.loads((folder / "windows.json").read_text("utf-8"))
        self.series = {name: _read(folder / f"{name}.csv") for name in self.windows}
        self.hours = {name: hourly(points) for name, points in self.series.items()}

    def row(self, who: str, setting: str, detect: Detector, on: Mapping[str, Sequence[Point]] | None = None) -> Row:
        """One detector on every series: what the scorer says, the delay in hours, the seconds it took."""
        started = time.perf_counter()
        onsets = {name: detect(points) for name, points in (on or self.series).items()}
        seconds = time.perf_counter() - started
        told = {"delay_hours": self._delay(onsets), "seconds": round(seconds, 2)}
        return {"who": who, "setting": setting, **self._score(onsets), **told}

    def peer(self, peer: str) -> list[Row]:
        """A peer by the book, and by the labels."""
        book = self._best(setting for setting in TEXTBOOK if setting.peer == peer)
        tuned = self._best(setting for setting in (*TEXTBOOK, *GRID) if setting.peer == peer)
        return [{**book, "chosen": "by the book"}, {**tuned, "chosen": "by the labels"}]

    def ours_with(self, rare: float) -> Row:
        """Ours with another idea of how rare an abnormal hour is, in days."""
        shipped, normal.RARE = normal.RARE, rare
        try:
            return self.row("ours", f"once in {rare:g} days", ours)
        finally:
            normal.RARE = shipped

    def _best(self, settings: Iterable[Setting]) -> Row:
        rows = [self.row(s.peer, s.name, s.run, self.hours if s.hourly else None) for s in settings]
        return max(rows, key=lambda row: row["F1"])

    def _score(self, onsets: Mapping[str, Sequence[dt.datetime]]) -> Row:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "onsets.json"
            file.write_text(json.dumps({k: [f"{t:%Y-%m-%dT%H:%M:%S}" for t in v] for k, v in onsets.items()}))
            command = [sys.executable, str(self.scorer), str(file), str(self.folder / "windows.json")]
            told: Row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return told

    def _delay(self, onsets: Mapping[str, Sequence[dt.datetime]]) -> float | None:
        """Mean hours from a window's start to the first onset in it, over the windows that the scorer scores."""
        hours = []
        for name, spans in self.windows.items():
            scored = self.series[name][int(len(self.series[name]) * 0.15)][0]
            for start, end in ((_when(a), _when(b)) for a, b in spans):
                inside = [t for t in onsets[name] if max(start, scored) <= t <= end]
                hours += [(min(inside) - start) / dt.timedelta(hours=1)] if inside else []
        return round(sum(hours) / len(hours), 1) if hours else None


def _read(file: Path) -> list[Point]:
    with file.open(newline="", encoding="utf-8") as rows:
        return [(_when(row["timestamp"]), float(row["value"])) for row in csv.DictReader(rows)]


def _when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.split(".")[0]).replace(tzinfo=dt.UTC)


def _table(rows: Sequence[Row]) -> str:
    lines = [f"{'':9} {'F1':>6} {'found':>7} {'false':>6} {'delay':>6} {'hours':>6} {'s':>6}  setting"]
    for row in rows:
        found = f"{row['found']}/{row['windows']}"
        told = f"{row['setting']}{' (' + row['chosen'] + ')' if 'chosen' in row else ''}"
        delay = f"{row['delay'] or 0:6.2f} {row['delay_hours'] or 0:6.1f}"
        numbers = f"{row['F1']:6.3f} {found:>7} {row['false_alarms']:6} {delay} {row['seconds']:6.2f}"
        lines.append(f"{row['who']:9} {numbers}  {told}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SPAREWHEEL_DATA") or SHARED)))
