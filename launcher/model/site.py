"""What is built: the site, its files, a release, what the gate found."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from launcher.errors import Where
from launcher.model.base import Words
from launcher.model.crisis import Fact


class Mode(enum.StrEnum):
    """What a build is for. Only `live` may go out on a launch; the others are marked in every page."""

    LIVE = "live"
    EXERCISE = "exercise"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class Logo:
    """A small picture: its file's name, itself as a `data:` address, and its size in CSS pixels."""

    file: str
    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Identity:
    """How the organisation looks (`colour`: `#rrggbb`), and who is told of a hole in the site (empty: the public
    contact)."""

    colour: str = "#0b4a5e"
    logo: Logo | None = None
    security: str = ""


class Scope(enum.StrEnum):
    """How far an edition of the site goes (seed row S9). The national site lists its regional ones, and never tells of
    a local one."""

    REGIONAL = "regional"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Edition:
    """A regional or local version of the site, on the subdomain `id`; `url` is empty while it has no address."""

    id: str
    scope: Scope
    name: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """All that a build needs beside the content. `url` is `https://name`, or empty when dormant.

    `edition` is the id of the one that is built, and `national` the address that the national one has then; both are
    empty in the national one. `editions` are those that its pages may name: itself, or the regional ones.
    """

    mode: Mode
    url: str
    languages: tuple[str, ...]
    name: Words
    timezone: str
    contacts: Mapping[str, Any]
    identity: Identity = field(default_factory=Identity)
    edition: str = ""
    national: str = ""
    editions: tuple[Edition, ...] = ()
    indexnow: str = ""
    """The key that stands on the site where search engines are told of what changes; empty: none is."""
    hub: str = ""
    """The hub that feeds name; empty: none."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a release: path from the site's root, SHA-256 and MD5 in hex, size in bytes, its HTTP headers."""

    path: str
    sha256: str
    md5: str
    size: int
    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class Release:
    """One immutable build, named by the digest of its manifest (`files`, sorted by path)."""

    id: str
    site_url: str
    mode: Mode
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Must:
    """What law or doctrine wants on one page: these facts, for `what`. `page` is its template's name (`products`)."""

    id: str
    page: str
    facts: tuple[str, ...]
    what: Words
    source: str
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the gate holds content against, beside the content itself. Empty: only what any content must keep.

    `types` maps a fact to the playbook's type. `rendered` is what templates and facts make of each path now. `names`
    may stand in a text (the organisation, its brands, its spokesperson). `private` may never: words of the registers.
    `answers` are public, each `question` and `answer`.
    `subject_share` counts words about the subject in a hundred on subject and project pages. `editions` are those that
    the settings know; None: nobody says.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    rendered: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    musts: tuple[Must, ...] = ()
    subject_share: int = 0
    timezone: str = "UTC"
    answers: tuple[Mapping[str, Words], ...] = ()
    editions: tuple[Edition, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate found: a rule's code, `error` refuses and `warning` counts, where, and what to do."""

    code: str
    level: str
    message: str
    hint: str
    where: Where = field(default_factory=lambda: Where(""))
