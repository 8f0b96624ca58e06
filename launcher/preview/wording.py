"""Wording: what the preview itself says, in French and English (words.toml)."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources

from launcher.preview.view import Source, State, View
from launcher.site import dates

LEVELS = ("error", "warning")


@functools.cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Every text by language and key."""
    return tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))


def say(lang: str, key: str, **values: object) -> str:
    """One text with its values; English where the language is not one of ours."""
    return texts().get(lang, texts()["en"])[key].format(**values)


def counted(found: Mapping[str, int], lang: str) -> Iterator[tuple[str, str]]:
    """`2 errors`, `1 warning`: each level that occurs, and its words."""
    for level in LEVELS:
        if number := found.get(level, 0):
            yield level, say(lang, level if number == 1 else f"{level}s", n=number)


def state(source: Source, lang: str, zone: str) -> str:
    """Where a source stands, in a word or two."""
    if source.state is State.HELD:
        return _held(source.until, lang, zone)
    return say(lang, source.state)


def ribbon(source: Source | None, lang: str, zone: str) -> tuple[str, str] | None:
    """What stands over a page that readers would not get: a mark, and what it means."""
    if source is None or source.state not in (State.DRAFT, State.HELD):
        return None
    return state(source, lang, zone), say(lang, f"{source.state}-note")


def marks(view: View) -> Mapping[str, str]:
    """What stands beside a link to what readers would not get, by its address, in the language of the page."""
    odd = [one for one in view.addresses.values() if one.state is not State.OUT]
    return {one.address: state(one, one.lang, view.timezone) for one in odd}


def _held(until: dt.datetime | None, lang: str, zone: str) -> str:
    if until is None:
        return say(lang, "held-unknown")
    return say(lang, "held", when=dates.when(until, zone, lang))
