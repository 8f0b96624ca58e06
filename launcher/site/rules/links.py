"""Links inside the site go by file, `{filename}/pages/faq.fr.md#anchor`: the build follows them, whatever the address
becomes. A link by path (`faq.fr.md`, `/fr/faq/`) is built as it stands and leads nowhere.

All dead links are told at once (Pelican would stop at the first).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import questions
from launcher.site.frontmatter import Document
from launcher.site.inventory import ATTACHMENTS
from launcher.site.rules import Content, body_lines, error, within

LINK = re.compile(r"(?<!\\)(!?)\[((?:\\.|[^\]\\])*)\]\(\s*<?([^)\s>]*)")
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$")
_SCRIPT = re.compile(r"\s*(?:javascript|data|vbscript):", re.I)
"""Addresses that would run something are another rule's."""
OUTSIDE = re.compile(r"(?:https?|mailto|tel):", re.I)
_INSIDE = re.compile(r"\{(?:filename|static)\}([^#?]*)(?:#(.*))?")
_THEIRS = re.compile(r"[A-Z][a-z]+")
"""The theme's own anchors begin with a capital: a page may lead to its beginning, to its news."""


def check(content: Content) -> Iterator[Finding]:
    """Links by path, to files or headings that are not there, to a page in the other language."""
    for document in content.going_out:
        for where, line in body_lines(document):
            for found in LINK.finditer(line):
                yield from _wrong(found[3], document, within(where, found.start()), content)
            if (reference := _REFERENCE.match(line)) is not None:
                yield from _wrong(reference[1], document, within(where, reference.start(1)), content)


def _wrong(target: str, document: Document, where: Where, content: Content) -> Iterator[Finding]:
    if not target or _SCRIPT.match(target) or OUTSIDE.match(target):
        return
    if target.startswith("#"):
        yield from _anchor(target[1:], content.path(document), where, content)
    elif (inside := _INSIDE.match(target)) is None:
        hint = "Link to the file: {filename}/pages/faq.fr.md; to another site: https://…"
        yield error("link-by-path", f"the link `{target[:60]}` leads nowhere", hint, where)
    elif (lang := content.ask(questions.published, file := _from_root(inside[1], document, content))) is not None:
        if lang != document.meta.get("lang", ""):
            message = f"the link leads to the other language: {PurePosixPath(file).name}"
            yield Finding("other-language", "warning", message, "Link to the page in this page's language.", where)
        yield from _anchor(inside[2] or "", file, where, content)
    elif file.endswith(".md"):
        hint = "Correct the path; a draft, a deleted page or one under embargo cannot be linked."
        yield error("dead-link", f"`{inside[1]}` is not published", hint, where)
    elif file.partition("/")[0] not in ATTACHMENTS or not content.ask(questions.attached, file):
        hint = "Put the file under images/ or files/, or correct the path."
        yield error("dead-link", f"the file `{inside[1]}` is not there", hint, where)


def _from_root(target: str, document: Document, content: Content) -> str:
    """The file that a link means, from the content folder: `/…` from its root, else from beside the document."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = []
    for part in PurePosixPath(content.path(document)).parent.joinpath(target).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


# ── anchors ──────────────────────────────────────────────────────────────────────────────────────


def _anchor(anchor: str, path: str, where: Where, content: Content) -> Iterator[Finding]:
    if not anchor or _THEIRS.fullmatch(anchor):
        return
    there = content.ask(questions.anchors, path)
    if unquote(anchor) not in there:
        hint = f"Its headings: {', '.join(f'#{one}' for one in there[:6])}." if there else "It has no headings."
        message = f"{PurePosixPath(path).name} has no heading `#{anchor[:40]}`"
        yield error("dead-anchor", message, hint, where)
