"""Serving: HTTP/1.1 on one address of this machine, for browsers that stand there.

A page of another site must not be able to read what is not published: only requests that name this very server are
answered (DNS rebinding), and only its own pages may post. Nothing that is asked for is written down: an address may
hold the secret part of a `--lan` preview.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from launcher.errors import Refused
from launcher.preview import answers
from launcher.preview.answers import OWN, Answer
from launcher.preview.desk import Desk
from launcher.preview.drawing import Place
from launcher.preview.view import View

PORTS = 20
"""How many ports are tried, from the one that was asked for."""
BREATH = 15.0
"""Seconds after which a stream says that it is still there."""
LONGEST = 4096
"""Bytes of a form."""
IDLE = 30.0
"""Seconds for which a silent connection is kept."""
_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
Post = Callable[[str, Mapping[str, str], Mapping[str, str]], Answer | None]
"""What answers a POST: its path, its parameters, its form; None: there is none at that path."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where it is looked at from: what stands before every address, and what answers a POST (None: nothing does)."""

    place: Place
    post: Post | None = None


class Server(ThreadingHTTPServer):
    """One for each address. `names` are the hosts that a browser may call it by."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, host: str, port: int, names: tuple[str, ...], desk: Desk, door: Door) -> None:
        self.desk, self.door = desk, door
        super().__init__((host, port), _Handler)
        self.names = frozenset(f"{name}:{self.server_port}" for name in names)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error."""


@contextlib.contextmanager
def serving(host: str, port: int, names: tuple[str, ...], desk: Desk, door: Door) -> Iterator[Server]:
    """A server at the first free port from `port` on (0: any), until the end of the block. Raises Refused."""
    server = _bound(host, port, names, desk, door)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="preview-serving", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(host: str, port: int, names: tuple[str, ...], desk: Desk, door: Door) -> Server:
    for number in range(port, port + PORTS) if port else (0,):
        with contextlib.suppress(OSError, OverflowError):
            return Server(host, number, names, desk, door)
    hint = "Name another one with --port, or leave it out."
    raise Refused(f"no port from {port} to {port + PORTS - 1} is free at {host}", hint=hint, code="no-port")


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = IDLE

    def do_GET(self) -> None:
        self._answered(self._get)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answered(self._post)

    def _answered(self, work: Callable[[], None]) -> None:
        """A bug of ours is told where it is met."""
        try:
            work()
        except OSError:
            raise
        except Exception as error:
            self._send(Answer(500, f"a bug of ours: {type(error).__name__}: {error}".encode(), "text/plain"))

    def _get(self) -> None:
        path, asked = self._asked()
        if path is None:
            self._send(Answer(404))
        elif path == f"{OWN}events":
            self._stream(asked.get("page", "/"), asked.get("is", ""), asked.get("panel", ""))
        elif path == f"{OWN}publish" and self.server.door.post:
            self._send(self.server.door.post("look", asked, {}) or Answer(404))
        else:
            self._send(answers.answer(self.server.desk.view, path, asked, self.server.door.place))

    def _post(self) -> None:
        path, asked = self._asked()
        form = self._form()
        post = self.server.door.post
        answer = post(path.removeprefix(OWN), asked, form) if path and post and form is not None else None
        self._send(answer or Answer(404))

    def _asked(self) -> tuple[str | None, dict[str, str]]:
        """The path from the site's root and the parameters; None for whoever must not learn that anything is here."""
        if self.headers.get("Host", "") not in self.server.names:
            return None, {}
        split = urlsplit(self.path)
        base, path = self.server.door.place.base, unquote(split.path)
        head, rest = path[: len(base)], path[len(base) :]
        if not hmac.compare_digest(head.encode("utf-8", "replace"), base.encode()) or not rest.startswith("/"):
            return None, {}
        return rest, dict(parse_qsl(split.query, keep_blank_values=True))

    def _form(self) -> dict[str, str] | None:
        """What a page of this very server posted; None from anywhere else."""
        size = self.headers.get("Content-Length", "")
        here = f"http://{self.headers.get('Host', '')}"
        self.close_connection = True  # whatever is left of the body is nobody's request
        if not size.isdecimal() or int(size) > LONGEST or self.headers.get("Origin") != here:
            return None
        return dict(parse_qsl(self.rfile.read(int(size)).decode("utf-8", "replace")))

    # ── sending ──

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in {**_ALWAYS, "Content-Type": answer.content_type, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _stream(self, page: str, is_: str, panel: str) -> None:
        """Server-sent events: `page` when another one is shown there, `panel` when other things are said of it, `other`
        when another page changed. Whoever lost an event learns it when it comes back."""
        self.close_connection = True
        self.send_response_only(HTTPStatus.OK)
        for name, value in {**_ALWAYS, "Content-Type": "text/event-stream", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        with contextlib.suppress(OSError):
            self._follow(page, is_, panel)

    def _follow(self, page: str, is_: str, panel: str) -> None:
        desk, place = self.server.desk, self.server.door.place
        view = None
        while not desk.ended:
            view, before = desk.newer(view, BREATH) if view else desk.view, view
            if answers.name(view, page) != is_:
                self._tell("page", "")
                return
            now = answers.panel_name(view, page, place)
            if now != panel:
                self._tell("panel", "")
                panel = now
            if before and view.number != before.number and (other := _other(view, page)):
                self._tell("other", json.dumps(other))
            if view is before:
                self._tell("breath", "")

    def _tell(self, event: str, data: str) -> None:
        self.wfile.write(f"event: {event}\ndata: {data}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def _other(view: View, page: str) -> dict[str, str] | None:
    """The page that a writer saved, when it is another one than that."""
    saved = [view.sources[path] for path in view.touched if path in view.sources]
    if not saved or any(source.address == page for source in saved):
        return None
    return {"address": saved[0].address, "title": saved[0].title}
