"""Tier two: what a registry's own register says, by RDAP (RFC 9082, 9083): "no such object" is not yet "for sale".

Anything but a clear yes or no is unknown: a page of HTML, another name's record, too many requests, silence.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import functools
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from launcher.model import Availability, Quote

AT_ONCE = 4
"""Requests under way at one registry: they limit by address, and one of ours goes on using theirs all day."""
PATIENCE = 6.0
"""Seconds for all names together."""
WAIT = 3.0
"""Seconds for a connection, and for each part of an answer."""
RETRY_BUDGET = 2.0
"""Seconds that we wait, once, when a registry asks us to."""
REDIRECTS = 3
LONGEST = 2**20
"""Octets of an answer that are read."""

FindBase = Callable[[str], str | None]
"""A name → the address of its registry's RDAP service, with a slash at its end; None when none is known."""


class Unclear(Exception):
    """Why an answer says neither yes nor no."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the lower-cased header names, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


# ── what an answer says ──────────────────────────────────────────────────────────────────────────


def judged(name: str, answer: Answer) -> Quote:
    """An answer about a name. Raises Unclear."""
    html = "html" in answer.headers.get("content-type", "").lower()
    if answer.status == http.client.NOT_FOUND and not html:  # a hotel's login page says 404 too
        return Quote(name, Availability.AVAILABLE, why="no such object")
    if answer.status == http.client.OK:
        return _of_record(name, _record(name, answer.body))
    raise Unclear(_ANSWERS.get(answer.status, f"it answers {answer.status}"))


_ANSWERS = {http.client.TOO_MANY_REQUESTS: "too many requests", http.client.NOT_FOUND: "not RDAP, but a web page"}


def _record(name: str, body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unclear("what it answers is not RDAP") from None
    if not isinstance(found, dict) or found.get("objectClassName") != "domain":
        raise Unclear("what it answers is no domain's record")
    if str(found.get("ldhName", "")).rstrip(".").lower() != name:
        raise Unclear("it answers with another name's record")
    return found


def _of_record(name: str, record: Mapping[str, Any]) -> Quote:
    status = record.get("status")
    told = [str(one).lower() for one in status] if isinstance(status, list) else []
    if any("reserved" in one or "blocked" in one for one in told):
        return Quote(name, Availability.RESERVED, why="reserved")
    return Quote(name, Availability.TAKEN, why="registered")


# ── many names ───────────────────────────────────────────────────────────────────────────────────


_Place = tuple[str, str]
"""Scheme and host."""


@dataclass(slots=True)
class _Round:
    """One batch: its end (monotonic), the connections that are in use and those that wait for the next request, and
    the registries that want no more of us."""

    end: float
    used: set[http.client.HTTPConnection] = field(default_factory=set)
    idle: list[tuple[_Place, http.client.HTTPConnection]] = field(default_factory=list)
    weary: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, place: _Place) -> http.client.HTTPConnection | None:
        """A connection to there that waits, or None."""
        with self.lock:
            at = next((n for n, (there, _) in enumerate(self.idle) if there == place), None)
            return None if at is None else self.idle.pop(at)[1]

    def use(self, connection: http.client.HTTPConnection) -> None:
        """It is in use from now on, and can be woken."""
        with self.lock:
            self.used.add(connection)

    def release(self, place: _Place, connection: http.client.HTTPConnection, *, reusable: bool) -> None:
        """It waits for the next request, or is closed."""
        with self.lock:
            self.used.discard(connection)
            if reusable:
                self.idle.append((place, connection))
        if not reusable:
            connection.close()

    def wake(self) -> None:
        """The time is over: everyone who still waits for an answer goes on without."""
        with self.lock:
            self.end = 0.0
            for connection in self.used:
                if connection.sock:
                    with contextlib.suppress(OSError):
                        connection.sock.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def watched(self, patience: float) -> Iterator[None]:
        """Wakes everyone after these seconds; nothing stays open in the end."""
        watch = threading.Timer(patience, self.wake)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            for _, connection in self.idle:
                connection.close()


def registered(names: Sequence[str], base_of: FindBase) -> tuple[Quote, ...]:
    """Taken, available (no such object), reserved or unknown, in the order asked, with a few words why."""
    bases = {name: base for name in names if (base := base_of(name))}
    this = _Round(time.monotonic() + PATIENCE)
    with this.watched(PATIENCE), contextlib.ExitStack() as stack:
        pools = {base: stack.enter_context(ThreadPoolExecutor(AT_ONCE)) for base in set(bases.values())}
        jobs = {name: pools[base].submit(_quote, name, base, this) for name, base in bases.items()}
        told = {name: job.result() for name, job in jobs.items()}
    return tuple(told.get(name) or Quote(name, Availability.UNKNOWN, why="no service is known") for name in names)


def _quote(name: str, base: str, this: _Round) -> Quote:
    try:
        if base in this.weary:
            raise Unclear("too many requests")
        answer = _asked(f"{base}domain/{name}", this)
        if answer.status == http.client.TOO_MANY_REQUESTS:
            answer = _asked_later(f"{base}domain/{name}", answer, this)
        if answer.status == http.client.TOO_MANY_REQUESTS:
            this.weary.add(base)
        return judged(name, answer)
    except Unclear as why:
        return Quote(name, Availability.UNKNOWN, why=str(why))
    except (OSError, http.client.HTTPException, ValueError) as broken:
        return Quote(name, Availability.UNKNOWN, why=_shown(broken))


def _shown(broken: Exception) -> str:
    if isinstance(broken, ssl.SSLError):
        return "its certificate is not valid"
    return "no answer" if isinstance(broken, OSError) else "what it answers is not HTTP"


def _asked_later(url: str, answer: Answer, this: _Round) -> Answer:
    """Once more after the time that the registry asks for, when that is short; else the answer as it was."""
    wait = _retry_after(answer.headers.get("retry-after", ""))
    if wait is None or wait > RETRY_BUDGET or time.monotonic() + wait > this.end:
        return answer
    time.sleep(wait)
    return _asked(url, this)


def _retry_after(text: str) -> float | None:
    """Seconds, given as such or as a date (RFC 9110 §10.2.3); None when not given or not readable."""
    if text.strip().isdecimal():
        return float(text[:9])
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or dt.UTC) - dt.datetime.now(dt.UTC)).total_seconds())


# ── one request ──────────────────────────────────────────────────────────────────────────────────


def fetched(url: str, patience: float = PATIENCE) -> Answer:
    """One document, within these seconds. Raises Unclear, OSError, HTTPException, ValueError."""
    this = _Round(time.monotonic() + patience)
    with this.watched(patience):
        return _asked(url, this)


def _asked(url: str, this: _Round) -> Answer:
    """GET, redirects followed a few times. Raises Unclear, OSError, HTTPException, ValueError."""
    here = _on_this_machine(urlsplit(url))
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(url)
        if not (parts.scheme == "https" and parts.hostname) and not (here and _on_this_machine(parts)):
            raise Unclear("its address is not https")
        answer = _got(parts, this)
        if answer.status not in (301, 302, 303, 307, 308):
            return answer
        url = urljoin(url, answer.headers.get("location", ""))
    raise Unclear("it redirects in circles")


def _on_this_machine(url: SplitResult) -> bool:
    """Plain HTTP on loopback: the sandbox's."""
    with contextlib.suppress(ValueError):
        return url.scheme == "http" and ipaddress.ip_address(url.hostname or "").is_loopback
    return False


