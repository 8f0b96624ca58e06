"""The lists of `words.toml`: what answers, what impersonates, what accuses, what is rude, what other readings are
made of. All folded; loaded once, when a name is first made or judged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from launcher.crisis.lexicon import LANGUAGES, lexicon, stem

CANNOT_STAND: Mapping[str, str] = {
    "authority": "“{word}” would pass for a public authority",
    "mark": "“{word}” is a stranger's mark",
    "victims": "“{word}” names the victims: families read this address",
    "accusation": "“{word}” is an accusation, in our own address",
    "trap": "“{word}” is what a trap for passwords would say",
    "promise": "“{word}” is a promise that tomorrow may break",
    "dirty": "“{word}” is a dirty word",
}
"""Kinds of words that a name must not hold, and why."""
LONG_MARK = 6
"""Letters from which a mark is also found inside a longer word (`facebookrecall` typed as one word)."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Per language: `answers`, best first; `events`, what happens; `filler`, no subjects. `barred` maps a word to its
    kind (a key of `CANNOT_STAND`); `people` and `money` are delicate; `reading` holds everyday words of both languages;
    `machines` and `places` are labels before a name, `state` those under which authorities stand."""

    answers: Mapping[str, tuple[str, ...]]
    events: Mapping[str, frozenset[str]]
    filler: Mapping[str, frozenset[str]]
    barred: Mapping[str, str]
    people: frozenset[str]
    money: frozenset[str]
    rude_across: tuple[str, ...]
    rude_cut: tuple[str, ...]
    rude_inside: tuple[str, ...]
    rude_spared: tuple[str, ...]
    reading: frozenset[str]
    machines: frozenset[str]
    places: frozenset[str]
    state: frozenset[str]


@cache
def lists() -> Lists:
    """The lists of both languages: a name is read by both publics."""
    raw = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
    rude, delicate, editions = raw["rude"], raw["delicate"], raw["editions"]
    reading = {word for text in raw["reading"].values() for word in text.split()}
    return Lists(
        answers={lang: tuple(words) for lang, words in raw["answers"].items()},
        events={lang: frozenset(text.split()) for lang, text in raw["events"].items()},
        filler={lang: frozenset(text.split()) for lang, text in raw["filler"].items()},
        barred={word: kind for kind in CANNOT_STAND for text in raw[kind].values() for word in text.split()},
        people=frozenset(delicate["people"].split()),
        money=frozenset(delicate["money"].split()),
        rude_across=tuple(rude["across"].split()),
        rude_cut=tuple(rude["cut"].split()),
        rude_inside=tuple(rude["inside"].split()),
        rude_spared=tuple(rude["spared"].split()),
        reading=_stop_words().union(reading, *raw["answers"].values()),
        machines=frozenset(editions["machines"].split()),
        places=frozenset(editions["places"].split()),
        state=frozenset(raw["state"]["labels"].split()),
    )


def _stop_words() -> frozenset[str]:
    """Whole words of the stop lists (not the stems); single letters make any text a sentence."""
    found: set[str] = set()
    for lang in LANGUAGES:
        known = lexicon(lang)
        found |= known.function | known.calendar
    return frozenset(word for word in found if len(word) > 1 and word.isascii() and word.isalpha())


def kind_of(word: str) -> str | None:
    """The key of `CANNOT_STAND` that a folded word, or words run together, falls under; None for a free one. Names of
    others have one form, all else is known in any (`cadavres`, `liars`)."""
    forms = (_by_stem(lang).get(stem(word, lang)) for lang in LANGUAGES)
    return lists().barred.get(word) or next((kind for kind in forms if kind), None)


@cache
def _by_stem(lang: str) -> Mapping[str, str]:
    held = lists().barred.items()
    return {stem(word, lang): kind for word, kind in held if kind not in ("authority", "mark")}


@lru_cache(maxsize=8192)
def mark_inside(word: str) -> str | None:
    """A long mark or authority within one word (`facebookalerte`); None where there is none."""
    return next((m for m in _long_marks() if m in word), None)


@cache
def _long_marks() -> tuple[str, ...]:
    held = lists().barred.items()
    return tuple(sorted(word for word, kind in held if kind in ("authority", "mark") and len(word) >= LONG_MARK))
