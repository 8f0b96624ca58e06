"""Promises: the hour of the next word that a site tells its readers, and whether it has said its last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import SpareWheelError
from launcher.site import frontmatter
from launcher.site.frontmatter import Document


@dataclass(frozen=True, slots=True)
class Promise:
    """`hour`: the latest `Next-Update` of what goes out, ISO 8601; empty: none. `last`: the newest post is a closing
    one, so nothing is owed."""

    hour: str = ""
    last: bool = False


def made_in(content: Path) -> Promise:
    """What the files that go out promise; a file that cannot be read promises nothing."""
    there = [document for file in sorted(content.rglob("*.md")) if (document := _going_out(file))]
    hours = {hour: hour.isoformat() for one in there if (hour := frontmatter.moment(one, "next-update"))}
    posts = sorted(_posts(there))
    return Promise(hours[max(hours)] if hours else "", bool(posts) and posts[-1][1] == "closing")


def _posts(documents: list[Document]) -> Iterator[tuple[dt.datetime, str]]:
    for document in documents:
        hour = frontmatter.moment(document, "date")
        if document.file.parent.name == "posts" and hour:
            yield hour, document.meta.get("kind", "")


def _going_out(file: Path) -> Document | None:
    try:
        document = frontmatter.read(file)
    except SpareWheelError:
        return None
    published = document.meta.get("status", "published").lower() == "published"
    return document if published and not frontmatter.is_held(document, None) else None
