"""Two commands on one crisis, two crises on one name, a person who stops: still one charge, and clear words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import Interrupted, SpareWheelError
from launcher.launch import journal
from tests.saga.fates import FATES, End
from tests.saga.grounds import SELLERS, ground_of
from tests.saga.story import Story

COMMANDS = 4


@pytest.fixture
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    with ground_of(request.param, request, tmp_path).story() as one:
        yield one


def at_once(stories: list[Story]) -> list[SpareWheelError | None]:
    """A run of each, begun together."""
    together = threading.Barrier(len(stories))

    def run(one: Story) -> SpareWheelError | None:
        together.wait()
        return one.run()

    with ThreadPoolExecutor(len(stories)) as pool:
        return list(pool.map(run, stories))


@pytest.mark.parametrize("story", [(one, "slow") for one in SELLERS], indirect=True, ids=": ".join)
def test_many_commands_at_once_on_one_crisis(story: Story) -> None:
    told = at_once([story] * COMMANDS)
    assert None in told
    assert {error.reason_code for error in told if error} <= {"busy"}
    assert len(story.asked) == 1
    story.resumed(End.HELD)


@pytest.mark.parametrize("fate", ["slow", "lost after", "pending, then ok"])
@pytest.mark.parametrize("seller", SELLERS)
def test_two_crises_that_want_the_same_name_have_one_between_them(
    seller: str, fate: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with ground_of((seller, fate), request, tmp_path).story() as one:
        other = replace(one, place=tmp_path / "other", asked=[], said=[])
        other.place.mkdir()
        at_once([one, other])
        for story in (one, other):
            story.resumed(FATES[fate].end)


# ── a person who stops ───────────────────────────────────────────────────────────────────────────

STOPS = [
    pytest.param((seller, fate), line, id=f"{seller}: {fate}")
    for seller in ("sandbox", "route53")
    for fate, line in (
        ("lost before", "stopped while it is not known whether {} was bought"),
        ("pending, then ok", "stopped while {} is being registered"),
    )
]


@pytest.mark.parametrize(("story", "line"), STOPS, indirect=["story"])
def test_who_stops_is_heard_at_once_and_told_what_is_open(story: Story, line: str) -> None:
    stopped = story.run(stopping=lambda: bool(story.asked))
    assert isinstance(stopped, Interrupted)
    assert stopped.message == line.format(story.name)
    assert "Nothing else was bought. `sparewheel resume`" in stopped.hint
    assert story.clock.waited < 1
    assert journal.broken(story.place) is None
    story.resumed(End.HELD)


@pytest.mark.parametrize("story", [("route53", "lost before")], indirect=True, ids=": ".join)
def test_who_waits_is_told_for_what_and_how_long(story: Story) -> None:
    unknown = story.run()
    assert unknown is not None
    assert unknown.reason_code == "registration-unknown"
    assert story.said[-1] == f"no answer came: looking whether {story.name} was bought (up to 120 s)"
    assert 119 < story.clock.waited < 121
    story.resumed(End.HELD)


@pytest.mark.parametrize("story", [("by hand", "nobody buys it")], indirect=True, ids=": ".join)
def test_who_buys_by_hand_may_choose_another_name(story: Story) -> None:
    """No purchase of ours is open: the launch with another name finds it recorded so."""
    waits = story.run()
    assert waits is not None
    assert "--domain" in waits.hint
    notes = [entry.data for entry in journal.entries(story.place) if entry.kind == "note"]
    assert notes[-1] == {"rejected": story.name}
