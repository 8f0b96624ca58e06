"""A release comes into a place whole, whatever lay there and wherever it was cut; what it replaces can come back."""

from __future__ import annotations

import contextlib
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.drill.faults import Counted, Fault, Moment
from launcher.errors import ProviderFailed, Refused, WorldMoved
from launcher.launch.deploy import bring as bringing
from launcher.launch.deploy import state as states
from launcher.launch.deploy.bring import bring, clear, doubt
from launcher.launch.deploy.depot import Depot
from launcher.launch.deploy.state import Out
from launcher.model import File, Release
from launcher.providers.system import SystemClock
from launcher.site import objects
from tests.launch.deploy.samples import PATHS, made
from tests.worlds import fresh_name, storage, world

__all__ = ["world"]


@pytest.fixture
def depot(world: Any, tmp_path: Path) -> Depot:
    there = storage(world)
    return Depot(there, there, SystemClock(), fresh_name(), tmp_path, "anna@one")


def lies(depot: Depot, side: str) -> dict[str, str]:
    prefix = depot.key(side, "")
    return {key.removeprefix(prefix): md5 for key, md5 in depot.storage.digests(prefix).items()}


def wanted(release: Release) -> dict[str, str]:
    return {file.path: file.md5 for file in release.files}


def some(depot: Depot, chance: random.Random) -> Release:
    pages = {path: f"{path} {chance.randrange(3)}" for path in PATHS if chance.random() < 0.8}
    return made(depot.root, depot.host, pages or {"index.html": "alone"})


def cut(depot: Depot, number: int) -> Depot:
    """The same, whose call of this number fails, before or after it was done."""
    moment = Moment.BEFORE if number % 2 else Moment.AFTER
    counted = Counted([Fault("fail", moment, number=number)])
    around = counted._around
    return replace(depot, storage=around("storage", depot.storage), shared=around("shared", depot.shared))


@pytest.mark.parametrize("seed", range(6))
def test_cut_anywhere_the_same_call_makes_it_whole(depot: Depot, seed: int) -> None:
    chance = random.Random(seed)
    history = []
    for _ in range(6):
        side, release = chance.choice(states.SIDES), some(depot, chance)
        other = next(one for one in states.SIDES if one != side)
        before = lies(depot, other)
        for _ in range(chance.randrange(3)):
            with contextlib.suppress(ProviderFailed):
                bring(cut(depot, chance.randrange(1, 16)), side, release, "")
        bring(depot, side, release, "")
        assert lies(depot, side) == wanted(release)
        assert lies(depot, other) == before, "where readers are, nothing changes"
        history.append((side, release))
    shutil.rmtree(depot.root / "objects")  # another machine: it has none of the bytes
    for _, release in history:
        bring(depot, "a", release, "")
        assert lies(depot, "a") == wanted(release), "all that ever lay there can come back from the storage alone"


def test_what_is_the_same_is_not_sent(depot: Depot) -> None:
    pages = {path: path for path in PATHS}
    first, second = made(depot.root, depot.host, pages), made(depot.root, depot.host, {**pages, "404.html": "new"})
    assert set(bring(depot, "a", first, "").sent) == set(PATHS)
    assert bring(depot, "a", first, "").sent == {}
    assert bring(depot, "a", second, "").sent == {"404.html": "changed"}
    assert bring(depot, "a", made(depot.root, depot.host, {"index.html": "index.html"}), "").removed == (
        "404.html", "fr/a/index.html", "fr/b/index.html", "fr/feed.atom", "images/c.png",
    )  # fmt: skip


def test_a_cut_upload_goes_on_with_what_is_missing(depot: Depot) -> None:
    release = made(depot.root, depot.host, {path: path for path in PATHS})
    with pytest.raises(ProviderFailed):
        bring(cut(depot, 15), "a", release, "")
    arrived = lies(depot, "a")
    assert len(arrived) > 0
    assert set(bring(depot, "a", release, "").sent) == set(PATHS) - arrived.keys()


