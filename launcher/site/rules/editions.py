"""Editions: a post belongs to one that the settings know, and nothing national leads to what is local.

The local must not spread by our own hand (seed row S9): a link would, and so would its address in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from launcher.model import Edition, Finding, Scope
from launcher.shapes import nearest, shorten
from launcher.site import questions
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, all_lines, body_lines, error, within

_LINKED = re.compile(r"\{filename\}([^)\s>#?]+)")


def check(content: Content) -> Iterator[Finding]:
    """Editions that nobody knows, links from outside into one, local addresses in what is not local."""
    known = content.yardstick.editions
    places = [(one, _address(one)) for one in known or () if one.scope is Scope.LOCAL]
    for document in content.going_out:
        if known is not None:
            yield from _unknown(document, tuple(one.id for one in known))
        yield from _links(document, content)
        for local, address in places:
            if local.id != _edition(document):
                yield from _told(document, local, address)


def _edition(document: Document) -> str:
    return document.meta.get("edition", "")


def _address(edition: Edition) -> re.Pattern[str]:
    """The edition's host under whichever name the launch buys."""
    return re.compile(rf"(?<![\w.-]){re.escape(edition.id)}\.[a-z0-9-]+\.[a-z]{{2,}}", re.I)


def _unknown(document: Document, known: tuple[str, ...]) -> Iterator[Finding]:
    if _edition(document) and _edition(document) not in known:
        hint = nearest(_edition(document), known) or f"Known: {', '.join(known) or 'none; add it to sparewheel.yaml'}."
        message = f"no edition is called `{shorten(_edition(document))}`"
        yield error("unknown-edition", message, hint, document.where("edition"))


def _links(document: Document, content: Content) -> Iterator[Finding]:
    """A file of another edition is not there when this one is built."""
    for where, line in body_lines(document):
        for found in _LINKED.finditer(line):
            linked = content.ask(questions.edition, PurePosixPath(found[1]).name)
            if linked in ("", _edition(document)) or "pages/" in found[1]:
                continue
            message = f"the link leads into the edition `{linked}`: `{found[1]}`"
            hint = "Say it here in this post's own words, or give both posts the same edition."
            yield error("other-edition", message, hint, within(where, found.start()))


def _told(document: Document, local: Edition, address: re.Pattern[str]) -> Iterator[Finding]:
    """A warning: a town may have the same word in an address of its own."""
    for where, line in all_lines(document):
        if found := address.search(line):
            message = f"`{found[0]}` looks like the address of the local edition `{local.id}`"
            hint = "Take it out: a local edition is told of nowhere else."
            yield Finding("local-address", "warning", message, hint, within(where, found.start()))
