"""What may be forgotten is forgotten, and what is kept can be put back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import Refused
from launcher.launch.deploy.bring import bring
from launcher.launch.deploy.depot import Depot
from launcher.launch.deploy.retention import EVERY, sweep, wanted
from launcher.launch.deploy.state import HostState, Out, next_side, place
from launcher.model import Release
from launcher.providers.system import SystemClock
from tests.launch.deploy.samples import made
from tests.launch.deploy.test_bring import lies
from tests.launch.deploy.test_bring import wanted as files_of
from tests.worlds import fresh_name, storage, world

__all__ = ["world"]
KEEP = 3


def put_out(depot: Depot, release: Release, side: str) -> None:
    bring(depot, side, release, depot.look().state.live)
    there = depot.look()
    depot.write(there.state.went_live(side, Out(release.id, "2026-03-10T06:30", "anna", "", "publish")), there.tag)


def test_the_oldest_go_and_the_others_come_back_from_the_storage_alone(world: Any, tmp_path: Path) -> None:
    there, host = storage(world), fresh_name()
    depot = Depot(there, there, SystemClock(), host, tmp_path / "one", "anna")
    side, every = "a", []
    for number in range(EVERY + 2):
        pages = {"index.html": f"page {number}", "same.css": "same", f"images/{number}.png": f"picture {number}"}
        every.append(made(depot.root, host, pages))
        put_out(depot, every[-1], side)
        side = next_side(host, place(host, side))
        gone = sweep(depot, KEEP)
        assert bool(gone) == (number + 1 == EVERY)
    other = replace(depot, root=tmp_path / "two")
    state = other.look().state
    stay = wanted(state, KEEP)
    assert {state.sides["a"].release, state.sides["b"].release} <= set(stay)
    for release in every[-KEEP - 2 :]:
        bring(other, side, release, state.live)
        assert lies(other, side) == files_of(release)
    with pytest.raises(Refused):
        other.release(every[0].id)
    pictures = {file.sha256 for release in every[:2] for file in release.files if "images" in file.path}
    kept = {key.rpartition("/")[2] for key in there.digests(f"hosts/{host}/kept/")}
    assert not pictures & kept


def test_what_lies_somewhere_stays_however_few_are_kept() -> None:
    state = HostState().settled("a", "one").begun("b", "two", "ben").begun("b", "three", "ben")
    outs = tuple(Out(str(number), "", "", "", "publish") for number in range(9))
    assert wanted(replace(state, outs=outs), 2) == ("one", "three", "two", "8", "7")
