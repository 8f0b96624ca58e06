"""What counts is the bytes: no clock, no name of an editor, no moment in the middle of a save."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from launcher.preview.watching import Watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "content"
    (place / "posts").mkdir(parents=True)
    (place / "posts" / "a.fr.md").write_text("one")
    return place


def names(found: frozenset[Path]) -> list[str]:
    return sorted(file.name for file in found)


def test_nothing_changed(folder: Path) -> None:
    watch = Watch([folder])
    assert watch.look() == frozenset()
    os.utime(folder / "posts" / "a.fr.md", (1, 1))
    assert watch.look() == frozenset(), "a time alone is no change"


def test_saved_in_every_way(folder: Path) -> None:
    file, watch = folder / "posts" / "a.fr.md", Watch([folder])
    file.write_text("two")
    assert names(watch.look()) == ["a.fr.md"]
    (folder / "posts" / ".a.tmp").write_text("three")
    assert watch.look() == frozenset()
    (folder / "posts" / ".a.tmp").replace(file)
    assert names(watch.look()) == ["a.fr.md"]
    file.rename(folder / "posts" / "a.fr.md~")
    file.write_text("three")
    assert watch.look() == frozenset(), "the same bytes under the same name"
    file.unlink()
    assert names(watch.look()) == ["a.fr.md"]
    assert watch.look() == frozenset()


def test_saved_again_with_the_same_bytes(folder: Path) -> None:
    """No change; but who read it in the middle of the save has half of it, and wants to know."""
    watch, file = Watch([folder]), folder / "posts" / "a.fr.md"
    file.write_text("one")
    assert watch.settled(lambda _: None) == frozenset()
    assert names(watch.stirred) == ["a.fr.md"]
    assert watch.settled(lambda _: None) == frozenset()
    assert watch.stirred == frozenset()


def test_same_size_same_times_is_seen(folder: Path) -> None:
    file = folder / "posts" / "a.fr.md"
    file.write_text("two")
    watch, before = Watch([folder]), file.stat()
    file.write_text("six")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names(watch.look()) == ["a.fr.md"]


def test_a_name_in_parts_is_a_name(folder: Path) -> None:
    name = unicodedata.normalize("NFD", "été.fr.md")
    watch = Watch([folder])
    (folder / "posts" / name).write_text("x")
    assert names(watch.look()) == [name]


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "b.fr.md").write_text("x")
    watch = Watch([folder])
    (folder / "posts" / "way").symlink_to(tmp_path / "secret")
    assert names(watch.look()) == ["way"]
    (tmp_path / "secret" / "b.fr.md").write_text("y")
    assert watch.look() == frozenset()


def test_one_file_and_one_that_is_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    watch = Watch([file])
    file.write_text("a: 1")
    assert names(watch.look()) == ["facts.yaml"]


def test_a_slow_editor_is_let_finish(folder: Path) -> None:
    """It empties the file, then writes it, and another beside it: told once, at the end."""
    file, other = folder / "posts" / "a.fr.md", folder / "posts" / "b.fr.md"
    watch = Watch([folder])
    saves = [(file, "half"), (other, "whole"), (other, "whole")]
    file.write_text("")
    found = watch.settled(lambda _: saves[0][0].write_text(saves.pop(0)[1]))
    assert names(found) == ["a.fr.md", "b.fr.md"]
    assert not saves
    assert watch.look() == frozenset()
