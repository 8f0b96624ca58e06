"""Keeping: what the gate found out about each file, for the next time. Bytes decide what is used again, never a date.

A folder of a few files, so that a change writes little. Each begins with the digest of itself and of the key: what the
files were held against, and by which code. One that is damaged, older or somebody else's is not believed, and the work
is done again; the folder may be deleted at any time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import sealed
from launcher.site.frontmatter import Front
from launcher.site.whole import Page

_PARTS = 32


class Note(NamedTuple):
    """A question that a rule asked, with what it was about; and what marks the answer that it got."""

    question: tuple[str, ...]
    mark: str


@dataclass(slots=True)
class Judged:
    """What was found of one file, while it was `out`, `held` or a `draft`: by the rules that asked nothing; and by each
    that did, with its questions."""

    state: str = ""
    alone: list[Finding] = field(default_factory=list)
    asking: dict[str, tuple[list[Note], list[Finding]]] = field(default_factory=dict)

    @property
    def findings(self) -> Iterable[Finding]:
        """All of them."""
        yield from self.alone
        for _, found in self.asking.values():
            yield from found


@dataclass(slots=True)
class Entry:
    """What is kept of one file. `learnt` and `front` are those of a page; a picture has none."""

    digest: str
    judged: Judged
    front: Front | None = None
    learnt: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page, judged: Judged) -> Entry:
        """A page's."""
        return cls(page.digest, judged, page.front, page.learnt)


class Kept:
    """The entries by path; none without a place to keep them."""

    def __init__(self, place: Path | None, key: str, folder: Path) -> None:
        self._place, self._key, self._folder = place, key, folder
        self._entries: dict[str, Entry] = {}
        for part in range(_PARTS if place else 0):
            self._entries |= self._read(part)
        self._sizes = {path: len(entry.learnt) for path, entry in self._entries.items()}

    def entry(self, path: str, digest: str) -> Entry | None:
        """What is known of a file with these bytes."""
        entry = self._entries.get(path)
        return entry if entry and entry.digest == digest else None

    def page(self, path: str, digest: str) -> Page | None:
        """The same as a page, yet without its bytes."""
        entry = self.entry(path, digest)
        return Page(path, digest, b"", entry.front, entry.learnt) if entry and entry.front else None

    def replace(self, entries: Mapping[str, Entry]) -> None:
        """Keep these and no others. Where that cannot be written it costs time, the next time."""
        every = entries.keys() | self._entries.keys()
        changed = {_part(path) for path in every if self._is_new(path, entries.get(path))}
        for part in changed if self._place else ():
            self._write(part, {path: one for path, one in entries.items() if _part(path) == part})

    def _is_new(self, path: str, entry: Entry | None) -> bool:
        before = self._entries.get(path)
        if entry is None or before is None:
            return True
        return entry.judged is not before.judged or len(entry.learnt) != self._sizes[path]

    # ── files ────────────────────────────────────────────────────────────────────────────────────

    def _file(self, part: int) -> Path:
        assert self._place is not None
        return self._place / f"{part:02x}.json"

    def _read(self, part: int) -> dict[str, Entry]:
        text = sealed.read(self._file(part), self._key)
        return {path: _entry(self._folder, path, *kept) for path, kept in json.loads(text or "{}").items()}

    def _write(self, part: int, entries: Mapping[str, Entry]) -> None:
        prefix = f"{self._folder}/"
        kept = {path: _plain(one, prefix, path) for path, one in entries.items()}
        sealed.write(self._file(part), self._key, json.dumps(kept, separators=(",", ":")))


def _part(path: str) -> int:
    return zlib.crc32(path.encode("utf-8", "surrogatepass")) % _PARTS


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────


def _plain(entry: Entry, prefix: str, path: str) -> list[Any]:
    front, judged = entry.front, entry.judged
    above = [front.meta, front.lines, front.columns] if front else None
    asking = {rule: [notes, _flat(found, prefix, path)] for rule, (notes, found) in judged.asking.items()}
    return [entry.digest, above, entry.learnt, judged.state, _flat(judged.alone, prefix, path), asking]


def _flat(found: Iterable[Finding], prefix: str, path: str) -> list[list[Any]]:
    """Findings, with files told from the folder: it may be moved."""
    rows = []
    for one in found:
        file = one.where.file.removeprefix(prefix)
        place = "" if file == path else file
        rows.append([one.code, one.level, one.message, one.hint, place, one.where.line, one.where.column])
    return rows


def _entry(folder: Path, path: str, digest: str, above: Any, learnt: Any, state: str, alone: Any, asking: Any) -> Entry:
    file = folder / path
    front = Front(file, *above) if above else None
    judged = Judged(state, _full(alone, folder, str(file)))
    for rule, (notes, found) in asking.items():
        told = [Note(tuple(question), mark) for question, mark in notes]
        judged.asking[rule] = (told, _full(found, folder, str(file)))
    return Entry(digest, judged, front, learnt)


def _full(rows: Any, folder: Path, file: str) -> list[Finding]:
    return [
        Finding(code, level, message, hint, Where(str(folder / place) if place else file, line, column))
        for code, level, message, hint, place, line, column in rows
    ]
