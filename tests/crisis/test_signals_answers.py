"""What Wikimedia and GDELT answer, as saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.crisis.signal_files import days, levels, refusal, saved, signals


def view(article: str, stamp: str, views: object, **more: str) -> dict[str, Any]:
    return {"project": "fr.wikipedia", "article": article, "timestamp": stamp, "views": views} | more


def timeline(title: str, *series: tuple[str, list[tuple[str, object]]]) -> str:
    data = [{"series": name, "data": [{"date": d, "value": v} for d, v in rows]} for name, rows in series]
    return json.dumps({"query_details": {"title": title, "date_resolution": "day"}, "timeline": data})


@pytest.mark.parametrize("shape", ["one", "list", "bare", "lines"])
def test_pageviews_of_several_articles(tmp_path: Path, shape: str) -> None:
    first = [view("Lait_infantile", "2026112000", 5), view("Lait_infantile", "2026112100", 90)]
    second = [view("Salmonella", "2026112000", 7), view("Salmon%C3%A9e", "20261120", 1)]
    value: object = {"items": first + second}
    if shape == "list":
        value = [{"items": first}, {"items": second}]
    elif shape == "bare":
        value = first + second
    text = json.dumps(value, ensure_ascii=False)
    if shape == "lines":
        text = "".join(json.dumps({"items": items}, ensure_ascii=False) + "\n" for items in (first, second))
    found = signals(tmp_path, text)
    assert [(s.term, s.kind, levels(s)) for s in found.series] == [
        ("Lait infantile", "search", [5, 90]),
        ("Salmonella", "search", [7]),
        ("Salmonée", "search", [1]),
    ]
    assert days(found.series[0]) == ["2026-11-20", "2026-11-21"]
    assert len({s.scale for s in found.series}) == 1


def test_views_of_desktops_and_phones_add_up(tmp_path: Path) -> None:
    items = [view("Lait", "2026112000", 5, access="desktop"), view("Lait", "2026112000", 6, access="mobile-web")]
    assert levels(signals(tmp_path, json.dumps({"items": items})).series[0]) == [11]
    items.append(view("Lait", "2026112000", 12, access="all-access"))
    assert levels(signals(tmp_path, json.dumps({"items": items})).series[0]) == [12]


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ('"milk recall" sourcelang:english', "milk recall"),
        ("rappel lait sourcecountry:CA sourcelang:fre", "rappel lait"),
        ('("rappel de lait" OR "lait contaminé") -"lait de coco" -domain:x.example', "rappel de lait"),
        ('near20:"milk recall" milk tone<-5', 'milk'),
    ],
)  # fmt: skip
def test_the_term_of_a_timeline_is_its_query(tmp_path: Path, title: str, term: str) -> None:
    text = timeline(title, ("Volume Intensity", [("20261120T000000Z", 0.5), ("20261121T000000Z", 1.25)]))
    (one,) = signals(tmp_path, text).series
    assert (one.term, one.kind, levels(one), days(one)) == (term, "news", [0.5, 1.25], ["2026-11-20", "2026-11-21"])


def test_only_articles_on_the_term_are_counted(tmp_path: Path) -> None:
    rows: list[tuple[str, object]] = [("20261120T000000Z", -2.5)]
    text = timeline("milk", ("Article Count", [("20261120T000000Z", 4)]), ("Total Monitored Articles", rows), ("Average Tone", rows))  # fmt: skip # noqa: E501
    found = signals(tmp_path, text)
    assert [levels(s) for s in found.series] == [[4]]
    assert "Average Tone" in found.notes[0]


def test_intensities_compare_between_files_and_counts_do_not(tmp_path: Path) -> None:
    row: list[tuple[str, object]] = [("20261120T000000Z", 1)]
    one = signals(tmp_path, timeline("milk", ("Volume Intensity", row))).series[0]
    other = signals(tmp_path, timeline("eggs", ("Volume Intensity", row))).series[0]
    count = signals(tmp_path, timeline("eggs", ("Article Count", row))).series[0]
    assert one.scale == other.scale != count.scale


def test_numbers_that_are_none(tmp_path: Path) -> None:
    values: list[object] = [3, -1, None, "x", True, 10**4000, [], 4]
    items = [view("Lait", f"202611{n:02d}00", v) for n, v in enumerate(values, 1)]
    text = json.dumps({"items": items}).replace("null", "NaN")
    assert levels(signals(tmp_path, text).series[0]) == [3, 4]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"items": [\n{"article": "a", "vi', "json", 2),
        ("[" * 100_000, "json", 1),
        ('{"items":' * 100_000, "json", 1),
        ('{"items": [{"article": "a", "timestamp": "2026", "views": ' + "9" * 5000 + "}]}", "json", 1),
        ('{"items": [{"article": "a", "timestamp": "never", "views": 1}]}', "no-signals", 0),
        ('{"items": [1, [], null], "timeline": 3}', "unknown-kind", 0),
        ('{"timeline": [1, {"series": 3, "data": [0]}], "query_details": []}', "no-signals", 0),
        ("{}", "unknown-kind", 0),
    ],
)
def test_bad_json_gets_one_clear_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    error = refusal(saved(tmp_path, text))
    assert (error.reason_code, error.where.line if error.where else -1) == (code, line)
    assert error.hint
