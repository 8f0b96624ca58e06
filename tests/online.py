"""Services on this machine that speak as those of the network do, and fail as they do. The numbers are invented."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import json
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TODAY = dt.date(2026, 3, 12)
SINCE = dt.date(2025, 12, 18)
NOON = dt.datetime(2026, 3, 12, 12, 0, tzinfo=dt.UTC)
DAYS = [SINCE + dt.timedelta(days=n) for n in range((TODAY - SINCE).days)]


@dataclass
class StillClock:
    """Time that passes only when somebody waits."""

    moment: dt.datetime = NOON
    waits: list[float] = field(default_factory=list)

    def now(self) -> dt.datetime:
        return self.moment

    def elapsed(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += dt.timedelta(seconds=seconds)


@dataclass
class Reply:
    """What a server sends; `claim` instead of the true length of the body (None: it says none), `pause` in seconds
    before each byte of it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claim: int | None = -1
    pause: float = 0.0


Handler = Callable[["Asked"], Reply]


@dataclass(frozen=True)
class Asked:
    """A question as it came in."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class Server(http.server.ThreadingHTTPServer):
    """Answers each question with what `handler` says; remembers them all."""

    daemon_threads = True

    def __init__(self, handler: Handler) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.handler = handler
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self.scheme = "http"
        self.dripped = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""


class _Door(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(parts.path, dict(urllib.parse.parse_qsl(parts.query)), headers)
        self.server.asked.append(asked)
        reply = self.server.handler(asked)
        self.send_response(reply.status)
        length = len(reply.body) if reply.claim == -1 else reply.claim
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        if not reply.pause:
            self.wfile.write(reply.body)
        for byte in reply.body if reply.pause else b"":
            if self.server.over.wait(reply.pause):
                return
            self.wfile.write(bytes([byte]))
            self.server.dripped += 1

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def serving(handler: Handler, certificate: Path | None = None) -> Iterator[Server]:
    """A server on loopback while the block lasts; with TLS when there is a certificate (PEM, with its key)."""
    with Server(handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.scheme = "https"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


# ── how each service speaks ──────────────────────────────────────────────────────────────────────


def views(day: dt.date) -> int:
    """Quiet, then a crisis in the last three days."""
    return 4800 if day >= TODAY - dt.timedelta(days=3) else 120 + day.day % 7


def wikimedia(asked: Asked) -> Reply:
    """…/per-article/{project}/all-access/user/{article}/daily/{since}/{until}: knows `Listeria` and `Listériose`."""
    *_, project, access, agent, article, grain, since, until = asked.path.split("/")
    title = urllib.parse.unquote(article)
    assert (access, agent, grain) == ("all-access", "user", "daily")
    if (project, title) not in {("fr.wikipedia", "Listériose"), ("en.wikipedia", "Listeria")}:
        told = {"type": "about:blank", "title": "Not found", "method": "get", "detail": "no data for the article"}
        return Reply(json.dumps(told).encode(), 404, {"Content-Type": "application/problem+json"})
    items = [
        {
            "project": project,
            "article": title,
            "granularity": "daily",
            "timestamp": f"{day:%Y%m%d}00",
            "access": access,
            "agent": agent,
            "views": views(day),
        }
        for day in DAYS
        if since <= f"{day:%Y%m%d}" <= until
    ]
    return Reply(json.dumps({"items": items}).encode(), headers={"Content-Type": "application/json"})


def gdelt(asked: Asked) -> Reply:
    """DOC 2.0 in mode `timelinevolraw`: knows everything but “fromage introuvable”."""
    query = asked.query
    assert (query["mode"], query["format"]) == ("timelinevolraw", "json")
    if "fromage introuvable" in query["query"]:
        return Reply(b"{}", headers={"Content-Type": "application/json; charset=utf-8"})
    data = [
        {"date": f"{day:%Y%m%d}T000000Z", "value": views(day) // 60, "norm": 201_344}
        for day in DAYS
        if query["startdatetime"] <= f"{day:%Y%m%d}000000" <= query["enddatetime"]
    ]
    told = {
        "query_details": {"title": query["query"], "date_resolution": "day"},
        "timeline": [{"series": "Article Count", "data": data}],
    }
    return Reply(json.dumps(told).encode(), headers={"Content-Type": "application/json; charset=utf-8"})


def feed(asked: Asked) -> Reply:
    """A newspaper's RSS."""
    return Reply(FEED.encode(), headers={"Content-Type": "application/rss+xml; charset=utf-8"})


FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Le Courrier</title><link>https://courrier.example/</link><language>fr-CA</language>
<item><title>Rappel d’un fromage contaminé</title><link>https://courrier.example/1</link>
<description>Trois lots d’un fromage au lait cru sont rappelés : la bactérie Listeria y a été trouvée.</description>
<pubDate>Wed, 11 Mar 2026 09:30:00 -0400</pubDate></item>
<item><title>Les épiceries retirent le fromage</title><link>https://courrier.example/2</link>
<description>Le produit rappelé n’est plus en rayon depuis hier soir.</description>
<pubDate>Wed, 11 Mar 2026 18:05:00 -0400</pubDate></item>
</channel></rss>
"""
