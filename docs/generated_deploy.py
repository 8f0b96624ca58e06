"""The figures of `docs/deploy.md`, from what the benchmarks wrote. `make docs` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docs.generated import table

ROOT = Path(__file__).resolve().parent.parent
PHASES = {"first": "first upload", "nothing": "nothing changed", "one": "one page changed", "rebuilt": "built again"}
ACTS = {"edit": "a post edited", "add": "a newest post"}
OURS = "ours"


def summary() -> str:
    """For the README: ours beside the best of the others, and beside Pelican with `aws s3 sync`."""
    return table(["", "ours", "best other", "ours per best other"], [*_summed_uploads(), *_summed_publishes()])


def _summed_uploads() -> Iterator[list[str]]:
    for cell in _result("deploy")["cells"]:
        for phase, told in list(PHASES.items())[:3]:
            found = cell["phases"][phase]
            best = found["best"]
            yield [
                f"{cell['files']:,} files, {_away(cell)}: {told}",
                _went(found["tools"][OURS]),
                f"{_went(found['tools'][best])} ({best})",
                _times(found["per_best"][OURS]),
            ]


def _summed_publishes() -> Iterator[list[str]]:
    for cell in _result("publish")["cells"]:
        tools, best = cell["edit"]["tools"], cell["edit"]["best"]
        ours = [name for name in tools if name.startswith(OURS)]
        usual = next(name for name in tools if "aws" in name)
        yield [
            f"{cell['posts']:,} Markdown files, {_away(cell)}: save → live; from a process that stays",
            "; ".join(_went(tools[name]) for name in ours),
            f"{_went(tools[best])} ({best}; {usual}: {_went(tools[usual])})",
            "; ".join(_times(cell["edit"]["per_best"][name]) for name in ours),
        ]


def uploads() -> str:
    """One table for each folder at each distance."""
    return "\n".join(_upload(cell) for cell in _result("deploy")["cells"])


def _upload(cell: Mapping[str, Any]) -> str:
    phases = cell["phases"]
    head = f"**{cell['files']:,} files, {cell['mb']:.0f} MB, {_away(cell)}** (medians of {cell['rounds']}, seconds)\n\n"
    rows = [
        [_bold(tool), *(_seconds(phases[phase], tool) for phase in PHASES), *_cost(phases["first"]["tools"][tool])]
        for tool in _ordered(phases["first"]["tools"], phases)
    ]
    columns = ["", *PHASES.values(), "processors, first upload", "memory"]
    return head + table(columns, [*rows, *_against(phases)])


def _against(phases: Mapping[str, Any]) -> Iterator[list[str]]:
    """Ours per the best of the others."""
    for name in phases["first"].get("per_best", {}):
        told = [phases[phase]["per_best"][name] for phase in PHASES]
        yield [f"{_bold(name)} per best other", *map(_times, told), "", ""]


def _ordered(tools: Mapping[str, Any], phases: Mapping[str, Any]) -> Sequence[str]:
    """Ours first, the others by their time for the first upload."""
    of_the_first = phases["first"]["tools"]
    return sorted(tools, key=lambda tool: (not tool.startswith(OURS), of_the_first[tool].get("wall_s", 1e9)))


def _seconds(phase: Mapping[str, Any], tool: str) -> str:
    """A void run is none: something else than the folder lay there."""
    found = phase["tools"][tool]
    if found["void"]:
        return f"wrong in {found['void']}"
    return f"**{found['wall_s']:.2f}**" if phase.get("best") == tool else f"{found['wall_s']:.2f}"


def _cost(row: Mapping[str, Any]) -> list[str]:
    return [f"{row['cpu_s']:.2f} s", f"{row['memory_mb']:.0f} MB"] if "cpu_s" in row else ["–", "–"]


def publishes() -> str:
    """From a save to a page that is live."""
    cells = _result("publish")["cells"]
    tools = list(cells[0]["edit"]["tools"])
    rows = [
        [
            f"{cell['posts']:,}, {_away(cell)}", told,
            *(_went(cell[act]["tools"][tool]) for tool in tools),
            " · ".join(map(_times, cell[act]["per_best"].values())),
        ]
        for cell in cells for act, told in ACTS.items()
    ]  # fmt: skip
    return table(["Markdown files", "", *map(_bold, tools), "per best other: ours · resident"], rows)


def _went(row: Mapping[str, Any]) -> str:
    return f"wrong in {row['void']}" if row["void"] else f"{row['wall_s']:.2f} s"


def growth() -> str:
    """What grows with the site: files that a newest post changes, memory, a full build."""
    cells = [cell for cell in _result("publish")["cells"] if not cell["delay_ms"]]
    tools = list(cells[0]["first"])
    rows = [
        [
            f"{cell['posts']:,}",
            _slashed(cell["add"]["tools"][tool]["files"] for tool in tools),
            _slashed(max(cell["first"][tool]["memory_mb"], cell["edit"]["tools"][tool]["memory_mb"]) for tool in tools),
            _slashed(f"{cell['full_build_s'][tool]:.1f}" for tool in tools),
        ]
        for cell in cells
    ]
    named = " / ".join(tools)
    return f"{named}:\n\n" + table(
        ["Markdown files", "files that a newest post changes", "memory at most, MB", "full build, s"], rows
    )


def commands() -> str:
    """How long short commands take."""
    cells = [cell for cell in _result("publish")["cells"] if "commands_s" in cell]
    names = list(cells[0]["commands_s"])
    rows = [[f"{cell['posts']:,}", *(f"{cell['commands_s'][name]:.2f} s" for name in names)] for cell in cells]
    return table(["Markdown files", *(f"`sparewheel {name}`" for name in names)], rows)


def machine() -> str:
    """On what, and with which versions."""
    found = _result("deploy")
    versions = (f"{name.split()[0]} {told}" for name, told in found["versions"].items())
    added = (f"{max(0, cost):.2f} s ({name.split()[0]})" for name, cost in found["wheels_add_s"].items())
    return (
        f"{found['machine']['cpus']} processors, shared by client and server, Python {found['machine']['python']}. "
        f"{', '.join(versions)}. They run as their binaries; the scripts that Python wheels put in front of some would "
        f"add {' and '.join(added)}.\n"
    )


def _away(cell: Mapping[str, Any]) -> str:
    return f"{cell['delay_ms']:.0f} ms away" if cell["delay_ms"] else "near"


def _times(ratio: float | None) -> str:
    return f"{ratio:.2f} ×" if ratio else "–"


def _bold(name: str) -> str:
    return f"**{name}**" if name.startswith(OURS) else name


def _slashed(values: Any) -> str:
    return " / ".join(str(value) for value in values)


def _result(name: str) -> Any:
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text("utf-8"))
