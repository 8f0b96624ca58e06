"""What is kept of a build for the next one: the cards, the keys of the outputs, and the texts in a file of their own.

    index-<digest>.json    its name is the SHA-256 of its bytes, so that one that is damaged is none
    texts-<random>         HTML of contents, one after another; the index says where each begins

Texts are only ever added, and each is checked when it is read; the index is put in place by one rename. Whoever finds
anything else than what it left builds from the beginning. Runs in Pelican's process and in the one that renders what
changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import platform
import secrets
import sys
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from site_cards import Card, digest

FORM = 1
"""Of the index; another one is not read."""
WORN = 4
"""How many times what is in use the texts may take, before all is made anew."""
_MOMENTS = ("date", "modified", "next_update", "embargo")
_NAMES = tuple(field.name for field in dataclasses.fields(Card))
Spot: TypeAlias = tuple[int, int]
"""Where a text begins, and its length in bytes."""


class Unsure(Exception):
    """What is here is not what was left, or only Pelican knows what to do with it: a whole build alone is right."""


@dataclass(frozen=True, slots=True)
class Index:
    """The cards by file, as `rows` of JSON, the key of each output by path, and where each text stands in the file
    `texts`. `sources` are the SHA-256 of the files."""

    stamp: str
    texts: str
    rows: Mapping[str, list[Any]]
    sources: Mapping[str, str]
    keys: Mapping[str, str]
    spots: Mapping[str, Spot]

    def cards(self) -> dict[str, Card]:
        """All of them, by file."""
        return {name: _card(row) for name, row in self.rows.items()}

    def text(self, folder: Path, body: str) -> str:
        """One text, as it was left."""
        if body not in self.spots:
            raise Unsure("a text is missing")
        begin, length = self.spots[body]
        with (folder / self.texts).open("rb") as file:
            file.seek(begin)
            data = file.read(length)
        if digest_of(data) != body:
            raise Unsure("a text was changed")
        return data.decode()


def theme(folder: Path) -> str:
    """What all outputs depend on beside the content and the site's values: the theme's files, the form of this index,
    and Python with all that is installed beside it, time zones too."""
    parts = [str(FORM), platform.python_version()]
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        parts += [file.relative_to(folder).as_posix(), digest_of(file.read_bytes())]
    parts += [_first(file) for file in _zones() if file.is_file()]
    for place in sys.path:
        if place.endswith("-packages") and Path(place).is_dir():
            parts += sorted(one.name for one in Path(place).iterdir() if one.name.endswith(("-info", ".pth")))
    return digest("\n".join(parts))


def _first(file: Path) -> str:
    with file.open(encoding="utf-8") as text:
        return text.readline()


def _zones() -> list[Path]:
    """The machine's time zones; their first line has their version."""
    return [Path(place, "tzdata.zi") for place in zoneinfo.TZPATH]


def stamp(of_theme: str, site: bytes) -> str:
    """For what an index is right: a theme (`theme`), and a site's values in their canonical form."""
    return digest(f"{of_theme} {digest_of(site)}")


def save(folder: Path, index: Index, bodies: Mapping[str, str]) -> str:
    """Put the index in place, with these texts added to its file; gives back its name."""
    spots = {**index.spots, **_added(folder / index.texts, bodies)}
    rows, body = list(index.rows.values()), _NAMES.index("body")
    used = {row[body] for row in rows}
    kept = {body: spot for body, spot in spots.items() if body in used}
    raw = (FORM, index.stamp, index.texts, rows, index.sources, index.keys, kept)
    data = json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()
    name = hashlib.sha256(data).hexdigest()
    work = folder / f".index-{secrets.token_hex(8)}"
    work.write_bytes(data)
    work.rename(folder / f"index-{name}.json")
    return name


def load(folder: Path, name: str, wanted: str) -> Index:
    """The index of that name, made for that stamp. Raises Unsure when it is not there, not whole or not for this."""
    try:
        data = (folder / f"index-{name}.json").read_bytes()
        if hashlib.sha256(data).hexdigest() != name:
            raise Unsure("the index was changed")
        form, made_for, texts, rows, sources, keys, spots = json.loads(data)
        size = (folder / texts).stat().st_size
    except (OSError, ValueError, TypeError) as error:
        raise Unsure("there is no index") from error
    if (form, made_for) != (FORM, wanted):
        raise Unsure("the index is another theme's or another site's")
    if size > WORN * sum(length for _, length in spots.values()) + 1_000_000:
        raise Unsure("the texts are worn")
    return Index(made_for, texts, {row[0]: row for row in rows}, sources, keys, spots)


def sweep(folder: Path, name: str, texts: str) -> None:
    """Remove what earlier builds left."""
    for file in folder.iterdir():
        if file.name.startswith(("index-", "texts-", ".index-")) and file.name not in (f"index-{name}.json", texts):
            file.unlink(missing_ok=True)


def digest_of(data: bytes) -> str:
    """As site_cards.digest, of bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def fresh() -> str:
    """A name for a file of texts that nobody has."""
    return f"texts-{secrets.token_hex(8)}"


def _added(file: Path, bodies: Mapping[str, str]) -> dict[str, Spot]:
    spots = {}
    with file.open("ab") as texts:
        at = texts.tell()
        for body, html in bodies.items():
            data = html.encode()
            texts.write(data)
            spots[body] = (at, len(data))
            at += len(data)
    return spots


def row(card: Card) -> list[Any]:
    """A card as JSON takes it."""
    values = (getattr(card, name) for name in _NAMES)
    return [value.isoformat() if isinstance(value, dt.datetime) else value for value in values]


def _card(row: list[Any]) -> Card:
    values = dict(zip(_NAMES, row, strict=True))
    for name in _MOMENTS:
        if values[name]:
            values[name] = dt.datetime.fromisoformat(values[name])
    values["links"] = tuple(map(tuple, values["links"]))
    return Card(**values)
