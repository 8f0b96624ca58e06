"""`make test` checks one site's files here; `make audit` every playbook's, and measures their pages in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.audit import edge, sites, tools
from tests.audit.sites import Audited

FULL = os.environ.get("SPAREWHEEL_AUDIT") == "full"
collect_ignore = (
    [] if FULL else ["test_axe.py", "test_lighthouse.py", "test_markup.py", "test_reading.py", "test_tools.py"]
)
DRILLS = sites.playbooks() if FULL else (sites.RECALL,)


@pytest.fixture(scope="session", params=DRILLS)
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """A playbook's drill as a live site."""
    return sites.named(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session", params=[*DRILLS, *sites.OTHERS])
def audited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """Every site: the playbooks' drills, and the others."""
    return sites.named(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def measuring() -> None:
    """The tools are here: else skipped with the reason on a laptop, and a failure in CI."""
    if (lacking := tools.missing()) and os.environ.get("CI"):
        pytest.fail(f"CI must have them: {lacking}")
    elif lacking:
        pytest.skip(lacking)


@pytest.fixture
def served(measuring: None, audited: Audited) -> Iterator[str]:
    """The address of every site in turn, as an edge of ours serves it."""
    with edge.serving(audited.root, audited.files) as address:
        yield address
