"""The one renderer: a Result for people (rich, plain in a pipe) or as the JSON envelope, and failures in both forms."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.documents import is_control
from launcher.errors import Problem, SpareWheelError
from launcher.model import as_json

MOST = 40
"""Reasons that a person is shown at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for people; `right` names the columns that are numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a command gives back: data for programs, lines and tables for people, and messages for both."""

    command: str
    data: Any
    blocks: Sequence[str | Table] = ()
    messages: Sequence[Problem] = field(default=())
    error: SpareWheelError | None = None
    """What a command that looked found wrong: its data say all of it."""

    @property
    def exit_code(self) -> int:
        """The process's."""
        return self.error.exit_code if self.error else 0


def success(result: Result, as_json_: bool) -> int:
    """Print a result to stdout; its exit code."""
    if as_json_:
        _print_json(
            {
                "command": result.command,
                "ok": result.error is None,
                "data": as_json(result.data),
                "messages": [_message(problem) for problem in result.messages],
                "error": _error(result.error) if result.error else None,
                "exit_code": result.exit_code,
            }
        )
        return result.exit_code
    show(result.blocks)
    for problem in result.messages:
        line = f"Note: {problem}" + (f". {problem.hint}" if problem.hint else "")
        print(printable(_one_line(line)), file=sys.stderr)
    return result.exit_code


def failure(error: SpareWheelError, command: str, as_json_: bool) -> int:
    """Print a failure: the envelope on stdout, or `Error:` and `Hint:` lines on stderr; its exit code."""
    if as_json_:
        _print_json(
            {
                "command": command,
                "ok": False,
                "data": None,
                "messages": [_message(problem) for problem in (*error.problems, *_meanwhile(error))],
                "error": _error(error),
                "exit_code": error.exit_code,
            }
        )
        return error.exit_code
    print("\n".join(printable(line) for line in _lines(error)), file=sys.stderr)
    return error.exit_code


def _error(error: SpareWheelError) -> dict[str, str | None]:
    where = str(error.where) if error.where else None
    return {"code": error.reason_code, "message": error.message, "hint": error.hint, "where": where}


def _meanwhile(error: SpareWheelError) -> tuple[Problem, ...]:
    return (Problem("live", f"{error.live} is live meanwhile"),) if error.live else ()


def _lines(error: SpareWheelError) -> list[str]:
    many = error.problems if len(error.problems) > 1 else ()
    place = f"{error.where}: " if error.where and not many else ""
    lines = [f"Error: {place}{_one_line(error.message)}"]
    for problem in many[:MOST]:
        said = [f"    {problem.hint}"] if problem.hint and len({one.hint for one in many}) > 1 else []
        lines += [f"  - {_one_line(str(problem))}", *said]
    if len(many) > MOST:
        lines.append(f"  … and {len(many) - MOST} more; --json gives them all.")
    goes_on = "`sparewheel resume` goes on." if error.journal else "correct these, then run the same command again."
    same = {problem.hint for problem in many}
    together = same.pop() if len(same) == 1 and "" not in same else goes_on
    if hint := together if many else error.hint:
        lines.append(f"Hint: {_one_line(hint)}")
    if error.live:
        lines.append(f"Live meanwhile: {error.live}")
        lines.append(f"What to do next, and by when: {Path(error.journal).parent / 'report.md'}")
    if error.answers:
        lines.append(f"Answers: kept in {error.answers}; add `--facts {error.answers}` to go on with them.")
    if error.journal:
        lines.append(f"Journal: {error.journal}")
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def printable(text: str) -> str:
    """Nothing that a file holds may move the cursor, colour the terminal or turn its text round."""
    if text.isprintable():  # which no control is: by far the most lines, and there may be thousands
        return text
    return "".join("\ufffd" if is_control(character) else character for character in text)


def show(blocks: Sequence[str | Table], *, asking: bool = False) -> None:
    """Lines and tables on stdout (stderr when they come before a question): colour on a terminal, plain in a pipe."""
    to = sys.stderr if asking else sys.stdout
    if not to.isatty():
        for block in blocks:
            print(printable(block if isinstance(block, str) else _plain(block)), file=to)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, file=to)
    for block in blocks:
        console.print(Text(printable(block)) if isinstance(block, str) else _rich(block))


def _plain(table: Table) -> str:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(table.columns))]
    lines = [
        "  ".join(_pad(row[n], widths[n], table.columns[n] in table.right) for n in range(len(row))) for row in rows
    ]
    return "\n".join([table.title, *("  " + line.rstrip() for line in lines)])


def _pad(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def _rich(table: Table) -> Any:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    made = RichTable(title=table.title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    for column in table.columns:
        made.add_column(column, justify="right" if column in table.right else "left", overflow="fold")
    for row in table.rows:
        made.add_row(*(Text(printable(cell)) for cell in row))
    return made


def _message(problem: Problem) -> dict[str, Any]:
    where = str(problem.where) if problem.where else None
    return {"code": problem.code, "message": problem.message, "hint": problem.hint, "where": where}


def _print_json(envelope: dict[str, Any]) -> None:
    """What a terminal might obey, and what is no character, is written as JSON writes it."""
    text = json.dumps(envelope, ensure_ascii=False, indent=2)
    print("".join(f"\\u{ord(c):04x}" if c != "\n" and is_control(c) and ord(c) < 0x10000 else c for c in text))
