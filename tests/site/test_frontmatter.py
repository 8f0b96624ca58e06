from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from launcher.errors import Malformed
from launcher.site.frontmatter import Document, read


def _read(tmp_path: Path, data: bytes) -> Document:
    file = tmp_path / "a.fr.md"
    file.write_bytes(data)
    return read(file)


def test_keys_lines_and_body(tmp_path: Path) -> None:
    document = _read(tmp_path, "Title: L’été : « oui »\nNext-Update:  2026-03-10 \n\nUn.\n\nDeux.\n".encode())
    assert dict(document.meta) == {"title": "L’été : « oui »", "next-update": "2026-03-10"}
    assert dict(document.lines) == {"title": 1, "next-update": 2}
    assert document.body == "Un.\n\nDeux.\n"
    assert document.body_line == 4
    assert str(document.where("next-update")).endswith("a.fr.md:2:15")
    assert (document.where("absent").line, document.where("absent").column) == (1, 1)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfTitle: A\r\nLang: fr\r\n\r\nB", b"Title: A\rLang: fr\r\rB"])
def test_bom_and_line_endings(tmp_path: Path, data: bytes) -> None:
    document = _read(tmp_path, data)
    assert (document.meta["title"], document.body, document.body_line) == ("A", "B", 4)


def test_front_matter_alone(tmp_path: Path) -> None:
    assert _read(tmp_path, b"Title: A").body == ""


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"Title: A\nSummary: \xe9t\xe9\n\n", "not-utf8", 2),
        (b"", "no-front-matter", 1),
        (b" \n \n", "no-front-matter", 1),
        (b"# A title\n\nText", "no-front-matter", 1),
        (b"---\ntitle: A\n---\n", "no-front-matter", 1),
        (b"\nTitle: A\n\nText", "blank-before-front-matter", 1),
        (b"Title: A\njust text\n\nText", "not-a-key", 2),
        (b"Title: A\n    continued: no\n\nText", "not-a-key", 2),
        (b"Title: A\nLang: fr\ntitle: B\n\nText", "duplicate-key", 3),
        (b"Title: A\n\nText\x00", "control-character", 3),
        ("Title: A\uffff\n\nText".encode(), "control-character", 1),
    ],
)
def test_faults_have_a_place(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    with pytest.raises(Malformed) as caught:
        _read(tmp_path, data)
    problem = caught.value.problems[0]
    assert (problem.code, problem.where and problem.where.line) == (code, line)
    assert problem.hint


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        read(tmp_path / "absent.fr.md")


def test_all_faults_at_once(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as caught:
        _read(tmp_path, b"Title: A\nno\nTitle: B\n\n")
    assert [problem.code for problem in caught.value.problems] == ["not-a-key", "duplicate-key"]


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.text(st.sampled_from("Tt:-_ \n\ta.é`{<"), max_size=40))
def test_what_is_accepted_is_what_pelican_reads(tmp_path_factory: pytest.TempPathFactory, a: str, b: str) -> None:
    """Python-Markdown's own metadata reader, which Pelican uses, finds the same keys and values."""
    text = f"Title: {a}\n{b}"
    try:
        document = _read(tmp_path_factory.mktemp("fm"), text.encode())
    except Malformed:
        return
    markdown = Markdown(extensions=["meta"])
    markdown.convert(text)
    assert {key: " ".join(lines) for key, lines in markdown.Meta.items()} == dict(document.meta)  # type: ignore[attr-defined]
