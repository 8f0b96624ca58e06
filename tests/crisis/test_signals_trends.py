"""Search-trend exports of every interface language, as saved and as saved again; and several of them on one scale."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.crisis.signals import read
from tests.crisis.signal_files import days, doubts, levels, refusal, saved, signals

DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")


@pytest.mark.parametrize(
    ("head", "term"),
    [
        ("Category: All categories\n\nDay,milk: (Canada)", "milk"),
        ("Catégorie\u00a0: Toutes les catégories\n\nJour,lait: (Québec)", "lait"),
        ("Kategorie: Alle Kategorien\n\nTag,Milch: (Deutschland)", "Milch"),
        ("类别：所有类别\n\n天,milk: (加拿大)", "milk"),
        ("カテゴリ: すべてのカテゴリ\n\n日,lait：（カナダ）", "lait"),
        ("الفئة: جميع الفئات\n\nاليوم,\u200emilk: (كندا)\u200f", "milk"),
        ('"Time","milk"', "milk"),
        ("Date,Lait_cru_(aliment)", "Lait cru"),
        ("Catégorie : Toutes les catégories;\n;\nJour;lait: (Québec)", "lait"),
        ("Day,milk: (Congo (Kinshasa))", "milk"),
        ("sep=,\nDay,milk: (Canada)", "milk"),
    ],
)
def test_any_interface_language(tmp_path: Path, head: str, term: str) -> None:
    mark = ";" if ";" in head else ","
    (one,) = signals(tmp_path, f"\ufeff{head}\r\n2026-11-20,3\r\n2026-11-21,7\r\n".replace(",", mark)).series
    assert (one.term, one.kind, levels(one)) == (term, "search", [3, 7])


@pytest.mark.parametrize("below", ["<1", "< 1", "<\u00a01", "<\u202f1", "＜1", "\u200f<1"])
def test_less_than_one_is_one_half(tmp_path: Path, below: str) -> None:
    (one,) = signals(tmp_path, f"Day,milk\n2026-11-20,{below}\n2026-11-21,3\n").series
    assert levels(one) == [0.5, 3]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2026-11-20T13", "2026-11-20T14"), dt.datetime(2026, 11, 20, 14, tzinfo=dt.UTC)),
        (("2026-11-20T13:01:00", "2026-11-20T13:02:00"), dt.datetime(2026, 11, 20, 13, 2, tzinfo=dt.UTC)),
        (("2026-11-20T23:00:00-05:00", "2026-11-21T00:00:00-05:00"), dt.datetime(2026, 11, 21, 5, tzinfo=dt.UTC)),
        (("2026-10", "2026-11"), dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),
        (("oct-26", "nov-26"), dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),
        (("19-nov.-2026", "20-nov.-2026"), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)),
        (('"Nov 19, 2026"', '"Nov 20, 2026"'), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)),
        (("2026年11月19日", "2026年11月20日"), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)),
        (("20/11/2026", "21/11/2026"), dt.datetime(2026, 11, 21, tzinfo=dt.UTC)),
        (("11/20/2026", "11/21/2026"), dt.datetime(2026, 11, 21, tzinfo=dt.UTC)),
        (("11/20/26 1:00 PM", "11/20/26 2:00 PM"), dt.datetime(2026, 11, 20, 14, tzinfo=dt.UTC)),
        (("01.11.2026", "02.11.2026"), dt.datetime(2026, 11, 2, tzinfo=dt.UTC)),
        (("2026-11-08 - 2026-11-14", "2026-11-15 - 2026-11-21"), dt.datetime(2026, 11, 15, tzinfo=dt.UTC)),
    ],
)
def test_dates_as_exported_and_as_spreadsheets_save_them(
    tmp_path: Path, dates: tuple[str, str], expected: dt.datetime
) -> None:
    found = signals(tmp_path, f"Day,milk\n{dates[0]},3\n{dates[1]},7\n")
    assert [one.points[-1] for one in found.series] == [(expected, 7.0)]
    assert not doubts(found)


def test_the_whole_column_decides_what_one_date_leaves_open(tmp_path: Path) -> None:
    """Under day/month these run from 30 to 1 to 2 December; under month/day one of them is no date."""
    (one,) = signals(tmp_path, "Day;milk\n30/11/2026;1\n01/12/2026;2\n02/12/2026;3\n").series
    assert days(one) == ["2026-11-30", "2026-12-01", "2026-12-02"]


def test_the_order_of_time_decides_where_no_number_does(tmp_path: Path) -> None:
    """As month/day: 9, 10, 11 September, 1 and 2 October. As day/month time would jump back."""
    rows = ["09/09/2026", "09/10/2026", "09/11/2026", "10/01/2026", "10/02/2026"]
    found = signals(tmp_path, "Day,milk\n" + "".join(f"{row},1\n" for row in rows))
    assert days(found.series[0])[-1] == "2026-10-02"
    assert not found.notes


@pytest.mark.parametrize(("lang", "expected"), [("fr", "2026-03-02"), (None, "2026-03-02"), ("en", "2026-02-03")])
def test_dates_that_nothing_decides_are_read_with_a_doubt(tmp_path: Path, lang: str | None, expected: str) -> None:
    found = signals(tmp_path, "Day,milk\n02/03/2026,1\n02/04/2026,1\n", lang)
    assert days(found.series[0])[0] == expected
    assert "can be read two ways" in found.notes[0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["3,5", "1,234"], [3.5, 1.234]),
        (["1.234", "0.5"], [1.234, 0.5]),
        (["1\u202f234", "12"], [1234, 12]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1,234.5", "2"], [1234.5, 2]),
        (["1'234", "1’234,5"], [1234, 1234.5]),
        (["12 %", "3\u00a0%"], [12, 3]),
        (["1.2e3", "0"], [1200, 0]),
    ],
)
def test_numbers_of_every_country(tmp_path: Path, cells: list[str], expected: list[float]) -> None:
    rows = "".join(f"{day};{cell}\n" for day, cell in zip(DAYS, cells, strict=False))
    assert levels(signals(tmp_path, f"Jour;lait\n{rows}").series[0]) == expected


def test_values_that_are_none_are_left_out_and_told(tmp_path: Path) -> None:
    rows = ["20,-3", "21,NaN", "22,inf", "23,5", "23,6", "19,1e999", "18,2"]
    found = signals(tmp_path, "Day,milk\n" + "".join(f"2026-11-{row}\n" for row in rows))
    assert found.series[0].points[0][0].day == 18
    assert levels(found.series[0]) == [2, 6]
    assert [note.partition(": ")[2] for note in doubts(found)] == [
        "3 value(s) of “milk” passed over that are no numbers",
        "1 negative value(s) of “milk” passed over",
        "1 moment(s) of “milk” are given twice; the last one counts",
    ]


def test_zeros_are_a_series_with_a_note(tmp_path: Path) -> None:
    found = signals(tmp_path, "Day,milk\n" + "".join(f"{day},0\n" for day in DAYS))
    assert levels(found.series[0]) == [0, 0, 0]
    assert "zero throughout" in found.notes[0]


def test_what_is_still_to_come_is_no_evidence(tmp_path: Path) -> None:
    export = saved(tmp_path, "Day,milk\n2026-11-20,3\n2026-11-21,4\n2027-01-01,90\n", "a")
    text = saved(tmp_path, "lang: fr\ndate: 2199-01-01\n\nLe lait.", "b")
    assert len(read([export]).series[0].points) == 3
    found = read([export, text], today=dt.date(2026, 11, 20))
    assert levels(found.series[0]) == [3, 4]
    assert found.articles[0].date is None
    assert [("still to come" in note, "left out" in note) for note in doubts(found)] == [(True, False), (False, True)]


def test_a_series_that_is_all_to_come_is_left_out(tmp_path: Path) -> None:
    found = read([saved(tmp_path, "Day,milk\n2027-01-01,9\n2027-01-02,9\n")], today=dt.date(2026, 11, 20))
    assert not found.series
    assert found.notes == ("f.dat: 2 point(s) of “milk” are dated after today (2026-11-20) and left out",)


def test_an_export_cut_after_its_header(tmp_path: Path) -> None:
    for rows in ("", "Québec,100\nOntario,40\n"):
        error = refusal(saved(tmp_path, f"Category: All\n\nDay,milk: (Canada)\n{rows}"))
        assert "no row with a date" in error.message


def test_a_table_without_the_name_of_its_term(tmp_path: Path) -> None:
    path = saved(tmp_path, "timestamp,value\n2026-11-20 10:00:00,3\n2026-11-20 10:05:00,4\n", "rappel-lait.csv")
    found = read([path])
    assert found.series[0].term == "rappel lait"
    assert "taken from the file's name" in found.notes[0]


def test_related_queries_count_within_their_export(tmp_path: Path) -> None:
    text = "Catégorie : Toutes\n\nTOP\nrappel lait,100\nlait cru,<1\n\nEN PROGRESSION\nsalmonelle,Record\nlot,+250%\n"
    found = signals(tmp_path, text)
    assert [(v.term, v.searches) for v in found.volumes] == [("rappel lait", 100), ("lait cru", 0.5)]
    assert str(found.volumes[1].where).endswith(":5")


# ── one scale ────────────────────────────────────────────────────────────────────────────────────


def export(folder: Path, name: str, **terms: list[float]) -> Path:
    """A trend export of some days; the terms' names have a region behind a double underscore."""
    headers = [f"{term.partition('__')[0]}: ({term.partition('__')[2] or 'Canada'})" for term in terms]
    rows = zip(*terms.values(), strict=True)
    lines = [f"2026-11-{day:02d},{','.join(f'{v:g}' for v in row)}" for day, row in enumerate(rows, 1)]
    return saved(folder, "\n".join([f"Day,{','.join(headers)}", *lines, ""]), name)


