"""Promises: the hour of the next word that a site tells its readers, and whether it has said its last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from launcher.site import frontmatter
from launcher.site.frontmatter import Front
from launcher.site.fronts import Fronts


@dataclass(frozen=True, slots=True)
class Promise:
    """`hour`: the latest `Next-Update` of what goes out, ISO 8601; empty: none. `last`: the newest post is a closing
    one, so nothing is owed."""

    hour: str = ""
    last: bool = False


def made_in(fronts: Fronts) -> Promise:
    """What the files that go out promise; a file that cannot be read promises nothing."""
    there = {path: one.front for path, one in fronts.items() if one.front and one.published}
    out = {path: front for path, front in there.items() if not frontmatter.is_held(front, None)}
    hours = {hour: hour.isoformat() for one in out.values() if (hour := frontmatter.moment(one, "next-update"))}
    posts = sorted(_posts(out))
    return Promise(hours[max(hours)] if hours else "", bool(posts) and posts[-1][1] == "closing")


def _posts(out: dict[str, Front]) -> Iterator[tuple[dt.datetime, str]]:
    for path, front in out.items():
        hour = frontmatter.moment(front, "date")
        if path.startswith("posts/") and hour:
            yield hour, front.meta.get("kind", "")
