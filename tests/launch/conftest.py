"""A launch that was begun and one that was never broken, on one track and on two, made once by each worker."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.launch.stage import KILLED, STANDBY, Picture, Stage, calls_of, on_stage, syncs_of
from tests.worlds import world

__all__ = ["begun", "two_tracks", "unbroken", "unbroken_tracks", "world"]


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
    return _begun(tmp_path_factory.mktemp("begun"))


@pytest.fixture(scope="session")
def two_tracks(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """The same where a domain stands by."""
    return _begun(tmp_path_factory.mktemp("tracks"), STANDBY)


def _begun(place: Path, standby: str = "") -> Begun:
    with on_stage(place / "workspace", standby=standby) as stage:
        killed = stage.launch({"steps": False, "trace": str(place / "trace")})
        assert killed.code == KILLED, killed.stdout
    return Begun(stage, len(calls_of(place / "trace")), syncs_of(place / "trace"))


@pytest.fixture(scope="session")
def unbroken(tmp_path_factory: pytest.TempPathFactory, begun: Begun) -> Iterator[Unbroken]:
    with _unbroken(tmp_path_factory.mktemp("unbroken"), begun) as found:
        yield found


@pytest.fixture(scope="session")
def unbroken_tracks(tmp_path_factory: pytest.TempPathFactory, two_tracks: Begun) -> Iterator[Unbroken]:
    with _unbroken(tmp_path_factory.mktemp("unbroken-tracks"), two_tracks) as found:
        assert found.picture.serving[found.stage.first] == "https://rappel-fromage.ca"
        yield found


@contextlib.contextmanager
def _unbroken(place: Path, begun: Begun) -> Iterator[Unbroken]:
    with on_stage(place / "workspace", begun.stage) as stage:
        ran = stage.faulty({"trace": str(place / "trace")}, "resume")
        assert ran.code == 0, ran.stdout
        picture = stage.picture()
        assert picture.state == "live"
        assert picture.charges == [("rappel-fromage.ca", "18.00")]
        assert {status for status, *_ in picture.files.values()} == {200}
        yield Unbroken(stage, picture, tuple(calls_of(place / "trace")), syncs_of(place / "trace"))
