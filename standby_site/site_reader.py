"""Reads content files for Pelican, on all processors.

Imports Pelican (AGPL-3.0): runs in its separate process only.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import site_cards
import site_halves
import site_text
from pelican.readers import MarkdownReader

logger = logging.getLogger(__name__)


class Markdown(MarkdownReader):  # type: ignore[misc]
    """Known keys only (no `Save_as`, no `Template`), drafts skipped, home pages placed."""

    file_extensions = ("md",)
    _ahead: ClassVar[dict[str, tuple[str, dict[str, Any]]]] = {}

    @classmethod
    def read_ahead(cls, files: Sequence[str], main: str) -> None:
        """Read them before they are asked for. What cannot be read is read again when its turn comes, and said then."""
        for found in site_halves.each(lambda part: _readable(part, main), files):
            cls._ahead.update(found)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Content as HTML and metadata. A fault is logged with the file's name; `--fatal` makes it the end."""
        ahead = self._ahead.pop(source_path, None)
        if ahead:
            return ahead
        path = Path(source_path)
        name = f"{path.parent.name}/{path.name}"
        try:
            return _read(path, self.settings["DEFAULT_LANG"])
        except ValueError as error:
            logger.error("%s: %s", name, error)
            raise


def _read(path: Path, main: str) -> tuple[str, dict[str, Any]]:
    """HTML and metadata, with the card."""
    name = f"{path.parent.name}/{path.name}"
    html, meta = site_text.read(name, path.read_bytes(), main)
    if meta["status"] == "published":
        meta["card"] = site_cards.make(name, meta, html)
    return html, meta


def _readable(files: Sequence[str], main: str) -> dict[str, tuple[str, dict[str, Any]]]:
    found = {}
    for file in files:
        try:
            found[file] = _read(Path(file), main)
        except (ValueError, OSError):
            continue
    return found
