"""Outside: which pages readers have now, as the releases say that are shown at each host."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from launcher.errors import SpareWheelError
from launcher.launch import together
from launcher.launch.folder import Crisis, Standing
from launcher.model import File
from launcher.site import release
from launcher.site.frontmatter import Document

_PAGE = re.compile(r"[a-z]{2}/[a-z0-9]+(?:-[a-z0-9]+)*/index\.html")
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)


@dataclass(frozen=True, slots=True)
class Outside:
    """What is out: by host, the files by their paths. `main` is where readers find it (empty: nothing is out);
    `rolled_back`: an earlier release was put back since the last publish."""

    crisis: Crisis
    main: str
    files: Mapping[str, Mapping[str, File]]
    rolled_back: bool

    def has(self, host: str, path: str) -> bool:
        """Whether readers of a host have that page."""
        return path in self.files.get(host, {})

    def pages(self, host: str) -> Iterator[File]:
        """The pages and posts of a host that have an address of their own; not its home pages."""
        return (file for path, file in self.files[host].items() if _PAGE.fullmatch(path))

    def host(self, edition: str) -> str:
        """Where the posts of an edition are (empty: the national one)."""
        return next((host for host in self.files if host.startswith(f"{edition}.")), "") if edition else self.main

    def title(self, file: File) -> str:
        """What a page that is out is called; empty when its bytes are not here."""
        try:
            found = _HEADING.search(release.body(self.crisis.folder, file).decode("utf-8", "replace"))
        except SpareWheelError:
            return ""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", "", found[1])).split()) if found else ""


def look(crisis: Crisis, there: Standing) -> Outside:
    """What readers of a crisis have now. Raises Refused when a release that is out is not kept here any more."""
    if not there.live:
        return Outside(crisis, "", {}, rolled_back=False)
    shown = {there.live: together.release_at(there.live, there), **together.out(there, [])}
    releases = {host: release.load(crisis.folder, one) for host, one in shown.items() if one}
    files = {host: {file.path: file for file in one.files} for host, one in releases.items()}
    return Outside(crisis, there.live, files, there.plan is not None and there.plan.action == "rollback")


def path_of(document: Document, main_language: str) -> str:
    """Where a page or post stands on the site (site/inventory.py builds it there)."""
    meta = document.meta
    lang = meta.get("lang", "")
    if meta.get("kind") == "home":
        return "index.html" if lang == main_language else f"{lang}/index.html"
    return f"{lang}/{meta.get('slug', '')}/index.html"
