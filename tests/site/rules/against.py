"""One rule alone, over a content folder and a yardstick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from launcher.model import Fact, Finding, Status, Visibility, Yardstick
from launcher.site import whole as room
from launcher.site.rules import Content, Whole
from tests.site import samples
from tests.site.rules.conftest import NOW


def fact(name: str, value: Any, status: str = "confirmed", visibility: str = "public") -> Fact:
    return Fact(name, value, "Invented", Status(status), Visibility(visibility))


def facts(**values: Any) -> dict[str, Fact]:
    """Public and confirmed facts; a Fact stands for itself."""
    return {name: value if isinstance(value, Fact) else fact(name, value) for name, value in values.items()}


def whole(
    folder: Path, yardstick: Yardstick | None = None, now: dt.datetime = NOW, languages: tuple[str, ...] = ("fr", "en")
) -> Whole:
    """A content folder as the gate reads it; all of it can be read."""
    listed = room.listing(folder)
    pages, broken = room.read(folder, listed, lambda _path, _digest: None)
    assert not broken
    return Whole(folder, listed, pages, languages, now, yardstick or Yardstick())


def every(there: Whole) -> Content:
    """All of its documents at once."""
    return Content(tuple(page.read() for page in there.pages.values()), there)


def look(rule: ModuleType, content: Path, yardstick: Yardstick | None = None, now: dt.datetime = NOW) -> list[Finding]:
    """What the rule finds, in the order of files and lines; each with a message and a hint of one line."""
    there = whole(content, yardstick, now)
    of_documents, of_all = getattr(rule, "check", None), getattr(rule, "check_all", None)
    found = [*(of_documents(every(there)) if of_documents else ()), *(of_all(there) if of_all else ())]
    for one in found:
        assert one.message
        assert one.hint
        assert "\n" not in one.message + one.hint
    return sorted(found, key=lambda one: (one.where.file, one.where.line, one.code))


def codes(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.level, one.code) for one in found]


def pair(content: Path, name: str, fr: str, en: str, **meta: str) -> None:
    """A post or page in both languages."""
    samples.write(content, f"{name}.fr", fr, **meta)
    samples.write(content, f"{name}.en", en, **meta)
