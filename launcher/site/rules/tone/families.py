"""A family of words to avoid is a file beside this one: what it is called, how sure each phrase is, what excuses it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from launcher.site.rules.tone.phrases import Phrases

_FILES = (
    *("drama", "blame", "demonising", "speculation", "promises", "minimising", "promotion", "threats"),
    *("admission", "jargon", "war"),
)


@dataclass(frozen=True, slots=True)
class Family:
    """Phrases of one language. `negated` and `asked` say what a denial or a question makes of a finding: `fine` (it is
    none), `doubt` (a warning) or nothing. On pages of the kinds in `doubtful_on` it is never more than a warning."""

    code: str
    says: str
    hint: str
    sure: Phrases
    doubt: Phrases
    unless: Phrases
    negated: str
    asked: str
    doubtful_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """How a language denies, and how it says that somebody else speaks."""

    denied: Phrases
    attributed: Phrases


@cache
def families(lang: str) -> tuple[Family, ...]:
    """Those of `fr` or `en`; none for another language."""
    return tuple(_family(name, _read(name), lang) for name in _FILES) if lang in ("fr", "en") else ()


@cache
def context(lang: str) -> Context:
    """Of `fr` or `en`."""
    raw = _read("context")
    return Context(Phrases(raw["denied"][lang]), Phrases(raw["attributed"][lang]))


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text("utf-8"))


def _family(name: str, raw: Mapping[str, Any], lang: str) -> Family:
    who = "|".join(raw.get("who", {}).get(lang, ()))

    def phrases(section: str) -> Phrases:
        return Phrases(phrase.replace("@who", who) for phrase in raw.get(section, {}).get(lang, ()))

    return Family(
        raw.get("code", name), raw["says"], raw["hint"], phrases("sure"), phrases("doubt"), phrases("unless"),
        raw.get("negated", ""), raw.get("asked", "doubt"), tuple(raw.get("doubtful_on", ())),
    )  # fmt: skip
