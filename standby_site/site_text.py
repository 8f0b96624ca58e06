"""Reads one content file: its metadata (known keys only) and its HTML.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import site_markdown
from markdown import Markdown

KEYS = frozenset(
    [
        *("title", "lang", "slug", "twin", "kind", "order"),
        *("date", "modified", "next-update", "embargo", "summary", "status", "correction", "menu", "edition"),
    ]
)
MOMENTS = ("date", "modified", "next-update", "embargo")


def read(name: str, data: bytes, main: str) -> tuple[str, dict[str, Any]]:
    """HTML and metadata of the file `name` (`posts/first.fr.md`); `main` is the site's main language.

    Raises ValueError: not UTF-8, or a value that cannot be read.
    """
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    converter = _converter()
    html = converter.reset().convert(text)
    return html, _cleaned(PurePosixPath(name), converter.Meta, main)


@functools.cache
def _converter() -> Any:
    """One for all files: making it takes as long as a file."""
    return Markdown(extensions=["tables", "sane_lists", "meta", site_markdown.headings(), site_markdown.Plain()])


def _cleaned(path: PurePosixPath, raw: Mapping[str, list[str]], main: str) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    for name, lines in raw.items():
        text = " ".join(lines).strip()
        if name in KEYS and text:
            meta[name.replace("-", "_")] = _moment(name, text) if name in MOMENTS else text
    for key in ("kind", "correction", "menu", "edition", "summary"):
        meta.setdefault(key, "")
    meta.setdefault("twin", path.name.split(".")[0])
    meta["order"] = int(meta.get("order", 0))
    meta["status"] = "published" if meta.get("status", "published").lower() == "published" else "skip"
    meta["url"] = _url(meta, main)
    meta["save_as"] = f"{meta['url']}index.html"
    return meta


def _url(meta: Mapping[str, Any], main: str) -> str:
    """One page a file, at /{lang}/{slug}/; home pages stand at their language's root, the main one at the site's."""
    lang = meta.get("lang", main)
    if meta["kind"] == "home":
        return "" if lang == main else f"{lang}/"
    return f"{lang}/{meta.get('slug')}/"


def _moment(name: str, text: str) -> dt.datetime:
    """ISO 8601 with its offset."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name} `{text}` has no offset from UTC")
    return moment
