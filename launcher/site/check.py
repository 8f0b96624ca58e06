"""The gate: content → findings. Errors refuse, warnings count. One rule, one file, in `rules/`.

The rules are a visible table; each is a pure function from the documents (and when and in which languages they would
go out) to findings with a code, a place and a hint.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from launcher.errors import Malformed, Problem, Refused, Where
from launcher.model import Finding, Yardstick
from launcher.site import frontmatter
from launcher.site.rules import (
    Content,
    addresses,
    answers,
    budget,
    calendar,
    editions,
    elements,
    embargo,
    figures,
    files,
    forbidden,
    future,
    images,
    invisible,
    language,
    links,
    markup,
    metadata,
    musts,
    names,
    passed_over,
    placeholders,
    promise,
    ratio,
    reach,
    readability,
    targets,
    tone,
    twins,
    unsaid,
)

RULES: Sequence[Callable[[Content], Iterable[Finding]]] = (
    files.check,
    metadata.check,
    addresses.check,
    twins.check,
    editions.check,
    placeholders.check,
    markup.check,
    links.check,
    targets.check,
    images.check,
    budget.check,
    invisible.check,
    future.check,
    language.check,
    figures.check,
    calendar.check,
    reach.check,
    unsaid.check,
    musts.check,
    elements.check,
    promise.check,
    embargo.check,
    ratio.check,
    forbidden.check,
    answers.check,
)
STYLE: Sequence[Callable[[Content], Iterable[Finding]]] = (tone.check, names.check, readability.check)
"""Rules that know words, not meaning."""


def findings(
    folder: Path, languages: Sequence[str], now: dt.datetime, yardstick: Yardstick | None = None
) -> tuple[Finding, ...]:
    """Everything the gate has to say about a content folder, in the order of files and lines."""
    documents, broken = [], []
    for file in sorted(folder.rglob("*.md")):
        if passed_over(file, folder) or file.is_symlink() or not file.is_file():
            continue  # hidden, or `files` speaks of it
        try:
            documents.append(frontmatter.read(file))
        except Malformed as error:
            broken += [_finding(problem, file) for problem in error.problems]
    content = Content(folder, tuple(documents), tuple(languages), now, yardstick or Yardstick())
    found = [finding for rule in RULES for finding in rule(content)]
    found += [one for rule in STYLE for one in rule(content) if one.level == "error" or not _was_read(one, content)]
    return tuple(sorted({*found, *broken}, key=lambda f: (f.where.file, f.where.line, f.code, f.message)))


def _was_read(finding: Finding, content: Content) -> bool:
    """Whether the line stands as templates and facts make it: somebody read it in quiet times, and a doubt that is
    told at every publish teaches people not to look."""
    path = Path(finding.where.file).relative_to(content.folder).as_posix()
    document = next((one for one in content.documents if str(one.file) == finding.where.file), None)
    rendered = content.yardstick.rendered.get(path, "").split("\n")
    line = finding.where.line - document.body_line if document else -1
    return document is not None and 0 <= line < len(rows := document.body.split("\n")) and rows[line] in rendered


def refuse(found: Sequence[Finding]) -> None:
    """Raise Refused with every error among the findings; warnings pass."""
    errors = [Problem(f.code, f.message, f.hint, f.where) for f in found if f.level == "error"]
    if errors:
        raise Refused.of(f"the gate refuses: {len(errors)} faults in the content", errors)


def _finding(problem: Problem, file: Path) -> Finding:
    where = problem.where or Where(str(file))
    return Finding(problem.code, "error", problem.message.removeprefix(f"{file}: "), problem.hint, where)
