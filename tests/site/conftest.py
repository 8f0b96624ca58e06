from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Mode
from launcher.site.build import build
from tests.site import samples


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[Mode, Path]:
    """One sample crisis, built once for each mode."""
    root = tmp_path_factory.mktemp("sites")
    content = samples.crisis(root / "content")
    for mode in Mode:
        build(content, samples.site(mode), samples.THEME, root / mode.value)
    return {mode: root / mode.value for mode in Mode}


@pytest.fixture
def live(sites: dict[Mode, Path]) -> Path:
    return sites[Mode.LIVE]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The smallest content that builds; tests add to it."""
    return samples.homes(tmp_path / "content")
