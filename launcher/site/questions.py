"""What the rules ask about other documents, other files and the clock. An answer is a plain value: it is noted beside
the findings that rest on it, and asked again before they are believed again.

Arguments are texts. Paths are from the content folder.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from launcher.site import frontmatter, learnt, reference
from launcher.site.frontmatter import Front
from launcher.site.whole import Whole, is_post


def digest(whole: Whole, path: str) -> str:
    """The bytes of another document."""
    return whole.pages[path].digest if path in whole.pages else ""


def published(whole: Whole, path: str) -> str | None:
    """The language of a document that goes out; None when none does."""
    return whole.pages[path].front.meta.get("lang", "") if whole.state(path) == "out" else None


def attached(whole: Whole, path: str) -> bool:
    """Whether a file is there."""
    return (whole.folder / path).is_file()


def anchors(whole: Whole, path: str) -> Sequence[str]:
    """The ids of a document's headings."""
    return whole.learn(path, learnt.anchors)


def dates(whole: Whole, path: str) -> Sequence[str]:
    """The days that a document speaks of."""
    return whole.learn(path, learnt.dates)


def group(whole: Whole, section: str, twin: str) -> Sequence[str]:
    """The documents of one twin that go out, in the order of the languages."""
    return [whole.path(one) for one in whole.twins.get((section, twin), ())]


def twin(whole: Whole, name: str) -> str:
    """The twin of the document that bears a file's name."""
    there = whole.named.get(name, ())
    return there[-1].meta.get("twin", "") if there else ""


def edition(whole: Whole, name: str) -> str:
    """The edition of the document that bears a file's name, if it goes out."""
    out = [one.meta.get("edition", "") for one in whole.named.get(name, ()) if whole.state(whole.path(one)) == "out"]
    return next((one for one in reversed(out) if one), "")


def page(whole: Whole, name: str, lang: str) -> str:
    """The page or post that a playbook calls `name`: by its file, or by its twin when a writer renamed the file."""
    for there in (whole.named.get(f"{name}.{lang}.md", ()), whole.twinned.get(name, ())):
        for state in ("out", "held"):
            for one in there:
                if one.meta.get("lang") == lang and whole.state(whole.path(one)) == state:
                    return whole.path(one)
    return ""


def statement(whole: Whole, lang: str) -> str:
    """The earliest statement of a language."""
    there = [one for one in whole.going_out if is_statement(one, lang)]
    first = min(there, key=lambda one: (frontmatter.moment(one, "date") or _NEVER, one.file.name), default=None)
    return whole.path(first) if first else ""


def is_statement(front: Front, lang: str) -> bool:
    """Whether it is one, in this language."""
    return is_post(front) and front.meta.get("kind") == "statement" and front.meta.get("lang") == lang


def homes(whole: Whole) -> Sequence[str]:
    """The moments that home pages bear."""
    return [f"{whole.path(one)} {key} {one.meta[key]}" for one in whole.homes for key in _MOMENTS if key in one.meta]


def held(whole: Whole, lang: str) -> Sequence[str]:
    """What waits for its hour in one language."""
    return [whole.path(one) for one in whole.held_back if one.meta.get("lang", "") == lang]


def told(whole: Whole, lang: str, number: str) -> Sequence[str]:
    """In which words a fact's figure is told."""
    return sorted(whole.once(_tellings, lang).words.get(number, ()))


def counted(whole: Whole, lang: str, noun: str) -> Sequence[str]:
    """The facts' figures that a noun follows."""
    return sorted(whole.once(_tellings, lang).nouns.get(noun, ()))


def today(whole: Whole) -> str:
    """The day."""
    return whole.now.date().isoformat()


@dataclass(slots=True)
class _Told:
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    nouns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def _tellings(whole: Whole, lang: str) -> _Told:
    """By a figure's number the words that tell it, and by a noun the figures before it."""
    here = (whole.path(one) for one in whole.going_out if one.meta.get("lang") == lang)
    made = _Told()
    for rows in (whole.derived(reference.tellings, lang), *(whole.learn(path, learnt.tellings) for path in here)):
        for words, noun, *numbers in rows:
            for number in numbers:
                made.words[number].add(words)
                made.nouns[noun].add(number)
    return made


QUESTIONS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        *(digest, published, attached, anchors, dates, group, twin, edition, page, statement, homes, held, told),
        *(counted, today),
    )
}
_MOMENTS = ("date", "modified", "next-update", "embargo")
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
