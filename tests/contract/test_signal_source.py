"""What every SignalSource must do, with a service that speaks as it should and with those that do not."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.model import Download
from launcher.providers.sources import Desk, Feed, Gdelt, NetworkSource, Service, Wikimedia
from launcher.providers.sources.pace import Pace
from launcher.services import SignalSource
from tests.online import NOON, SINCE, TODAY, Handler, Reply, Server, StillClock, feed, gdelt, serving, wikimedia

HTML = Reply(b"<!DOCTYPE html><html><body>Sign in to the hotel</body></html>", headers={"Content-Type": "text/html"})


@dataclass
class Stage:
    """A source, the service behind it, and the time; `again` is another command of the same workspace."""

    server: Server
    clock: StillClock
    make: Callable[[str], Service]
    folder: Path
    word: tuple[str, str]
    good: Handler

    def again(self, url: str = "") -> SignalSource:
        return NetworkSource("papers", self.make(url or self.server.url), Desk(self.folder, self.clock))

    def fetch(self, source: SignalSource | None = None, until: dt.date = TODAY) -> Download:
        return (source or self.again()).fetch(*self.word, SINCE, until)


KINDS: dict[str, tuple[Callable[[str], Service], Handler, tuple[str, str]]] = {
    "wikimedia": (lambda url: Wikimedia(url=f"{url}/per-article"), wikimedia, ("listériose", "fr")),
    "gdelt": (lambda url: Gdelt(url=f"{url}/doc"), gdelt, ("rappel de fromage", "fr")),
    "feed": (lambda url: Feed(url=f"{url}/rss.xml"), feed, ("", "")),
}


@pytest.fixture(params=sorted(KINDS))
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    make, good, word = KINDS[request.param]
    with serving(good) as server:
        yield Stage(server, StillClock(), make, tmp_path / "cache", word, good)


def refused(stage: Stage, source: SignalSource | None = None) -> str:
    with pytest.raises(ProviderFailed) as caught:
        stage.fetch(source)
    told = caught.value.message
    assert "\n" not in told
    assert len(told) < 160
    assert not (stage.word[0] and stage.word[0] in told)
    return told


def test_an_answer_is_given_as_it_came(stage: Stage) -> None:
    got = stage.fetch()
    assert got.body
    assert got.note == ""
    assert got.name.startswith("papers.")
    assert Path(got.name).name == got.name
    assert len(stage.server.asked) == 1


def test_asked_once_while_the_answer_is_fresh_and_again_later(stage: Stage) -> None:
    first = stage.fetch()
    assert stage.fetch() == first
    assert len(stage.server.asked) == 1
    stage.clock.moment += dt.timedelta(days=1)
    stage.fetch()
    assert len(stage.server.asked) == 2


def test_other_days_are_another_question(stage: Stage) -> None:
    stage.fetch()
    stage.fetch(until=TODAY - dt.timedelta(days=1))
    assert len(stage.server.asked) == 2


def test_an_old_copy_serves_offline_and_says_so_until_it_is_too_old(stage: Stage) -> None:
    first = stage.fetch()
    stage.clock.moment += dt.timedelta(days=2)
    stage.server.handler = lambda _: Reply(status=503)
    later = stage.fetch()
    assert later.body == first.body
    assert "a copy of 2026-03-12 serves" in later.note
    stage.clock.moment += dt.timedelta(days=6)
    assert "answers 503" in refused(stage)


@pytest.mark.parametrize("damage", [lambda raw: raw[:-3], lambda raw: b"{", lambda raw: b"", lambda raw: b"[1]\nx"])
def test_a_damaged_copy_counts_as_none(stage: Stage, damage: Callable[[bytes], bytes]) -> None:
    first = stage.fetch()
    (kept,) = (stage.folder / "answers").iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    assert stage.fetch() == first
    assert len(stage.server.asked) == 2


def test_copies_are_for_their_owner_and_go_away_when_they_are_old(stage: Stage) -> None:
    stage.fetch()
    answers = stage.folder / "answers"
    (kept,) = answers.iterdir()
    assert stat.S_IMODE(answers.stat().st_mode) == 0o700
    for name, days in (("other-word", 8), ("other-word-of-late", 6)):
        moment = (NOON - dt.timedelta(days=days)).timestamp()
        (answers / name).write_bytes(b"")
        os.utime(answers / name, (moment, moment))
    stage.fetch(until=TODAY - dt.timedelta(days=1))
    assert sorted(path.name for path in answers.iterdir()) == sorted([kept.name, "other-word-of-late"])


@pytest.mark.parametrize(
    "said", ["7", "Thu, 12 Mar 2026 12:00:07 GMT", "  7 "], ids=["seconds", "date", "seconds with blanks"]
)
def test_it_waits_as_long_as_it_is_asked_to(stage: Stage, said: str) -> None:
    replies = iter([Reply(status=429, headers={"Retry-After": said})])
    stage.server.handler = lambda asked: next(replies, None) or stage.good(asked)
    assert stage.fetch().body
    assert stage.clock.waits == [pytest.approx(7, abs=0.01)]


@pytest.mark.parametrize("said", ["86400", "Fri, 13 Mar 2026 12:00:00 GMT", "999999999"])
def test_who_asks_for_a_day_is_left_alone_by_the_next_command_too(stage: Stage, said: str) -> None:
    stage.server.handler = lambda _: Reply(status=429, headers={"Retry-After": said})
    assert "takes no question before" in refused(stage)
    assert "takes no question before" in refused(stage)
    assert len(stage.server.asked) == 1
    assert stage.clock.waits == []


@pytest.mark.parametrize("said", ["", "soon", "-5", "Thu, 99 Foo"])
@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_service_that_goes_on_failing_is_asked_three_times(stage: Stage, status: int, said: str) -> None:
    stage.server.handler = lambda _: Reply(b"<h1>Oops</h1>", status, {"Retry-After": said})
    source = stage.again()
    assert f"answers {status}" in refused(stage, source)
    assert len(stage.server.asked) == 3
    assert stage.clock.waits[0] < stage.clock.waits[1]
    refused(stage, source)
    assert len(stage.server.asked) == 3, "the same command does not wait for it a second time"


@pytest.mark.parametrize(
    "reply",
    [HTML, Reply(b"", 200), Reply(b"\x00\xff\x13", 200), Reply(b"[" * 5000), Reply(b"[]"), Reply(status=403)],
    ids=["html", "nothing", "bytes", "deep", "list", "forbidden"],
)
def test_an_answer_of_another_form_is_a_failure_and_is_not_kept(stage: Stage, reply: Reply) -> None:
    stage.server.handler = lambda _: reply
    refused(stage)
    stage.server.handler = stage.good
    assert stage.fetch().body


@pytest.mark.parametrize("status", [203, 301, 401, 403, 410])
def test_a_body_that_looks_right_is_no_answer_under_another_status(stage: Stage, status: int) -> None:
    stage.server.handler = lambda asked: replace(stage.good(asked), status=status)
    assert f"answers {status}" in refused(stage)


def test_offline(stage: Stage) -> None:
    nobody = stage.again("http://127.0.0.1:9")
    assert "127.0.0.1:9" in refused(stage, nobody)


def test_all_processes_of_a_workspace_share_the_pause(stage: Stage) -> None:
    gap = stage.make("http://127.0.0.1").gap
    for _ in range(3):
        stage.fetch(stage.again())
        stage.clock.moment += dt.timedelta(days=1)  # the copy is old, and the pause long over
    assert stage.clock.waits == []
    for day in range(3):
        stage.fetch(stage.again(), until=TODAY - dt.timedelta(days=day + 1))
    assert stage.clock.waits == [pytest.approx(gap, abs=0.01)] * 2


@pytest.mark.parametrize("state", ["", "tomorrow", "9" * 12 + ".000", "\x00\x00", "-1.000"])
def test_a_damaged_pause_stops_nobody(stage: Stage, state: str) -> None:
    stage.fetch()
    (slot,) = (stage.folder / "pace").iterdir()
    slot.write_text(state, "ascii")
    stage.fetch(until=TODAY - dt.timedelta(days=1))
    assert stage.clock.waits == []


def test_those_who_come_together_each_get_a_slot_of_their_own(tmp_path: Path) -> None:
    class Frozen(StillClock):
        def sleep(self, seconds: float) -> None:
            self.waits.append(seconds)

    clock = Frozen()
    with ThreadPoolExecutor(8) as pool:
        for turn in [pool.submit(Pace(tmp_path, "api.example:443", 2.0, clock).turn, 60.0) for _ in range(24)]:
            turn.result()
    assert sorted(clock.waits) == [pytest.approx(2.0 * n, abs=0.01) for n in range(1, 24)]
    with pytest.raises(ProviderFailed, match="takes no question before 12:00:48 UTC"):
        Pace(tmp_path, "api.example:443", 2.0, clock).turn(40.0)


def test_a_folder_that_takes_no_file_is_told(stage: Stage) -> None:
    stage.folder.parent.mkdir(exist_ok=True)
    stage.folder.write_text("a file where a folder should be", "ascii")
    with pytest.raises(Refused, match="pace"):
        stage.fetch()


def test_the_clock_of_the_copy_may_lie_in_the_future(stage: Stage) -> None:
    stage.fetch()
    stage.clock.moment = NOON - dt.timedelta(days=1)
    assert stage.fetch().body
    assert len(stage.server.asked) == 2


def test_no_key_and_no_name_of_ours_travels(stage: Stage) -> None:
    stage.fetch()
    (asked,) = stage.server.asked
    assert set(asked.headers) == {"host", "user-agent", "accept-encoding"}
    assert json.dumps(asked.query).count("sparewheel") == 0
