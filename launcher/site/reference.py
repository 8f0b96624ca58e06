"""What templates and facts say now, sentence by sentence: what content is held against.

A sentence is known by its words, with every figure taken out: the same words with other figures are a figure that
somebody changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from launcher.model import Yardstick
from launcher.site import frontmatter, known, quantities, reading, shown, slips
from launcher.site.frontmatter import Document, Front
from launcher.site.quantities import Quantity, is_same
from launcher.site.reading import Passage

Key = tuple[str, ...]
Moment = tuple[str, Quantity]
"""A figure that a document's front matter gives, and of what: `now`, `next`, `embargo`."""
_TOKEN = re.compile(r"\0|[^\W_]+")
_LETTERS = 4
"""Shorter words say little of what a sentence is about."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with figures: its words (`key`, each run of figures a mask), the runs, where it is from.

    `path` is empty when a fact says it; `volatile` are the moments of its document, which every document has its own.
    """

    key: Key
    runs: tuple[tuple[Quantity, ...], ...]
    path: str = ""
    volatile: tuple[Moment, ...] = ()
    stems: frozenset[str] = field(default_factory=frozenset)
    start: int = 0
    """Where it begins in its passage; places of its figures count from there."""


def sentence(text: str, lang: str, start: int = 0, path: str = "", volatile: tuple[Moment, ...] = ()) -> Sentence:
    """A sentence, taken apart."""
    found = quantities.find(text, lang)
    tokens = _TOKEN.findall(shown.fold(quantities.skeleton(text, found)))
    runs = tuple(_runs(text, found))
    key = tuple(
        token
        for n, token in enumerate(tokens)
        if token != quantities.MASK or n == 0 or tokens[n - 1] != quantities.MASK
    )
    stems = frozenset(token[:5] for token in key if len(token) >= _LETTERS)
    return Sentence(key, runs, path, volatile, stems, start)


def _runs(text: str, found: Sequence[Quantity]) -> Iterator[tuple[Quantity, ...]]:
    """Figures with no word between them."""
    run: list[Quantity] = []
    for one in found:
        if run and re.search(r"[^\W_]", text[run[-1].end : one.start]):
            yield tuple(run)
            run = []
        run.append(one)
    if run:
        yield tuple(run)


def of_passage(passage: Passage, lang: str, path: str = "", volatile: tuple[Moment, ...] = ()) -> Iterator[Sentence]:
    """The sentences of a passage that have figures."""
    for start, text in reading.sentences(passage.text):
        found = sentence(text, lang, start, path, volatile)
        if found.runs:
            yield found


@dataclass(frozen=True, slots=True)
class Reference:
    """All that is said in one language, by its words; and the facts' own figures, by name."""

    lang: str
    by_key: Mapping[Key, tuple[Sentence, ...]]
    facts: tuple[tuple[str, Quantity], ...]
    documents: Mapping[str, Document]

    def said(self, key: Key) -> tuple[Sentence, ...]:
        """The sentences with just these words."""
        return self.by_key.get(key, ())

    def named(self, one: Quantity) -> str:
        """The fact that gives a figure; empty when none does."""
        return next((name for name, fact in self.facts if fact.kind == one.kind and is_same(fact, one)), "")


def reference(yardstick: Yardstick, lang: str) -> Reference:
    """The reference of one language."""
    there = documents(yardstick, lang)
    index: dict[Key, list[Sentence]] = defaultdict(list)
    for one in (*_rendered(there, lang, yardstick.timezone), *_told(yardstick, lang)):
        index[one.key].append(one)
    return Reference(lang, {key: tuple(found) for key, found in index.items()}, known.figures(yardstick, lang), there)


def documents(yardstick: Yardstick, lang: str) -> dict[str, Document]:
    """What is rendered in one language, by path."""
    rendered = yardstick.rendered.items()
    return {path: reading.parsed(path, text) for path, text in rendered if path.endswith(f".{lang}.md")}


def moments(document: Front, zone: str) -> tuple[Moment, ...]:
    """The days and hours that a document's own front matter gives, in their offset and in the site's zone."""
    keys = {"date": "now", "modified": "now", "next-update": "next", "embargo": "embargo"}
    found = [(what, moment) for key, what in keys.items() if (moment := frontmatter.moment(document, key))]
    both = (*found, *((what, moment.replace(tzinfo=None)) for what, moment in found))
    return tuple((what, figure) for what, moment in both for figure in shown.figures(moment, zone))


def _rendered(documents: Mapping[str, Document], lang: str, zone: str) -> Iterator[Sentence]:
    moving = tuple(_moving(documents.values(), zone))
    for path, document in documents.items():
        volatile = (*moments(document, zone), *moving)
        for passage in reading.passages(document):
            yield from of_passage(passage, lang, path, volatile)


def _moving(documents: Iterable[Document], zone: str) -> Iterator[Moment]:
    """What changes with each update, on whatever page: when the facts are true, when the next word comes."""
    for document in documents:
        if document.meta.get("kind") == "home":
            yield from moments(document, zone)


def _told(yardstick: Yardstick, lang: str) -> Iterator[Sentence]:
    """What the facts' own texts say."""
    for fact in yardstick.facts.values():
        if known.is_sayable(fact):
            for text in shown.texts(fact.value, lang):
                yield from of_passage(Passage("text", text, "", ((0, 0, ()),)), lang)


def tellings(yardstick: Yardstick, lang: str) -> list[list[str]]:
    """In which words the rendered pages tell the facts' figures."""
    read = documents(yardstick, lang).values()
    texts = (passage.text for one in read for passage in reading.passages(one))
    return slips.tellings(known.figures(yardstick, lang), texts, lang)
