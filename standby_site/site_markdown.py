"""Markdown in which nothing a writer types becomes raw markup, script or a foreign request.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import html
import html.entities
import re
import sys
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

_ENTITY = re.compile(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[0-9A-Za-z]+);")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0]")
_SCHEMES = ("", "http", "https", "mailto", "tel")
_LINKS = {"a": "href", "img": "src"}


def headings() -> TocExtension:
    """Every heading has an anchor; `[TOC]` is text. The theme's own ids have a capital, so they never meet."""
    return TocExtension(marker="")


class Plain(Extension):
    """Raw HTML is shown as text; links go to known schemes only; images come from the site itself."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Take raw HTML out of the grammar and put the guards in."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Guard(md), "guard", -10)  # last: after escapes in addresses are undone
        md.postprocessors.register(_Entities(md), "entities", -10)


class _Guard(Treeprocessor):
    def run(self, root: Element) -> None:
        for node in root.iter():
            if node.tag in _LINKS:
                self._link(node)
            elif node.tag == "h1":
                node.tag = "h2"  # the page's title is its only h1
            elif node.tag in ("td", "th") and "style" in node.attrib:
                node.set("class", node.attrib.pop("style").removeprefix("text-align: ").rstrip(";"))

    def _link(self, node: Element) -> None:
        attribute = _LINKS[str(node.tag)]
        shown = html.unescape((node.get(attribute) or "").replace(AMP_SUBSTITUTE, "&"))
        address = _INVISIBLE.sub("", shown)
        if not _allowed(str(node.tag), address):
            what = "image" if node.tag == "img" else "link"
            raise ValueError(f"{what} to `{shown[:80]}` is not allowed")


def _allowed(tag: str, address: str) -> bool:
    """Links: content, linked files, known schemes, paths of this site. Images: linked files, so that they exist."""
    if tag == "img" or address.startswith("{"):
        return address.startswith(("{static}/",) if tag == "img" else ("{static}/", "{filename}"))
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and (bool(parts.scheme) or not parts.netloc)


class _Entities(Postprocessor):
    """`&copy;` is ©; what HTML does not know stays the text that was typed."""

    def run(self, text: str) -> str:
        return _ENTITY.sub(_known, text)


def _known(found: re.Match[str]) -> str:
    name = found[1]
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        known = code <= sys.maxunicode and (chr(code).isprintable() or code == 0xA0)
    else:
        known = f"{name};" in html.entities.html5
    return found[0] if known else "&amp;" + found[0][1:]
