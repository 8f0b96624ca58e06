"""Only `<name>.<lang>.md` under `pages/` and `posts/` is built; anything else there would be ignored without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.inventory import ATTACHMENTS, SECTIONS
from launcher.site.rules import Content, error, passed_over

_NAME = re.compile(r"[^.\s/][^./]*")


def check(content: Content) -> Iterator[Finding]:
    """Files that Pelican would pass over, or that lead out of the folder."""
    for file in sorted(content.folder.rglob("*")):
        if not passed_over(file, content.folder) and (finding := _wrong(file, content)):
            yield finding


def _wrong(file: Path, content: Content) -> Finding | None:
    inside, where = file.relative_to(content.folder), Where(str(file))
    if file.is_symlink():
        return error("symlink", f"`{inside}` is a link to another file", "Copy the file itself here.", where)
    first, depth = inside.parts[0], len(inside.parts)
    if file.is_dir():
        known = first in (*SECTIONS, *ATTACHMENTS) and (depth == 1 or first in ATTACHMENTS)
        hint = f"Pages go in {'/, '.join(SECTIONS)}/; what they link in {'/, '.join(ATTACHMENTS)}/."
        return None if known else error("wrong-place", f"the folder `{inside}` would not be built", hint, where)
    if first in ATTACHMENTS and depth > 1:
        return None
    if first not in SECTIONS or depth != 2:
        hint = f"Pages go in {'/, '.join(SECTIONS)}/; what they link in {'/, '.join(ATTACHMENTS)}/."
        return error("wrong-place", f"`{inside}` would not be built", hint, where)
    return None if _named(file.name, content.languages) else _misnamed(inside, content.languages, where)


def _named(name: str, languages: tuple[str, ...]) -> bool:
    endings = [f".{lang}.md" for lang in languages if name.endswith(f".{lang}.md")]
    return bool(endings and _NAME.fullmatch(name.removesuffix(endings[0])))


def _misnamed(inside: Path, languages: tuple[str, ...], where: Where) -> Finding:
    named = " or ".join(f"<name>.{lang}.md" for lang in languages)
    hint = f"Name a page {named}, without another dot; a picture goes in images/, linked with {{static}}/images/…"
    return error("wrong-name", f"`{inside}` would not be built", hint, where)
