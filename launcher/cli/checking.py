"""`check`: the content gate, without publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from launcher.cli.options import FILES, common, on_crisis
from launcher.cli.result import Result
from launcher.errors import Problem, Refused
from launcher.launch import examining, folder
from launcher.model import Finding
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace, opened


@click.command(short_help="what the gate would say, without publishing")
@FILES
@on_crisis
@common
def check(workspace: Path, as_json: bool, files: tuple[Path, ...], crisis: str | None) -> Result:
    """Facts, placeholders, links, languages, tone, duties: everything that would keep the crisis's pages from going
    out (errors), and what a person should look at (warnings). With FILEs: of those alone."""
    there = opened(workspace)
    found = folder.find(there, crisis)
    findings = _of(files, examining.examine(found, there, SystemClock().now()), there)
    counts = Counter(finding.level for finding in findings)
    data = {"crisis": found.id, "errors": counts["error"], "warnings": counts["warning"], "findings": findings}
    lines = [line for finding in findings for line in _lines(finding)]
    wrong = [Problem(one.code, one.message, one.hint, one.where) for one in findings if one.level == "error"]
    message = f"{len(wrong)} {'errors keep' if len(wrong) > 1 else 'error keeps'} this from going out"
    error = Refused.of(message, wrong, hint="Correct them, then `sparewheel publish`.") if wrong else None
    return Result("check", data, [*lines, _summary(counts)], error=error)


def _of(files: Sequence[Path], found: Sequence[Finding], workspace: Workspace) -> Sequence[Finding]:
    wanted = {file.resolve() for file in files}
    for file in wanted:
        if not file.exists():
            hint = "Name a page or a post of the crisis, or leave it out to see all."
            raise Refused(f"{workspace.shown(file)} is not there", hint=hint, code="no-file")
    return [one for one in found if not wanted or Path(one.where.file).resolve() in wanted]


def _lines(finding: Finding) -> list[str]:
    """As compilers write it, so that editors jump there."""
    return [f"{finding.where}: {finding.level}: {finding.message} [{finding.code}]", f"    {finding.hint}"]


def _summary(counts: Counter[str]) -> str:
    if not counts:
        return "Nothing to say: it can go out."
    errors, warnings = (f"{counts[one]} {one}{'s' if counts[one] > 1 else ''}" for one in ("error", "warning"))
    if counts["error"]:
        return f"It would not go out: {errors}" + (f", {warnings}." if counts["warning"] else ".")
    return f"It can go out; {warnings} to look at."
