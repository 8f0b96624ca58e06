"""Injects: `drill/injects.csv` → what happens to the players of an exercise, and when.

One row is one event of a master scenario events list: when (after the start), from whom, to which role, by what means,
what is said, and what a trained person does. Texts stand in each language of the playbook.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.config import LANGUAGES
from launcher.documents import Problems, read_text, shorten
from launcher.errors import Where
from launcher.model import Words
from launcher.shapes import nearest

METHODS = ("phone", "email", "social", "press", "in-person", "internal")
_TEXTS = ("subject", "message", "expected")
COLUMNS = ("number", "after", "from", "to", "method", *(f"{text}_{lang}" for text in _TEXTS for lang in LANGUAGES))
_AFTER = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,3})m)?")
_ALARM = re.compile(r"not a drill|pas un exercice|not an exercise", re.I)
"""What no exercise may say: Hawaii's false missile alert of 2018 came from a drill whose text said it."""


@dataclass(frozen=True, slots=True)
class Inject:
    """One event: `after` the start, from someone, to a role, by a means; and what is `expected` of the players."""

    number: int
    after: dt.timedelta
    sender: str
    to: str
    method: str
    subject: Words
    message: Words
    expected: Words


def load(path: Path, roles: Collection[str], *, name: str) -> tuple[Inject, ...]:
    """The injects in a file, in time order. Raises Malformed with every problem at once, each with its line."""
    problems = Problems()
    reader = csv.DictReader(read_text(path, name=name).split("\n"), restkey="more")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        problems.add("columns", "the first line must name the columns", Where(name, 1), ",".join(COLUMNS))
        problems.stop(name)
    found: list[Inject] = []
    for row in reader:
        inject = _inject(row, Where(name, reader.line_num), roles, problems)
        if found and inject and inject.after < found[-1].after:
            problems.add("order", "it comes before the row above", Where(name, reader.line_num), "Sort by `after`.")
        found += [inject] if inject else []
    problems.stop(name)
    return tuple(found)


def _inject(row: Mapping[str, str | None], where: Where, roles: Collection[str], problems: Problems) -> Inject | None:
    before = len(problems)
    if "more" in row or None in row.values():
        hint = "Put a text that has a comma between double quotes."
        problems.add("cells", f"the row has not {len(COLUMNS)} cells", where, hint)
        return None
    cells = {key: (value or "").strip() for key, value in row.items()}
    for key, value in cells.items():
        if not value:
            problems.add("empty", f"`{key}` is empty", where, "Every cell says something.")
        elif _ALARM.search(value):
            problems.add("alarm", "an exercise never says that it is none", where, "Take the sentence out.")
    after = _AFTER.fullmatch(cells["after"])
    if not after or not (after[1] or after[2]):
        problems.add("after", f"`{shorten(cells['after'])}` is not a time after the start", where, "Example: 1h30m")
    _one_of("to", cells, roles, where, problems)
    _one_of("method", cells, METHODS, where, problems)
    if not re.fullmatch(r"[0-9]{1,4}", cells["number"]):
        problems.add("number", f"`{shorten(cells['number'])}` is not a number", where, "Count from 1.")
    if len(problems) > before or after is None:
        return None
    both = {text: {lang: cells[f"{text}_{lang}"] for lang in LANGUAGES} for text in _TEXTS}
    span = dt.timedelta(hours=int(after[1] or 0), minutes=int(after[2] or 0))
    return Inject(int(cells["number"]), span, cells["from"], cells["to"], cells["method"], **both)


def _one_of(key: str, cells: Mapping[str, str], known: Collection[str], where: Where, problems: Problems) -> None:
    if cells[key] not in known:
        hint = nearest(cells[key], known) or f"Known: {', '.join(known)}."
        problems.add(f"unknown-{key}", f"`{shorten(cells[key])}` is not known as `{key}`", where, hint)
