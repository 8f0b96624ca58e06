from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher import shapes
from launcher.documents import Problems, parse
from launcher.model import Money


def shaped(shape: Any, text: str) -> tuple[Any, Problems]:
    problems = Problems()
    return shape(parse(text, "f"), problems), problems


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (shapes.text, "' Des mots '", "Des mots"),
        (shapes.natural, "3", 3),
        (shapes.number, "-12.50", Decimal("-12.50")),
        (shapes.money, "60 cad", Money(Decimal("60.00"), "CAD")),
        (shapes.switch, "Yes", True),
        (shapes.day, "2026-03-10", dt.date(2026, 3, 10)),
        (shapes.moment, "2026-03-10T10:30Z", dt.datetime(2026, 3, 10, 10, 30, tzinfo=dt.UTC)),
        (shapes.duration, "180d", dt.timedelta(days=180)),
        (shapes.choice(["a", "b"]), "b", "b"),
        (shapes.listing(shapes.natural), "[1, 2]", (1, 2)),
    ],
)
def test_what_is_read(shape: Any, text: str, value: Any) -> None:
    found, problems = shaped(shape, text)
    assert (found, problems) == (value, [])


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        *[(shapes.text, text) for text in ("", "' '", "[a]", "{a: b}")],
        *[(shapes.natural, text) for text in ("-1", "1.0", "1_0", "٣", "x", "1e3", "9" * 30)],
        *[(shapes.number, text) for text in ("NaN", "Infinity", "1e999999", "1_000", "1,5", "१", "many", "9" * 40)],
        *[(shapes.money, text) for text in ("60", "CAD 60", "-1 CAD", "1e9999 CAD", "NaN CAD", "60 $", "60 ÇAD", "")],
        *[(shapes.switch, text) for text in ("maybe", "1", "")],
        *[(shapes.day, text) for text in ("10/03/2026", "2026-13-01", "0001-01-01", "9999-12-31", "today")],
        *[(shapes.moment, text) for text in ("2026-03-10", "2026-03-10T10:30", "9999-12-31T23:59Z", "noon")],
        *[(shapes.duration, text) for text in ("15", "-15m", "1_0m", "99999999999d", "m", "1.5h", "soon")],
        (shapes.choice(["a"]), "b"),
        (shapes.choice(["a"]), "[a]"),
        (shapes.listing(shapes.text), "a"),
        (shapes.listing(shapes.text, at_least=1), "[]"),
        (shapes.words(["fr", "en"]), "{fr: a}"),
        (shapes.words(["fr", "en"]), "{fr: a, en: b, de: c}"),
        (shapes.words(["fr", "en"]), "a"),
    ],
)
def test_what_is_not(shape: Any, text: str) -> None:
    _, (problem,) = shaped(shape, text)
    assert problem.message
    assert "\n" not in problem.message
    assert problem.where is not None


def test_unknown_keys_have_a_nearest_one_and_their_own_line() -> None:
    shape = shapes.record({"status": shapes.text}, {"source": shapes.text})
    _, problems = shaped(shape, "staus: x\nsource: y\n")
    assert [(p.code, str(p.where)) for p in problems] == [("unknown-key", "f:1:1"), ("missing-key", "f:1:1")]
    assert problems[0].hint == "Did you mean `status`?"


def test_all_problems_of_a_tree_at_once() -> None:
    shape = shapes.record({"a": shapes.listing(shapes.natural), "b": shapes.mapping(shapes.day)})
    _, problems = shaped(shape, "a: [1, x, 3, y]\nb: {one: never, two: 2026-03-10}\nc: 1\n")
    assert [p.where.line for p in problems if p.where] == [3, 1, 1, 2]


def test_a_value_of_a_megabyte_is_told_in_a_line() -> None:
    _, (problem,) = shaped(shapes.natural, "x" * 900_000)
    assert len(problem.message) < 120


@given(st.text(max_size=30))
def test_no_text_breaks_a_scalar(text: str) -> None:
    from launcher.documents import Node
    from launcher.errors import Where

    for shape in (shapes.natural, shapes.number, shapes.money, shapes.day, shapes.moment, shapes.duration):
        problems = Problems()
        shape(Node(text, Where("f")), problems)
        assert len(problems) <= 1
