"""Covering: the pages of a crisis against its words and its argument bank: what has no page yet, and how much is said
of the subject and of the project."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from launcher.crisis import keywords
from launcher.crisis import signals as signal_room
from launcher.crisis.register import coverage
from launcher.crisis.register.coverage import Page, Row
from launcher.launch import wordbook
from launcher.launch.folder import Crisis
from launcher.launch.kept import Kept
from launcher.model import Signals
from launcher.site import frontmatter
from launcher.site.frontmatter import Document
from launcher.site.inventory import SECTIONS
from launcher.site.rules.ratio import subject_share

_HEADING = re.compile(r"^#+\s+(.*)$", re.M)


@dataclass(frozen=True, slots=True)
class Covered:
    """Words and arguments with their pages; how many words are about the subject, and how many about the project."""

    words: tuple[Row, ...]
    arguments: tuple[Row, ...]
    subject: int
    project: int


def cover(crisis: Crisis, kept: Kept, today: dt.date) -> Covered:
    """What is covered by the files that would go out. Raises Malformed when one cannot be read."""
    documents = list(_documents(crisis))
    pages = [_page(document) for document in documents]
    place = crisis.folder / "signals"
    signals = signal_room.read([place], today=today) if place.is_dir() else Signals()
    languages = kept.settings.organisation.languages
    choices = wordbook.read(crisis.folder)
    ranked = keywords.rank(signals, languages, seeds=kept.playbook.seeds, choices=choices)
    influence = {one.id: one.influence for one in kept.registers.stakeholders}
    return Covered(
        coverage.words(ranked, pages),
        coverage.arguments(kept.registers.arguments, pages, influence),
        *subject_share(documents),
    )


def _documents(crisis: Crisis) -> Iterator[Document]:
    for section in SECTIONS:
        for file in sorted((crisis.content / section).glob("*.md")):
            document = frontmatter.read(file)
            if document.meta.get("status", "published") == "published" and not frontmatter.is_held(document, None):
                yield document


def _page(document: Document) -> Page:
    meta = document.meta
    head = " . ".join([meta.get("title", ""), meta.get("summary", ""), *_HEADING.findall(document.body)])
    path = f"{document.file.parent.name}/{document.file.name}"
    return Page(path, meta.get("lang", ""), head, document.body)
