"""What somebody meant to fill in: `{{ name }}`, `[TODO]`, `[nom du produit]`, `XXX`, `à compléter`, `lorem ipsum`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.rules import Content, all_lines, error

_BRACES = r"\{\{|\}\}|\{%|%\}|<<[A-Za-zÀ-ÿ_ ]+>>"
_WORDS = (
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+|lorem ipsum|à compléter|à confirmer|à déterminer"
    r"|to be confirmed|to be completed|to be determined)\b"
)
_BRACKETS = (
    r"\[(?:(?:TODO|À COMPLÉTER|A COMPLETER|INSERT|INSÉRER|NOM|NAME|DATE|HEURE|TIME|LIEU|PLACE|PRODUIT|PRODUCT|XX+)\b"
    r"|\.\.\.|…)[^\]]*\](?!\()"
)
PLACEHOLDER = re.compile(f"{_BRACES}|{_BRACKETS}|{_WORDS}", re.IGNORECASE)
_LINK = re.compile(r"(?<!\\)\]\(\{(?:filename|static|attach)\}[^)]*\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def check(content: Content) -> Iterator[Finding]:
    """Left-over placeholders in what would go out, titles and summaries included."""
    for document in content.going_out:
        for where, line in all_lines(document):
            if found := PLACEHOLDER.search(_as_read(line)):
                message = f"a placeholder was left in: `{found[0]}`"
                yield error("placeholder", message, "Write what belongs there, or take the sentence out.", where)


def _as_read(line: str) -> str:
    """What a reader would see of it: without links to our own pages, without escapes."""
    return html.unescape(_ESCAPE.sub(r"\1", _LINK.sub("]()", line)))
