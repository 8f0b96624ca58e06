from __future__ import annotations

from pathlib import Path

import pytest

from launcher.launch.folder import Crisis
from launcher.workspace import Workspace
from tests.cli.conftest import live as live
from tests.preview.looking import copied, crisis_in


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crisis, Workspace]:
    """A crisis that is not launched; tests copy it."""
    return crisis_in(tmp_path_factory.mktemp("preview") / "workspace")


@pytest.fixture
def crisis(model: tuple[Crisis, Workspace], tmp_path: Path) -> tuple[Crisis, Workspace]:
    """A copy for one test."""
    return copied(model, tmp_path)
