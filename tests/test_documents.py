from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.documents import MAX_DEPTH, MAX_TOLD, Node, is_control, parse, read, read_text, same, shorten
from launcher.errors import Malformed, Problem


def refused(text: str) -> list[Problem]:
    with pytest.raises(Malformed) as caught:
        parse(text, "f.yaml")
    assert caught.value.hint
    return list(caught.value.problems)


def only(text: str) -> tuple[str, str]:
    (problem,) = refused(text)
    return problem.code, str(problem.where)


def test_scalars_stay_what_was_typed() -> None:
    node = parse("a: no\nb: 0042\nc: 1_000\nd: 2026-03-10\ne: 'x'\nf: !!str 12\n", "f")
    assert isinstance(node.value, dict)
    assert [child.value for child in node.value.values()] == ["no", "0042", "1_000", "2026-03-10", "x", "12"]


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_nothing_is_none_and_an_empty_text_is_text(empty: str) -> None:
    node = parse(f"a: {empty}\nb: ''\n", "f")
    assert isinstance(node.value, dict)
    assert (node.value["a"].value, node.value["b"].value) == (None, "")
    assert (node.value["a"].kind, node.value["b"].kind) == ("nothing", "an empty text")


def test_places_of_keys_and_values() -> None:
    node = parse("a:\n  b: {c: d}\n  e:\n    - f\n", "f.yaml")
    assert isinstance(node.value, dict)
    inner = node.value["a"]
    assert isinstance(inner.value, dict)
    assert [str(inner.named), str(inner.where)] == ["f.yaml:1:1", "f.yaml:2:3"]
    assert str(inner.value["e"].named) == "f.yaml:3:3"
    assert isinstance(inner.value["e"].value, tuple)
    assert str(inner.value["e"].value[0].named) == "f.yaml:4:7"


@pytest.mark.parametrize("text", ["", "# only words\n", "---\n", "\n\n"])
def test_an_empty_document_is_nothing(text: str) -> None:
    assert parse(text, "f").value is None


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("a:\n\tb: c\n", "yaml", "f.yaml:2:1"),
        ('a: "b\n', "yaml", "f.yaml:2:1"),
        ("a: b: c\n", "yaml", "f.yaml:1:5"),
        ("a: [1\nb: 2\n", "yaml", "f.yaml:2:2"),
        ("a: b\n\x07: c\n", "yaml", "f.yaml:2"),
        ('a: "x\\x07y"\n', "control-character", "f.yaml:1:4"),
        ('a: "x\\0"\n', "control-character", "f.yaml:1:4"),
        ('b: 1\na: "x\\u202e"\n', "control-character", "f.yaml:2:4"),
        ('a: "x\\uFFFE"\n', "control-character", "f.yaml:1:4"),
        ('"a\\x1b[31m": b\n', "control-character", "f.yaml:1:1"),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", "f.yaml:3:1"),
        ("a: &x 1\nb: *x\n", "yaml-alias", "f.yaml:2:4"),
        ("a: !!python/object/apply:os.system ['id']\n", "yaml-tag", "f.yaml:1:4"),
        ("a: !!binary aGk=\n", "yaml-tag", "f.yaml:1:4"),
        ("? [a]\n: b\n", "yaml-key", "f.yaml:1:3"),
        ("a: 1\n---\na: 2\n", "yaml-documents", "f.yaml:2:1"),
    ],
)
def test_faults_and_their_places(text: str, code: str, where: str) -> None:
    assert only(text) == (code, where)


@pytest.mark.parametrize("text", ["[" * 300_000, "{a: " * 100_000, "".join(" " * n + "a:\n" for n in range(900))])
def test_deep_nesting_is_one_line_and_not_a_crash(text: str) -> None:
    (problem,) = refused(text)
    assert problem.message == "nested too deeply"


def test_what_people_nest_is_not_too_deep() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f").kind == "a list"


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = refused("\n".join(rows))
    assert {problem.code for problem in found} == {"yaml-alias"}
    assert len(found) == MAX_TOLD  # of 261: nobody reads more


def test_all_faults_at_once() -> None:
    assert [p.code for p in refused('a: "\\0"\na: !x 1\nb: *c\n')] == ["control-character", "duplicate-key", "yaml-tag", "yaml-alias"]  # fmt: skip # noqa: E501


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("é: 1".encode("latin-1"), "not UTF-8 text"),
        ("a: é".encode("utf-16"), "not UTF-8 text"),
        (b"x" * 1_000_001, "is larger than 1000 kB"),
    ],
)
def test_files_that_are_no_text_of_ours(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(data)
    with pytest.raises(Malformed, match=message):
        read(file, name="f.yaml")


def test_the_line_of_a_byte_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(b"a: 1\nb: \xe9\n")
    with pytest.raises(Malformed) as caught:
        read(file, name="f.yaml")
    assert str(caught.value.where) == "f.yaml:2"


@pytest.mark.parametrize("path", ["absent.yaml", ".", "/dev/zero", "f\0g", "x" * 300])
def test_what_is_no_file(tmp_path: Path, path: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(tmp_path / path, name="it")
    assert (caught.value.code, caught.value.reason_code) == ("malformed", "unreadable")
    assert "it" in caught.value.message
    assert "\n" not in caught.value.message


def test_bom_and_line_endings_are_the_same_document(tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in "abc")
    one.write_bytes(b"a: {b: c}\nd: |\n  e\n  f\n")
    other.write_bytes(b"\xef\xbb\xbf# again\r\nd: \"e\\nf\\n\"\r\na:\r\n  b: 'c'\r\n")
    third.write_bytes(b"a: {b: c}\nd: e\n")
    assert read_text(other).count("\r") == 0
    assert same(one, other)
    assert not same(one, third)


def test_control_characters_are_not_letters_of_any_script() -> None:
    assert not any(is_control(c) for c in "aé\n\t שלום 🧀 \u00a0\u200f مرحبا ﷽ 株")
    assert all(is_control(c) for c in "\x00\x07\x1b\x7f\x85\u202e\u2066\ufffe\ufdd0\U0001ffff\ud800")


@given(st.text(max_size=200))
def test_shortened_is_one_printable_line(text: str) -> None:
    line = shorten(text)
    assert len(line) <= 60
    assert line.isprintable()


@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@ \n\t\\0\x07?,"), max_size=40))
def test_any_text_is_a_document_or_malformed(text: str) -> None:
    with contextlib.suppress(Malformed):
        assert isinstance(parse(text, "f"), Node)
