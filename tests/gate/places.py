"""Where a fault is put: a paragraph, a line of the front matter, a figure in a text."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator

from tests.gate.corpus import LANGUAGES, Case

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_NO_PROSE = re.compile(r"\s*(?:#|[-*|>]|\d+[.)]\s)")


def other(path: str) -> str:
    """The same page in the other language."""
    one, two = LANGUAGES
    return (
        path.replace(f".{one}.md", f".{two}.md")
        if path.endswith(f".{one}.md")
        else path.replace(f".{two}.", f".{one}.")
    )


def halves(text: str) -> tuple[list[str], str]:
    """The lines of the front matter, and the body."""
    front, _, body = text.partition("\n\n")
    return front.split("\n"), body


def paths(case: Case, lang: str, start: str = "", kinds: tuple[str, ...] = ()) -> list[str]:
    """The crisis's files of a language, under a folder, of some kinds."""
    found = sorted(path for path in case.files if path.startswith(start) and path.endswith(f".{lang}.md"))
    return [path for path in found if not kinds or meta(case, path, "Kind") in kinds]


def meta(case: Case, path: str, key: str) -> str:
    """The value of a key, or nothing."""
    lines, _ = halves(case.text(path))
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{key}:")), "")


def put_meta(case: Case, path: str, key: str, value: str | None) -> Case:
    """The same with another value, with the key added, or (None) without it."""
    lines, body = halves(case.text(path))
    kept = [line for line in lines if not line.startswith(f"{key}:")]
    added = [f"{key}: {value}".rstrip()] if value is not None else []
    return case.put(path, "\n".join([*kept, *added]) + f"\n\n{body}")


def insert(case: Case, path: str, sentence: str, chance: random.Random) -> Case:
    """A sentence at the end of a paragraph, or as a paragraph of its own."""
    lines, body = halves(case.text(path))
    blocks = body.strip("\n").split("\n\n")
    prose = [n for n, block in enumerate(blocks) if not _NO_PROSE.match(block)] or [len(blocks) - 1]
    at = chance.choice(prose)
    if chance.random() < 0.5 and not _NO_PROSE.match(blocks[at]) and not re.match(r"[<\[!]", sentence):
        blocks[at] = f"{blocks[at]} {sentence}"
    else:
        blocks.insert(at + 1, sentence)
    return case.put(path, "\n".join(lines) + "\n\n" + "\n\n".join(blocks) + "\n")


def spelt(value: object, lang: str) -> Iterator[str]:
    """The ways in which writers of the corpus write a figure."""
    if isinstance(value, dt.datetime | dt.date):
        month = _MONTHS[lang].split()[value.month - 1]
        yield from ([f"{value.day} {month}"] if lang == "fr" else [f"{month} {value.day}"])
    elif isinstance(value, int):
        yield from (
            (f"{value:,}".replace(",", "\u00a0"), f"{value:,}".replace(",", " ")) if lang == "fr" else (f"{value:,}",)
        )


def swap(case: Case, path: str, old: str, new: str) -> Case | None:
    """The body with a figure changed everywhere; None when it is not there."""
    lines, body = halves(case.text(path))
    pattern = rf"(?<![\d.,]){re.escape(old)}(?![\d.,]?\d)"
    changed, times = re.subn(pattern, new, body)
    return case.put(path, "\n".join(lines) + f"\n\n{changed}") if times else None
