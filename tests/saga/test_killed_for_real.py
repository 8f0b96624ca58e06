"""The same with SIGKILL: a process that really ends, and another one that knows only what is on disk."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.launch.stage import KILLED, PATIENCE, ROOT
from tests.saga.grounds import CASES, FULL, SELLERS, Ground, ground_of
from tests.saga.story import Story

SEED = 20171203
LAST = 16
_IN_OUR_HANDS = ("5xx after", "taken by us: ")
"""Fates that live in the process that plays them."""
_SOLD = [(one, fate) for one, fate in CASES if one in SELLERS and not fate.startswith(_IN_OUR_HANDS)]
_PLAYED = _SOLD if FULL else random.Random(SEED).sample(_SOLD, 5)


@pytest.fixture
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    return ground_of(request.param, request, tmp_path)


def ended(story: Story, number: int) -> int:
    """How a process of its own ended."""
    call = ["-P", "-m", "tests.saga.process", json.dumps(asdict(story.played.access)), str(story.place), str(number)]
    done = subprocess.run(
        [sys.executable, *call],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


@pytest.mark.parametrize("ground", _PLAYED, indirect=True, ids=": ".join)
def test_killed_for_real(ground: Ground) -> None:
    luck = random.Random(f"{SEED} {ground.id}")
    with ground.story() as story:
        assert ended(story, luck.randint(1, LAST)) == KILLED
        ended(story, luck.randint(1, LAST))
        story.resumed(ground.fate.end)
