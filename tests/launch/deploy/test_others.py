"""What comes from other machines: compared, brought, and never written where it does not belong."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import Refused
from launcher.launch.deploy import others
from launcher.launch.deploy.depot import Depot, note_file
from launcher.launch.deploy.others import Elsewhere, compare
from launcher.providers.system import SystemClock
from tests.launch.deploy.samples import made
from tests.worlds import fresh_name, storage, world

__all__ = ["world"]
HOSTILE = (
    *("images/../../../x.txt", "images/../../facts.yaml", "files/../x", "../x.md", "/etc/x.md", "posts/../x.md"),
    *("images/.hidden", "posts/.x.fr.md", "posts/a\nb.md", "posts/x.fr.md~", "notes/x.md", f"posts/{'x' * 300}.md"),
)


@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_that_leads_elsewhere_is_none_of_ours(path: str) -> None:
    assert not compare({}, {path: "a" * 64}, {})


def test_three_versions_are_compared() -> None:
    base = {
        "posts/same.md": "1",
        "posts/theirs.md": "1",
        "posts/ours.md": "1",
        "posts/both.md": "1",
        "posts/old.md": "1",
    }
    theirs = {**base, "posts/theirs.md": "2", "posts/both.md": "2", "posts/old.md": "2", "posts/new.md": "2"}
    ours = {**base, "posts/ours.md": "3", "posts/both.md": "3", "posts/old.md": "0"}
    found = compare(base, theirs, ours, published={"0"})
    assert set(found.fresh) == {"posts/theirs.md", "posts/both.md", "posts/old.md", "posts/new.md"}
    assert found.both == {"posts/both.md"}, "what was live once, nobody changed"
    del theirs["posts/same.md"]
    del theirs["posts/ours.md"]
    assert compare(base, theirs, ours).gone == ("posts/same.md",), "what was changed here stays here"


@pytest.fixture
def depot(world: Any, tmp_path: Path) -> Depot:
    there = storage(world)
    return Depot(there, there, SystemClock(), fresh_name(), tmp_path / "crisis", "anna@one")


def test_a_second_text_that_gives_way_does_not_write_over_the_first(depot: Depot) -> None:
    post = depot.root / "content" / "posts" / "a.fr.md"
    post.parent.mkdir(parents=True)
    release = made(depot.root, depot.host, {"index.html": "x"})
    for number in ("one", "two"):
        post.write_text(f"ours {number}")
        theirs = f"theirs {number}".encode()
        sha = hashlib.sha256(theirs).hexdigest()
        depot.storage.put(depot.source(sha), theirs, note_file(sha, len(theirs)))
        others.bring(depot, Elsewhere({"posts/a.fr.md": sha}, frozenset({"posts/a.fr.md"}), (), False), release)
        assert post.read_bytes() == theirs
    assert sorted(path.read_text() for path in post.parent.glob("*~")) == ["ours one", "ours two"]


def test_a_link_in_the_content_leads_nothing_out_of_it(depot: Depot, tmp_path: Path) -> None:
    content, away = depot.root / "content", tmp_path / "away"
    content.mkdir(parents=True)
    away.mkdir()
    (content / "images").symlink_to(away)
    sha = hashlib.sha256(b"x").hexdigest()
    depot.storage.put(depot.source(sha), b"x", note_file(sha, 1))
    release = made(depot.root, depot.host, {"index.html": "x"})
    with pytest.raises(Refused) as told:
        others.bring(depot, Elsewhere({"images/a.png": sha}, frozenset(), (), False), release)
    assert told.value.reason_code == "symlink"
    assert list(away.iterdir()) == []
