"""The gate: content → findings. Errors refuse, warnings count. One rule, one file, in `rules/`.

The rules are visible tables; each is a pure function from documents (and when and in which languages they would go out)
to findings with a code, a place and a hint. A rule of documents looks at one at a time, and what it asks of the others
is noted: with a `cache`, its findings are used again as long as the file, the yardstick, the code and every answer are
the same. A cache never changes what is found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from launcher.errors import Problem, Refused, Where
from launcher.model import Finding, Yardstick
from launcher.site import sealed
from launcher.site import whole as room
from launcher.site.frontmatter import Document
from launcher.site.fronts import Fronts
from launcher.site.keeping import Entry, Judged, Kept, Note
from launcher.site.questions import QUESTIONS
from launcher.site.rules import (
    Content,
    Whole,
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
from launcher.site.whole import Page

RULES: Sequence[Callable[[Content], Iterable[Finding]]] = (
    metadata.check,
    twins.check,
    editions.check,
    placeholders.check,
    markup.check,
    links.check,
    targets.check,
    images.check,
    budget.check,
    invisible.check,
    language.check,
    figures.check,
    calendar.check,
    reach.check,
    unsaid.check,
    musts.check,
    elements.check,
    promise.check,
    embargo.check,
    forbidden.check,
)
STYLE: Sequence[Callable[[Content], Iterable[Finding]]] = (tone.check, names.check, readability.check)
"""Rules that know words, not meaning."""
OF_ALL: Sequence[Callable[[Whole], Iterable[Finding]]] = (
    files.check_all,
    addresses.check_all,
    future.check_all,
    musts.check_all,
    elements.check_all,
    ratio.check_all,
    answers.check_all,
)
OF_FILES: Sequence[Callable[[Path, bytes], Iterable[Finding]]] = (budget.check_file, images.check_file)


def findings(
    folder: Path,
    languages: Sequence[str],
    now: dt.datetime,
    yardstick: Yardstick | None = None,
    cache: Path | None = None,
    seen: Fronts | None = None,
) -> tuple[Finding, ...]:
    """Everything the gate has to say about a content folder, in the order of files and lines. `cache` is a folder where
    it may keep what it found out; the findings are the same with and without. What was `seen` is judged as it was
    seen."""
    measure = yardstick or Yardstick()
    kept = Kept(cache, sealed.key(tuple(languages), measure) if cache else "", folder)
    listed = room.listing(folder)
    pages, broken = room.read(folder, listed, kept.page, seen)
    whole = Whole(folder, listed, pages, tuple(languages), now, measure)
    marks = _Marks(whole)
    entries = {path: Entry.of(page, _page(page, whole, kept, marks)) for path, page in pages.items()}
    entries |= {path: entry for path in whole.attachments if (entry := _attachment(path, folder, kept))}
    found = [finding for entry in entries.values() for finding in entry.judged.findings]
    found += [finding for rule in OF_ALL for finding in rule(whole)]
    found += [_finding(problem, folder / path) for path, error in broken.items() for problem in error.problems]
    kept.replace(entries)
    once = {_order(one): one for one in found}
    return tuple(once[place] for place in sorted(once))


def _order(one: Finding) -> tuple[str, int, str, str, int, str, str]:
    return one.where.file, one.where.line, one.code, one.message, one.where.column, one.level, one.hint


# ── one file ─────────────────────────────────────────────────────────────────────────────────────


def _page(page: Page, whole: Whole, kept: Kept, marks: _Marks) -> Judged:
    """What the rules say of a page: as before, where nothing that they asked has another answer."""
    state, entry = whole.states[page.path], kept.entry(page.path, page.digest)
    before = entry.judged if entry and entry.judged.state == state else None
    if before is None:
        return _judged(page, whole, marks, [*RULES, *STYLE], Judged(state))
    moved = {rule for rule, (notes, _) in before.asking.items() if any(marks.moved(note) for note in notes)}
    if not moved:
        return before
    same = {rule: told for rule, told in before.asking.items() if rule not in moved}
    again = [rule for rule in (*RULES, *STYLE) if _name(rule) in moved]
    return _judged(page, whole, marks, again, Judged(state, list(before.alone), same))


def _judged(
    page: Page, whole: Whole, marks: _Marks, rules: Sequence[Callable[[Content], Iterable[Finding]]], judged: Judged
) -> Judged:
    """The same, with what these rules say."""
    document = page.read()
    for rule in rules:
        content = Content((document,), whole)
        told = dict.fromkeys(rule(content))
        found = [
            one for one in told if rule not in STYLE or one.level == "error" or not _was_read(one, document, whole)
        ]
        if content.asked:
            notes = [Note(question, marks.mark(question)) for question in content.asked]
            judged.asking[_name(rule)] = (notes, found)
        else:
            judged.alone += found
    return judged


def _attachment(path: str, folder: Path, kept: Kept) -> Entry | None:
    data = room.contents(f"{folder}/{path}")
    if data is None:
        return None  # it went away, or nobody may read it: a link to it is another rule's
    digest = hashlib.sha256(data).hexdigest()
    told = (finding for rule in OF_FILES for finding in rule(folder / path, data))
    return kept.entry(path, digest) or Entry(digest, Judged(alone=list(told)))


def _was_read(finding: Finding, document: Document, whole: Whole) -> bool:
    """Whether the line stands as templates and facts make it: somebody read it in quiet times, and a doubt that is
    told at every publish teaches people not to look."""
    rendered = whole.once(_rendered, whole.path(document))
    line = finding.where.line - document.body_line
    return 0 <= line < len(rows := document.body.split("\n")) and rows[line] in rendered


def _rendered(whole: Whole, path: str) -> frozenset[str]:
    return frozenset(whole.yardstick.rendered.get(path, "").split("\n"))


# ── what findings rest on ────────────────────────────────────────────────────────────────────────


class _Marks:
    """What marks the answer to each question, asked once."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._known: dict[tuple[str, ...], str] = {}

    def mark(self, question: tuple[str, ...]) -> str:
        """The answer itself when it is short, else its digest."""
        if question not in self._known:
            name, *about = question
            told = repr(QUESTIONS[name](self._whole, *about))
            self._known[question] = (
                told if len(told) <= _SHORT else hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
            )
        return self._known[question]

    def moved(self, note: Note) -> bool:
        """Whether the answer is another now."""
        return self.mark(note.question) != note.mark


_SHORT = 64


def _name(rule: Callable[..., object]) -> str:
    return rule.__module__.rpartition(".")[2]


def refuse(found: Sequence[Finding]) -> None:
    """Raise Refused with every error among the findings; warnings pass."""
    errors = [Problem(f.code, f.message, f.hint, f.where) for f in found if f.level == "error"]
    if errors:
        raise Refused.of(f"the gate refuses: {len(errors)} faults in the content", errors)


def _finding(problem: Problem, file: Path) -> Finding:
    where = problem.where or Where(str(file))
    return Finding(problem.code, "error", problem.message.removeprefix(f"{file}: "), problem.hint, where)
