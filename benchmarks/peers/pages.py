"""How three public themes take our content: what each asks its users to write, and the command that builds it.

None of their files is changed. See `benchmarks/pages_peers.py` for how to get them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pages_content import Text
from tests.audit.sites import SETTINGS

NAME = SETTINGS.organisation.name
SYSTEM = {"fr": "Produits", "en": "Products"}
"""What is said to be down, where a page must be about a system."""
COLOUR = "#0b4a5e"
"""Our example's, so that contrast is judged alike."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a peer is built: its checkout, an empty folder, the address that it will be served at, the language."""

    source: Path
    folder: Path
    address: str
    lang: str


@dataclass(frozen=True, slots=True)
class Peer:
    """How a tool takes the content: `build` gives the folder to serve, `place` a document's path there."""

    what: str
    build: Callable[[Ground, Sequence[Text]], Path]
    place: Callable[[Text], str]
    without: tuple[str, ...]
    """What of the content or of its form it could not carry."""


# ── cState: a Hugo theme for status pages ────────────────────────────────────────────────────────


def _cstate(ground: Ground, given: Sequence[Text]) -> Path:
    settings = {
        **_site(ground, "cstate"),
        "taxonomies": {"affected": "affected"},
        "params": {
            "systems": [{"name": SYSTEM[ground.lang]}],
            "description": _home(given).summary,
            "dateFormat": "2006-01-02 15:04",
            "shortDateFormat": "2006-01-02 15:04",
            "useLogo": False,
            "incidentPostsPerPage": 10,
            "incidentHistoryFormat": "yearly",
            "alwaysKeepBrandColor": "true",
            "headerTextColor": "white",
            "googleAnalytics": "UA-00000000-1",  # its word for none
            "brand": COLOUR,
            "ok": "#008000",
            "disrupted": "#cc4400",
            "down": "#e60000",
            "notice": "#24478f",
        },
    }
    for one in given:
        head: dict[str, Any] = {"title": one.title, "date": one.date, "description": one.summary, "slug": one.slug}
        if one.post:
            head |= {"section": "issue", "severity": "down", "resolved": False, "affected": [SYSTEM[ground.lang]]}
        if one.kind != "home":
            _write(ground.folder / "content" / _cstate_file(one), head, one.linked(_to(given, _cstate_place)))
    return _hugo(ground, settings, "cstate")


def _cstate_file(one: Text) -> str:
    return f"{'issues' if one.post else 'pages'}/{one.slug}.md"


def _cstate_place(one: Text) -> str:
    return "/" if one.kind == "home" else f"/{_cstate_file(one).removesuffix('.md')}/"


# ── Newsroom: a Hugo theme after a large company's press pages ───────────────────────────────────


def _newsroom(ground: Ground, given: Sequence[Text]) -> Path:
    settings = {
        **_site(ground, "newsroom"),
        "permalinks": {"pages": "/:slug/"},
        "params": {"mainSections": ["posts"], "blogDir": "posts", "faviconsDir": "images/icons/"},
    }
    menu = [{"item": one.title, "url": _newsroom_place(one)} for one in given if not one.post]
    (ground.folder / "data").mkdir(parents=True)
    (ground.folder / "data" / "menu.yml").write_text(json.dumps({"main": menu}), "utf-8")
    shutil.copy(ground.source / "exampleSite" / "data" / "designer.yml", ground.folder / "data")
    for one in given:
        head: dict[str, Any] = {"title": one.title, "date": one.date, "description": one.summary, "slug": one.slug}
        if one.kind != "home":
            file = f"{'posts' if one.post else 'pages'}/{one.slug}.md"
            _write(ground.folder / "content" / file, head, one.linked(_to(given, _newsroom_place)))
    return _hugo(ground, settings, "newsroom")


def _newsroom_place(one: Text) -> str:
    return "/" if one.kind == "home" else f"/posts/{one.slug}/" if one.post else f"/{one.slug}/"


def _site(ground: Ground, theme: str) -> dict[str, Any]:
    return {
        "title": NAME[ground.lang],
        "languageCode": ground.lang,
        "defaultContentLanguage": ground.lang,
        "baseURL": f"{ground.address}/",
        "theme": theme,
        "buildFuture": True,
    }


def _hugo(ground: Ground, settings: Mapping[str, Any], theme: str) -> Path:
    (ground.folder / "hugo.json").write_text(json.dumps(settings), "utf-8")
    (ground.folder / "themes").mkdir()
    (ground.folder / "themes" / theme).symlink_to(ground.source.resolve())
    _run(["hugo", "--minify", "--destination", "out"], ground.folder)
    return ground.folder / "out"


# ── Emergency Site: an Eleventy kit for emergency information ────────────────────────────────────


def _emergency(ground: Ground, given: Sequence[Text]) -> Path:
    shutil.copytree(
        ground.source, ground.folder, ignore=shutil.ignore_patterns(".git", "node_modules"), dirs_exist_ok=True
    )
    (ground.folder / "node_modules").symlink_to(ground.source.resolve() / "node_modules")
    posts = ground.folder / "src" / "posts"
    for example in posts.glob("*.md"):
        example.unlink()
    for one in given:
        if one.kind != "home":
            head = {"title": one.title, "date": one.date, "permalink": f"{_emergency_place(one)}index.html"}
            _write(posts / f"{one.slug}.md", head, one.linked(_to(given, _emergency_place)))
    contacts = SETTINGS.organisation.public
    _run(
        ["npx", "--no-install", "eleventy"], ground.folder,
        ELEVENTY_ENV="production", META_TITLE=NAME[ground.lang], META_URL=ground.address, META_LANG=ground.lang,
        META_DESC=_home(given).summary, META_EMAIL=contacts.email, META_COLOR=COLOUR, META_TELEPHONE=contacts.phone,
    )  # fmt: skip
    return ground.folder / "dist"


def _emergency_place(one: Text) -> str:
    return "/" if one.kind == "home" else f"/posts/{one.slug}/"


def _home(given: Sequence[Text]) -> Text:
    return next(one for one in given if one.kind == "home")


def _to(given: Sequence[Text], place: Callable[[Text], str]) -> Callable[[str], str]:
    known = {one.name: place(one) for one in given}
    return lambda name: known[name]


def _write(file: Path, head: Mapping[str, Any], body: str) -> None:
    """A Markdown file with its front matter; JSON is YAML."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
    file.write_text(f"---\n{lines}---\n{body}", "utf-8")


def _run(command: Sequence[str], folder: Path, **environment: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or done.stdout)[-2000:]}")


LISTS = "the home page’s text (it lists posts)"
JOINED = "both languages on one site"
HOURS = "hours (it shows days)"
PEERS = {
    "cstate": Peer(
        "cState, a Hugo theme for status pages",
        _cstate,
        _cstate_place,
        (LISTS, JOINED, "contact on every page"),
    ),
    "emergency-site": Peer(
        "Emergency Site, an Eleventy kit for emergency information",
        _emergency,
        _emergency_place,
        (LISTS, JOINED, "pages (they became posts)", HOURS, "its own words and dates in French"),
    ),
    "newsroom": Peer(
        "Newsroom, a Hugo theme after a large company’s press pages",
        _newsroom,
        _newsroom_place,
        (LISTS, JOINED, "contact on every page", HOURS, "dates in French"),
    ),
}
