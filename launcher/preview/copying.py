"""Copying: the writers' content in a folder of our own, twice; nothing is ever written into theirs.

root/as-is/content/    what lies in the crisis's folder, its pages rendered from the facts as `publish` would
root/shown/content/    the same with drafts as if they were published, and what cannot be built as it was built last
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from launcher.launch import prepare
from launcher.launch.folder import Crisis
from launcher.preview.sources import as_published, stand_in

AS_IS, SHOWN, LEDGER = "as-is", "shown", "rendered.json"


class Copy:
    """Paths are relative to the content."""

    def __init__(self, crisis: Crisis, root: Path) -> None:
        self._crisis, self.as_is, self.shown = crisis, root / AS_IS, root / SHOWN
        self._rendered: set[str] = set()
        self._good: dict[str, bytes] = {}
        self._withheld: dict[str, Sequence[bytes | None]] = {}
        for place in (self.as_is, self.shown):
            (place / "content" / "pages").mkdir(parents=True)
            (place / "content" / "posts").mkdir()

    def follow(self, changed: Iterable[Path]) -> frozenset[str]:
        """Bring what changed in the crisis's content here; the paths."""
        content = self._crisis.content
        paths = {file.relative_to(content).as_posix() for file in changed if file.is_relative_to(content)}
        for path in paths:
            _mirror(content / path, self.as_is / "content" / path)
            self._show(path)
        return frozenset(paths)

    def render(self, texts: Mapping[str, str]) -> frozenset[str]:
        """The templates' pages, where no writer touched them; the paths that were written."""
        before = self._rendered
        for path in before:
            _mirror(self._crisis.content / path, self.as_is / "content" / path)
        _mirror(self._crisis.folder / LEDGER, self.as_is / LEDGER)
        again = prepare.render_again if self._crisis.content.is_dir() else prepare.render
        self._rendered = {one.path for one in again(texts, self.as_is) if one.state == "written"}
        for path in self._rendered | before:
            self._show(path)
        return frozenset(self._rendered | before)

    def try_again(self) -> None:
        """What was withheld may be right now: another file may have been what was wrong with it."""
        content, withheld = self.as_is / "content", self._withheld
        self._withheld = {}
        for path in withheld:
            for file in (content / path, *_below(content / path)):
                self._show(file.relative_to(content).as_posix())

    def withhold(self, path: str) -> None:
        """It cannot be built: as it was built last, else as a page without text, else not at all."""
        place = self.shown / "content" / path
        if path not in self._withheld:
            self._withheld[path] = [self._good.pop(path, None), _stand_in(self.as_is / "content" / path, path)]
        _remove(place)
        left = [data for data in self._withheld[path] if data is not None]
        self._withheld[path] = left[1:]
        if left:
            place.write_bytes(left[0])

    def built(self) -> None:
        """All that is shown was built."""
        self._good = {}

    def _show(self, path: str) -> None:
        """A file of `as-is` in `shown`; what was built of it last is kept until it was built again."""
        source, place = self.as_is / "content" / path, self.shown / "content" / path
        if path.endswith(".md") and source.is_file() and not source.is_symlink() and os.access(source, os.R_OK):
            data = as_published(source.read_bytes())
            with contextlib.suppress(OSError):
                self._good.setdefault(path, place.read_bytes())
            _remove(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        else:
            _mirror(source, place)
            if not os.path.lexists(place):
                self._good.pop(path, None)


def _mirror(source: Path, place: Path) -> None:
    """The same file or link there, or none. What vanishes meanwhile is none: the next look sees it. What may not be
    read may not be read there either, so that it is told in the same words."""
    _remove(place)
    try:
        if source.is_symlink():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(source.readlink())
        elif source.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
    except FileNotFoundError:
        _remove(place)
    except PermissionError:
        place.touch(0o000)


def _remove(place: Path) -> None:
    """And the folders of the content that are empty then: the build would stumble over them."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    with contextlib.suppress(OSError):
        place.unlink()
    for folder in list(place.parents)[:-1]:
        if folder.name in ("pages", "posts", "content") or (folder.is_dir() and any(folder.iterdir())):
            return
        with contextlib.suppress(OSError):
            folder.rmdir()


def _stand_in(file: Path, path: str) -> bytes | None:
    if file.is_symlink() or not file.is_file() or not os.access(file, os.R_OK):
        return None
    return stand_in(file.read_bytes(), path)


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        yield from (file for file in folder.rglob("*") if not file.is_dir())
