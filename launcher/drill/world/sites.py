"""HTTP for readers: one server that tells sites apart by host, and for each site a window of its own."""

from __future__ import annotations

import http.server
import logging
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launcher.drill.world.edge import Answer, Edge, Stored
from launcher.drill.world.ports import Ports
from launcher.drill.world.servers import Listening, Running
from launcher.providers.s3 import storage as s3
from launcher.providers.sandbox.wire import CREDENTIALS_FILE, LOOPBACK

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

log = logging.getLogger(__name__)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
}


class SiteServer(Listening):
    """A server on a socket that listens already. With `host`, every request is for that host."""

    def __init__(self, listener: socket.socket, edge: Edge, host: str = "") -> None:
        super().__init__(listener, SiteHandler)
        self.edge = edge
        self.host = host


class SiteHandler(http.server.BaseHTTPRequestHandler):
    """Answers GET and HEAD; keeps connections open."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "sparewheel-sandbox"
    sys_version = ""
    timeout = 30.0
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together

    def do_GET(self) -> None:
        self._send(self._answer(), body=True)

    def do_HEAD(self) -> None:
        self._send(self._answer(), body=False)

    def _not_allowed(self) -> None:
        self.close_connection = True  # what came with it stays unread
        self._send(Answer(405, {"Allow": "GET, HEAD"}), body=True)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _not_allowed

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: readers' requests are not kept."""

    def _answer(self) -> Answer:
        host = self.server.host or _host(self.headers.get("Host", ""))
        return self.server.edge.answer(host, self.path, self.headers.get("If-None-Match", ""))

    def _send(self, answer: Answer, *, body: bool) -> None:
        self.send_response(answer.status)
        for name, value in {**answer.headers, **HEADERS}.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if body:
            self.wfile.write(answer.body)


class Windows:
    """A loopback port for each host that shows a release, or has shown one in this life."""

    def __init__(self, edge: Edge, ports: Ports, running: Running) -> None:
        self._edge = edge
        self._ports = ports
        self._running = running
        self._lock = threading.Lock()
        self._open: dict[str, SiteServer] = {}

    def open(self, host: str) -> None:
        """Open the host's window, on the port that it had before; a no-op when it is open."""
        with self._lock:
            if host not in self._open:
                server = SiteServer(self._ports.window(host), self._edge, host)
                self._open[host] = server
                self._running.serve(f"window {host}", server)

    def address(self, host: str) -> str:
        """`http://127.0.0.1:<port>/`, or the public address for a host that has no window."""
        server = self._open.get(host)
        return f"http://{LOOPBACK}:{server.server_address[1]}/" if server else f"https://{host}/"


class StorageReader:
    """How the edge reads the storage: signed, by a client that is made once."""

    def __init__(self, state: Path, port: int) -> None:
        self._credentials = state / CREDENTIALS_FILE
        self._endpoint = f"http://{LOOPBACK}:{port}"
        self._lock = threading.Lock()
        self._client: S3Client | None = None

    def warm(self) -> S3Client:
        """Make the client if there is none yet: it takes 0.1 s that no reader should wait for."""
        with self._lock:
            if self._client is None:
                self._client = s3.connect("us-east-1", self._endpoint, self._credentials)
            return self._client

    def read(self, bucket: str, key: str) -> Stored | None:
        """The object, or None when it is not there. OSError when the storage cannot be asked."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            found = self.warm().get_object(Bucket=bucket, Key=key)
            return Stored(found["Body"].read(), found["ContentType"], found.get("CacheControl", ""), found["ETag"])
        except ClientError as answered:
            if answered.response["Error"]["Code"] in ("NoSuchKey", "NoSuchBucket"):
                return None
            raise _unreadable(key, answered) from answered
        except BotoCoreError as broken:
            raise _unreadable(key, broken) from broken


def _unreadable(key: str, why: Exception) -> OSError:
    log.warning("the edge cannot read %s: %s", key, why)
    return OSError(str(why))


def _host(header: str) -> str:
    """The host without its port; `<host>.localhost`, which browsers resolve to this machine, is the host."""
    try:
        name = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
    return name.rstrip(".").removesuffix(".localhost")
