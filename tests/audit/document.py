"""A built page, read as a browser's parser reads it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib

from tests.audit.sites import Audited

POLICY = "Content-Security-Policy"


@dataclass(frozen=True, slots=True)
class Document:
    """A page's tree, without namespaces, and its own address at the site's."""

    address: str
    tree: Element

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements with that tag whose attributes have those values, in the order of the page."""
        return [one for one in self.tree.iter(tag) if all(one.get(key) == value for key, value in attributes.items())]

    def meta(self, key: str, name: str = "name") -> str:
        """The content of a meta element, which there may be once; empty when there is none."""
        found = [one.get("content", "") for one in self.all("meta", **{name: key})]
        assert len(found) <= 1, (self.address, key)
        return found[0] if found else ""

    def og(self, key: str) -> str:
        """One property of the Open Graph."""
        return self.meta(f"og:{key}", "property")

    def links(self, rel: str, **attributes: str) -> list[str]:
        """Where the link elements of a kind lead, as whole addresses."""
        return [urljoin(self.address, one.get("href", "")) for one in self.all("link", rel=rel, **attributes)]

    def versions(self) -> dict[str, str]:
        """Language (or `x-default`) → address, as the page declares them."""
        return {
            one.get("hreflang", ""): one.get("href", "")
            for one in self.all("link", rel="alternate")
            if one.get("hreflang")
        }

    def data(self) -> list[dict[str, Any]]:
        """Structured data, each script's."""
        return [json.loads(one.text or "") for one in self.all("script", type="application/ld+json")]

    def policy(self) -> dict[str, list[str]]:
        """Directive → sources of the page's own Content-Security-Policy."""
        parts = self.meta(POLICY, "http-equiv").split(";")
        return {name: sources for name, *sources in (part.split() for part in parts if part.strip())}

    def text(self, tag: str) -> str:
        """What the only element with that tag holds, on one line."""
        (one,) = self.all(tag)
        return " ".join("".join(one.itertext()).split())


@cache
def document(audited: Audited, path: str) -> Document:
    """The page that a reader gets at `path`."""
    tree = html5lib.parse(file(audited, path).read_bytes(), namespaceHTMLElements=False)
    return Document(audited.site.url + path, tree)


def documents(audited: Audited) -> Mapping[str, Document]:
    """Address → page, for every page but the one for lost readers."""
    found = (document(audited, page.path) for page in audited.pages)
    return {one.address: one for one in found}


def file(audited: Audited, path: str) -> Path:
    """The file that answers that path."""
    return audited.root / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))


def digest(text: str) -> str:
    """What a policy calls an inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of structured data, those inside others too."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)
