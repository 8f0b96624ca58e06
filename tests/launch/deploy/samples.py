"""Releases of a few bytes, kept in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from launcher.launch.deploy.depot import remember_sources
from launcher.model import Mode, Release, Site
from launcher.site import objects
from launcher.site import release as releases

PATHS = ("index.html", "fr/a/index.html", "fr/b/index.html", "fr/feed.atom", "images/c.png", "404.html")


def made(root: Path, host: str, pages: Mapping[str, str]) -> Release:
    """A release with these files, whose bytes and sources are in `root`."""
    files = [releases.describe(path, text.encode()) for path, text in pages.items()]
    sources = {f"pages/{len(text)}.fr.md": objects.put(root, text.encode()) for text in pages.values()}
    release = releases.named(files, Site(Mode.LIVE, f"https://{host}", ("fr", "en"), {}, "UTC", {}))
    releases.keep(release, root)
    remember_sources(root, release.id, sources)
    return release
