"""Moved: which facts are other than when they were last published, and what that means for pages nobody renders again.

A page that a writer edited keeps its words, so a fact that moved may leave it saying what is no longer true, until it
was edited again. A dated post keeps what was true on its day. And facts that moved under an old `as_of` bear a time at
which they were not yet true. None of it can be judged from here: a person is told, and says yes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.crisis.facts import Facts
from launcher.errors import Where
from launcher.launch import folder, promises
from launcher.launch.promises import Promise
from launcher.model import Finding, as_json, digest

if TYPE_CHECKING:
    from launcher.site.fronts import Fronts
from launcher.site.content import Rendered, Template

FILE = "published.json"
AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Published:
    """What was true when the site was last put out: digests of facts by name and of pages by path, and what was
    promised."""

    facts: Mapping[str, str]
    pages: Mapping[str, str]
    promise: Promise = field(default_factory=Promise)


def snapshot(facts: Facts, fronts: Fronts) -> Published:
    """Facts and pages as they are now."""
    pages = {path: one.sha256 for path, one in fronts.items()}
    return Published(of_facts(facts), pages, promises.made_in(fronts))


def of_facts(facts: Facts) -> dict[str, str]:
    """What they say now, as digests by name."""
    return {name: digest(fact.value) for name, fact in facts.items()}


def remember(root: Path, published: Published) -> None:
    """Keep it in the crisis's folder, once it is out."""
    told = {"facts": published.facts, "pages": published.pages, "promise": as_json(published.promise)}
    folder.write(root / FILE, json.dumps(told, ensure_ascii=False) + "\n")


def recalled(root: Path) -> Published | None:
    """What was kept; None before the first time."""
    raw = folder.read_json(root / FILE)
    promise = Promise(**raw.get("promise", {}))
    return Published(raw.get("facts", {}), raw.get("pages", {}), promise) if raw else None


def names(now: Mapping[str, str], before: Mapping[str, str]) -> frozenset[str]:
    """The facts that came, went or changed."""
    return frozenset(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))


def untimely(moved: frozenset[str], needed: Mapping[str, Where], facts: Facts) -> Iterator[Finding]:
    """Facts that readers see moved, and the time that they bear did not."""
    shown = sorted(moved & needed.keys())
    if shown and AS_OF not in moved:
        message = f"{_listed(shown)} changed, and `as_of` still says {facts[AS_OF].value.isoformat(timespec='minutes')}"
        where = facts[AS_OF].where or Where("")
        yield Finding("as-of-old", "warning", message, "Set `as_of` to when the facts are true.", where)


def stale(
    templates: Sequence[Template],
    rendered: Sequence[Rendered],
    moved: frozenset[str],
    now: Published,
    before: Published,
) -> Iterator[Finding]:
    """Pages that keep a writer's words, and posts that keep their day's, although a fact in them moved."""
    kept = {one.path for one in rendered if one.state == "kept"}
    for template in templates:
        shown = sorted(moved & template.names.keys() - {AS_OF})
        touched = now.pages.get(template.path) != before.pages.get(template.path)
        if not shown or touched or template.path not in now.pages:
            continue
        if template.path in kept:
            hint = "Correct it there if it says what was true before."
            message = f"edited by hand, and {_listed(shown)} changed since"
            yield Finding("stale-page", "warning", message, hint, Where(template.path))
        elif template.path.startswith("posts/"):
            hint = "Say what changed in a new post, or add a `Correction:` line to this one."
            message = f"keeps what was true on its day: {_listed(shown)} changed since"
            yield Finding("dated-post", "warning", message, hint, Where(template.path))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
