"""Drafting: what a template made of the facts → the file of a draft: its own title, address and hours, and a word to
its writer on what each line of the front matter is for.

That word stands in lines `[//]: # (…)`: for Markdown they name a link that nothing follows, so that the gate, the build
and a writer's editor all show nothing of them.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from launcher.model import Words
from launcher.site import keys

_FILE = Path(__file__).with_name("posts") / "explained.toml"


def drafted(text: str, lang: str, given: Mapping[str, str]) -> str:
    """The draft. `given` are lines of the front matter by key, as written, instead of the template's; one that is empty
    is left out."""
    head, _, body = text.partition("\n\n")
    lines = dict(line.split(": ", 1) for line in head.split("\n"))
    lines |= {key: value for key, value in given.items() if key in lines}
    lines["Status"] = "draft"
    there = {key: value for key, value in lines.items() if value}
    front = "\n".join(f"{key}: {value}" for key, value in there.items())
    return "\n\n".join([front, "\n".join(_explained(there, lang)), *_wanted(there, body, lang), body])


def _wanted(lines: Mapping[str, str], body: str, lang: str) -> Iterator[str]:
    """What no facts can say, where a template leaves nothing to be filled in: what is new, what was wrong."""
    wanted = say()[lang].get(f"wanted-{lines.get('Kind', '')}", "")
    if wanted and f"[{wanted.partition('[')[2][:10]}" not in body:
        yield wanted


def times(now: dt.datetime, every: dt.timedelta | None) -> dict[str, str]:
    """The hours of a draft that is started now; the promise is the one of the playbook's clock, if it makes one."""
    hour = now.replace(second=0, microsecond=0)
    return {"Date": hour.isoformat(), "Next-Update": (hour + every).isoformat() if every else ""}


def untitled(lang: str) -> str:
    """A title to be filled in."""
    return say()[lang]["title"]


def titled(word: str, lang: str) -> str:
    """A title that begins with a word that people search for, to be filled in."""
    return say()[lang]["word"].replace("{word}", word[:1].upper() + word[1:])


@functools.cache
def say() -> Mapping[str, Words]:
    """What a draft says to its writer, by language."""
    found: dict[str, Words] = tomllib.loads(_FILE.read_text("utf-8"))
    return found


def _explained(lines: Mapping[str, str], lang: str) -> Iterator[str]:
    colon = "\u00a0:" if lang == "fr" else ":"
    yield _aside(say()[lang]["first"])
    for key in keys.keys().values():
        if key.written in lines:
            yield _aside(f"{key.written}{colon} {key.says[lang]}")
    yield _aside(say()[lang]["last"])


def _aside(text: str) -> str:
    return f"[//]: # ({text})"
