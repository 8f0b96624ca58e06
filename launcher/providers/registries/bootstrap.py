"""Which RDAP service tells of a TLD: IANA's list (RFC 9224) where it can be had, over what we ship."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from launcher.providers.registries import rdap

IANA = "https://data.iana.org/rdap/dns.json"
SHIPPED: Mapping[str, str] = {
    "ca": "https://rdap.ca.fury.ca/rdap/",
    "com": "https://rdap.verisign.com/com/v1/",
    "fr": "https://rdap.nic.fr/",
    "net": "https://rdap.verisign.com/net/v1/",
    "org": "https://rdap.publicinterestregistry.org/rdap/",
    "quebec": "https://rdap.nic.quebec/",
}
"""As public software has them in November 2026, not checked with the registries: a wrong one costs an "unknown", never
a wrong answer. IANA's own list lacks some country codes; these stay where it is silent."""
FRESH = 30 * 86_400.0
"""Seconds that the list is used before it is asked for again."""
AGAIN = 86_400.0
"""Seconds until it is asked for again after a failure."""
PATIENCE = 3.0


class Bases:
    """`memory` is a file that is made when it is not there; `url` is where the list is."""

    def __init__(self, memory: Path, now: Callable[[], float], url: str = IANA) -> None:
        self._memory = memory
        self._now = now
        self._url = url
        self._bases: Mapping[str, str] | None = None

    def find(self, name: str) -> str | None:
        """The service of a name's longest suffix that has one, with a slash at its end; None when none is known."""
        if self._bases is None:
            self._bases = {**SHIPPED, **self._listed()}
        suffixes = (name.split(".", n)[n] for n in range(1, name.count(".") + 1))
        return next((self._bases[suffix] for suffix in suffixes if suffix in self._bases), None)

    def _listed(self) -> Mapping[str, str]:
        kept = self._kept()
        if 0 <= self._now() - _number(kept.get("tried")) < (FRESH if kept.get("bases") else AGAIN):
            return _texts(kept.get("bases"))
        found: Mapping[str, str] = {}
        with contextlib.suppress(rdap.Unclear, OSError, http.client.HTTPException, ValueError, RecursionError):
            found = read(json.loads(rdap.fetched(self._url, PATIENCE).body))
        bases = found or _texts(kept.get("bases"))
        self._keep({"tried": self._now(), "bases": dict(bases)})
        return bases

    def _kept(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            found = json.loads(self._memory.read_bytes())
            return found if isinstance(found, dict) else {}
        return {}

    def _keep(self, what: Mapping[str, Any]) -> None:
        scratch = self._memory.with_suffix(f".{os.getpid()}.new")
        with contextlib.suppress(OSError):  # a disk that is full costs the next command a request
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_text(json.dumps(what, indent=1), encoding="utf-8")
            scratch.replace(self._memory)


def read(document: Any) -> dict[str, str]:
    """IANA's document as TLD → service; what is not https or not of the form is left out."""
    services = document.get("services") if isinstance(document, dict) else None
    found: dict[str, str] = {}
    for service in services if isinstance(services, list) else ():
        with contextlib.suppress(TypeError, ValueError):
            tlds, urls = service
            base = next((str(url) for url in urls if str(url).startswith("https://")), "")
            found |= {str(tld).lower(): f"{base.rstrip('/')}/" for tld in tlds if base}
    return found


def _texts(value: Any) -> Mapping[str, str]:
    return {str(key): str(one) for key, one in value.items()} if isinstance(value, dict) else {}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("-inf")
