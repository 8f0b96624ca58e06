"""A built site on a loopback port, answered as our edges answer: compressed, with cache rules and reader headers."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from launcher.model import File
from launcher.providers.reader_headers import SECURITY

LEVEL = 6
"""Of gzip: what servers use when nobody says otherwise; Brotli and zstd, where edges have them, are smaller."""
_COMPRESSED = (
    "text/",
    "application/xml",
    "application/json",
    "application/feed+json",
    "application/atom+xml",
    "image/svg",
)


@contextlib.contextmanager
def serving(
    root: Path, files: Mapping[str, File], port: int = 0, security: Mapping[str, str] = SECURITY
) -> Iterator[str]:
    """The address of the folder's files, without final slash, for as long as they are served, each with its headers."""
    handler = partial(_Handler, root=root, files=files, security=security)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wire(body: bytes) -> bytes:
    """A body as it travels."""
    return gzip.compress(body, LEVEL, mtime=0)


def headers(file: File, security: Mapping[str, str] = SECURITY) -> dict[str, str]:
    """What an answer says beside its length."""
    kept = {"Content-Type": file.content_type, "Cache-Control": file.cache_control}
    return {**kept, "Vary": "Accept-Encoding", **security}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together
    timeout = 60.0

    def __init__(self, *args: Any, root: Path, files: Mapping[str, File], security: Mapping[str, str]) -> None:
        self.root, self.files, self.security = root, files, security
        super().__init__(*args)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        path += "index.html" if path == "" or path.endswith("/") else ""
        if path in self.files:
            self._answer(HTTPStatus.OK, path)
        elif "404.html" in self.files:
            self._answer(HTTPStatus.NOT_FOUND, "404.html")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, status: HTTPStatus, path: str) -> None:
        file = self.files[path]
        body = (self.root / path).read_bytes()
        told = headers(file, self.security)
        if file.content_type.startswith(_COMPRESSED):
            body, told["Content-Encoding"] = wire(body), "gzip"
        self.send_response(status)
        for name, value in {**told, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the browser tells what it asked for."""
