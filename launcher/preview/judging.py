"""Judging: what the gate would say of all that is shown, at the places that its writer can open.

What is out is judged as `publish` judges it. A draft is judged as if it were published, and what is under embargo as if
its hour had come: a writer wants to know before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from launcher.model import Finding
from launcher.preview.copying import Copy
from launcher.preview.ground import Ground
from launcher.preview.view import Source, State
from launcher.site import check

GATE = ".gate"
"""Where the gate keeps what it found out, beside each copy."""
_AFTER = dt.timedelta(seconds=1)


def judge(
    copy: Copy, ground: Ground, sources: Mapping[str, Source], named: Callable[[str], str], now: dt.datetime
) -> tuple[Finding, ...]:
    """Findings about facts and settings, then about the content in the order of its files. `named` gives a path of the
    content as its writer would type it."""
    waiting = [one for one in sources.values() if one.state in (State.DRAFT, State.HELD)]
    later = max([now, *(one.until + _AFTER for one in waiting if one.until)])
    files = {one.file for one in waiting}
    out = [one for one in _said(copy.as_is, ground, named, now) if one.where.file not in files]
    early = [one for one in _said(copy.shown, ground, named, later) if one.where.file in files] if files else []
    return (*ground.findings, *out, *early)


def _said(place: Path, ground: Ground, named: Callable[[str], str], now: dt.datetime) -> Iterator[Finding]:
    content = place / "content"
    for one in check.findings(content, ground.site.languages, now, ground.measure, place / GATE):
        file = Path(one.where.file)
        path = file.relative_to(content).as_posix() if file.is_relative_to(content) else ""
        yield replace(one, where=replace(one.where, file=named(path))) if path else one
