"""What today makes of exports, which series are too short, and what language an export seems to be in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from launcher.crisis.keywords.growth import growth
from launcher.crisis.signals import read
from launcher.crisis.signals.ages import FEWEST
from launcher.model import Signals
from tests.crisis.signal_files import levels, refusal, saved, signals

TODAY = dt.date(2026, 11, 22)


def daily(last: dt.date, count: int = 30, step: int = 1, term: str = "milk") -> str:
    moments = [last - dt.timedelta(days=step * n) for n in reversed(range(count))]
    return f"Day,{term}\n" + "".join(f"{moment},{n + 1}\n" for n, moment in enumerate(moments))


def old(found: Signals) -> list[str]:
    return [note for note in found.notes if "is not now" in note]


def test_an_old_export_is_told_first(tmp_path: Path) -> None:
    text = daily(dt.date(2024, 11, 19)).replace("2024-11-10,", "2024-11-10,x")
    path = saved(tmp_path, text, "milk.csv")
    found = read([path], today=TODAY)
    assert found.notes[0] == "milk.csv: ends on 2024-11-19, 733 days ago: what it shows is not now"
    assert len(found.notes) == 2
    assert len(found.series[0].points) == 29
    assert not old(read([path]))


@pytest.mark.parametrize(
    ("last", "step", "is_old"),
    [
        (dt.date(2026, 11, 8), 1, False),
        (dt.date(2026, 11, 7), 1, True),
        (dt.date(2026, 11, 2), 7, False),  # the week until the 8th
        (dt.date(2026, 11, 1), 7, True),
        (dt.date(2026, 10, 12), 30, False),  # about a month, until 10 November
        (dt.date(2026, 10, 1), 30, True),
        (dt.date(2025, 12, 1), 365, True),  # no export counts by the year: points far apart are gaps
    ],
)
def test_two_weeks_after_the_last_day_that_counts(tmp_path: Path, last: dt.date, step: int, is_old: bool) -> None:
    found = read([saved(tmp_path, daily(last, count=10, step=step))], today=TODAY)
    assert bool(old(found)) is is_old


def test_the_newest_point_of_a_file_tells_its_age(tmp_path: Path) -> None:
    rows = "".join(f"2026-0{n}-01,old,1\n2026-11-0{n},new,2\n" for n in range(1, 10))
    assert not old(read([saved(tmp_path, f"Date,Series,Value\n{rows}")], today=TODAY))


def test_a_wrong_date_to_come_does_not_hide_the_age(tmp_path: Path) -> None:
    found = read([saved(tmp_path, daily(dt.date(2026, 3, 1)) + "2062-03-02,9\n")], today=TODAY)
    assert "ends on 2026-03-01" in found.notes[0]
    assert "1 point(s) of “milk” are dated after today (2026-11-22) and left out" in found.notes[1]


def test_each_old_file_of_a_tied_group_is_told(tmp_path: Path) -> None:
    saved(tmp_path, daily(dt.date(2026, 11, 21)), "a")
    saved(tmp_path, daily(dt.date(2026, 11, 2)), "b")
    found = read([tmp_path], today=TODAY)
    assert len(found.series) == 1
    assert [note.partition(":")[0] for note in old(found)] == [f"{tmp_path.name}/b"]


def test_the_order_of_the_files_is_not_that_of_the_notes(tmp_path: Path) -> None:
    one = saved(tmp_path, daily(dt.date(2026, 3, 1), count=3), "a")
    other = saved(tmp_path, "Date,Series,Value\n2026-03-01,milk,1\n", "b")
    assert read([one, other], today=TODAY).notes == read([other, one], today=TODAY).notes


def test_many_old_files_are_told_in_a_few_lines(tmp_path: Path) -> None:
    for number in range(8):
        saved(tmp_path, daily(dt.date(2026, 3, 1), term=f"term {number}"), str(number))
    notes = read([tmp_path], today=TODAY).notes
    assert [("is not now" in note) for note in notes[:4]] == [True, True, True, False]
    assert notes[3] == "5 more file(s) ended as long ago"


def test_the_day_of_grace_is_not_told(tmp_path: Path) -> None:
    text = "Day,milk,eggs\n2026-11-22,1,1\n2026-11-23,2,2\n2026-11-24,3,3\n"
    found = read([saved(tmp_path, text)], today=TODAY)
    assert [levels(one) for one in found.series] == [[1, 2], [1, 2]]
    assert found.notes[0] == "f.dat: 2 point(s) of “milk”, “eggs” are dated after today (2026-11-22) and left out"


# ── what is too short ────────────────────────────────────────────────────────────────────────────


def test_as_many_points_as_growth_needs(tmp_path: Path) -> None:
    for count in (FEWEST - 1, FEWEST):
        found = signals(tmp_path, daily(TODAY, count))
        told = [note for note in found.notes if "too short to tell" in note]
        assert bool(told) is (growth(found.series[0].points) is None) is (count < FEWEST)


def test_hours_need_more_than_a_day(tmp_path: Path) -> None:
    for count in (24, 25, 48, 49):  # a calm day is no proof yet that two would be
        rows = [f"2026-11-{20 + n // 24}T{n % 24:02d},{n % 3}\n" for n in range(count)]
        found = signals(tmp_path, "Hour,milk\n" + "".join(rows))
        told = [note for note in found.notes if "too short to tell" in note]
        assert bool(told) is (count < 25)
        assert (growth(found.series[0].points) is None) is (count < 49)


def test_one_line_for_each_file_and_a_few_in_all(tmp_path: Path) -> None:
    path = saved(tmp_path, "Day,milk,eggs\n2026-11-20,1,1\n2026-11-21,2,\n")
    note = "f.dat: 2 points of “milk”, “eggs”: too short to tell whether it grows (5 are needed)"
    assert read([path]).notes == (note,)
    for number in range(6):
        saved(tmp_path, "Date,Series,Value\n2026-11-20,milk,1\n", f"{number}.csv")
    notes = [note for note in read([tmp_path]).notes if "too short" in note]
    assert len(notes) == 4
    assert notes[-1] == "4 more file(s) are too short too"


# ── what is no date and value, in news too ───────────────────────────────────────────────────────


def test_rows_of_news_that_are_none_are_told(tmp_path: Path) -> None:
    rows = "".join(f"2026-11-{day},kindra,{day}\n" for day in range(10, 18))
    found = signals(tmp_path, f"Date,Series,Value\n{rows}2026-11-21,kindra,x\n2026-13-41,kindra,3\n{rows[:20]}\n")
    assert levels(found.series[0]) == list(range(10, 18))
    assert "f.dat:10: 1 row(s) passed over that are no date and value" in found.notes
    assert "f.dat:11: 1 row(s) passed over that are no date and values" in found.notes


def test_rows_of_answers_that_are_none_are_told(tmp_path: Path) -> None:
    data: list[dict[str, Any]] = [{"date": f"202611{day}T000000Z", "value": day} for day in range(10, 18)]
    odd: list[dict[str, Any]] = [{"date": "20261120T000000Z", "value": "x"}, {"date": "soon", "value": 2}]
    blank: list[dict[str, Any]] = [{"date": "20261121T000000Z", "value": None}]
    text = json.dumps({"query_details": {"title": "milk"}, "timeline": [{"series": "a", "data": data + odd + blank}]})
    assert signals(tmp_path, text).notes == ("f.dat: 2 row(s) passed over that are no date and value",)
    items = [{"article": "Lait", "timestamp": row["date"], "views": row["value"]} for row in data + odd + blank]
    found = signals(tmp_path, json.dumps({"items": items}))
    assert found.notes == ("f.dat: 2 row(s) passed over that are no date and value",)
    assert len(found.series[0].points) == 8


# ── a hint of a language ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "lang"),
    [
        ("Category: All categories\n\nDay,fromage: (Canada)", "en"),
        ("Catégorie : Toutes les catégories\n\nJour,cheese: (Québec)", "fr"),
        ("Semaine,fromage: (Québec)", "fr"),
        ("Month,fromage", "en"),
        ('"Time","fromage"', "en"),
        ("类别：所有类别\n\nsemaine,toilet paper: (USA)", ""),
        ("Category: All categories\n\nJour,lait: (Canada)", ""),
        ("Kategorie: Alle Kategorien\n\nTag,Milch: (Deutschland)", ""),
        ("Date,Lait_cru", ""),
        ("sep=,\nDay,milk: (Canada)", "en"),
    ],
)
def test_the_interface_of_an_export(tmp_path: Path, head: str, lang: str) -> None:
    (one,) = signals(tmp_path, f"{head}\n2026-11-20,3\n2026-11-21,7\n").series
    assert one.lang == lang


@pytest.mark.parametrize(
    ("project", "lang"), [("fr.wikipedia", "fr"), ("en.wikipedia.org", "en"), ("de.wikipedia", ""), ("", "")]
)
def test_the_wikipedia_that_was_read(tmp_path: Path, project: str, lang: str) -> None:
    item = {"project": project, "article": "Lait", "timestamp": "2026112000", "views": 5}
    assert signals(tmp_path, json.dumps({"items": [item]})).series[0].lang == lang


@pytest.mark.parametrize(
    ("query", "lang"),
    [
        ('"lait cru" sourcelang:french', "fr"),
        ("lait sourcelang:fre", "fr"),
        ("milk SourceLang:english", "en"),
        ("milk (sourcelang:eng OR sourcelang:fra)", ""),
        ("milk -sourcelang:french", ""),
        ("milk sourcelang:german", ""),
        ("milk", ""),
    ],
)
def test_the_press_that_was_counted(tmp_path: Path, query: str, lang: str) -> None:
    data = [{"date": "20261120T000000Z", "value": 1}]
    answer = {"query_details": {"title": query}, "timeline": [{"series": "Volume Intensity", "data": data}]}
    assert signals(tmp_path, json.dumps(answer)).series[0].lang == lang


def test_an_anchor_in_exports_of_two_interfaces_has_no_language(tmp_path: Path) -> None:
    rows = "".join(f"2026-11-{day},50,{day}\n" for day in range(10, 20))
    saved(tmp_path, f"Day,fromage: (Canada),cheese: (Canada)\n{rows}", "a")
    saved(tmp_path, f"Jour,fromage: (Canada),lait: (Canada)\n{rows}", "b")
    found = read([tmp_path])
    assert {one.term: one.lang for one in found.series} == {"fromage": "", "cheese": "en", "lait": "fr"}


def test_a_line_of_an_error_saved_as_an_answer_is_no_article(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, "Your query was too short or too long.", "gdelt.json")).reason_code == "unknown-kind"
