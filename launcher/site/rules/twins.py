"""French and English go out together: the same pages and posts, at the same time, with the same facts (doctrine §2.4).

What each says is compared as figures, in the habits of its language: « 14 h » is “2 p.m.”, « 18 000 » is “18,000”.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from launcher.model import Finding
from launcher.site import questions, reading, shown
from launcher.site.frontmatter import Document
from launcher.site.learnt import count
from launcher.site.parity import disagreements
from launcher.site.quantities import Quantity
from launcher.site.reference import moments
from launcher.site.rules import Content, error, is_post

_SAME = ("date", "kind", "next-update", "embargo", "order", "edition")
_ENOUGH_WORDS = 60
"""Shorter texts differ in length by chance."""
_LEAST = {("fr", "en"): 0.75, ("en", "fr"): 0.55}
"""How long a text must be beside its twin: French runs 15 to 30 % longer than English."""


def check(content: Content) -> Iterator[Finding]:
    """Files whose twin is missing or a draft, says another date, kind or fact, is far shorter, or built otherwise: each
    told once, where the first of them is looked at."""
    for document in content.going_out:
        twin = document.meta.get("twin")
        paths = content.ask(questions.group, document.file.parent.name, twin) if twin else ()
        if twin and paths[0] == content.path(document):
            yield from _among(twin, document, paths, content)


def _among(twin: str, first: Document, paths: Sequence[str], content: Content) -> Iterator[Finding]:
    others = [_other(path, content) for path in paths[1:]]
    yield from _missing(twin, [first, *others], content.languages)
    for other in others:
        if other.meta.get("lang") != first.meta.get("lang"):
            yield from _differing(first, other)
            yield from disagreements(first, other, _moving(other, content))
            yield from _shapes(first, other)
            yield from _links(first, other, content)


def _other(path: str, content: Content) -> Document:
    content.ask(questions.digest, path)
    return content.whole.pages[path].read()


def _missing(twin: str, documents: list[Document], languages: tuple[str, ...]) -> Iterator[Finding]:
    there = [document.meta.get("lang") for document in documents]
    for lang in languages:
        if lang not in there:
            message = f"`{twin}` would go out without its `{lang}` version"
            hint = f"Write the `{lang}` file with `Twin: {twin}` and publish both, or set `Status: draft` here."
            yield error("no-twin", message, hint, documents[0].where("twin"))
    for document in documents:
        if there.count(document.meta.get("lang")) > 1:
            message = f"two `{document.meta.get('lang')}` files call themselves the twin `{twin}`"
            yield error("twin-twice", message, "Give one of them another `Twin`.", document.where("twin"))


def _differing(first: Document, other: Document) -> Iterator[Finding]:
    for key in _SAME:
        if first.meta.get(key) != other.meta.get(key):
            message = f"`{key.title()}` differs from {first.file.name}"
            hint = "Twins carry the same date, kind, promise, embargo, order and edition."
            level = "warning" if key == "next-update" and not is_post(other) else "error"  # one may be kept by a writer
            yield Finding("twins-differ", level, message, hint, other.where(key))
    if bool(first.meta.get("correction")) != bool(other.meta.get("correction")):
        corrected, silent = (first, other) if first.meta.get("correction") else (other, first)
        message = f"{corrected.file.name} says what was corrected, this one does not"
        yield error("twins-differ", message, "Say it in both languages.", silent.where("modified"))


def _moving(other: Document, content: Content) -> tuple[Quantity, ...]:
    """Days and hours that change with each update: a page that a writer keeps still bears those of before; a post
    has its own."""
    zone, as_of = content.yardstick.timezone, content.yardstick.facts.get("as_of")
    now = tuple(shown.figures(as_of.value, zone)) if as_of and not is_post(other) else ()
    if is_post(other):
        return now
    content.ask(questions.homes)
    return (*now, *(figure for home in content.whole.homes for _, figure in moments(home, zone)))


def _shapes(first: Document, other: Document) -> Iterator[Finding]:
    counted = {document.meta.get("lang", ""): (count(document), document) for document in (first, other)}
    for (lang, beside), least in _LEAST.items():
        if lang in counted and beside in counted:
            (here, document), (there, twin) = counted[lang], counted[beside]
            if max(here, there) >= _ENOUGH_WORDS and here < least * there:
                message = f"{here} words, and {there} in {twin.file.name}"
                hint = "Whoever reads this language must learn as much: write what is missing."
                yield Finding("twin-shorter", "warning", message, hint, document.where("title"))
    levels = [[one.level for one in reading.body(document) if one.kind == "heading"] for document in (first, other)]
    if levels[0] != levels[1]:
        message = f"{len(levels[1])} headings, built otherwise than the {len(levels[0])} of {first.file.name}"
        hint = "Give both languages the same parts, in the same order."
        yield Finding("twins-headings", "warning", message, hint, other.where("title"))


def _links(first: Document, other: Document, content: Content) -> Iterator[Finding]:
    """Links to our own pages, each known by its twin."""
    here, there = (
        {
            name: link
            for link in reading.links(document)
            if link.target.startswith("{filename}")
            and (name := content.ask(questions.twin, link.target.split("#")[0].split("/")[-1]))
        }
        for document in (first, other)
    )
    for name in sorted(here.keys() ^ there.keys()):
        link, twin = (here[name], other) if name in here else (there[name], first)
        message = f"links `{name}`, and {twin.file.name} does not"
        yield Finding("twins-links", "warning", message, "Give both readers the same way on.", link.where)
