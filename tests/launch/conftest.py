"""A launch that was begun and one that was never broken, made once by each worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.launch.stage import KILLED, Picture, Stage, calls_of, death_at, on_stage, syncs_of
from tests.worlds import world

__all__ = ["begun", "unbroken", "world"]


@dataclass(frozen=True)
class Begun:
    """A workspace whose launch was killed right after the yes: the plan is in the journal, no step has looked yet."""

    stage: Stage
    calls: int
    """How many service calls a launch makes before its yes."""
    syncs: int
    """How often it syncs something to disk until then."""


@dataclass(frozen=True)
class Unbroken:
    """The same launch, resumed and left alone: where every broken one must end."""

    stage: Stage
    picture: Picture
    calls: tuple[str, ...]
    syncs: int


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    place = tmp_path_factory.mktemp("begun")
    with on_stage(place / "workspace") as stage:
        conditions = death_at("registrar.holding", "before", nth=2)
        killed = stage.launch({**conditions, "trace": str(place / "trace")})
        assert killed.code == KILLED, killed.stdout
    return Begun(stage, len(calls_of(place / "trace")) - 1, syncs_of(place / "trace"))


@pytest.fixture(scope="session")
def unbroken(tmp_path_factory: pytest.TempPathFactory, begun: Begun) -> Iterator[Unbroken]:
    place = tmp_path_factory.mktemp("unbroken")
    with on_stage(place / "workspace", begun.stage) as stage:
        ran = stage.faulty({"trace": str(place / "trace")}, "resume")
        assert ran.code == 0, ran.stdout
        picture = stage.picture()
        assert picture.state == "live"
        assert picture.charges == [("rappel-fromage.ca", "18.00")]
        assert {status for status, *_ in picture.files.values()} == {200}
        yield Unbroken(stage, picture, tuple(calls_of(place / "trace")), syncs_of(place / "trace"))
