"""Our account at a registrar that is played: its ledger, its time and what else an API tells, in one folder.

A client that is killed, and a server that is started again on the folder, find everything as it was; but what others
did to the market (`price-changed`, `taken-meanwhile`) is forgotten by a new server.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from launcher.drill.world.prices import Market
from launcher.drill.world.registrar import Registrar
from launcher.drill.world.state import read_json, write_whole


class Account:
    """`options` are the sandbox's own: `prices`, `currency`, `taken`, `reserved`, `unknown`."""

    def __init__(self, folder: Path, options: Mapping[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "account.json"
        self._lock = threading.RLock()
        self._kept: dict[str, dict[str, Any]] = read_json(self._path, default={})
        self.registrar = Registrar(folder, Market(options), self.now)

    def now(self) -> dt.datetime:
        """The registrar's time."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.recall("clock").get("ahead", 0.0))

    def pass_time(self, by: dt.timedelta) -> None:
        """The registrar's clock goes ahead (or back) of everyone else's."""
        self.keep("clock", ahead=self.recall("clock").get("ahead", 0.0) + by.total_seconds())

    def recall(self, key: str) -> dict[str, Any]:
        """What was kept under the key; empty when nothing was."""
        with self._lock:
            return dict(self._kept.get(key, {}))

    def every(self, prefix: str) -> list[dict[str, Any]]:
        """All that was kept under keys that begin so, oldest first."""
        with self._lock:
            return [dict(kept) for key, kept in self._kept.items() if key.startswith(prefix)]

    def keep(self, key: str, **values: Any) -> None:
        """Remember these, beside what is kept there already; JSON values, synced."""
        with self._lock:
            self._kept = {**self._kept, key: {**self._kept.get(key, {}), **values}}
            write_whole(self._path, self._kept)