def test_the_terms_of_one_file_share_a_scale_and_no_other(tmp_path: Path) -> None:
    one = export(tmp_path, "a", milk=[1, 2, 100], cheese=[5, 6, 7])
    other = export(tmp_path, "b", lait=[1, 2, 100])
    found = read([one, other])
    assert [s.scale for s in found.series] == [str(one), str(one), str(other)]
    assert "do not compare" in found.notes[0]


def test_a_shared_anchor_puts_files_on_one_scale(tmp_path: Path) -> None:
    """Eggs count 20 in the first file and 80 in the second: a level of the second is worth a quarter."""
    one = export(tmp_path, "a", eggs=[20, 20, 20, 20], milk=[1, 2, 3, 100])
    other = export(tmp_path, "b", eggs=[80, 80, 80, 80], cheese=[8, 8, 8, 100])
    found = read([one, other])
    assert {s.term: levels(s) for s in found.series} == {
        "eggs": [20, 20, 20, 20],
        "milk": [1, 2, 3, 100],
        "cheese": [2, 2, 2, 25],
    }
    assert {s.scale for s in found.series} == {str(one)}
    assert found.notes[0] == "levels of b were multiplied by 0.25 so that “eggs” (in both files) agrees with a"


def test_anchors_make_chains(tmp_path: Path) -> None:
    """b counts half of a, c a tenth of b; the last file is tied to the second only."""
    one = export(tmp_path, "a", eggs=[10, 10, 10], milk=[40, 50, 60])
    last = export(tmp_path, "b", salt=[100, 100, 100], peas=[50, 40, 30])
    two = export(tmp_path, "c", eggs=[20, 20, 20], salt=[10, 10, 10])
    found = {s.term: levels(s) for s in read([one, last, two]).series}
    assert read([two, last, one]) == read([one, last, two])
    assert found == {"eggs": [10] * 3, "milk": [40, 50, 60], "salt": [5] * 3, "peas": [2.5, 2, 1.5]}


