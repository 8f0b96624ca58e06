"""Drafts: names and addresses that nothing has yet, and files that are written only where none is."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import SpareWheelError
from launcher.launch import folder
from launcher.site import frontmatter
from launcher.site.content import Template
from launcher.site.inventory import SECTIONS

_LONGEST = 60
"""Characters of an address that is made of a title."""
_JOINED = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"})


@dataclass(frozen=True, slots=True)
class Taken:
    """What no new post may have: names of files and twins, and addresses by language, each with its file."""

    names: frozenset[str]
    slugs: Mapping[str, Mapping[str, Path]]


def taken(content: Path, templates: Iterable[Template]) -> Taken:
    """What the files and the templates have. A file that cannot be read has its name."""
    names = {_name(Path(one.path)) for one in templates}
    slugs: dict[str, dict[str, Path]] = {}
    for file in (file for section in SECTIONS for file in sorted((content / section).glob("*.md"))):
        names.add(_name(file))
        with contextlib.suppress(SpareWheelError):
            meta = frontmatter.read(file).meta
            names.add(meta.get("twin", ""))
            slugs.setdefault(meta.get("lang", ""), {})[meta.get("slug", "")] = file
    return Taken(frozenset(names), slugs)


def _name(file: Path) -> str:
    """As a disk that tells neither case nor accents apart would have it."""
    return unicodedata.normalize("NFC", file.name.split(".")[0]).casefold()


def slug(title: str) -> str:
    """The title as the end of an address; empty when it has no letter that can stand there."""
    plain = unicodedata.normalize("NFKD", title.translate(_JOINED))
    bare = "".join(one for one in plain if not unicodedata.combining(one)).lower()
    whole = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST + 1].rpartition("-")[0] or whole[:_LONGEST]


def free(wanted: str, there: Collection[str]) -> str:
    """The name, with a number when it is taken."""
    names = itertools.chain([wanted], (f"{wanted}-{count}" for count in itertools.count(2)))
    return next(name for name in names if name not in there)


def create(texts: Mapping[Path, str]) -> bool:
    """Write all of them, synced; none, and False, when one is there already. Raises Refused when the disk does not take
    them: nothing is left of them then."""
    made: list[Path] = []
    try:
        for file, text in texts.items():
            with folder.telling(file):
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("x", encoding="utf-8") as written:
                    made.append(file)
                    written.write(text)
                    written.flush()
                    os.fsync(written.fileno())
                folder.sync(file.parent)
    except BaseException as error:
        for file in made:
            file.unlink(missing_ok=True)
        if isinstance(there := error.__cause__, FileExistsError) and Path(there.filename) in texts:
            return False
        raise
    return True
