"""The journal: whole lines only, each bound to the one before, one writer."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.errors import Refused
from launcher.launch import journal
from launcher.launch.journal import FILE, GENESIS
from launcher.model import Money

NOW = dt.datetime(2017, 12, 2, 3, 4, 5, tzinfo=dt.UTC)


def now() -> dt.datetime:
    return NOW


def written(folder: Path, *kinds: str) -> Path:
    with journal.opened(folder, now) as lines:
        for kind in kinds:
            lines.append(kind, f"step of {kind}", text="rappel élargi\nà tous les lots", many=[1, 2])
    return folder / FILE


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    with journal.opened(tmp_path, now) as lines:
        made = lines.append(
            "done", "register:a.ca", outcome={"charge": Money.read({"amount": "18", "currency": "CAD"})}
        )
    assert journal.entries(tmp_path) == (made,)
    assert (made.seq, made.at, made.prev) == (1, NOW, GENESIS)
    assert made.data == {"outcome": {"charge": {"amount": "18", "currency": "CAD"}}}


def test_an_entry_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    with journal.opened(tmp_path, now) as lines:
        lines.append("intent", "zone:a.ca")
        assert [entry.kind for entry in journal.entries(tmp_path)] == ["intent"]


def test_one_entry_is_one_line_whatever_it_holds(tmp_path: Path) -> None:
    path = written(tmp_path, "opened", "plan")
    assert path.read_bytes().count(b"\n") == 2
    assert journal.broken(tmp_path) is None


def test_the_chain_goes_on_after_it_was_closed(tmp_path: Path) -> None:
    written(tmp_path, "opened")
    written(tmp_path, "plan", "intent")
    assert [entry.seq for entry in journal.entries(tmp_path)] == [1, 2, 3]
    assert journal.broken(tmp_path) is None


@pytest.mark.parametrize("cut", [1, 2, 30, 100])
def test_a_torn_last_line_is_no_line(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, "opened", "plan", "intent")
    torn = path.read_bytes()[:-cut]
    path.write_bytes(torn)
    assert [entry.kind for entry in journal.entries(tmp_path)] == ["opened", "plan"]
    assert path.read_bytes() == torn, "a reader changes nothing"
    written(tmp_path, "intent")
    assert [entry.kind for entry in journal.entries(tmp_path)] == ["opened", "plan", "intent"]
    assert journal.broken(tmp_path) is None


@settings(max_examples=20, deadline=None)
@given(cut=st.integers(min_value=0, max_value=2000))
def test_wherever_it_is_cut_what_was_whole_stays(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    path = written(folder, "opened", "plan", "intent", "done")
    whole = path.read_bytes()[:cut]
    path.write_bytes(whole)
    written(folder, "resumed")
    kinds = [entry.kind for entry in journal.entries(folder)]
    assert kinds == [*["opened", "plan", "intent", "done"][: whole.count(b"\n")], "resumed"]
    assert journal.broken(folder) is None


def test_a_first_line_that_was_torn_leaves_an_empty_journal(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"seq": 1, "at"')
    assert journal.entries(tmp_path) == ()
    written(tmp_path, "opened")
    assert journal.broken(tmp_path) is None


@pytest.mark.parametrize("number", [1, 2])
def test_an_altered_line_is_found_by_the_one_after_it(tmp_path: Path, number: int) -> None:
    path = written(tmp_path, "opened", "plan", "intent")
    lines = path.read_bytes().splitlines()
    lines[number - 1] = lines[number - 1].replace("élargi".encode(), "réduit".encode())
    path.write_bytes(b"\n".join([*lines, b""]))
    found = journal.broken(tmp_path)
    assert found is not None
    assert (found.file, found.line) == (str(path), number + 1)


def test_a_line_that_was_taken_out_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, "opened", "plan", "intent")
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], lines[2], b""]))
    found = journal.broken(tmp_path)
    assert found is not None
    assert found.line == 2


@pytest.mark.parametrize("line", [b"", b"not json", b"[]", b'{"seq": 2}'])
def test_a_line_that_is_none_stops_whoever_reads_it(tmp_path: Path, line: bytes) -> None:
    path = written(tmp_path, "opened")
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(Refused) as refused:
        journal.entries(tmp_path)
    assert refused.value.reason_code == "journal-damaged"
    assert refused.value.where is not None
    assert refused.value.where.line == 2
    with pytest.raises(Refused), journal.opened(tmp_path, now):
        pass
    found = journal.broken(tmp_path)
    assert found is not None
    assert found.line == 2


def test_only_one_has_it_and_the_other_is_told(tmp_path: Path) -> None:
    with journal.opened(tmp_path, now):
        with pytest.raises(Refused) as refused, journal.opened(tmp_path, now):
            pass
        assert refused.value.reason_code == "busy"
    written(tmp_path, "opened")


def test_no_journal_is_an_empty_one(tmp_path: Path) -> None:
    assert journal.entries(tmp_path) == ()
    assert journal.broken(tmp_path) is None


def test_lines_are_plain_json_with_sorted_keys(tmp_path: Path) -> None:
    (line,) = written(tmp_path, "opened").read_text("utf-8").splitlines()
    assert list(json.loads(line)) == ["at", "data", "kind", "prev", "seq", "step"]
