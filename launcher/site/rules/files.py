"""Only `<name>.<lang>.md` under `pages/` and `posts/` is built; anything else there would be ignored without a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.rules import Content, error

_IMAGES = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif", ".pdf")


def check(content: Content) -> Iterator[Finding]:
    """Files that Pelican would pass over, or that lead out of the folder."""
    for file in sorted(content.folder.rglob("*")):
        inside = file.relative_to(content.folder)
        if any(part.startswith(".") for part in inside.parts) or (file.is_dir() and not file.is_symlink()):
            continue
        if finding := _wrong(file, inside, content):
            yield finding


def _wrong(file: Path, inside: Path, content: Content) -> Finding | None:
    where = Where(str(file))
    if file.is_symlink():
        return error("symlink", f"`{inside}` is a link to another file", "Copy the file itself here.", where)
    if file.suffix in _IMAGES:
        return None
    if inside.parts[0] not in ("pages", "posts") or len(inside.parts) != 2:
        return error("wrong-place", f"`{inside}` would not be built", "Put it in pages/ or posts/.", where)
    endings = tuple(f".{lang}.md" for lang in content.languages)
    if not file.name.endswith(endings):
        return error(
            "wrong-name", f"`{inside}` would not be built", f"Name it <name>{' or <name>'.join(endings)}.", where
        )
    return None
