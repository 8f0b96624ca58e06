"""Search-trend exports and news timelines, with the quirks that real ones have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.crisis.signals import read
from launcher.errors import Malformed
from launcher.model import Series
from tests.crisis.inputs import INPUTS, needs_inputs


def series(folder: Path, content: str | bytes, name: str = "export.csv") -> tuple[Series, ...]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read([path]).series


def values(one: Series) -> list[float]:
    return [value for _, value in one.points]


@pytest.mark.parametrize(
    ("content", "term", "expected"),
    [
        ("Category: All categories\n\nDay,milk: (Canada)\n2026-01-01,3\n2026-01-02,<1\n", "milk", [3, 0.5]),
        (
            "\ufeffCatégorie : Toutes\r\n\r\nJour,lait : (Québec)\r\n2026-01-01,3\r\n2026-01-02,100\r\n",
            "lait",
            [3, 100],
        ),
        (
            "类别：所有类别\r\n\r\nsemaine,toilet paper: (USA)\r\n2020-02-09,2\r\n2020-02-16,2\r\n",
            "toilet paper",
            [2, 2],
        ),
        ("Heure;eau : (Québec);isPartial\n2026-01-01T05;3,5;False\n2026-01-01T06;<\u00a01;True\n", "eau", [3.5, 0.5]),
        ("Month\tmilk: (Worldwide)\n2025-12\t1\n2026-01\t2\n", "milk", [1, 2]),
        ('Week,"milk, raw: (Canada)"\n2026-01-04,"1,234"\n2026-01-11,\n', "milk, raw", [1234]),
        ("Day,milk\n2026-01-02,2\n2026-01-01,1\n", "milk", [1, 2]),
    ],
)
def test_a_search_export(tmp_path: Path, content: str, term: str, expected: list[float]) -> None:
    (one,) = series(tmp_path, content)
    assert (one.term, one.kind, values(one)) == (term, "search", expected)


def test_several_terms_and_the_place_of_each(tmp_path: Path) -> None:
    one, two = series(tmp_path, "x\n\nDay,eau: (Canada),lait: (Canada)\n2026-01-01,1,2\n")
    assert (one.term, two.term) == ("eau", "lait")
    assert (two.where.line, two.where.column) == (4, 3)


def test_hours_and_spreadsheets(tmp_path: Path) -> None:
    (one,) = series(tmp_path, "Hour\tmilk: (Canada)\n2026-01-01T05\t3\n2026-01-01T06\t5\n".encode("utf-16"))
    assert [moment for moment, _ in one.points] == [dt.datetime(2026, 1, 1, h, tzinfo=dt.UTC) for h in (5, 6)]


def test_an_export_cut_in_half_keeps_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    path.write_text("Day,eau: (Canada),lait: (Canada)\n2026-01-01,1,2\n2026-01-02,1,2\n2026-01-03,1")
    signals = read([path])
    assert [values(one) for one in signals.series] == [[1, 1], [2, 2]]
    assert "may have been cut" in signals.notes[0]
    assert signals.notes[0].startswith("half.csv:4: ")


def test_rows_that_are_none_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Day,eau\n2026-01-01,1\nsubtotal\n2026-01-02,2\n")
    assert "1 row(s) passed over" in read([path]).notes[0]


def test_a_news_timeline_is_news(tmp_path: Path) -> None:
    text = "\ufeffDate,Series,Value\n2026-01-01,lait infantile,3\n2026-01-02,lait infantile,9\n"
    (one,) = series(tmp_path, text)
    assert (one.term, one.kind, values(one)) == ("lait infantile", "news", [3, 9])


def test_a_timeline_without_its_query_is_named_by_its_file(tmp_path: Path) -> None:
    text = "Date,Series,Value\n20260101T000000Z,Article Count,3\n20260101T000000Z,Total Monitored Articles,900\n"
    path = tmp_path / "peanut-butter.csv"
    path.write_text(text)
    signals = read([path])
    assert [one.term for one in signals.series] == ["peanut butter"]
    assert "does not name its term" in signals.notes[0]


def test_a_table_without_one_readable_row_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("Day,eau\n2026-01-99,1\n")
    with pytest.raises(Malformed, match="neither a search-trend export, nor a news count"):
        read([path])


def test_a_table_whose_rows_are_all_broken(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("Day,eau,lait\n2026-01-01,1\n2026-01-02\n")
    with pytest.raises(Malformed, match="no row") as caught:
        read([path])
    assert caught.value.reason_code == "no-rows"


@needs_inputs
def test_the_real_export() -> None:
    (one,) = read([INPUTS / "trends"]).series
    assert len(one.points) == 114
    assert max(values(one)) == 100
    assert one.points[0] == (dt.datetime(2020, 2, 9, tzinfo=dt.UTC), 2.0)


@pytest.mark.parametrize("text", ["Site;Rang\nsiège;1200\nrappel;900\n", "a,b\n1,2\n", "x\ty\n1\t2\n"])
def test_a_table_of_another_tool_is_no_article(tmp_path: Path, text: str) -> None:
    (tmp_path / "volumes.csv").write_text(text, "utf-8")
    with pytest.raises(Malformed, match="neither a search-trend export, nor a news count"):
        read([tmp_path / "volumes.csv"])
    (tmp_path / "press.txt").write_text("Rappel de fromage\n\nLe fromage, oui, est rappelé.\n", "utf-8")
    found = read([tmp_path])
    assert len(found.articles) == 1
    assert any("volumes.csv" in note for note in found.notes)
