"""Marks that turn the reading direction: what a reader sees is not what the file says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.documents import CONTROL_HINT, control, control_message
from launcher.model import Finding
from launcher.site.rules import Content, all_lines, error, within

_BESIDE = re.compile(r"[A-Za-zÀ-ÿ][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-zÀ-ÿ]")
_MIXED = re.compile(rf"\w*(?:{_BESIDE.pattern})\w*")
"""A word of Latin letters with Greek or Cyrillic ones in it."""


def check(content: Content) -> Iterator[Finding]:
    """Lines that hold such a mark. (Other control characters make a file unreadable before the rules.)"""
    for document in content.going_out:
        for where, line in all_lines(document):
            if (found := control(line)) is not None:
                place = within(where, line.index(found))
                yield error("control-character", control_message(found), CONTROL_HINT, place)
            if _BESIDE.search(line) and (mixed := _MIXED.search(line)):  # which takes long where lines are
                message = f"`{mixed[0][:40]}` mixes letters that only look alike"
                yield error("look-alike", message, "Type the word again.", within(where, mixed.start()))
