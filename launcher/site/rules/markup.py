"""Raw HTML and script: the build shows them as text, so they are never what the writer meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.rules import Content, body_lines, error, within

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[|<\?")
_BRACKETS = 500
"""Markdown looks for the other end of each one; beyond this nobody writes, and everybody waits."""
_RUNS = r"\s*<?\s*(?:javascript|data|vbscript)\s*:"
_SCRIPT_LINK = re.compile(rf"(?<!\\)(?:\\\\)*\]\({_RUNS}|^\s*\[[^\]]+\]:{_RUNS}", re.I)


def check(content: Content) -> Iterator[Finding]:
    """HTML tags and links that would run something."""
    for document in content.going_out:
        for where, line in body_lines(document):
            if found := _TAG.search(line):
                place = within(where, found.start())
                yield error("raw-html", f"raw HTML: `{found[0][:40]}`", "Use Markdown; HTML is not accepted.", place)
            if line.count("[") > _BRACKETS:
                hint = "Take them out: the page would take minutes to build."
                yield error("brackets", f"more than {_BRACKETS} brackets on one line", hint, where)
            if found := _SCRIPT_LINK.search(line):
                place = within(where, found.start())
                yield error("script-link", "a link that runs a script", "Link to a page: https://…", place)
