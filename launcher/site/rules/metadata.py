"""Front matter: what must stand there, what may, in which form. Pelican takes `Lang: FR` and `03/04/2026` silently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.model import Finding
from launcher.shapes import nearest, shorten
from launcher.site.frontmatter import Document, is_moment
from launcher.site.rules import PAGE_KINDS, POST_KINDS, Content, error, is_post

ALWAYS = ("title", "lang", "slug", "twin", "kind")
MAY = ("summary", "status", "next-update", "order", "modified", "correction", "menu")
NOT_EMPTY = ("status", "embargo", "edition", "modified", "next-update")
"""Keys that mean something by being there."""
POSTS_MAY = ("embargo", "edition")
ORDER = re.compile(r"-?[0-9]{1,6}")
LETTER = re.compile(r"[^\W\d_]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(content: Content) -> Iterator[Finding]:
    """Missing and unknown keys, and values in a form that would be misread. A draft may be unfinished."""
    for document in content.documents:
        if document.meta.get("status") == "draft":
            continue
        yield from _keys(document)
        yield from _values(document, content.languages)
        yield from _moments(document)


def _keys(document: Document) -> Iterator[Finding]:
    needed = (*ALWAYS, "date") if is_post(document) else ALWAYS
    for key in needed:
        if not document.meta.get(key):
            hint = f"Add a line `{key.title()}: …` at the top."
            yield error("no-" + key, f"`{key.title()}` is missing or empty", hint, document.where(key))
    for key in NOT_EMPTY:
        if document.meta.get(key) == "":
            hint = "Give it a value, or take the line out."
            yield error("empty-key", f"`{key.title()}` has no value", hint, document.where(key))
    known = (*needed, *MAY, *(POSTS_MAY if is_post(document) else ()))
    for key in document.meta:
        if key not in known:
            hint = nearest(key, known) or f"Known: {', '.join(known)}."
            yield error(
                "unknown-key", f"`{shorten(key)}` is not known here and would be ignored", hint, document.where(key)
            )


def _values(document: Document, languages: tuple[str, ...]) -> Iterator[Finding]:
    meta, where = document.meta, document.where
    lang = document.file.name.split(".")[-2] if document.file.name.count(".") >= 2 else ""
    if meta.get("lang") and (meta["lang"] not in languages or meta["lang"] != lang):
        hint = f"Write `Lang: {lang}`, as in the file's name."
        yield error(
            "wrong-lang", f"`Lang: {shorten(meta['lang'])}` does not fit {document.file.name}", hint, where("lang")
        )
    if meta.get("title") and not LETTER.search(meta["title"]):
        yield error("wordless-title", f"`{shorten(meta['title'])}` says nothing", "Write a title.", where("title"))
    if meta.get("slug") and not SLUG.fullmatch(meta["slug"]):
        hint = "Use lower-case letters without accents, digits and hyphens: que-faire."
        yield error("wrong-slug", f"`{shorten(meta['slug'])}` cannot stand in an address", hint, where("slug"))
    kinds = POST_KINDS if is_post(document) else PAGE_KINDS
    if meta.get("kind") and meta["kind"] not in kinds:
        hint = nearest(meta["kind"], kinds) or f"Known: {', '.join(kinds)}."
        yield error("wrong-kind", f"`{shorten(meta['kind'])}` is not a kind", hint, where("kind"))
    if meta.get("status", "published") not in ("published", "draft"):
        hint = "Write published or draft."
        yield error("wrong-status", f"`{shorten(meta['status'])}` is not a status", hint, where("status"))
    if meta.get("order") and not ORDER.fullmatch(meta["order"]):
        message = f"`{shorten(meta['order'])}` is not a whole number"
        yield error("wrong-order", message, "Example: Order: 10", where("order"))


def _moments(document: Document) -> Iterator[Finding]:
    meta, where = document.meta, document.where
    if meta.get("correction") and not meta.get("modified"):
        hint = "Add `Modified: 2026-03-10T14:20-04:00`: readers see when it was corrected."
        yield Finding("correction-undated", "warning", "the correction has no hour", hint, where("correction"))
    for key in ("date", "modified", "next-update", "embargo"):
        if meta.get(key) and not is_moment(meta[key]):
            hint = "Write the year first, the time and the offset: 2026-03-10T06:30-04:00"
            yield error(
                "wrong-date", f"`{shorten(meta[key])}` is no moment that can be read one way only", hint, where(key)
            )
