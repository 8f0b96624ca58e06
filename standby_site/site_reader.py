"""Reads one content file for Pelican: known keys only, drafts skipped, home pages placed.

Imports Pelican (AGPL-3.0): runs in its separate process only.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Any

from pelican.readers import MarkdownReader

logger = logging.getLogger(__name__)
KEYS = frozenset(
    [
        *("title", "lang", "slug", "twin", "kind", "order"),
        *("date", "modified", "next-update", "embargo", "summary", "status", "correction", "menu", "edition"),
    ]
)
MOMENTS = ("date", "modified", "next-update", "embargo")


class Markdown(MarkdownReader):  # type: ignore[misc]
    """Reads one content file: known keys only (no `Save_as`, no `Template`), drafts skipped, home pages placed."""

    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Content as HTML and metadata. A fault is logged with the file's name; `--fatal` makes it the end."""
        path = Path(source_path)
        try:
            content, raw = super().read(source_path)
            return content, self._cleaned(path, raw)
        except ValueError as error:
            logger.error("%s/%s: %s", path.parent.name, path.name, error)
            raise

    def process_metadata(self, name: str, value: str | list[str]) -> Any:
        """Text as it was typed; moments as ISO 8601 with their offset."""
        text = " ".join(value).strip() if isinstance(value, list) else value.strip()
        return _moment(name, text) if name in MOMENTS else text

    def _cleaned(self, path: Path, raw: dict[str, Any]) -> dict[str, Any]:
        meta = {key.replace("-", "_"): value for key, value in raw.items() if key in KEYS and value != ""}
        for key in ("kind", "correction", "menu", "edition"):
            meta.setdefault(key, "")
        meta["summary_text"] = meta.setdefault("summary", "")
        meta.setdefault("twin", path.name.split(".")[0])
        for key in ("next_update", "embargo"):
            meta.setdefault(key, None)
        meta["order"] = int(meta.get("order", 0))
        meta["status"] = "published" if meta.get("status", "published").lower() == "published" else "skip"
        if meta["kind"] == "home":
            main = meta.get("lang") == self.settings["DEFAULT_LANG"]
            meta["url"] = "" if main else f"{meta.get('lang')}/"
            meta["save_as"] = meta["url"] + "index.html"
        return meta


def _moment(name: str, text: str) -> dt.datetime | None:
    if not text:
        return None
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name} `{text}` has no offset from UTC")
    return moment
