"""A hundred switches under load, with a certificate that was given: no reader gets anything but a whole page."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launcher.providers.acme import pem
from launcher.providers.acme.pem import Pem
from launcher.providers.caddy.certificates import Issuing
from tests.real.aws_certificates import Authority
from tests.real.buckets import Bucket
from tests.real.caddy import LOOPBACK, Caddy
from tests.worlds import file, fresh_name

pytestmark = pytest.mark.real
SWITCHES = 100
TRIES = 5
"""How often a reader comes again when a connection is dropped before an answer begins, as browsers do."""


class Browser:
    """One reader, whose connections are kept for as long as the server keeps them."""

    def __init__(self, port: int, host: str, trust: ssl.SSLContext) -> None:
        self._port, self._host, self._trust = port, host, trust
        self._connection = self._new()

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self) -> tuple[int, bytes]:
        """Status and body. Raises OSError when nothing answers."""
        for _ in range(TRIES - 1):
            with contextlib.suppress(ConnectionError):
                return self._once()
            self._connection.close()
        return self._once()

    def _once(self) -> tuple[int, bytes]:
        if self._connection.sock is None:  # the server closed it, as it may between two questions
            self._connection = self._new()
        self._connection.request("GET", "/", headers={"Host": self._host})
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def _new(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(LOOPBACK, self._port)
        secure = self._trust.wrap_socket(socket.socket(), server_hostname=self._host)
        try:
            secure.settimeout(20)
            secure.connect((LOOPBACK, self._port))
        except OSError:
            secure.close()
            raise
        connection.sock = secure
        return connection


def test_of_a_hundred_switches_no_reader_sees_an_error(caddy: Caddy, bucket: Bucket, tmp_path: Path) -> None:
    authority, host = Authority(tmp_path), fresh_name()
    edge = caddy.edge(bucket.endpoint, bucket.name, Issuing(given=True), lambda name: given(authority, name, tmp_path))
    trust = ssl.create_default_context(cafile=str(authority.roots))
    pages = {place: (200, place.encode() * 5000) for place in ("a", "b")}
    for place, (_, text) in pages.items():
        bucket.storage.put(f"releases/{place}/index.html", text, file())
    edge.point(host, "a")
    done = threading.Event()

    def read() -> set[tuple[int, bytes]]:
        with Browser(caddy.https_port, host, trust) as browser:
            seen = {browser.get()}
            while not done.is_set():
                seen.add(browser.get())
            return seen | {browser.get()}

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read) for _ in range(4)]
        try:
            for turn in range(SWITCHES):
                edge.point(host, "ba"[turn % 2])
        finally:
            done.set()
    assert set.union(*(one.result() for one in reading)) <= set(pages.values())
    with Browser(caddy.https_port, host, trust) as late:
        assert late.get() == pages["a"]


def given(authority: Authority, host: str, folder: Path) -> Pem:
    """The same certificate for the host each time, and its key."""
    authority.context([host])
    both = (folder / "0.pem").read_text()
    return pem.read(both[both.index("-----BEGIN CERTIFICATE") :], both)
