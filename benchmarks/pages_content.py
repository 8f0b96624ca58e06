"""The product-recall drill as plain Markdown documents, for tools that know nothing of a playbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.audit import sites

_LINK = re.compile(r"\{filename\}/((?:pages|posts)/[^)#\s]+)")
_FIRST = 120


@dataclass(frozen=True, slots=True)
class Text:
    """One page or post in one language. `name` is its file's, for the links between them."""

    name: str
    lang: str
    post: bool
    kind: str
    slug: str
    title: str
    summary: str
    date: str
    body: str

    def linked(self, place: Callable[[str], str]) -> str:
        """The body, links between documents as the place of the one that is meant."""
        return _LINK.sub(lambda found: place(found[1]), self.body)


def texts(lang: str) -> tuple[Text, ...]:
    """All pages and posts in a language, the home page too. Pages are dated as the first statement is."""
    found = {name: text for name, text in sites.at_launch(sites.RECALL).items() if name.endswith(f".{lang}.md")}
    dated = min(_keys(text)["Date"] for text in found.values() if "Date" in _keys(text))
    return tuple(_text(name, lang, text, dated) for name, text in sorted(found.items()))


def _text(name: str, lang: str, text: str, dated: str) -> Text:
    keys = _keys(text)
    body = text.split("\n\n", 1)[1]
    summary = keys.get("Summary") or body.strip().split("\n")[0][:_FIRST]
    return Text(
        name, lang, name.startswith("posts/"), keys.get("Kind", ""), keys.get("Slug") or _slug(name),
        keys["Title"], summary, keys.get("Date", dated), body,
    )  # fmt: skip


def _slug(name: str) -> str:
    return name.split("/")[1].split(".")[0]


def _keys(text: str) -> dict[str, str]:
    return dict(_pairs(text.split("\n\n", 1)[0]))


def _pairs(head: str) -> Iterator[tuple[str, str]]:
    for line in head.splitlines():
        key, _, value = line.partition(":")
        yield key.strip(), value.strip()
