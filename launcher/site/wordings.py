"""Wordings: what says a thing in each language, from a file of lists beside this one.

One wording a line, in lower case, from word to word. `*`: any ending. `~`: up to four words. `…`: anything in the
sentence. `(a|b)`, `?`: as in any pattern. `<name>`: the list of that name under `lists`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wordings of one language by name: in sentences, and in headings. They are looked for in level text."""

    said: Mapping[str, re.Pattern[str]]
    headed: Mapping[str, re.Pattern[str]]


@functools.cache
def wordings(file: str, lang: str) -> Wordings:
    """The wordings of a language (fr or en) in `<file>.toml`."""
    raw = tomllib.loads((resources.files(__package__) / f"{file}.toml").read_text("utf-8"))[lang]
    said, headed = (
        {name: _pattern(lines, raw.get("lists", {})) for name, lines in raw.get(part, {}).items()}
        for part in ("said", "headed")
    )
    return Wordings(said, headed)


def _pattern(lines: str, lists: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{_wording(line, lists)})(?!\w)" for line in lines.strip().split("\n")))


def _wording(line: str, lists: Mapping[str, str]) -> str:
    for name, words in lists.items():
        line = line.replace(f"<{name}>", words)
    line = re.sub(r"(?<=\w)(?<!\\w)\*", r"\\w*", line)
    return line.replace(" … ", " .*").replace(" ~ ", r" (?:\S+ ){0,4}?").removesuffix(" ~")
