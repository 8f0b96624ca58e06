"""One rule alone, over a content folder and a yardstick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from launcher.model import Fact, Finding, Status, Visibility, Yardstick
from launcher.site import frontmatter
from launcher.site.rules import Content
from tests.site import samples
from tests.site.rules.conftest import NOW

Rule = Callable[[Content], Iterable[Finding]]


def fact(name: str, value: Any, status: str = "confirmed", visibility: str = "public") -> Fact:
    return Fact(name, value, "Invented", Status(status), Visibility(visibility))


def facts(**values: Any) -> dict[str, Fact]:
    """Public and confirmed facts; a Fact stands for itself."""
    return {name: value if isinstance(value, Fact) else fact(name, value) for name, value in values.items()}


def look(rule: Rule, content: Path, yardstick: Yardstick | None = None, now: dt.datetime = NOW) -> list[Finding]:
    """What the rule finds, in the order of files and lines; each with a message and a hint of one line."""
    documents = tuple(frontmatter.read(file) for file in sorted(content.rglob("*.md")))
    found = list(rule(Content(content, documents, ("fr", "en"), now, yardstick or Yardstick())))
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
