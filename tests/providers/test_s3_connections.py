"""Connections of every kind: what arrived, how often, over how many of them, and what was told."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.providers.s3.address import Address
from launcher.providers.s3.connection import Connection
from launcher.providers.s3.outcomes import Unanswered, Why
from launcher.providers.s3.pool import LONGEST, Pool
from launcher.providers.s3.route import Route
from launcher.providers.s3.storage import S3Storage
from launcher.providers.s3.wire import ATTEMPTS
from tests.providers.s3_front import Hasty, storage
from tests.providers.s3_raw import HANG_UP, LARGE, Heard, etag, in_turn, no, raw, said, slim, well
from tests.real.caddy import LOOPBACK
from tests.worlds import file

# ── connections ──────────────────────────────────────────────────────────────────────────────────


def test_one_connection_serves_a_listing_and_what_is_written_after_it(tmp_path: Path) -> None:
    with raw(well) as server:
        ours = storage(server.endpoint, tmp_path)
        ours.digests("")
        for number in range(3):
            ours.put(f"{number}", b"body", file())
        assert server.connections == 1
        assert [heard.method for heard in server.heard] == ["GET", "PUT", "PUT", "PUT"]


def test_threads_have_a_connection_each_and_leave_it_to_others(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def play(heard: Heard) -> Iterable[bytes]:
        together.wait(20)
        return well(heard)

    with raw(play) as server:
        ours = storage(server.endpoint, tmp_path)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: ours.put(f"{number}", b"body", file()), range(32)))
        assert server.connections == 8
        assert sorted(heard.target for heard in server.heard) == sorted(f"/crisis/{number}" for number in range(32))


@pytest.mark.parametrize("header", ["connection: close", "x-nothing: said"])
def test_a_connection_that_was_closed_meanwhile_is_no_failure(header: str, tmp_path: Path) -> None:
    clock = Hasty()

    def play(heard: Heard) -> Iterable[bytes]:
        return (said(200, b"", etag(heard.body), header), HANG_UP)

    with raw(play) as server:
        ours = storage(server.endpoint, tmp_path, clock=clock)
        for number in range(4):
            ours.put(f"{number}", b"body", file())
        assert [heard.target for heard in server.heard] == [f"/crisis/{number}" for number in range(4)]
    assert clock.waits == []


def test_a_connection_that_is_closed_under_a_request_is_no_attempt(tmp_path: Path) -> None:
    """As servers do that had enough: the second request of each connection is never answered."""
    clock, used = Hasty(), set[int]()

    def play(heard: Heard) -> Iterable[bytes]:
        fresh = heard.connection not in used
        used.add(heard.connection)
        return well(heard) if fresh else (HANG_UP,)

    with raw(play) as server:
        ours = storage(server.endpoint, tmp_path, clock=clock)
        for number in range(4):
            ours.put(f"{number}", b"body", file())
        assert server.connections == 4
    assert clock.waits == []


def test_a_connection_that_was_long_unused_is_not_trusted() -> None:
    now = [0.0]
    with raw(well) as server:
        here = Address(False, LOOPBACK, server.port)
        pool = Pool(Route().connection, lambda: now[0])
        first = pool.take(here)
        pool.give(here, first)
        now[0] += LONGEST / 2
        assert pool.take(here) is first
        pool.give(here, first)
        now[0] += LONGEST
        second = pool.take(here)
        assert second is not first
        assert not first.open
        second.close()


def test_http_1_0_is_spoken_too(tmp_path: Path) -> None:
    with raw(lambda _: (b"HTTP/1.0 200 OK\r\nserver: old\r\n\r\nthe whole", b" page", HANG_UP)) as server:
        ours = storage(server.endpoint, tmp_path)
        assert ours.get("x") == ours.get("y") == b"the whole page"
        assert server.connections == 2


ANSWERS = [
    said(200, b"the whole", "x-amz-request-id: 1"),
    b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    b"3\r\nthe\r\n6\r\n whole\r\n0\r\nt: x\r\n\r\n",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_part_of_an_answer_is_taken_for_all_of_it(answer: bytes) -> None:
    """Cut after each of its bytes; and whole, in two pieces."""
    for at in range(len(answer)):
        with pytest.raises(Unanswered) as unanswered:
            _told(answer[:at])
        assert unanswered.value.why is Why.SILENT
        assert _told(answer[:at], answer[at:]) == b"the whole"


def _told(*pieces: bytes) -> bytes:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for piece in pieces:
            theirs.sendall(piece)
        theirs.shutdown(socket.SHUT_WR)
        return Connection(ours).exchange(b"GET / HTTP/1.1\r\n\r\n", b"", 1000).body


# ── broken off ───────────────────────────────────────────────────────────────────────────────────

CUT = [
    b"",
    b"HTTP/1.1 200 O",
    b"HTTP/1.1 200 OK\r\ncontent-le",
    b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nthe ",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nthe ",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nthe whole\r\n",
]


@pytest.mark.parametrize("cut", CUT)
def test_an_answer_that_breaks_off_is_asked_for_again(cut: bytes, tmp_path: Path) -> None:
    clock = Hasty()
    with raw(in_turn((cut, HANG_UP), (said(200, b"the whole"),))) as server:
        assert storage(server.endpoint, tmp_path, clock=clock).get("x") == b"the whole"
        assert len(server.heard) == 2
    assert len(clock.waits) == 1


@pytest.mark.parametrize("cut", CUT)
def test_answers_that_always_break_off_are_told_and_never_taken_for_whole(cut: bytes, tmp_path: Path) -> None:
    with raw(lambda _: (cut, HANG_UP)) as server:
        with pytest.raises(ProviderFailed) as failed:
            storage(server.endpoint, tmp_path).get("x")
        assert failed.value.reason_code == "storage-unreachable"
        assert len(server.heard) == ATTEMPTS


def test_an_upload_that_is_cut_in_its_middle_is_sent_again_whole(tmp_path: Path) -> None:
    with raw(well, deaf=(100_000, 300_000, 10)) as server:
        storage(server.endpoint, tmp_path).put("large", LARGE, file())
        assert [heard.body == LARGE for heard in server.heard] == [True]
        assert server.connections == 4


def test_a_no_that_comes_before_all_is_sent_is_heard(tmp_path: Path) -> None:
    """The server says no at once, and reads on only because it is polite."""
    with raw(lambda _: (no(403, "AccessDenied", "", "connection: close"), HANG_UP)) as server:
        with pytest.raises(Refused) as refused:
            storage(server.endpoint, tmp_path).put("large", LARGE * 4, file())
        assert refused.value.reason_code == "no-right"
        assert len(server.heard) == 1


@pytest.mark.parametrize(("once", "attempts"), [(False, ATTEMPTS), (True, 1)])
def test_a_storage_that_takes_too_long_is_left(once: bool, attempts: int) -> None:
    """A write is sent again, but not one that is on a condition."""
    done, all_heard = threading.Event(), threading.Semaphore(0)

    def play(heard: Heard) -> Iterable[bytes]:
        all_heard.release()
        done.wait(60)
        return well(heard)

    with raw(play) as server:
        with pytest.raises(Unanswered) as unanswered:
            slim(server.endpoint, Route(read=0.2)).put("x", b"", {}, once=once)
        assert unanswered.value.why is Why.SILENT
        assert server.connections == attempts
        assert all(all_heard.acquire(timeout=30) for _ in range(attempts))
        done.set()


# ── many at once ─────────────────────────────────────────────────────────────────────────────────


def test_a_storage_that_fails_at_random_gets_every_file_whole(tmp_path: Path) -> None:
    """Each third request is answered with a fault, in turn of all kinds; every file arrives, and is answered for."""
    numbers, lock = itertools.count(), threading.Lock()
    faults = itertools.cycle([(no(503, "SlowDown"),), (HANG_UP,), (no(500, "InternalError"),), (said(502, b"<html>"),),
                              (b"HTTP/1.1 200", HANG_UP), (no(400, "RequestTimeout"), HANG_UP)])  # fmt: skip
    kept: dict[str, bytes] = {}

    def play(heard: Heard) -> Iterable[bytes]:
        with lock:
            if next(numbers) % 3 == 2:
                return next(faults)
            kept[heard.target] = heard.body
            return well(heard)

    with raw(play) as server, ThreadPoolExecutor(4) as pool:
        ours = storage(server.endpoint, tmp_path)
        list(pool.map(lambda number: _until_done(ours, number), range(60)))
    assert kept == {f"/crisis/{number}": bytes([number]) * number for number in range(60)}


def _until_done(ours: S3Storage, number: int) -> None:
    for _ in range(5):  # five faults in a row are possible, and are told
        try:
            ours.put(f"{number}", bytes([number]) * number, file())
        except ProviderFailed:
            continue
        return
    raise AssertionError(number)
