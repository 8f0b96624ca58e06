"""`post new`: drafts from the playbook's posts for later; nothing that is there is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import snapshot, whole, wrong
from tests.launch.stage import Stage


@pytest.fixture
def posts(live: Stage) -> Iterator[Path]:
    """The posts of the live crisis; put back afterwards."""
    folder = live.crisis.folder / "content/posts"
    before = snapshot(folder)
    yield folder
    for file in folder.iterdir():
        if file.name not in before:
            file.unlink()


def started(live: Stage, name: str) -> list[Path]:
    ran = whole(live.run("post", "new", name))
    assert ran.code == 0, ran.stdout
    return [live.root / file for file in ran.envelope["data"]["files"]]


def test_a_draft_in_each_language_that_goes_out_once_it_is_none(live: Stage, posts: Path) -> None:
    before = snapshot(posts)
    french, english = started(live, "update")
    assert [file.name for file in (french, english)] == ["update.fr.md", "update.en.md"]
    assert "Kind: update\n" in french.read_text("utf-8")
    assert "\nStatus: draft\n" in english.read_text("utf-8")
    assert {name: data for name, data in snapshot(posts).items() if not name.startswith("update")} == before
    for file in (french, english):
        file.write_text(file.read_text("utf-8").replace("Status: draft\n", ""), "utf-8")
    assert [one for one in errors(live) if "update" in str(one["where"])] == []


def test_a_second_one_is_another(live: Stage, posts: Path) -> None:
    started(live, "update")
    second = started(live, "update")
    assert [file.name for file in second] == ["update-2.fr.md", "update-2.en.md"]
    assert "\nTwin: update-2\n" in second[0].read_text("utf-8")
    assert errors(live) == []


def errors(live: Stage) -> list[dict[str, object]]:
    found = live.run("check").envelope["data"]["findings"]
    return [one for one in found if one["level"] == "error"]


def test_what_the_playbook_does_not_have(live: Stage, posts: Path) -> None:
    assert "update" in wrong(live.run("post", "new", "updat"), 3, "unknown-post")
