"""Builds the site: content in, a folder of files out, by Pelican in a separate process.

    read (inventory)  →  snapshot of what is published  →  Pelican  →  count  →  rename into place

Only published files are put before Pelican, so a draft cannot leak; only a whole, counted site takes the name `out`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Problem, Refused
from launcher.model import Mode, Site, canonical
from launcher.site import complaints
from launcher.site.inventory import ATTACHMENTS, SECTIONS, Inventory, take

TIMEOUT = 300.0
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "SYSTEMROOT", "TZ")
"""What Pelican's process may know of our environment: no secret travels further than it must."""


@dataclass(frozen=True, slots=True)
class Built:
    """A whole site: how many pages and posts, both languages counted, what Pelican remarked, and the name of what it
    left in the cache for the next build (rebuilding)."""

    pages: int
    posts: int
    warnings: tuple[str, ...] = ()
    index: str = ""


def build(
    content: Path, site: Site, theme: Path, out: Path, now: dt.datetime | None = None, cache: Path | None = None
) -> Built:
    """Build the published content into the folder `out`, which must not exist (its parent must).

    `theme` is the standby_site folder; `cache`, a folder that is there, takes what a later build needs to render only
    what changed. Raises Malformed (a content file cannot be read or placed) and Refused (Pelican
    or the count found a fault; the disk is full; the folder is read-only), with one problem for each fault. When it
    raises there is no `out`.
    """
    if os.path.lexists(out):
        raise Refused(f"{out} already exists", hint="build into a new folder", code="out-exists")
    inventory = take(content, site, now)
    try:
        with _workshop(out) as work:
            _snapshot(inventory, work / "content")
            warnings = _pelican(site, theme, work, inventory, cache)
            count(_written(work / "html"), inventory, site)
            index = work / "index"
            left = index.read_text(encoding="ascii") if index.is_file() else ""
            (work / "html").rename(out)
    except OSError as error:
        raise complaints.storage(error, out.parent) from error
    return Built(len(inventory.pages), len(inventory.posts), warnings, left)


@contextlib.contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """A hidden folder beside `out`, on its disk, so that the last act is one rename."""
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _snapshot(inventory: Inventory, folder: Path) -> None:
    """The published files and what they may link, as they are now: a save during the build changes nothing."""
    for section in SECTIONS:
        (folder / section).mkdir(parents=True)
    for item in inventory.items:
        shutil.copyfile(item.document.file, folder / item.section / item.document.file.name)
    for name in ATTACHMENTS:
        source = inventory.content / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_not_plain)


def _not_plain(folder: str, names: list[str]) -> set[str]:
    """Hidden files, and symlinks: they could lead out of the content."""
    return {name for name in names if name.startswith(".") or Path(folder, name).is_symlink()}


def _pelican(site: Site, theme: Path, work: Path, inventory: Inventory, cache: Path | None) -> tuple[str, ...]:
    """Run it; its complaints become errors, its remarks are given back."""
    (work / "site.json").write_bytes(canonical(site))
    arguments = ["-m", "pelican", "content", "-s", str(theme.resolve() / "pelicanconf.py"), "-o", "html"]
    arguments += ["--fatal", "warnings", "--log-handler", "plain"]
    told = {"SPAREWHEEL_SITE": str(work.resolve() / "site.json")}
    if cache:
        told["SPAREWHEEL_CACHE"] = str(cache.resolve())
    try:
        done = subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=work, env=environment() | told, capture_output=True, text=True, encoding="utf-8", errors="replace",
            stdin=subprocess.DEVNULL, timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused(f"the site was not built within {TIMEOUT:.0f} s", code="build-timeout") from error
    if done.returncode:
        raise complaints.read(done.stderr or done.stdout, inventory, work.parent)
    return tuple(line for line in done.stderr.splitlines() if line.strip())


def environment() -> dict[str, str]:
    """What a process of the theme may know of ours."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def _written(html: Path) -> set[str]:
    return {path.relative_to(html).as_posix() for path in html.rglob("*") if not path.is_dir()}


def count(written: set[str], inventory: Inventory, site: Site) -> None:
    """Every published file has its page, and there is nothing that nobody asked for. Raises Refused."""
    expected = {item.path: item for item in inventory.items}
    extras = _extras(inventory, site)
    linked = {path for path in written if path.split("/")[0] in ATTACHMENTS and (inventory.content / path).is_file()}
    problems = [
        Problem("not-built", "published but not built", "report this with the file", expected[path].document.where())
        for path in sorted(expected.keys() - written)
    ]
    problems += [Problem("not-built", f"{path} was not built") for path in sorted(extras - written)]
    problems += [
        Problem("not-asked-for", f"{path} was built and nobody asked for it", "check the theme")
        for path in sorted(written - expected.keys() - extras - linked)
    ]
    if problems:
        raise Refused.of("the site that was built is not the site that was asked for", problems)


def _extras(inventory: Inventory, site: Site) -> set[str]:
    """The files that are nobody's content: archives, the way from the main language to its home page, and what an
    address brings with it."""
    always = {f"{site.languages[0]}/index.html", "404.html", "robots.txt"} | inventory.archives()
    if site.mode is Mode.DORMANT:
        return always
    spoken = {f"{lang}/{name}" for lang in site.languages for name in ("feed.atom", "feed.json", "card.png")}
    dated = any(item.document.meta.get("date") or item.document.meta.get("modified") for item in inventory.items)
    return (
        always
        | {"sitemap.xml"}
        | spoken
        | ({"news-sitemap.xml"} if inventory.own(site.edition) else set())
        | ({".well-known/security.txt"} if dated else set())
        | ({f"logo{Path(site.identity.logo.file).suffix}"} if site.identity.logo else set())
        | ({f"{site.indexnow}.txt"} if site.indexnow else set())
    )
