"""Only `<name>.<lang>.md` under `pages/` and `posts/` is built; anything else there would be ignored without a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.inventory import ATTACHMENTS, SECTIONS
from launcher.site.rules import Whole, error
from launcher.site.whole import Listed

_NAME = re.compile(r"[^.\s/][^./]*")


def check_all(whole: Whole) -> Iterator[Finding]:
    """Files that Pelican would pass over, or that lead out of the folder."""
    for one in whole.listed:
        if finding := _wrong(one, whole):
            yield finding


def _wrong(one: Listed, whole: Whole) -> Finding | None:
    inside, (first, _, rest) = one.path, one.path.partition("/")
    composed = inside == unicodedata.normalize("NFC", inside)
    if composed and one.kind == "file" and "/" not in rest and first in SECTIONS and _named(rest, whole.languages):
        return None
    where = Where(str(whole.folder / inside))
    if one.kind == "link":
        return error("symlink", f"`{inside}` is a link to another file", "Copy the file itself here.", where)
    if not composed:
        hint = "Another system wrote it: rename the file and type the accents again, or leave them out."
        return error("decomposed-name", f"no link finds `{inside}`: its accents are two characters each", hint, where)
    if one.kind == "folder":
        known = first in (*SECTIONS, *ATTACHMENTS) and (not rest or first in ATTACHMENTS)
        hint = f"Pages go in {'/, '.join(SECTIONS)}/; what they link in {'/, '.join(ATTACHMENTS)}/."
        return None if known else error("wrong-place", f"the folder `{inside}` would not be built", hint, where)
    if first in ATTACHMENTS and rest:
        return None
    if first not in SECTIONS or not rest or "/" in rest:
        hint = f"Pages go in {'/, '.join(SECTIONS)}/; what they link in {'/, '.join(ATTACHMENTS)}/."
        return error("wrong-place", f"`{inside}` would not be built", hint, where)
    return _misnamed(inside, whole.languages, where)


def _named(name: str, languages: tuple[str, ...]) -> bool:
    endings = [f".{lang}.md" for lang in languages if name.endswith(f".{lang}.md")]
    return bool(endings and _NAME.fullmatch(name.removesuffix(endings[0])))


def _misnamed(inside: str, languages: tuple[str, ...], where: Where) -> Finding:
    named = " or ".join(f"<name>.{lang}.md" for lang in languages)
    hint = f"Name a page {named}, without another dot; a picture goes in images/, linked with {{static}}/images/…"
    return error("wrong-name", f"`{inside}` would not be built", hint, where)
