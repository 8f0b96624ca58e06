"""What a build left for the next one, on our side: which content files were read, and which release they made.

    cache/memory.json    a line with the SHA-256 of the rest, then JSON

Content decides, never the clock: a file is known when its bytes are. What is damaged, cut or another form is nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from launcher.documents import MAX_BYTES, decoded
from launcher.errors import Malformed, Problem, SpareWheelError
from launcher.model import Site
from launcher.model import digest as digest_of
from launcher.site import frontmatter, inventory, objects
from launcher.site.frontmatter import Document
from launcher.site.fronts import Fronts
from launcher.site.inventory import Inventory

FORM = 1
"""Of the file; another one is not read."""
Meta: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Memory:
    """Of files without a fault, by name (`posts/first.fr.md`): the SHA-256 of their bytes, and their metadata. The
    release that was made, of which published files (`sources`), and the name of the index that was left with it."""

    release: str = ""
    index: str = ""
    known: Mapping[str, tuple[str, Meta]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """The content's files, read once: SHA-256 and metadata by name, the bytes of those that were not known, and all of
    them as documents without text."""

    known: Mapping[str, tuple[str, Meta]]
    fresh: Mapping[str, bytes]
    documents: tuple[Document, ...]

    def sources(self, published: Inventory) -> dict[str, str]:
        """The SHA-256 of what is published."""
        names = (name_of(item.document.file) for item in published.items)
        return {name: self.known[name][0] for name in names}


def sha256(data: bytes) -> str:
    """In hex."""
    return hashlib.sha256(data).hexdigest()


def name_of(file: Path) -> str:
    """What a content file is called in the content."""
    return "/".join(file.parts[-2:])


def read(content: Path, site: Site, memory: Memory, seen: Fronts | None = None) -> Read | None:
    """Every content file as it is now, or as it was `seen`; None when one has a fault: a whole build says which."""
    problems: list[Problem] = []
    known: dict[str, tuple[str, Meta]] = {}
    fresh, documents = {}, []
    try:
        for file in inventory.files(content, problems):
            name = name_of(file)
            there = (seen or {}).get(name)
            data = there.data if there else file.read_bytes()
            digest = there.sha256 if there else sha256(data)
            known[name] = memory.known.get(name, ("", {}))
            if known[name][0] != digest:
                fresh[name] = data
                known[name] = digest, _meta(file, data, site)
            documents.append(Document(file, known[name][1], {}))
    except (SpareWheelError, OSError):
        return None
    return None if problems else Read(known, fresh, tuple(documents))


def load(cache: Path, site: Site) -> Memory:
    """What was kept for that site; nothing when it is not whole."""
    try:
        told, _, rest = (cache / "memory.json").read_bytes().partition(b"\n")
        if sha256(rest).encode() != told:
            return Memory()
        form, of_site, release, index, known, sources = json.loads(rest)
    except (OSError, ValueError, TypeError):
        return Memory()
    if (form, of_site) != (FORM, digest_of(site)):
        return Memory()
    return Memory(release, index, known, sources)


def save(cache: Path, site: Site, memory: Memory) -> None:
    """Keep it for the next build. Raises OSError."""
    raw = (FORM, digest_of(site), memory.release, memory.index, memory.known, memory.sources)
    rest = json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()
    objects.write_whole(cache / "memory.json", sha256(rest).encode() + b"\n" + rest)


def _meta(file: Path, data: bytes, site: Site) -> Meta:
    """The metadata of one file. Raises SpareWheelError when it has a fault."""
    document = frontmatter.parse(file, decoded(data, str(file)))
    found = inventory.faults(document, site)
    if found or len(data) > MAX_BYTES:
        raise Malformed.of(f"{file} has faults", found or [Problem("too-large", f"{file} is too large")])
    return document.meta