def test_a_chain_holds_by_the_levels_as_they_were_exported(tmp_path: Path) -> None:
    """In the middle file the second anchor is low beside the first one; on the first file's scale it is lower still."""
    one = export(tmp_path, "a", alpha=[10, 20, 100], eggs=[20, 30, 50])
    two = export(tmp_path, "b", eggs=[40, 60, 100], salt=[9, 9, 9])
    three = export(tmp_path, "c", salt=[50, 50, 50], gamma=[10, 20, 100])
    found = {s.term: levels(s) for s in read([one, two, three]).series}
    assert found["gamma"] == pytest.approx([0.9, 1.8, 9.0])


def test_rounding_of_the_anchor_does_not_move_the_scale(tmp_path: Path) -> None:
    one = export(tmp_path, "a", eggs=[10, 11, 0, 0.5, 60], milk=[1, 2, 3, 4, 5])
    other = export(tmp_path, "b", eggs=[5, 6, 1, 0, 30], cheese=[10, 10, 10, 10, 10])
    (cheese,) = (s for s in read([one, other]).series if s.term == "cheese")
    assert levels(cheese) == [20] * 5


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"eggs": [1, 2, 1, 2]}, {"eggs": [80, 80, 80, 80]}),  # too low to tell
        ({"eggs": [20, 40, 20, 90]}, {"eggs": [90, 10, 80, 20]}),  # they disagree
        ({"eggs": [20, 20, 20, 20]}, {"eggs__Québec": [80, 80, 80, 80]}),  # elsewhere
    ],
)
def test_what_is_no_anchor_ties_nothing(tmp_path: Path, a: dict[str, list[float]], b: dict[str, list[float]]) -> None:
    found = read([export(tmp_path, "a", **a), export(tmp_path, "b", **b)])
    assert len({s.scale for s in found.series}) == 2
    assert levels(found.series[1]) == next(iter(b.values()))
    assert "do not compare" in found.notes[0]


def test_two_periods_of_one_term_become_one_curve(tmp_path: Path) -> None:
    """The second export starts later; at the three shared days its levels are twice those of the first."""
    one = saved(tmp_path, "Day,milk\n2026-11-01,5\n2026-11-02,10\n2026-11-03,20\n2026-11-04,30\n", "a")
    other = saved(tmp_path, "Day,milk\n2026-11-02,20\n2026-11-03,40\n2026-11-04,60\n2026-11-05,100\n", "b")
    (milk,) = read([one, other]).series
    assert levels(milk) == [5, 10, 20, 30, 50]
