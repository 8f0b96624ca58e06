"""Whatever becomes of a purchase and wherever we die: one charge at most, no other name, and `resume` comes to rest.

By default a seeded share of the deaths runs; all of them: `SPAREWHEEL_CHAOS=full pytest -n auto tests/saga`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.saga.grounds import CASES, FULL, SELLERS, Ground, full, ground_of
from tests.saga.moments import Moments, drops

SEED = 20171202
LAST = 20
"""No run has fewer moments; a share of the deaths is drawn from these."""
PAIRS = 12
SOME = CASES if FULL else random.Random(SEED).sample(CASES, 8)
SELLING = [case for case in SOME if case[0] in SELLERS]
ids = ": ".join


@pytest.fixture
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    return ground_of(request.param, request, tmp_path)


@pytest.mark.parametrize("ground", CASES, indirect=True, ids=ids)
def test_killed_at_some_moment(ground: Ground) -> None:
    luck = random.Random(f"{SEED} {ground.id}")
    with ground.story() as story:
        story.dies(Moments(luck.randint(1, LAST)))
        story.resumed(ground.fate.end)


@full
@pytest.mark.parametrize("ground", CASES, indirect=True, ids=ids)
def test_killed_at_every_moment(ground: Ground) -> None:
    for number, name in enumerate(ground.moments(), 1):
        with ground.story() as story:
            assert story.dies(Moments(number)), name
            story.resumed(ground.fate.end)


@pytest.mark.parametrize("ground", SOME, indirect=True, ids=ids)
def test_killed_in_the_launch_and_in_its_resume(ground: Ground) -> None:
    luck = random.Random(f"{SEED} again {ground.id}")
    for _ in range(PAIRS if FULL else 1):
        with ground.story() as story:
            for _ in range(2):
                story.dies(Moments(luck.randint(1, LAST)))
            story.resumed(ground.fate.end)


@pytest.mark.parametrize("ground", SELLING, indirect=True, ids=ids)
def test_a_connection_that_breaks(ground: Ground) -> None:
    """At any call, before it or after it, in a process that lives on."""
    calls = [number for number, name in enumerate(ground.moments(), 1) if " the line " not in name]
    luck = random.Random(f"{SEED} breaks {ground.id}")
    for number in calls if FULL else [luck.choice(calls)]:
        with ground.story() as story:
            story.process(Moments(number, drops))
            story.resumed(ground.fate.end)
