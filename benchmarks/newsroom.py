"""Whole crises: are the five words that a newsroom would use among the first ten?

The crises are `tests/crises/*` (invented, written before anyone saw what a ranking makes of them) and, where the
press texts are at hand (the argument, or SPAREWHEEL_INPUTS, or `../shared/inputs`), two real recalls. Ours reads the
folder as `sparewheel keywords DIR` does; a peer gets each crisis as one text, for none of them knows several.

    python -m benchmarks.newsroom [INPUTS_DIR]        writes benchmarks/results/newsroom.json and prints a table
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.keyphrases import PEERS
from launcher.crisis import keywords, signals
from launcher.crisis.lexicon import stem
from launcher.model import Signals

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "newsroom.json"
CRISES = ROOT / "tests" / "crises"
INPUTS = ROOT.parent / "shared" / "inputs"
FIRST = 10


@dataclass(frozen=True, slots=True)
class Crisis:
    """A folder of press texts, its language, and what must be found: for each idea its spellings."""

    name: str
    press: Path
    lang: str
    must: tuple[tuple[str, ...], ...]
    bad: tuple[str, ...]
    states: tuple[tuple[str, str], ...] = ()
    """Terms with series, each with the state that a person reads off its curves."""


def crises(inputs: Path) -> Iterator[Crisis]:
    """Every crisis whose texts are here."""
    for gold in sorted(CRISES.glob("*/gold.txt")):
        press = next((p for p in (gold.parent / "press", inputs / gold.parent.name / "press") if p.is_dir()), None)
        if press:
            lang = next(iter(sorted(press.glob("*.txt")))).suffixes[0].lstrip(".")
            lines = dict(line.split(": ", 1) for line in gold.read_text("utf-8").splitlines() if ": " in line)
            must = tuple(tuple(idea.split("/")) for idea in lines["must"].split(", "))
            states = tuple((term, state) for term, _, state in _pairs(lines.get("states", "")))
            yield Crisis(gold.parent.name, press, lang, must, tuple(lines["bad"].split(", ")), states)


def _pairs(text: str) -> list[tuple[str, str, str]]:
    return [pair.rpartition("=") for pair in text.split(", ") if pair]


def ranked(crisis: Crisis) -> list[str]:
    """Our first ten."""
    words = keywords.rank(signals.read([crisis.press]), [crisis.lang], top=FIRST)
    return [word.term for word in words]


def everything(crisis: Crisis) -> Signals:
    """What was written, searched and counted."""
    folders = [crisis.press, crisis.press.parent / "trends", crisis.press.parent / "news"]
    return signals.read([folder for folder in folders if folder.is_dir()])


def states(crisis: Crisis) -> dict[str, str]:
    """What we say of the crisis's measured terms, with all that is in its folder."""
    words = keywords.rank(everything(crisis), [crisis.lang], top=500)
    told = {_stems(word.term, crisis.lang): word.state.value for word in reversed(words)}
    return {term: told.get(_stems(term, crisis.lang), "") for term, _ in crisis.states}


def found(words: Sequence[str], crisis: Crisis) -> list[tuple[str, ...]]:
    """The ideas that one of the words names, spellings compared by their stems."""
    there = {_stems(word, crisis.lang) for word in words[:FIRST]}
    return [idea for idea in crisis.must if any(_stems(spelling, crisis.lang) in there for spelling in idea)]


def wasted(words: Sequence[str], crisis: Crisis) -> list[str]:
    """The words that no list of ten should waste a place on."""
    bad = {_stems(word, crisis.lang) for word in crisis.bad}
    return [word for word in words[:FIRST] if _stems(word, crisis.lang) in bad]


def _stems(phrase: str, lang: str) -> str:
    return " ".join(stem(word, lang) for word in re.findall(r"[^\W_]+", phrase.lower()))


def main(inputs: Path) -> int:
    known = list(crises(inputs))
    rows: dict[str, Any] = {"ours": {crisis.name: ranked(crisis) for crisis in known}}
    for peer in PEERS:
        rows[peer] = {name: words for lang in ("fr", "en") for name, words in _peer(peer, lang, known).items()}
    table = {name: _row(words, known) for name, words in rows.items()}
    result = {
        "what": "ideas that a newsroom must name, found in the first ten words of a crisis",
        "crises": len(known),
        "ideas": sum(len(crisis.must) for crisis in known),
        "rows": table,
        "first_ten": rows["ours"],
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for name, row in sorted(table.items(), key=lambda item: -item[1]["found"]):
        print(f"  {name:9} {row['found']:3} of {result['ideas']} ideas, {row['wasted']:2} wasted places")
    return 0


def _row(words: dict[str, list[str]], known: Sequence[Crisis]) -> dict[str, int]:
    return {
        "found": sum(len(found(words[crisis.name], crisis)) for crisis in known),
        "wasted": sum(len(wasted(words[crisis.name], crisis)) for crisis in known),
    }


def _peer(peer: str, lang: str, known: Sequence[Crisis]) -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as name:
        for crisis in known:
            if crisis.lang == lang:
                texts = signals.read([crisis.press]).articles
                whole = "\n\n".join(f"{text.title}\n{text.body}" for text in texts)
                (Path(name) / f"{crisis.name}.txt").write_text(whole, "utf-8")
        script = ROOT / "benchmarks" / "peers" / "keyphrases.py"
        told = subprocess.run([sys.executable, str(script), peer, lang, name], check=True, capture_output=True)
    phrases: dict[str, list[str]] = json.loads(told.stdout)["found"]
    return phrases


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SPAREWHEEL_INPUTS", INPUTS))))
