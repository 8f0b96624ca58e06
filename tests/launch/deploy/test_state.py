"""The state of a host: what it remembers, and what it is never taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import Malformed
from launcher.launch.deploy import state as states
from launcher.launch.deploy.state import HostState, Out, next_side, place, side_of

words = st.text(st.characters(categories=["L", "N", "P"]), max_size=8)
ids = st.integers(0, 9).map(lambda number: f"{number:016x}")
outs = st.builds(Out, release=ids, at=words, by=words, why=words, action=words)


@given(st.lists(st.tuples(st.sampled_from(states.SIDES), outs), max_size=6))
def test_it_is_read_as_it_was_written(acts: list[tuple[str, Out]]) -> None:
    state = HostState()
    for side, out in acts:
        state = state.begun(side, out.release, out.by).settled(side, out.release).went_live(side, out)
    assert states.read(states.written(state), "x") == state
    assert state.count == len(acts)
    assert state.live == (acts[-1][1].release if acts else "")


def test_what_somebody_wrote_there_does_not_move_the_cursor() -> None:
    out = Out("0" * 16, "", "evil\x1b[31m\u202e@x", "", "publish")
    shown = states.read(states.written(HostState().went_live("a", out)), "x").outs[0].by
    assert shown.isprintable()


def test_what_is_being_changed_lies_nowhere() -> None:
    state = HostState().settled("a", "one").begun("a", "two", "somebody")
    assert (state.lies("a"), state.settled("a", "two").lies("a")) == ("", "two")
    assert HostState().settled("b", "one").doubted("b").lies("b") == ""
    assert HostState().doubted("b") == HostState(), "nothing lies there to be doubted"


def test_it_forgets_the_oldest_and_goes_on_counting() -> None:
    state = HostState()
    for number in range(states.REMEMBERED + 5):
        state = state.went_live("a", Out(str(number), "", "", "", "publish"))
    assert (len(state.outs), state.count, state.outs[0].release) == (states.REMEMBERED, states.REMEMBERED + 5, "5")


def test_readers_are_never_where_the_next_release_is_made() -> None:
    for side in states.SIDES:
        assert side_of("x.ca", place("x.ca", side)) == side
        assert next_side("x.ca", place("x.ca", side)) != side
    for serving in (None, "https://y.ca", "0123456789abcdef", "y.ca.a"):
        assert (side_of("x.ca", serving), next_side("x.ca", serving)) == ("", "a")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{}", b'{"sides": {}}', b"\xff", b'{"sides":{"a":{},"b":{}},"outs":[1],"count":0}'),
        states.written(HostState()).replace(b'"release": ""', b'"release": 5'),
        states.written(HostState()).replace(b'"release": ""', b'"release": "../../x"'),
        states.written(HostState()).replace(b'"whole": true', b'"whole": true, "by": 7'),
    ],
)
def test_what_is_no_state_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(Malformed) as told:
        states.read(body, "hosts/x.ca/state.json")
    assert told.value.reason_code == "bad-state"
