"""Texts: each file of the content, and each page that readers have without one, with its state.

What is out is told by the releases that are shown now; whether a file is still as it went out, by what was kept of the
last publish (moved.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import SpareWheelError
from launcher.launch.moved import Published
from launcher.launch.outside import Outside, path_of
from launcher.model import Finding
from launcher.site import frontmatter
from launcher.site.frontmatter import Document
from launcher.site.inventory import SECTIONS
from launcher.site.rules import status

BROKEN, DELETED, CHANGED, NEW = "broken", "deleted", "changed", "new"
TAKEN_OUT, DRAFT, HELD, LIVE = "taken out", "draft", "held", "live"
STATES = (BROKEN, DELETED, CHANGED, NEW, TAKEN_OUT, DRAFT, HELD, LIVE)
"""Cannot be read · gone here, readers still have it · other than readers have it · goes out next · draft or held here,
readers still have it · a draft · waits for its hour · as readers have it. What wants a person most comes first."""
_NOTHING = Published({}, {})


@dataclass(frozen=True, slots=True)
class Text:
    """One language of a page or post. `path` is below the content (empty: nobody knows which file it was); `address` is
    where it is on its host, `until` the hour of its embargo; `blocked` is what keeps it at home."""

    path: str
    twin: str
    lang: str
    title: str
    kind: str
    date: str
    state: str
    address: str
    host: str = ""
    until: str = ""
    blocked: tuple[Finding, ...] = ()


def read(content: Path, seen: Outside, before: Published | None, main: str, now: dt.datetime) -> tuple[Text, ...]:
    """All of them; `main` is the site's first language. A file that cannot be read is one more, and broken."""
    there = [_text(file, content, seen, before or _NOTHING, main, now) for file in _files(content)]
    return (*there, *_deleted(there, content, seen, before or _NOTHING))


def _files(content: Path) -> Iterator[Path]:
    """What lies where pages and posts do, whatever it is called."""
    for section in SECTIONS:
        for file in sorted((content / section).glob("*")):
            if not file.name.startswith(".") and not file.name.endswith("~") and not file.is_dir():
                yield file


def _text(file: Path, content: Path, seen: Outside, before: Published, main: str, now: dt.datetime) -> Text:
    path = file.relative_to(content).as_posix()
    try:
        document = None if file.is_symlink() or file.suffix != ".md" else frontmatter.read(file)
    except SpareWheelError:
        document = None
    if document is None:
        lang, twin = _lang_of(path), path.partition(".")[0]
        return Text(path, twin, lang, file.name, "", "", BROKEN, _slug_within(file, lang))
    meta, lang = document.meta, document.meta.get("lang") or _lang_of(path)
    host, at = seen.host(meta.get("edition", "")), path_of(document, main)
    same = before.pages.get(path) == hashlib.sha256(file.read_bytes()).hexdigest()
    return Text(
        path=path,
        twin=f"{file.parent.name}/{meta.get('twin') or file.name.split('.')[0]}",
        lang=lang,
        title=meta.get("title") or file.name,
        kind=meta.get("kind", ""),
        date=meta.get("date", ""),
        state=_state(document, seen.has(host, at), same, now),
        address=f"/{at.removesuffix('index.html')}",
        host=host,
        until=meta.get("embargo", ""),
    )


def _state(document: Document, out: bool, same: bool, now: dt.datetime) -> str:
    draft, held = status(document) == "draft", frontmatter.is_held(document, now)
    if draft or held:
        return TAKEN_OUT if out else (DRAFT if draft else HELD)
    if not out:
        return NEW
    return LIVE if same else CHANGED


def _lang_of(path: str) -> str:
    found = re.search(r"\.([a-z]{2})\.md$", path)
    return found[1] if found else ""


def _slug_within(file: Path, lang: str) -> str:
    """The address of a file that cannot be read, as far as one can tell: what readers have of it is not gone."""
    try:
        found = re.search(rb"(?im)^slug:[ \t]*([a-z0-9-]+)", file.read_bytes()) if not file.is_symlink() else None
    except OSError:
        found = None
    return f"/{lang}/{found[1].decode()}/" if found else ""


def _deleted(there: Sequence[Text], content: Path, seen: Outside, before: Published) -> Iterator[Text]:
    """Pages that readers have, and that no file here has the address of."""
    gone = [path for path in before.pages if not (content / path).exists()]
    for host in seen.files:
        known = {text.address for text in there if text.host in (host, seen.main, "")}
        for file in seen.pages(host):
            address = f"/{file.path.removesuffix('index.html')}"
            if address in known or (host != seen.main and seen.has(seen.main, file.path)):
                continue
            lang = file.path.partition("/")[0]
            path = _whose(address, [one for one in gone if _lang_of(one) == lang])
            twin = path.partition(".")[0] or address
            yield Text(path, twin, lang, seen.title(file) or address, "", "", DELETED, address, host)


def _whose(address: str, gone: Sequence[str]) -> str:
    """The file that had an address: the only one that is gone, or the one that is called like it."""
    slug = address.rstrip("/").rpartition("/")[2]
    called = [path for path in gone if Path(path).name.split(".")[0] == slug]
    return next(iter(called or (gone if len(gone) == 1 else ())), "")
