"""Whatever changed in whichever order: what is built of the changes is, byte for byte, what Pelican builds of it all.

By default a seeded share of the sequences; hundreds: `SPAREWHEEL_FUZZ=full pytest tests/site -k sequence`, with other
seeds and numbers by SPAREWHEEL_SEED and SPAREWHEEL_EXAMPLES.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from launcher.errors import SpareWheelError
from launcher.model import Release
from launcher.site import build, rebuilding, release
from tests.site import changing
from tests.site.changing import STEPS, Stage

SEED = int(os.environ.get("SPAREWHEEL_SEED", "20260310"))
EXAMPLES = int(os.environ.get("SPAREWHEEL_EXAMPLES", "300")) if os.environ.get("SPAREWHEEL_FUZZ") == "full" else 8
RARE = ("template", "sheet", "name", "contacts", "colour", "logo", "zone", "languages", "edition", "mode")
"""After them all is built again, which would hide what the other steps spoil."""
OFTEN = sorted(set(STEPS) - set(RARE))
NUMBERS = st.integers(0, 999)
STEP = st.tuples(st.sampled_from(OFTEN), NUMBERS, NUMBERS)
SEQUENCE = st.tuples(
    st.lists(STEP, min_size=1, max_size=4),
    st.one_of(st.just([]), st.lists(st.tuples(st.sampled_from(RARE), NUMBERS, NUMBERS), max_size=1)),
    st.lists(STEP, max_size=4),
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Built once; each sequence goes on from a copy."""
    stage = changing.begun(tmp_path_factory.mktemp("begun"))
    made = rebuilding.release(stage.root, stage.site, stage.theme, stage.now)
    assert made.how == "full"
    return stage


@seed(SEED)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(sequence=SEQUENCE)
def test_any_sequence_of_changes(begun: Stage, sequence: tuple[list[tuple[str, int, int]], ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage = changing.copied(begun, Path(folder))
        with rebuilding.Renderer(stage.theme) as renderer:
            made = None
            for step in [step for part in sequence for step in part]:
                made = _after(stage, renderer, step) or made
        if made is not None:
            assert _differences(_whole(stage), made.release) == [], (made.how, made.why)


def _after(stage: Stage, renderer: rebuilding.Renderer, step: tuple[str, int, int]) -> rebuilding.Made | None:
    """The build after one step; a step that nobody could publish is taken back, when a whole build refuses it too."""
    content, site, now = stage.root / "before", stage.site, stage.now
    shutil.copytree(stage.content, content)
    try:
        stage.take(*step)
        return renderer.release(stage.root, stage.site, stage.now)
    except SpareWheelError as error:
        with pytest.raises(SpareWheelError, match=re.escape(str(error))):
            _whole(stage)
        shutil.rmtree(stage.content)
        shutil.copytree(content, stage.content)
        stage.site, stage.now = site, now
        return renderer.release(stage.root, stage.site, stage.now)
    finally:
        shutil.rmtree(content)


def _whole(stage: Stage) -> Release:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        build.build(stage.content, stage.site, stage.theme, out, stage.now)
        return release.pack(out, stage.site)


def _differences(whole: Release, made: Release) -> list[str]:
    one, other = ({file.path: file.sha256 for file in each.files} for each in (whole, made))
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
