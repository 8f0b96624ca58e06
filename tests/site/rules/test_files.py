from __future__ import annotations

from pathlib import Path

import pytest

from launcher.errors import Malformed, Refused
from launcher.site import inventory
from tests.site import samples
from tests.site.rules.conftest import Told

GOOD = "Title: A\nLang: fr\nSlug: a\nTwin: a\nKind: faq\nStatus: draft\n\nTexte.\n"


def test_a_plain_folder_passes(told: Told) -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("pages/a.txt", "wrong-name"),
        ("pages/a.md", "wrong-name"),
        ("pages/a.de.md", "wrong-name"),
        ("pages/a.fr.MD", "wrong-name"),
        ("pages/a.b.fr.md", "wrong-name"),
        ("pages/a b/c.fr.md", "wrong-place"),
        ("pages/photo.png", "wrong-name"),
        ("a.fr.md", "wrong-place"),
        ("drafts/a.fr.md", "wrong-place"),
        ("posts/2026/a.fr.md", "wrong-place"),
    ],
)
def test_what_would_be_ignored_is_told(content: Path, told: Told, name: str, code: str) -> None:
    file = content / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(GOOD, "utf-8")
    found = told()
    assert (code, name) in found
    assert {one for one, _ in found} == {code}


@pytest.mark.parametrize("name", ["pages/.a.fr.md.swp", "pages/a.fr.md~", ".git/x", "images/p.png", "files/a.csv"])
def test_what_is_no_page_and_no_fault(content: Path, told: Told, name: str) -> None:
    (content / name).parent.mkdir(parents=True, exist_ok=True)
    (content / name).write_text("x")
    assert told() == []


def test_a_link_is_told_and_never_read(content: Path, told: Told, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("root:x:0:0")
    (content / "pages" / "a.fr.md").symlink_to(tmp_path / "secret")
    (content / "pages" / "b.fr.md").symlink_to(tmp_path / "gone")
    assert told() == [("symlink", "pages/a.fr.md"), ("symlink", "pages/b.fr.md")]


def test_a_folder_that_is_called_like_a_page(content: Path, told: Told) -> None:
    (content / "pages" / "a.fr.md").mkdir()
    assert told() == [("wrong-place", "pages/a.fr.md")]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "no-front-matter", ":1"),
        (b"Title: \xe9\n\nx", "not-utf8", ":1"),
        (b"Title: A\nTitle: B\n\nx", "duplicate-key", ":2"),
        (b"Title: A\n\nx\x07", "control-character", ":3"),
        (b"x" * 1_000_001, "too-large", ""),
    ],
)
def test_files_that_cannot_be_read(content: Path, told: Told, data: bytes, code: str, line: str) -> None:
    (content / "pages" / "a.fr.md").write_bytes(data)
    assert told() == [(code, f"pages/a.fr.md{line}")]


@pytest.mark.parametrize(
    "change",
    [
        {"order": "first"},
        {"date": "20260310T06:30-04:00"},
        {"lang": "FR"},
        {"slug": "Été"},
        {"title": ""},
        {"status": "Draft"},
        {"next_update": "demain"},
    ],
)
def test_what_the_build_refuses_the_gate_has_told_before(content: Path, told: Told, change: dict[str, str]) -> None:
    samples.write(content, "posts/a.fr", kind="update", **{k: v for k, v in change.items() if v})
    if "title" in change:
        file = content / "posts" / "a.fr.md"
        file.write_text(file.read_text("utf-8").replace("Title: Titre a.fr", "Title:"), "utf-8")
    with pytest.raises((Malformed, Refused)):
        inventory.take(content, samples.site())
    assert any(where.startswith("posts/a.fr.md:") for code, where in told() if code != "no-twin")
