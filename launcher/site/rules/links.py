"""Links inside the site go by file, `{filename}/pages/faq.fr.md`: the build follows them, whatever the address becomes.

A link by path (`faq.fr.md`, `/fr/faq/`) is built as it stands and leads nowhere. All dead links are told at once;
Pelican would stop at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, body_lines, error

_LINK = re.compile(r"(?<!\\)\]\(\s*<?([^)\s>]*)|^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$")
_OUTSIDE = re.compile(r"(?:https?:|mailto:|tel:|#|javascript:|data:|vbscript:)", re.I)
"""Addresses of other places; those that would run something are another rule's."""
_INSIDE = re.compile(r"\{(?:filename|static)\}([^#?]*)")


def check(content: Content) -> Iterator[Finding]:
    """Links by path, to files that are not there, or to a page in the other language."""
    published = {document.file.relative_to(content.folder).as_posix() for document in content.going_out}
    for document in content.going_out:
        for where, line in body_lines(document):
            for found in _LINK.finditer(line):
                yield from _wrong(found[1] or found[2] or "", document, where, content, published)


def _wrong(target: str, document: Document, where: Where, content: Content, published: set[str]) -> Iterator[Finding]:
    if not target or _OUTSIDE.match(target):
        return
    inside = _INSIDE.match(target)
    if inside is None:
        hint = "Link to the file: {filename}/pages/faq.fr.md; to another site: https://…"
        yield error("link-by-path", f"the link `{target[:60]}` leads nowhere", hint, where)
        return
    file = _from_root(inside[1], document, content)
    if file.endswith(".md") and file not in published:
        hint = "Correct the path; a draft or a deleted page cannot be linked."
        yield error("dead-link", f"`{inside[1]}` is not published", hint, where)
    elif file.endswith(".md") and file.rsplit(".", 2)[-2] != document.meta.get("lang"):
        message = f"the link leads to the other language: `{inside[1]}`"
        hint = "Link to the page in this page's language."
        yield Finding("other-language", "warning", message, hint, where)


def _from_root(target: str, document: Document, content: Content) -> str:
    """The file that a link means, from the content folder: `/…` from its root, else from beside the document."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = []
    for part in PurePosixPath(document.file.parent.relative_to(content.folder).as_posix(), target).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
