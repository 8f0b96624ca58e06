"""Tier two and registers that answer badly: each a few lines on loopback, asked over real HTTP."""

from __future__ import annotations

import contextlib
import email.utils
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.providers.registries import rdap
from launcher.providers.registries.bootstrap import AGAIN, FRESH, SHIPPED, Bases, read
from launcher.providers.registries.registries import Registries

Reply = tuple[int, dict[str, str], bytes]
Play = Callable[[str, int], Reply]
"""A path, and how many requests came before → status, headers, body."""
RDAP = {"Content-Type": "application/rdap+json"}


def record(name: str = "name.ca", **more: Any) -> bytes:
    return json.dumps({"objectClassName": "domain", "ldhName": name, "status": ["active"], **more}).encode()


class Register(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, play: Play) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.play, self.paths, self.most, self._now = play, list[str](), 0, 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/rdap/"

    @contextlib.contextmanager
    def counted(self, path: str) -> Iterator[int]:
        with self.lock:
            before = len(self.paths)
            self.paths.append(path)
            self._now += 1
            self.most = max(self.most, self._now)
        yield before
        with self.lock:
            self._now -= 1


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Register

    def do_GET(self) -> None:
        with self.server.counted(self.path) as before:
            status, headers, body = self.server.play(self.path, before)
            with contextlib.suppress(OSError):
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


Serve = Callable[[Play], Register]


@pytest.fixture
def serve() -> Iterator[Serve]:
    made: list[Register] = []

    def one(play: Play) -> Register:
        made.append(Register(play))
        return made[-1]

    yield one
    for register in made:
        register.shutdown()
        register.server_close()


def told(register: Register, *names: str) -> list[tuple[str, str]]:
    quotes = Registries(lambda *_: None, lambda _: register.base).registered(names or ("name.ca",))
    return [(str(quote.availability), quote.why) for quote in quotes]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((200, RDAP, record()), ("taken", "registered")),
        ((200, {}, record("NAME.CA.")), ("taken", "registered")),
        ((200, RDAP, record(status=["client hold"])), ("taken", "registered")),
        ((200, RDAP, record(status=None)), ("taken", "registered")),
        ((200, RDAP, record(status=["Reserved"])), ("reserved", "reserved")),
        ((200, RDAP, record(status=["blocked by policy"])), ("reserved", "reserved")),
        ((404, RDAP, b"{}"), ("available", "no such object")),
        ((404, {}, b""), ("available", "no such object")),
        ((404, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"), ("unknown", "not RDAP, but a web page")),
        ((200, {"Content-Type": "text/html"}, b"<html>Please log in"), ("unknown", "what it answers is not RDAP")),
        ((200, RDAP, b""), ("unknown", "what it answers is not RDAP")),
        ((200, RDAP, b"\xff\xfe"), ("unknown", "what it answers is not RDAP")),
        ((200, RDAP, b"[" * 100_000), ("unknown", "what it answers is not RDAP")),
        ((200, RDAP, b"[]"), ("unknown", "what it answers is no domain's record")),
        ((200, RDAP, record(objectClassName="entity")), ("unknown", "what it answers is no domain's record")),
        ((200, RDAP, record("other.ca")), ("unknown", "it answers with another name's record")),
        ((200, RDAP, record()[:-5]), ("unknown", "what it answers is not RDAP")),
        ((200, RDAP, b" " * (2**20) + record()), ("unknown", "what it answers is not RDAP")),
        ((400, RDAP, b"{}"), ("unknown", "it answers 400")),
        ((500, RDAP, b"{}"), ("unknown", "it answers 500")),
        ((503, {}, b""), ("unknown", "it answers 503")),
        ((429, {}, b""), ("unknown", "too many requests")),
        ((429, {"Retry-After": "3600"}, b""), ("unknown", "too many requests")),
        ((429, {"Retry-After": "soon"}, b""), ("unknown", "too many requests")),
        ((302, {"Location": "ftp://elsewhere.example/"}, b""), ("unknown", "its address is not https")),
        ((302, {"Location": "http://192.0.2.1/"}, b""), ("unknown", "its address is not https")),
        ((302, {"Location": "http://[/"}, b""), ("unknown", "what it answers is not HTTP")),
        ((302, {"Location": "/rdap/domain/name.ca"}, b""), ("unknown", "it redirects in circles")),
        ((302, {}, b""), ("unknown", "it redirects in circles")),
    ],
)
def test_what_each_answer_means(serve: Serve, reply: Reply, said: tuple[str, str]) -> None:
    assert told(serve(lambda *_: reply)) == [said]


def test_a_redirect_is_followed(serve: Serve) -> None:
    there = serve(lambda *_: (200, RDAP, record()))
    here = serve(lambda path, _: (301, {"Location": there.base + path.removeprefix("/rdap/")}, b""))
    assert told(here) == [("taken", "registered")]
    assert there.paths == ["/rdap/domain/name.ca"]


