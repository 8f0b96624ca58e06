"""Editions: which regional and local versions the site may have, each on a subdomain of the name that a launch buys.

editions:
  montreal: {scope: regional, name: {fr: "Grand Montréal", en: "Greater Montreal"}}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from launcher.documents import Node, Problems
from launcher.model import Edition, Scope
from launcher.shapes import Shape, choice, mapping, record, shorten, words

_LABEL = re.compile(r"(?!www$)(?!..--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""One label of a host's name (RFC 5890, 2.3.1); `www` is the national site's own."""


def editions(languages: Sequence[str]) -> Shape[tuple[Edition, ...]]:
    """By id, in the order in which they stand; what an id says to readers is judged beside the name."""
    each = mapping(record({"scope": choice([scope.value for scope in Scope]), "name": words(languages)}))

    def shape(node: Node, problems: Problems) -> tuple[Edition, ...]:
        for name, child in node.value.items() if isinstance(node.value, Mapping) else ():
            if not _LABEL.fullmatch(name):
                hint = "It is a part of the address: small letters without accents, digits and hyphens, like montreal."
                problems.add("wrong-name", f"`{shorten(name)}` cannot be the id of an edition", child.named, hint)
        before = len(problems)
        found = each(node, problems)
        if len(problems) > before:
            return ()
        return tuple(Edition(name, Scope(one["scope"]), one["name"]) for name, one in found.items())

    return shape
