"""Which part of a name can be registered (the Public Suffix List), and what may stand before it as an edition."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from launcher.crisis.domains.reading import hard_to_say, has_year, reads_two_ways
from launcher.crisis.domains.spelling import LABEL_LIMIT, NAME_LIMIT
from launcher.crisis.domains.words import kind_of, lists
from launcher.model import Reason

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    """The list that comes with the package; registries' endings only (`github.io` is no registry). ~80 ms, once."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)


def registrable(name: str) -> str | None:
    """The part of a name that a registry sells: `www.x.ca` → `x.ca`, `a.x.qc.ca` → `x.qc.ca`; None for an ending.

    Source: the Public Suffix List, ICANN section. An ending that it does not know counts as one label.
    """
    found = _suffixes().privatesuffix(name.lower().rstrip("."))
    return str(found) if found else None


def edition_problems(label: str, name: str) -> tuple[Reason, ...]:
    """Why `label` may not stand before `name` as an edition's subdomain; empty when it may.

    It must be a place or a region in words, as readers write it without accents: `montreal`, `outaouais`, `mtl`.
    """
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", label) or label[2:4] == "--":
        return (Reason("letters", f"“{label[:80]}” is no label: write a–z and hyphens, without accents"),)
    return (*_length(label, name), *_meaning(label))


def _length(label: str, name: str) -> tuple[Reason, ...]:
    found = []
    if len(label) > LABEL_LIMIT:
        found.append(Reason("length", f"{len(label)} characters: a label has {LABEL_LIMIT} at most"))
    if len(label) + 1 + len(name) > NAME_LIMIT:
        found.append(Reason("length", f"{label[:20]}… makes a name of more than {NAME_LIMIT} characters"))
    return tuple(found)


def _meaning(label: str) -> tuple[Reason, ...]:
    words = tuple(word for word in label.split("-") if word)
    found = []
    if lists().machines & {label, *words}:
        found.append(Reason("machine", f"“{label}” is a machine's name: name the place"))
    elif len(label) < 4 and label not in lists().places:
        found.append(Reason("unclear", f"“{label}” is too short to be read as a place: write its name"))
    if kind := next((k for word in (*words, "".join(words)) if (k := kind_of(word))), None):
        found.append(Reason(kind, f"“{label}” is no place, and says what no name of ours may say ({kind})"))
    if has_year(words) or any(word.isdigit() or reads_two_ways(word) for word in words):
        found.append(Reason("digits", f"“{label}” has digits that are heard one way and typed another"))
    if any(map(hard_to_say, words)):
        found.append(Reason("unclear", f"“{label}” cannot be said aloud: write the place's name"))
    return tuple(found)
