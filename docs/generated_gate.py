"""The tables of docs/gate.md: every code that a rule can tell, read from the rules, and the measured figures."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "launcher" / "site" / "rules"


def codes() -> str:
    """One line a code: where it is told, whether it refuses, what it says."""
    found: dict[str, tuple[str, str, str]] = {}
    for file in sorted((*RULES.glob("*.py"), *RULES.parent.glob("*.py"))):
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
    """Each call that makes a finding, with its codes, level and message as far as the source shows them."""
    named = sorted((node for node in ast.walk(tree) if isinstance(node, ast.Assign)), key=lambda node: node.lineno)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) < 4:
            continue
        before = {name: value for one in named if one.lineno <= node.lineno for name, value in _assigned(one)}
        if node.func.id in ("error", "Finding"):
            refuses = node.func.id == "error"
            levels = {"error"} if refuses else _texts(node.args[1], before)
            for code in _texts(node.args[0], before) - {"…"}:
                yield code, _LEVELS.get("".join(levels), _EITHER), min(_texts(node.args[1 if refuses else 2], before))


_EITHER = "refuses, or counts in doubt"
_LEVELS = {"error": "refuses", "warning": "counts"}


def _assigned(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they are given, `a, b = (1, 2) if … else (3, 4)` included."""
    target = node.targets[0]
    if isinstance(target, ast.Name):
        yield target.id, node.value
    elif isinstance(target, ast.Tuple):
        for index, one in enumerate(target.elts):
            if isinstance(one, ast.Name) and (value := _item(node.value, index)):
                yield one.id, value


def _item(value: ast.expr, index: int) -> ast.expr | None:
    if isinstance(value, ast.IfExp):
        yes, no = _item(value.body, index), _item(value.orelse, index)
        return ast.IfExp(value.test, yes, no) if yes and no else None
    return value.elts[index] if isinstance(value, ast.Tuple) and index < len(value.elts) else None


def _texts(node: ast.expr, named: Mapping[str, ast.expr]) -> set[str]:
    """What a text may be, with … for what differs."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.Name) and node.id in named:
        return _texts(named[node.id], {})
    if isinstance(node, ast.IfExp):
        return _texts(node.body, named) | _texts(node.orelse, named)
    if isinstance(node, ast.JoinedStr):
        return {"".join(min(_texts(part, named)) if isinstance(part, ast.Constant) else "…" for part in node.values)}
    if isinstance(node, ast.BinOp):
        return {min(_texts(node.left, named)) + min(_texts(node.right, named))}
    return {"…"}


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