@functools.cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _connection(url: SplitResult) -> http.client.HTTPConnection:
    if url.scheme == "https":
        return http.client.HTTPSConnection(url.hostname or "", url.port, timeout=WAIT, context=_trust())
    return http.client.HTTPConnection(url.hostname or "", url.port, timeout=WAIT)


def _got(url: SplitResult, this: _Round) -> Answer:
    """One GET, over a connection that another one left open if there is one: a handshake costs more than an answer."""
    place = (url.scheme, url.netloc)
    connection = this.take(place)
    if connection:
        with contextlib.suppress(OSError, http.client.HTTPException):  # it was closed meanwhile, most likely
            return _exchanged(connection, url, this)
    return _exchanged(_connection(url), url, this)


def _exchanged(connection: http.client.HTTPConnection, url: SplitResult, this: _Round) -> Answer:
    reusable = False
    this.use(connection)
    try:
        if connection.sock is None:
            connection.connect()
        if time.monotonic() >= this.end:
            raise TimeoutError
        path = url.path + (f"?{url.query}" if url.query else "")
        connection.request("GET", path, headers={"Accept": "application/rdap+json", "User-Agent": "sparewheel"})
        answer = connection.getresponse()
        headers = {key.lower(): value for key, value in answer.getheaders()}
        found = Answer(answer.status, headers, answer.read(LONGEST))
        reusable = answer.isclosed() and connection.sock is not None  # read to its end, and the server keeps it open
        return found
    finally:
        this.release((url.scheme, url.netloc), connection, reusable=reusable)
