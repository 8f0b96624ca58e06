"""Marks that turn the reading direction: what a reader sees is not what the file says."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.documents import CONTROL_HINT, control_message, is_control
from launcher.model import Finding
from launcher.site.rules import Content, all_lines, error, within


def check(content: Content) -> Iterator[Finding]:
    """Lines that hold such a mark. (Other control characters make a file unreadable before the rules.)"""
    for document in content.going_out:
        for where, line in all_lines(document):
            found = next((character for character in line if is_control(character)), None)
            if found is not None:
                place = within(where, line.index(found))
                yield error("control-character", control_message(found), CONTROL_HINT, place)