def test_what_others_put_there_is_left(depot: Depot) -> None:
    bring(depot, "a", made(depot.root, depot.host, {"index.html": "one"}), "")
    strange = depot.key("a", "theirs.html")
    depot.storage.put(strange, b"x", File("theirs.html", "", "", 1, "text/html", "x"))
    doubt(depot)
    bring(depot, "a", made(depot.root, depot.host, {"index.html": "two"}), "")
    assert depot.storage.get(strange) == b"x"


def test_what_drifted_is_put_right_when_it_is_doubted(depot: Depot) -> None:
    release = made(depot.root, depot.host, {path: path for path in PATHS})
    bring(depot, "a", release, "")
    depot.storage.put(depot.key("a", "index.html"), b"tampered", release.files[-1])
    depot.storage.delete([depot.key("a", "404.html")])
    assert bring(depot, "a", release, "").sent == {}, "nobody looked"
    doubt(depot)
    assert set(bring(depot, "a", release, "").sent) == {"index.html", "404.html"}
    assert lies(depot, "a") == wanted(release)


def test_two_machines(depot: Depot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(depot, by="ben@two", root=tmp_path / "two")
    ours, theirs = (
        made(depot.root, depot.host, {"index.html": "ours"}),
        made(other.root, depot.host, {"index.html": "x"}),
    )
    with pytest.raises(ProviderFailed):
        bring(cut(depot, 4), "a", ours, "")  # it died, or is slow
    with pytest.raises(Refused) as told:
        bring(other, "a", theirs, "")
    assert told.value.reason_code == "busy"
    assert "anna@one" in told.value.message
    monkeypatch.setattr(bringing, "PATIENCE", 0.0)
    bring(other, "a", theirs, "")
    noticed = depot.look()
    depot.write(
        noticed.state.went_live("a", Out(theirs.id, "2026-03-10T06:30:00+00:00", other.by, "", "publish")), noticed.tag
    )
    with pytest.raises(WorldMoved, match="ben@two"):
        bring(depot, "b", ours, "")
    bring(depot, "b", ours, theirs.id)


def test_who_was_taken_over_stops(depot: Depot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(depot, by="ben@two", root=tmp_path / "two")
    theirs = made(other.root, depot.host, {"index.html": "theirs"})
    monkeypatch.setattr(bringing, "PATIENCE", 0.0)

    def meanwhile(*_: object) -> None:
        monkeypatch.setattr(bringing, "_put", put)
        bring(other, "a", theirs, "")

    put = bringing._put
    monkeypatch.setattr(bringing, "_put", meanwhile)
    with pytest.raises(WorldMoved):
        bring(depot, "a", made(depot.root, depot.host, {"index.html": "ours"}), "")
    assert lies(depot, "a") == wanted(theirs)


def test_cleared_nothing_is_left(depot: Depot) -> None:
    for number, side in enumerate((*states.SIDES, *states.SIDES)):
        bring(depot, side, made(depot.root, depot.host, {"index.html": str(number)}), "")
    clear(depot, "a")
    assert lies(depot, "a") == {}
    assert lies(depot, "b") != {}
    clear(depot, "b")
    assert depot.storage.digests(f"hosts/{depot.host}/") == {}


def test_bytes_that_nobody_has(depot: Depot) -> None:
    release = made(depot.root, depot.host, {"index.html": "lost"})
    objects.place(depot.root, release.files[0].sha256).unlink()
    with pytest.raises(Refused) as told:
        bring(depot, "a", release, "")
    assert told.value.reason_code == "damaged"


def test_what_is_damaged_here_comes_from_the_storage(depot: Depot) -> None:
    release = made(depot.root, depot.host, {"index.html": "text"})
    bring(depot, "a", release, "")
    objects.place(depot.root, release.files[0].sha256).write_bytes(b"garbage")
    bring(depot, "b", release, "")
    assert lies(depot, "b") == wanted(release)
