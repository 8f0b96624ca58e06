"""What somebody meant to fill in: `{{ name }}`, `[TODO]`, `[nom du produit]`, `XXX`, `à compléter`, `lorem ipsum`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.rules import Content, all_lines, error

_BRACES = r"\{\{|\}\}|\{%|%\}|\\\{\\\{|\\\}\\\}|\\\{%|%\\\}|<<[A-Za-zÀ-ÿ_ ]+>>|&lt;&lt;[A-Za-zÀ-ÿ_ ]+&gt;&gt;"
_WORDS = (
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+|lorem ipsum|à compléter|à confirmer|à déterminer"
    r"|to be confirmed|to be completed|to be determined)\b"
)
_BRACKETS = (
    r"\\?\[(?:TODO|À COMPLÉTER|A COMPLETER|INSERT|INSÉRER|NOM|NAME|DATE|HEURE|TIME|LIEU|PLACE|PRODUIT|PRODUCT"
    r"|X+|\.\.\.|…)[^\]]*\](?!\()"
)
PLACEHOLDER = re.compile(f"{_BRACES}|{_BRACKETS}|{_WORDS}", re.IGNORECASE)
_LINK = re.compile(r"\]\(\{(?:filename|static|attach)\}[^)]*\)")


def check(content: Content) -> Iterator[Finding]:
    """Left-over placeholders in what would go out, titles and summaries included."""
    for document in content.going_out:
        for where, line in all_lines(document):
            if found := PLACEHOLDER.search(_LINK.sub("]()", line)):
                message = f"a placeholder was left in: `{found[0].replace(chr(92), '')}`"
                yield error("placeholder", message, "Write what belongs there, or take the sentence out.", where)
