"""Listing: every page and post of a crisis, both languages together: in which state, and what keeps it at home.

What keeps a text at home is what the gate says; of a draft, what it would say.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from launcher.errors import Problem
from launcher.launch import clock, examining, folder, jumped, kept, moved, outside, texts, unfinished
from launcher.launch.folder import Crisis
from launcher.launch.texts import DELETED, DRAFT, HELD, LIVE, STATES, Text
from launcher.model import Finding
from launcher.site.frontmatter import is_moment
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Post:
    """A page or post in all its languages. `missing` are those that it has not; `approve` is who must say yes before it
    goes out: empty, for nothing asks for one."""

    name: str
    texts: tuple[Text, ...]
    missing: tuple[str, ...]
    approve: str = ""

    @property
    def state(self) -> str:
        """That of its languages which wants a person most."""
        return min((text.state for text in self.texts), key=STATES.index)

    @property
    def blocked(self) -> tuple[Finding, ...]:
        """What keeps it at home, in all its languages."""
        return tuple(finding for text in self.texts for finding in text.blocked)

    @property
    def waits(self) -> bool:
        """Whether a person has something to do about it."""
        return bool(self.blocked or self.missing) or self.state not in (HELD, LIVE)


@dataclass(frozen=True, slots=True)
class Listed:
    """All of it, what waits for a person first. `facts` moved since they were published; `elsewhere` keeps all at home;
    `overdue` are promises to readers that are past; `rolled_back`: readers have an earlier release."""

    posts: tuple[Post, ...]
    overdue: tuple[Mapping[str, Any], ...]
    facts: tuple[str, ...]
    elsewhere: tuple[Finding, ...]
    notes: tuple[Problem, ...]
    rolled_back: bool


def listed(crisis: Crisis, workspace: Workspace, now: dt.datetime) -> Listed:
    """Every page and post; nothing is written. Raises Malformed when what the crisis is made of cannot be read; a page
    that cannot be is one more line."""
    there, given = folder.standing(crisis), kept.read(crisis, workspace)
    before, seen = moved.recalled(crisis.folder), outside.look(crisis, there)
    languages = given.settings.organisation.languages
    found = texts.read(crisis.content, seen, before, languages[0], now)
    drafts = [crisis.content / text.path for text in found if text.state == DRAFT]
    said = (*examining.examine(crisis, workspace, now), *unfinished.findings(crisis, drafts, workspace, now))
    errors: dict[str, list[Finding]] = {}
    for error in (one for one in said if one.level == "error"):
        errors.setdefault(error.where.file, []).append(error)
    place = workspace.shown(crisis.content)
    whole = [replace(text, blocked=tuple(errors.pop(f"{place}/{text.path}", ()))) for text in found]
    return Listed(
        posts=tuple(sorted(_paired(whole, languages), key=_urgency)),
        overdue=clock.overdue(crisis, there, now),
        facts=tuple(sorted(moved.names(moved.of_facts(given.facts), before.facts))) if before else (),
        elsewhere=tuple(error for some in errors.values() for error in some),
        notes=(*jumped.behind(there, now), *_accents(found)),
        rolled_back=seen.rolled_back,
    )


def _paired(found: Iterable[Text], languages: Sequence[str]) -> Iterator[Post]:
    """The languages of one page together, in the organisation's order."""
    twins: dict[str, list[Text]] = {}
    for text in found:
        twins.setdefault(text.twin, []).append(text)
    order = {lang: number for number, lang in enumerate(languages)}
    for name, some in twins.items():
        some.sort(key=lambda text: order.get(text.lang, len(order)))
        there = {text.lang for text in some if text.state != DELETED and text.lang}
        missing = tuple(lang for lang in languages if lang not in there) if there else ()
        yield Post(name, tuple(some), missing)


def _accents(found: Iterable[Text]) -> Iterator[Problem]:
    """Names that only look as they should: an accent is one character on some systems, and two on others."""
    there = {text.path for text in found}
    for path in sorted(there):
        composed = unicodedata.normalize("NFC", path)
        if composed in there - {path}:
            message = f"`{path}` is there twice: the accents of its name are written in two ways"
            yield Problem("same-name", message, "One came from another system: keep the right one.")
        elif composed != path:
            message = f"`{path}`: another system wrote the accents of this name, and links may not find it"
            yield Problem("decomposed-name", message, "Rename the file: type the accents again, or leave them out.")


def _urgency(post: Post) -> tuple[int, int, float, str]:
    """What waits for a person first, what is nearest to readers before drafts; then the newest."""
    dates = [dt.datetime.fromisoformat(text.date) for text in post.texts if is_moment(text.date)]
    newest = max((date.timestamp() for date in dates), default=0.0)
    return (not post.waits, STATES.index(post.state), -newest, post.name)
