"""The values of one build as the templates see them, and the inlined style.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import site_colours
import site_words
from markupsafe import Markup

LOGO_HEIGHT = 40
"""In CSS pixels."""


@dataclass(frozen=True, slots=True)
class Logo:
    """The organisation's logo: its `data:` address, and the size at which it is shown."""

    address: str
    width: int
    height: int = LOGO_HEIGHT

    @property
    def path(self) -> str:
        """Where it also stands as a file, for those who may not read `data:` addresses."""
        return "logo.svg" if self.address.startswith("data:image/svg+xml,") else "logo.png"

    @property
    def data(self) -> bytes:
        """The file."""
        head, _, body = self.address.partition(",")
        return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)


@dataclass(frozen=True, slots=True)
class Edition:
    """A regional or local version of the site: its name by language, and its address without final slash."""

    name: Mapping[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class Site:
    """Mode (live, exercise, dormant), address without final slash (empty when dormant), languages, main one first;
    `security` is who is told of a hole in the site, as an address. `edition` is the one that is built and `national`
    where the national site is, both empty there; `editions` are those that its pages may name, by id. `indexnow` is the
    key that stands on it for search engines, `hub` the one that feeds name; empty: none."""

    mode: str
    url: str
    languages: tuple[str, ...]
    name: Mapping[str, str]
    timezone: str
    contacts: Mapping[str, Any]
    colour: str
    logo: Logo | None
    security: str
    edition: str = ""
    national: str = ""
    editions: Mapping[str, Edition] = field(default_factory=dict)
    indexnow: str = ""
    hub: str = ""

    @property
    def main(self) -> str:
        return self.languages[0]

    @property
    def addressed(self) -> bool:
        """Whether the pages may say where they live."""
        return self.mode != "dormant" and bool(self.url)

    @property
    def home(self) -> str:
        """The organisation's own address here, whatever the edition."""
        return self.national or self.url

    @property
    def place(self) -> Mapping[str, str]:
        """The name of the edition that is built, by language; empty for the national one."""
        return self.editions[self.edition].name if self.edition else {}

    def title(self, lang: str) -> str:
        """Who speaks; in an edition, to whom."""
        return f"{self.name[lang]} – {self.place[lang]}" if self.edition else self.name[lang]

    def base(self, content: Any) -> str:
        """Where a content counts: an edition has its home page, its archives and its own posts; all the rest is the
        national one's, shown here too."""
        own = content.kind in ("home", "archive") or content.edition == self.edition
        return self.url if own else self.national

    @property
    def mark(self) -> str:
        """What stands before every title of an exercise, in both languages for whoever meets it elsewhere."""
        words = " / ".join(site_words.say("exercise", lang) for lang in ("fr", "en"))
        return f"{words} – " if self.mode == "exercise" else ""


def load(data: bytes) -> Site:
    """The site of a build, from its JSON."""
    raw = json.loads(data)
    languages, contacts, identity = tuple(raw["languages"]), _contacts(raw["contacts"]), raw["identity"]
    security = identity["security"] or contacts["public"]["email"]
    return Site(
        mode=raw["mode"],
        url="" if raw["mode"] == "dormant" else raw["url"].rstrip("/"),
        languages=languages,
        name={lang: raw["name"].get(lang) or next(iter(raw["name"].values())) for lang in languages},
        timezone=raw["timezone"],
        contacts=contacts,
        colour=identity["colour"],
        logo=_logo(identity["logo"]),
        security=security if security.startswith("https://") else f"mailto:{security}",
        edition=raw["edition"],
        national=raw["national"].rstrip("/"),
        editions={one["id"]: Edition(one["name"], one["url"].rstrip("/")) for one in raw["editions"]},
        indexnow=raw["indexnow"],
        hub=raw["hub"],
    )


def _logo(raw: Mapping[str, Any] | None) -> Logo | None:
    return Logo(raw["address"], round(LOGO_HEIGHT * raw["width"] / raw["height"])) if raw else None


def _contacts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Every key that the templates ask for, empty where nothing was given."""
    empty = {"phone": "", "email": "", "hours": ""}
    sides = {who: {**empty, **(raw.get(who) or {})} for who in ("public", "press")}
    return {**sides, "spokesperson": raw.get("spokesperson") or ""}


def css(file: Path, colour: str, logo: Logo | None) -> Markup:
    """The style sheet in the organisation's colour and with its logo, as short as it can be said."""
    light, dark = (_variables(colour, grounds) for grounds in (site_colours.LIGHT, site_colours.DARK))
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s+", " ", f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{text}")
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    text = re.sub(r": (?=[^{}]*[;}])", ":", text).replace(";}", "}").strip()
    names = dict.fromkeys(re.findall(r"--[a-z]+(?:-[a-z]+)*", text))
    short = {name: f"--{string.ascii_letters[number]}" for number, name in enumerate(names)}
    text = re.sub(r"--[a-z]+(?:-[a-z]+)*", lambda name: short[name[0]], text)
    return Markup(text + (_drawn(logo) if logo else ""))  # noqa: S704 - our own file, and an address without markup


def _drawn(logo: Logo) -> str:
    """The logo as a background, on a white plate that shows in the dark; on paper too."""
    plate = "flex:none;max-width:28vw;padding:3px;border-radius:3px;box-sizing:content-box;print-color-adjust:exact"
    size = f"width:{logo.width}px;height:{logo.height}px"
    return f'.logo{{{plate};{size};background:#fff url("{logo.address}") 50%/contain no-repeat content-box border-box}}'


def _variables(colour: str, grounds: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in {**grounds, **site_colours.scheme(colour, grounds)}.items())


def sha256(text: str) -> str:
    """What a Content-Security-Policy calls an inline text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()
