"""Clean crises as data (`clean/*.yaml`): one file a crisis, with its facts, its names and its pages in both languages.

A page's first line is its title; the rest is its Markdown. In French, the spaces before `:` and inside « » are made
no-break here, as an editor would.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from launcher.errors import Where
from launcher.model import Fact, Finding, Money, Must, Status, Visibility, Yardstick
from launcher.site.check import findings

CLEAN = Path(__file__).parent / "clean"
LANGUAGES = ("fr", "en")
_GROUPS = {
    "facts": (Status.CONFIRMED, Visibility.PUBLIC),
    "internal": (Status.CONFIRMED, Visibility.INTERNAL),
    "unconfirmed": (Status.UNCONFIRMED, Visibility.PUBLIC),
    "withdrawn": (Status.WITHDRAWN, Visibility.PUBLIC),
}
_KEYS = {"kind": "Kind", "order": "Order", "date": "Date", "modified": "Modified", "next": "Next-Update"}


@dataclass(frozen=True, slots=True)
class Case:
    """A content folder in memory (path → bytes), and what the gate holds it against."""

    name: str
    files: Mapping[str, bytes]
    now: dt.datetime
    yardstick: Yardstick

    def text(self, path: str) -> str:
        return self.files[path].decode()

    def put(self, path: str, text: str | bytes) -> Case:
        """The same with one more, or another, file."""
        return replace(self, files={**self.files, path: text.encode() if isinstance(text, str) else text})

    def without(self, *paths: str) -> Case:
        return replace(self, files={path: data for path, data in self.files.items() if path not in paths})


@cache
def strangers() -> tuple[Case, ...]:
    """Clean crises by somebody who had read none of the rules, to find where the gate cries wolf."""
    return tuple(_case(file) for file in sorted(CLEAN.with_name("strangers").glob("*.yaml")))


@cache
def crises() -> tuple[Case, ...]:
    """Every clean crisis, by name."""
    return tuple(_case(file) for file in sorted(CLEAN.glob("*.yaml")))


def look(case: Case, folder: Path) -> tuple[Finding, ...]:
    """What the gate says of it, once written into the empty `folder`; files are told from there."""
    for path, data in case.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    found = findings(folder, LANGUAGES, case.now, case.yardstick)
    return tuple(replace(one, where=_inside(one.where, folder)) for one in found)


def _inside(where: Where, folder: Path) -> Where:
    return replace(where, file=where.file.removeprefix(f"{folder}/"))


# ── a crisis ─────────────────────────────────────────────────────────────────────────────────────


def _case(file: Path) -> Case:
    raw: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # scalars stay text
    files = {f"{path}.{lang}.md": _page(path, keys, lang) for path, keys in raw["pages"].items() for lang in LANGUAGES}
    return Case(file.stem, files, dt.datetime.fromisoformat(raw["now"]), _yardstick(raw))


def _page(path: str, keys: Mapping[str, str], lang: str) -> bytes:
    title, _, body = keys[lang].partition("\n")
    name = path.partition("/")[2]
    meta = {"Title": title, "Lang": lang, "Slug": slug(title), "Twin": name}
    meta |= {_KEYS[key]: value for key, value in keys.items() if key in _KEYS}
    text = "".join(f"{key}: {value}\n" for key, value in meta.items()) + f"\n{body}"
    return (no_break(text) if lang == "fr" else text).encode()


def slug(title: str) -> str:
    """An address for a title."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def no_break(text: str) -> str:
    """French as an editor sets it."""
    return re.sub(r" (?=[:»%$])|(?<=«) ", "\u00a0", text)


def _yardstick(raw: Mapping[str, Any]) -> Yardstick:
    facts: dict[str, Fact] = {}
    types: dict[str, str] = {}
    for group, (status, visibility) in _GROUPS.items():
        for name, typed in raw.get(group, {}).items():
            ((types[name], value),) = typed.items()
            facts[name] = Fact(name, _value(types[name], value), "Invented", status, visibility, Where("facts.yaml", 1))
    musts = (
        Must(f"{one['page']}-{n}", one["page"], tuple(one["facts"]), {"fr": "la loi", "en": "the law"}, "Invented")
        for n, one in enumerate(raw.get("musts", ()))
    )
    forbidden = {lang: tuple(words) for lang, words in raw.get("forbidden", {}).items()}
    return Yardstick(
        facts, types, {}, raw["contacts"], tuple(raw["names"]), tuple(raw.get("private", ())), forbidden,
        tuple(musts), int(raw.get("subject_share", 0)), "America/Toronto",
    )  # fmt: skip


def _value(kind: str, value: Any) -> Any:
    if kind == "money":
        amount, currency = value.split()
        return Money(Decimal(amount), currency)
    read: dict[str, Callable[[Any], Any]] = {
        "count": int,
        "number": Decimal,
        "date": dt.date.fromisoformat,
        "datetime": dt.datetime.fromisoformat,
    }
    return read[kind](value) if kind in read else value


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def picture() -> bytes:
    """One grey pixel."""
    return _saved(Image.Exif())


def photo() -> bytes:
    """The same from a telephone: its EXIF says where it was taken (45° 30′ N, 73° 34′ W)."""
    exif = Image.Exif()
    exif.get_ifd(_GPS).update({1: "N", 2: (45.0, 30.0, 0.0), 3: "W", 4: (73.0, 34.0, 0.0)})
    return _saved(exif)


_GPS = 0x8825
"""The tag of EXIF's GPS directory (CIPA DC-008)."""


def _saved(exif: Image.Exif) -> bytes:
    file = io.BytesIO()
    Image.new("L", (1, 1), 128).save(file, "JPEG", exif=exif)
    return file.getvalue()
