"""Fronts: what stands above each text of a content folder, and the digest of its bytes: read once for all who ask.

Bytes decide what is known from before, never a date; what is kept between commands may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from launcher import documents
from launcher.errors import SpareWheelError
from launcher.site import frontmatter, sealed, whole
from launcher.site.frontmatter import Front


@dataclass(frozen=True, slots=True)
class Headed:
    """A file: the SHA-256 of its bytes, its front matter (None where it cannot be read), and the bytes."""

    sha256: str
    front: Front | None
    data: bytes = field(default=b"", repr=False)

    @property
    def published(self) -> bool:
        """Whether its writer means it to go out, now or at its hour."""
        return self.front is not None and self.front.meta.get("status", "published").lower() == "published"


Fronts: TypeAlias = Mapping[str, Headed]
"""By path in the content folder, in the order of the paths."""


def read(content: Path, cache: Path | None = None) -> dict[str, Headed]:
    """All Markdown files of a content folder. `cache` is a file that remembers them. Raises OSError."""
    known = _known(cache)
    found = {}
    for path in whole.texts(whole.listing(content)):
        file = content / path
        data = whole.contents(str(file)) or file.read_bytes()  # which says why, where that is not possible
        sha256 = hashlib.sha256(data).hexdigest()
        there, meta = known.get(path, ("", None))
        found[path] = Headed(sha256, _front(file, data) if there != sha256 else _of(file, meta), data)
    _keep(cache, known, found)
    return found


def _front(file: Path, data: bytes) -> Front | None:
    try:
        return _of(file, frontmatter.parse(file, documents.decoded(data, str(file))).meta)
    except SpareWheelError:
        return None


def _of(file: Path, meta: Mapping[str, str] | None) -> Front | None:
    """Without its places: who needs them reads the file."""
    return None if meta is None else Front(file, meta, {})


Known: TypeAlias = Mapping[str, tuple[str, Mapping[str, str] | None]]


def _known(cache: Path | None) -> Known:
    text = sealed.read(cache, sealed.key("fronts")) if cache else None
    return {path: (sha256, meta) for path, (sha256, meta) in json.loads(text).items()} if text else {}


def _keep(cache: Path | None, known: Known, found: Fronts) -> None:
    now = {path: (one.sha256, one.front.meta if one.front else None) for path, one in found.items()}
    if cache and now != known:
        sealed.write(cache, sealed.key("fronts"), json.dumps(now, ensure_ascii=False))
