"""What is built: the site, its files, a release, what the gate found."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from launcher.errors import Where
from launcher.model.base import Words


class Mode(enum.StrEnum):
    """What a build is for. Only `live` may go out on a launch; the others are marked in every page."""

    LIVE = "live"
    EXERCISE = "exercise"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class Site:
    """All that a build needs beside the content. `url` is `https://name`, or empty when dormant."""

    mode: Mode
    url: str
    languages: tuple[str, ...]
    name: Words
    timezone: str
    contacts: Mapping[str, Any]


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
class Finding:
    """What the gate found: a rule's code, `error` refuses and `warning` counts, where, and what to do."""

    code: str
    level: str
    message: str
    hint: str
    where: Where = field(default_factory=lambda: Where(""))
