"""Notes that operators share, on storages with weather: what is there at the end, and who was told."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, WorldMoved
from launcher.providers.s3.notes import TRIED
from launcher.providers.s3.wire import ATTEMPTS
from tests.providers.s3_front import Hasty, storage
from tests.providers.s3_raw import HANG_UP, Heard, no, raw, said

NOTE = "/crisis/places/a.json"
Answer = tuple[bytes, ...]


@dataclass
class Memory:
    """A small S3 of one bucket. `between` may answer in its place, before or after it has done what was asked."""

    conditions: str = "heeded"
    kept: dict[str, bytes] = field(default_factory=dict)
    writes: list[bytes] = field(default_factory=list)
    between: Callable[[Heard, Callable[[], Answer]], Answer] = lambda _, do: do()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, heard: Heard) -> Iterable[bytes]:
        return self.between(heard, lambda: self._done(heard))

    def _done(self, heard: Heard) -> Answer:
        with self.lock:
            return self._written(heard) if heard.method == "PUT" else self._read(heard)

    def _read(self, heard: Heard) -> Answer:
        if (body := self.kept.get(heard.target)) is None:
            return (no(404, "NoSuchKey"),)
        return (said(200, body, f'etag: "{md5(body)}"', "date: Sun, 06 Nov 1994 08:49:37 GMT",
                     "last-modified: Sun, 06 Nov 1994 08:48:07 GMT"),)  # fmt: skip

    def _written(self, heard: Heard) -> Answer:
        refusal = getattr(self, f"_{self.conditions}")(heard.headers, self.kept.get(heard.target))
        if refusal:
            return (refusal,)
        self.kept[heard.target] = heard.body
        if heard.target == NOTE:
            self.writes.append(heard.body)
        return (said(200, b"", f'etag: "{md5(heard.body)}"'),)

    def _heeded(self, headers: dict[str, str], there: bytes | None) -> bytes | None:
        tag = f'"{md5(there)}"' if there is not None else None
        if "if-match" in headers and tag is None:
            return no(404, "NoSuchKey")
        wrong = ("if-none-match" in headers and tag) or headers.get("if-match", tag) != tag
        return no(412, "PreconditionFailed") if wrong else None

    def _bare(self, headers: dict[str, str], there: bytes | None) -> bytes | None:
        """As Ceph 16: the tag in a condition has no quotes."""
        quoted = {**headers, "if-match": f'"{headers["if-match"]}"'} if "if-match" in headers else headers
        return self._heeded(quoted, there)

    def _ignored(self, headers: dict[str, str], there: bytes | None) -> bytes | None:
        return None

    def _unknown(self, headers: dict[str, str], there: bytes | None) -> bytes | None:
        return no(501, "NotImplemented") if {"if-match", "if-none-match"} & headers.keys() else None


def md5(body: bytes) -> str:
    return hashlib.md5(body).hexdigest()


KINDS = ("heeded", "bare", "ignored", "unknown")


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_goes_from_hand_to_hand_on_every_kind_of_storage(kind: str, tmp_path: Path) -> None:
    memory = Memory(kind)
    with raw(memory) as server:
        ours, theirs = storage(server.endpoint, tmp_path), storage(server.endpoint, tmp_path)
        tag = ours.write("places/a.json", b"ours", None)
        with pytest.raises(WorldMoved, match=r"places/a\.json was changed by somebody else") as moved:
            theirs.write("places/a.json", b"theirs", None)
        assert moved.value.hint
        tag = theirs.write("places/a.json", b"theirs", tag)
        with pytest.raises(WorldMoved):
            ours.write("places/a.json", b"ours, late", md5(b"ours"))
        tag = ours.write("places/a.json", b"ours again", tag)
        noted = theirs.read("places/a.json")
    assert noted is not None
    assert (noted.body, noted.tag, noted.age_s) == (b"ours again", tag, 90.0)
    assert memory.writes == [b"ours", b"theirs", b"ours again"]


def test_where_conditions_are_heeded_a_write_is_one_request(tmp_path: Path) -> None:
    with raw(Memory()) as server:
        ours = storage(server.endpoint, tmp_path)
        tag = ours.write("places/a.json", b"1", None)
        server.heard.clear()
        ours.write("places/a.json", b"2", tag)
        assert [(heard.method, heard.headers["if-match"]) for heard in server.heard] == [("PUT", f'"{tag}"')]


def test_where_tags_have_no_quotes_that_is_learnt_once(tmp_path: Path) -> None:
    with raw(Memory("bare")) as server:
        ours = storage(server.endpoint, tmp_path)
        tag = ours.write("places/a.json", b"2", ours.write("places/a.json", b"1", None))
        server.heard.clear()
        ours.write("places/a.json", b"3", tag)
        assert [(heard.method, heard.headers["if-match"]) for heard in server.heard] == [("PUT", tag)]


# ── no answer ────────────────────────────────────────────────────────────────────────────────────


def first_write(fault: Callable[[Callable[[], Answer]], Answer]) -> Callable[[Heard, Callable[[], Answer]], Answer]:
    """The first write of the note meets this."""
    met: list[Heard] = []

    def between(heard: Heard, do: Callable[[], Answer]) -> Answer:
        if heard.target != NOTE or heard.method != "PUT" or met:
            return do()
        met.append(heard)
        return fault(do)

    return between


def lost_before(_: Callable[[], Answer]) -> Answer:
    return (HANG_UP,)


def lost_after(do: Callable[[], Answer]) -> Answer:
    do()
    return (HANG_UP,)


def failed_after(do: Callable[[], Answer]) -> Answer:
    do()
    return (no(500, "InternalError"),)


def busy(_: Callable[[], Answer]) -> Answer:
    return (no(503, "SlowDown"),)


def in_conflict(_: Callable[[], Answer]) -> Answer:
    return (no(409, "ConditionalRequestConflict"),)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("fault", [lost_before, lost_after, failed_after, busy, in_conflict])
def test_what_came_of_a_write_without_an_answer_is_looked_up(
    fault: Callable[[Callable[[], Answer]], Answer], first: bool, tmp_path: Path
) -> None:
    memory = Memory(kept={} if first else {NOTE: b"old"}, between=first_write(fault))
    with raw(memory) as server:
        tag = storage(server.endpoint, tmp_path).write("places/a.json", b"new", None if first else md5(b"old"))
    assert tag == md5(b"new")
    assert memory.writes == [b"new"]


@pytest.mark.parametrize("fault", [lost_before, busy])
def test_who_was_slower_while_no_answer_came_is_told(
    fault: Callable[[Callable[[], Answer]], Answer], tmp_path: Path
) -> None:
    memory = Memory(kept={NOTE: b"old"})

    def meanwhile(do: Callable[[], Answer]) -> Answer:
        memory.kept[NOTE] = b"theirs"
        return fault(do)

    memory.between = first_write(meanwhile)
    with raw(memory) as server, pytest.raises(WorldMoved):
        storage(server.endpoint, tmp_path).write("places/a.json", b"ours", md5(b"old"))
    assert memory.kept[NOTE] == b"theirs"


def test_the_same_words_of_somebody_else_are_not_ours(tmp_path: Path) -> None:
    memory = Memory(kept={NOTE: b"the same"})
    with raw(memory) as server, pytest.raises(WorldMoved):
        storage(server.endpoint, tmp_path).write("places/a.json", b"the same", None)
    assert memory.writes == []


def test_a_storage_that_never_answers_a_write_leaves_it_unknown(tmp_path: Path) -> None:
    clock = Hasty()
    memory = Memory(between=lambda heard, do: (HANG_UP,) if heard.target == NOTE and heard.method == "PUT" else do())
    with raw(memory) as server:
        with pytest.raises(OutcomeUnknown):
            storage(server.endpoint, tmp_path, clock=clock).write("places/a.json", b"new", None)
        assert len([heard for heard in server.heard if heard.target == NOTE and heard.method == "PUT"]) == ATTEMPTS
    assert len(clock.waits) == ATTEMPTS - 1


# ── what may not be ──────────────────────────────────────────────────────────────────────────────


def refusing(what: str) -> Callable[[Heard, Callable[[], Answer]], Answer]:
    def between(heard: Heard, do: Callable[[], Answer]) -> Answer:
        return (no(403, "AccessDenied"),) if heard.method == "PUT" and what in heard.target else do()

    return between


def test_a_bucket_that_is_read_only_is_told_by_the_right_that_lacks(tmp_path: Path) -> None:
    with raw(Memory(between=refusing("/crisis/"))) as server, pytest.raises(Refused) as refused:
        storage(server.endpoint, tmp_path).write("places/a.json", b"new", None)
    assert refused.value.reason_code == "no-right"
    assert "s3:PutObject" in refused.value.hint


def test_where_it_may_not_be_tried_whether_conditions_are_heeded_it_is_looked_before_and_after(tmp_path: Path) -> None:
    memory = Memory(between=refusing(TRIED))
    with raw(memory) as server:
        ours = storage(server.endpoint, tmp_path)
        ours.write("places/a.json", b"new", None)
        with pytest.raises(WorldMoved):
            ours.write("places/a.json", b"late", None)
    assert memory.writes == [b"new"]


def test_who_is_written_over_by_a_storage_that_ignores_conditions_is_told(tmp_path: Path) -> None:
    """In the moment after our write, somebody who looked before it writes too."""
    memory = Memory("ignored")

    def overwritten(do: Callable[[], Answer]) -> Answer:
        answer = do()
        memory.kept[NOTE] = b"theirs"
        return answer

    memory.between = first_write(overwritten)
    with raw(memory) as server, pytest.raises(WorldMoved):
        storage(server.endpoint, tmp_path).write("places/a.json", b"ours", None)


def test_a_note_without_a_bucket_is_told_at_once(tmp_path: Path) -> None:
    with raw(lambda _: (no(404, "NoSuchBucket"),)) as server:
        ours = storage(server.endpoint, tmp_path)
        assert ours.read("places/a.json") is None
        with pytest.raises(Refused) as refused:
            ours.write("places/a.json", b"new", None)
        assert refused.value.reason_code == "no-bucket"
        assert len(server.heard) == 2


def test_a_note_that_cannot_be_read_is_a_failure_not_none(tmp_path: Path) -> None:
    with raw(lambda _: (no(503, "SlowDown"),)) as server, pytest.raises(ProviderFailed) as failed:
        storage(server.endpoint, tmp_path).read("places/a.json")
    assert failed.value.reason_code == "storage-busy"


@pytest.mark.parametrize("conditions", ["heeded", "ignored"])
def test_what_was_found_out_of_a_storage_is_asked_once(tmp_path: Path, conditions: str) -> None:
    asked: list[str] = []

    def between(heard: Heard, do: Callable[[], Answer]) -> Answer:
        asked.extend([heard.target] if heard.target.endswith(TRIED) else [])
        return do()

    learnt = tmp_path / "learnt"
    with raw(Memory(conditions, between=between)) as server:
        for number in range(3):
            there = storage(server.endpoint, tmp_path, learnt=learnt)
            note = there.read("places/a.json")
            there.write("places/a.json", str(number).encode(), note.tag if note else None)
        once = len(asked)
        assert 0 < once <= 2
        for spoilt in ("", "{}", "[1]", '["x", 2]'):
            (file,) = learnt.iterdir()
            file.write_text(spoilt)
            there = storage(server.endpoint, tmp_path, learnt=learnt)
            note = there.read("places/a.json")
            there.write("places/a.json", spoilt.encode(), note.tag if note else None)
        assert len(asked) > once, "what cannot be read is asked again"
