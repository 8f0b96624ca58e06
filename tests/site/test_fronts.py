"""What stands above the texts of a folder is the same with a memory and without, whatever happened meanwhile."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.site import check, fronts
from tests.site.samples import homes, write

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = homes(tmp_path / "content")
    write(content, "posts/one.fr", kind="update")
    (content / "posts/broken.fr.md").write_text("no front matter", "utf-8")
    return content


def agree(content: Path, cache: Path) -> fronts.Fronts:
    found = fronts.read(content, cache)
    alone = {path: (one.sha256, one.front and one.front.meta) for path, one in fronts.read(content).items()}
    assert {path: (one.sha256, one.front and one.front.meta) for path, one in found.items()} == alone
    return found


def test_what_is_remembered_is_what_is_there(content: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "fronts.json"
    assert agree(content, cache)["posts/broken.fr.md"].front is None
    kept = cache.read_bytes()
    agree(content, cache)
    assert cache.read_bytes() == kept
    write(content, "posts/one.fr", kind="closing")
    write(content, "posts/two.fr", kind="update", status="draft")
    (content / "posts/broken.fr.md").unlink()
    found = agree(content, cache)
    assert found["posts/one.fr.md"].front is not None
    assert found["posts/one.fr.md"].front.meta["kind"] == "closing"
    assert [path for path, one in found.items() if not one.published] == ["posts/two.fr.md"]


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\xff", b"0" * 64 + b"\n{}"])
def test_a_memory_that_is_not_whole_is_not_believed(content: Path, tmp_path: Path, spoilt: bytes) -> None:
    cache = tmp_path / "fronts.json"
    fronts.read(content, cache)
    cache.write_bytes(spoilt)
    agree(content, cache)


def test_other_bytes_are_read_again_though_the_name_is_the_same(content: Path, tmp_path: Path) -> None:
    cache, file = tmp_path / "fronts.json", content / "posts" / "one.fr.md"
    fronts.read(content, cache)
    was = file.stat()
    text = file.read_bytes()
    file.write_bytes(text.replace(b"update", b"closin"))
    import os

    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    agree(content, cache)


def test_the_gate_judges_what_was_seen_whatever_was_saved_since(content: Path) -> None:
    (content / "posts/broken.fr.md").unlink()
    seen, before = fronts.read(content), check.findings(content, ("fr", "en"), NOW)
    (content / "posts/one.fr.md").write_text("no front matter", "utf-8")
    assert check.findings(content, ("fr", "en"), NOW, seen=seen) == before
    assert check.findings(content, ("fr", "en"), NOW) != before
