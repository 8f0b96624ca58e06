"""The lists of `words.toml`: what answers, what impersonates, what accuses, what is rude, what other readings are
made of. All folded; loaded once, when a name is first made or judged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from launcher.crisis.lexicon import LANGUAGES, lexicon

CANNOT_STAND: Mapping[str, str] = {
    "authority": "“{word}” would pass for a public authority",
    "mark": "“{word}” is a stranger's mark",
    "victims": "“{word}” names the victims: families read this address",
    "accusation": "“{word}” is an accusation, in our own address",
    "trap": "“{word}” is what a trap for passwords would say",
    "promise": "“{word}” is a promise that tomorrow may break",
}
"""Kinds of words that a name must not hold, and why."""
LONG_MARK = 6
"""Letters from which a mark is also found inside a longer word (`facebookrecall` typed as one word)."""


@dataclass(frozen=True, slots=True)
class Lists:
    """`answers` per language, best first; `barred` maps a word to its kind (a key of `CANNOT_STAND`); `people` and
    `money` are delicate; `reading` holds everyday words of both languages; `machines` and `places` are labels before a
    name."""

    answers: Mapping[str, tuple[str, ...]]
    barred: Mapping[str, str]
    people: frozenset[str]
    money: frozenset[str]
    rude_across: tuple[str, ...]
    rude_cut: tuple[str, ...]
    reading: frozenset[str]
    machines: frozenset[str]
    places: frozenset[str]


@cache
def lists() -> Lists:
    """The lists of both languages: a name is read by both publics."""
    raw = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
    barred = {word: kind for kind in CANNOT_STAND for text in raw[kind].values() for word in text.split()}
    reading = {word for text in raw["reading"].values() for word in text.split()}
    return Lists(
        answers={lang: tuple(words) for lang, words in raw["answers"].items()},
        barred=barred,
        people=frozenset(raw["delicate"]["people"].split()),
        money=frozenset(raw["delicate"]["money"].split()),
        rude_across=tuple(raw["rude"]["across"].split()),
        rude_cut=tuple(raw["rude"]["cut"].split()),
        reading=_stop_words().union(reading, *raw["answers"].values()),
        machines=frozenset(raw["editions"]["machines"].split()),
        places=frozenset(raw["editions"]["places"].split()),
    )


def _stop_words() -> frozenset[str]:
    """Whole words of the stop lists (not the stems); single letters make any text a sentence."""
    found: set[str] = set()
    for lang in LANGUAGES:
        known = lexicon(lang)
        found |= known.function | known.calendar
    return frozenset(word for word in found if len(word) > 1 and word.isascii() and word.isalpha())


def kind_of(word: str) -> str | None:
    """The key of `CANNOT_STAND` that a folded word, or words run together, falls under; None for a free one."""
    return lists().barred.get(word)


@lru_cache(maxsize=8192)
def mark_inside(word: str) -> str | None:
    """A long mark or authority within one word (`facebookalerte`); None where there is none."""
    return next((m for m in _long_marks() if m in word), None)


@cache
def _long_marks() -> tuple[str, ...]:
    held = lists().barred.items()
    return tuple(sorted(word for word, kind in held if kind in ("authority", "mark") and len(word) >= LONG_MARK))
