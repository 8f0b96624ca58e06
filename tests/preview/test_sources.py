"""What a file says of itself, and what is built in the place of one that says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.preview.sources import as_published, stand_in
from launcher.site import frontmatter


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Title: x\nStatus: draft\n\nStatus: draft\n", b"Title: x\nStatus: published\n\nStatus: draft\n"),
        (b"STATUS:draft  \n\nx", b"STATUS:published\n\nx"),
        (b"Title: x\r\nStatus: draft\r\n\r\nx", b"Title: x\r\nStatus: published\r\n\r\nx"),
        (b"Status: drafty\n\nx", b"Status: drafty\n\nx"),
        (b"Title: x\n\nx\n", b"Title: x\n\nx\n"),
        (b"", b""),
        (b"\xff\n\nStatus: draft", b"\xff\n\nStatus: draft"),
    ],
)
def test_a_draft_as_if_it_was_published(before: bytes, after: bytes) -> None:
    assert as_published(before) == after
    assert as_published(before).count(b"\n") == before.count(b"\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Title",
        b"\xff\xfe\x00T",
        "no colon\nTitle: Été\nSlug: Été trop\nLang: de\nDate: hier\nOrder: x\n\nbody".encode(),
        b"\n\nSlug: ok\n",
    ],
)
def test_a_stand_in_can_be_built(tmp_path: Path, data: bytes) -> None:
    made = stand_in(data, "posts/Un point.fr.md")
    assert made is not None
    file = tmp_path / "posts" / "x.fr.md"
    file.parent.mkdir()
    file.write_bytes(made)
    document = frontmatter.read(file)
    assert document.meta["lang"] == "fr"
    assert document.meta["title"]
    assert frontmatter.is_moment(document.meta["date"])
    assert document.meta["slug"] in ("ok", "un-point")


def test_no_stand_in_without_a_language() -> None:
    assert stand_in(b"Title: x", "posts/x.md") is None
