"""The tables of docs/gate.md: every code that a rule can tell, read from the rules, and the measured figures."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "launcher" / "site" / "rules"


def codes() -> str:
    """One line a code: where it is told, whether it refuses, what it says."""
    found: dict[str, tuple[str, str, str]] = {}
    for file in sorted(RULES.glob("*.py")):
        for code, level, says in _told(ast.parse(file.read_text("utf-8"))):
            found.setdefault(code, (file.stem, level, says))
    for file in sorted((RULES / "tone").glob("*.toml")):
        family = tomllib.loads(file.read_text("utf-8"))
        if "says" in family:
            level = "refuses, or counts in doubt" if family.get("sure") else "counts"
            found[family.get("code", file.stem)] = ("tone", level, f"`…` {family['says']}")
    rows = [[f"`{code}`", level, says, f"`{rule}`"] for code, (rule, level, says) in sorted(found.items())]
    return _table(["code", "", "what it says", "rule"], rows)


def _told(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("error", "Finding"):
            refuses = node.func.id == "error"
            if len(node.args) < 4 or not (code := _text(node.args[0], constants)).strip("…"):
                continue
            level = (
                "refuses"
                if refuses
                else {"error": "refuses", "warning": "counts"}.get(
                    _text(node.args[1], constants), "refuses, or counts in doubt"
                )
            )
            yield code, level, _text(node.args[1 if refuses else 2], constants)


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    """What a message says, with … for what differs."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        value = constants.get(node.id)
        return _text(value, {}) if value is not None else "…"
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left, constants) + _text(node.right, constants)
    return "…"


def measured() -> str:
    """The figures of the last measurement."""
    found = _result()
    rows = [
        [
            {"fr": "French", "en": "English"}[lang],
            f"{clean['refused']} of {clean['pages']}",
            *(f"{part['caught']} of {part['faults']}" for part in found["faults"][lang].values()),
            f"{found['never tuned on'][lang]['caught']} of {found['never tuned on'][lang]['faults']}",
        ]
        for lang, clean in found["clean"].items()
    ]
    head = ["", "clean pages refused", "faults caught: tuned on", "held out", "sentences never tuned on"]
    return _table(head, rows)


def categories() -> str:
    """Each category of faults."""
    rows = [
        [
            name,
            *(f"{row['caught']} of {row['faults']}" for row in by.values()),
            f"{sum(r['as errors'] for r in by.values())}",
        ]
        for name, by in _result()["categories"].items()
    ]
    return _table(["fault", "caught, French", "caught, English", "refused (both)"], rows)


def _result() -> Any:
    return json.loads((ROOT / "benchmarks" / "results" / "gate.json").read_text("utf-8"))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
