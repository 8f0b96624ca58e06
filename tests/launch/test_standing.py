"""Where a crisis stands, by what its journal says and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.launch import folder, journal
from launcher.launch.folder import FIRST, LIVE, UNFINISHED, UNVERIFIED, Crisis, Standing
from launcher.model import Mode
from tests.launch import test_plan
from tests.launch.test_plan import NAME, as_json_of, two_tracks

AT = dt.datetime(2026, 3, 12, tzinfo=dt.UTC)
EARLY, PROOF = f"prove:{test_plan.FIRST}:{'1' * 16}", f"prove:{NAME}:{'a' * 16}"


def stands(root: Path, *proofs: tuple[str, str, bool]) -> Standing:
    """After a launch on two tracks, and what became of its proofs: (kind, step, whether somebody only looked)."""
    with journal.opened(root, lambda: AT) as lines:
        lines.append("plan", plan=as_json_of(two_tracks()), checksum="c")
        for kind, step, looking in proofs:
            lines.append(kind, step, looking=looking)
    return folder.standing(Crisis("one", "product-recall", "sandbox", Mode.LIVE, AT, root))


@pytest.mark.parametrize("looking", [True, False])
def test_a_look_that_failed_is_no_proof_that_failed(looking: bool, tmp_path: Path) -> None:
    live = (("done", EARLY, False), ("done", PROOF, False))
    there = stands(tmp_path, *live, ("failed", PROOF, looking))
    assert (there.state, there.live) == ((LIVE, NAME) if looking else (UNVERIFIED, test_plan.FIRST))


def test_who_could_not_look_at_the_name_says_nothing_of_it(tmp_path: Path) -> None:
    assert stands(tmp_path, ("failed", PROOF, True)).state == UNFINISHED
    there = stands(tmp_path, ("done", EARLY, False), ("failed", PROOF, True))
    assert (there.state, there.live) == (FIRST, test_plan.FIRST)
