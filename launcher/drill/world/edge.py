"""The edge: which host shows which release, and what a reader of it gets. Pure but for reading the storage."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from launcher.errors import Refused

_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_UNSAFE = re.compile(r"[\0\\]")

SANDBOX = "This is the sandbox of the spare wheel: everything here is simulated."


@dataclass(frozen=True, slots=True)
class Stored:
    """An object of a release as the storage gave it; `etag` with its quotes."""

    body: bytes
    content_type: str
    cache_control: str
    etag: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Target:
    """What a host shows: objects under `releases/<release>/` of a bucket, or a redirect."""

    release: str = ""
    bucket: str = ""
    redirect: str = ""


Read = Callable[[str, str], Stored | None]
"""Bucket and key to the object; None when it is not there. OSError when the storage cannot be asked."""


@dataclass(slots=True)
class Edge:
    """Hosts and what they show. A switch replaces one reference: each reader has the old target or the new."""

    read: Read
    hosts: dict[str, Target] = field(default_factory=dict)
    _cache: dict[tuple[str, str], Stored] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def serving(self, host: str) -> str | None:
        target = self.hosts.get(host.lower())
        return (target.release or target.redirect) if target else None

    def point(self, host: str, to: str, bucket: str) -> None:
        """Show a release or redirect from now on. Refused when host or target cannot be one."""
        if not _HOST.fullmatch(host.lower()):
            raise Refused(f"{host!r} is no host", code="edge-host")
        target = Target(redirect=to) if "://" in to else Target(release=to, bucket=bucket)
        valid = to.startswith("https://") if target.redirect else _RELEASE.fullmatch(to)
        if not valid:
            raise Refused(f"{to!r} is neither a release nor https://…", code="edge-target")
        with self._lock:
            self.hosts = {**self.hosts, host.lower(): target}
            self._forget()

    def withdraw(self, host: str) -> None:
        with self._lock:
            self.hosts = {name: target for name, target in self.hosts.items() if name != host.lower()}
            self._forget()

    def answer(self, host: str, url: str, if_none_match: str = "") -> Answer:
        """The answer to a GET of this URL path (with its query) for this host."""
        target = self.hosts.get(host.lower())
        if target is None:
            return _plain(421, f"No site answers for {host or 'no host'}.")
        if target.redirect:
            return _plain(301, "Moved.", Location=target.redirect.rstrip("/") + _absolute(url))
        try:
            return self._from_release(target, url, if_none_match)
        except OSError:
            return _plain(502, "The storage does not answer.")

    def _from_release(self, target: Target, url: str, if_none_match: str) -> Answer:
        parts = urlsplit(_absolute(url))
        path = _safe(parts.path)
        if path is None:
            return self._not_found(target)
        found = self._object(target, path + "index.html" if path.endswith("/") or not path else path)
        if found:
            return _found(found, if_none_match)
        if path and not path.endswith("/") and self._object(target, f"{path}/index.html"):
            query = f"?{parts.query}" if parts.query else ""
            return _plain(301, "Moved.", Location=f"{parts.path}/{query}")
        return self._not_found(target)

    def _not_found(self, target: Target) -> Answer:
        page = self._object(target, "404.html")
        if page is None:
            return _plain(404, "There is no such page.")
        return Answer(404, {"Content-Type": page.content_type, "Cache-Control": "no-cache"}, page.body)

    def _object(self, target: Target, path: str) -> Stored | None:
        """From the cache when it is there: a release never changes. What is missing is asked for each time."""
        key = (target.bucket, f"releases/{target.release}/{path}")
        found = self._cache.get(key)
        if found is None:
            found = self.read(*key)
            if found:
                self._cache[key] = found
        return found

    def _forget(self) -> None:
        """Keep the objects of releases that a host shows."""
        shown = tuple({(target.bucket, f"releases/{target.release}/") for target in self.hosts.values()})
        kept = {key: found for key, found in list(self._cache.items()) if any(_under(key, one) for one in shown)}
        self._cache = kept


def _under(key: tuple[str, str], release: tuple[str, str]) -> bool:
    return key[0] == release[0] and key[1].startswith(release[1])


def _absolute(url: str) -> str:
    """The URL's path and query, whether it came as `/x` or, from a proxy's client, as `http://host/x`."""
    if url.startswith("/"):
        return url
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _safe(path: str) -> str | None:
    """The object's path below the release, decoded once; None when it is no plain path."""
    try:
        decoded = unquote(path, errors="strict").removeprefix("/")
    except UnicodeDecodeError:
        return None
    *folders, last = decoded.split("/")
    plain = all(folder not in ("", ".", "..") for folder in folders) and last not in (".", "..")
    return decoded if plain and not _UNSAFE.search(decoded) else None


def _found(found: Stored, if_none_match: str) -> Answer:
    headers = {"ETag": found.etag, "Cache-Control": found.cache_control}
    if found.etag in _tags(if_none_match) or if_none_match.strip() == "*":
        return Answer(304, headers)
    return Answer(200, {"Content-Type": found.content_type, **headers}, found.body)


def _tags(header: str) -> Iterator[str]:
    return (tag.strip().removeprefix("W/") for tag in header.split(","))


def _plain(status: int, text: str, **headers: str) -> Answer:
    body = f"{text}\n{SANDBOX}\n".encode()
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **headers}, body)