def _soon() -> str:
    return email.utils.formatdate(time.time() + 1, usegmt=True)


@pytest.mark.parametrize("after", [lambda: "0", lambda: "1", _soon])
def test_a_short_wait_that_a_register_asks_for_is_kept(serve: Serve, after: Callable[[], str]) -> None:
    register = serve(lambda _, before: (404, RDAP, b"{}") if before else (429, {"Retry-After": after()}, b""))
    assert told(register) == [("available", "no such object")]
    assert len(register.paths) == 2


def test_a_register_that_has_had_enough_is_asked_no_more(serve: Serve) -> None:
    register = serve(lambda *_: (429, {"Retry-After": "60"}, b""))
    names = [f"name-{number}.ca" for number in range(20)]
    assert told(register, *names) == [("unknown", "too many requests")] * 20
    assert len(register.paths) <= rdap.AT_ONCE


def test_no_register_is_asked_more_than_a_few_at_a_time(serve: Serve) -> None:
    def play(*_: object) -> Reply:
        time.sleep(0.02)
        return 404, RDAP, b""

    registers = {"ca": serve(play), "com": serve(play)}
    names = [f"name-{number}.{tld}" for number in range(20) for tld in registers]
    quotes = Registries(lambda *_: None, lambda name: registers[name.rpartition(".")[2]].base).registered(names)
    assert [quote.name for quote in quotes] == names
    assert {str(quote.availability) for quote in quotes} == {"available"}
    assert all(1 < register.most <= rdap.AT_ONCE for register in registers.values())


def test_one_that_never_answers_is_left(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdap, "PATIENCE", 0.5)
    ended = threading.Event()

    def play(*_: object) -> Reply:
        ended.wait(5)
        return 200, RDAP, record()

    assert told(serve(play), *(f"name-{number}.ca" for number in range(20))) == [("unknown", "no answer")] * 20
    ended.set()


def test_nobody_there_and_no_service_known() -> None:
    gone = Registries(lambda *_: None, lambda _: "http://127.0.0.1:9/rdap/").registered(["name.ca"])
    assert [(str(quote.availability), quote.why) for quote in gone] == [("unknown", "no answer")]
    none = Registries(lambda *_: None, lambda _: None).registered(["name.ca"])
    assert [(str(quote.availability), quote.why) for quote in none] == [("unknown", "no service is known")]


# ── which service tells of a TLD ─────────────────────────────────────────────────────────────────

LIST = json.dumps({"services": [[["ca", "QC"], ["http://plain.example/", "https://of-ca.example/rdap"]]]}).encode()


def test_the_list_is_fetched_once_kept_and_renewed(serve: Serve, tmp_path: Path) -> None:
    iana, moment = serve(lambda *_: (200, {}, LIST)), [1000.0]

    def bases() -> Bases:
        return Bases(tmp_path / "state" / "rdap.json", lambda: moment[0], iana.base)

    assert bases().find("name.ca") == "https://of-ca.example/rdap/"
    assert bases().find("name.qc") == "https://of-ca.example/rdap/"
    assert bases().find("name.gouv.qc") == "https://of-ca.example/rdap/"
    assert bases().find("name.com") == SHIPPED["com"]  # where the list is silent
    assert bases().find("name.zz") is None
    assert len(iana.paths) == 1
    moment[0] += FRESH + 1
    assert bases().find("name.ca") == "https://of-ca.example/rdap/"
    assert len(iana.paths) == 2


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"services": 1}', b'{"services": [1, [[], 2, 3]]}'])
def test_without_a_list_what_is_shipped_serves_and_a_day_passes(serve: Serve, tmp_path: Path, body: bytes) -> None:
    iana, moment = serve(lambda *_: (200, {}, body)), [1000.0]
    for asked, later in ((1, 0.0), (1, AGAIN - 1), (2, AGAIN + 1)):
        moment[0] = 1000.0 + later
        assert Bases(tmp_path / "rdap.json", lambda: moment[0], iana.base).find("name.ca") == SHIPPED["ca"]
        assert len(iana.paths) == asked


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"tried": "x"}', '{"tried": 999, "bases": 3}'])
def test_a_damaged_memory_is_no_obstacle(serve: Serve, tmp_path: Path, damage: str) -> None:
    (tmp_path / "rdap.json").write_text(damage)
    iana = serve(lambda *_: (200, {}, LIST))
    assert Bases(tmp_path / "rdap.json", lambda: 1000.0, iana.base).find("name.com") == SHIPPED["com"]


def test_only_https_services_are_taken_from_the_list() -> None:
    assert read(
        {"services": [[["a", "b"], ["https://x.example"]], [["c"], ["http://y.example/"]], "junk", [1, 2]]}
    ) == {
        "a": "https://x.example/",
        "b": "https://x.example/",
    }
    assert all(base.startswith("https://") and base.endswith("/") for base in SHIPPED.values())
