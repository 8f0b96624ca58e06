"""Registers: who is for and against, what they argue, what is answered. Private: what may be said in public is taken
out of them by name (`arguments.public`), and nothing else ever is.
"""

from __future__ import annotations

import re

from launcher.documents import Node, Problems
from launcher.shapes import shorten, text

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|;\s+")


def name(node: Node, problems: Problems) -> str:
    """What an entry is called: files are called after it."""
    found = text(node, problems)
    if not _ID.fullmatch(found):
        hint = "Small letters, digits and hyphens: morning-radio"
        problems.add("wrong-id", f"`{shorten(found)}` cannot be an id", node.where, hint)
    return found


def told_apart(words: str) -> tuple[str, ...]:
    """A text and its sentences: one of them alone gives it away too."""
    return tuple(dict.fromkeys((words, *(part for part in _SENTENCE.split(words) if part.strip()))))
