from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.model import Yardstick
from launcher.site.rules import calendar
from tests.site import samples
from tests.site.rules.against import codes, facts, look, pair

DAY = Yardstick(facts=facts(meeting=dt.date(2026, 3, 10)))


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("fr", "Le mercredi 10 mars 2026.", "wrong-weekday"),
        ("en", "On Wednesday, March 10, 2026.", "wrong-weekday"),
        ("fr", "Rendez-vous le mercredi 10 mars.", "wrong-weekday"),
        ("en", "See you on Wednesday, March 10.", "wrong-weekday"),
        ("fr", "Le 31 juin, tout sera prêt.", "impossible-date"),
        ("en", "All will be ready by February 30.", "impossible-date"),
        ("fr", "Le 29 février 2026.", "impossible-date"),
        ("fr", "La réunion du 10 mars 2025.", "wrong-year"),
        ("en", "The meeting of March 10, 2027.", "wrong-year"),
    ],
)
def test_days_that_are_wrong(content: Path, lang: str, text: str, code: str) -> None:
    samples.write(content, f"posts/a.{lang}", text)
    (one,) = look(calendar, content, DAY)
    assert codes([one]) == [("error", code)]
    assert one.where.column > 1 or text.startswith(("Le", "On"))


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        ("Le mardi 10 mars 2026, à 14 h.", "On Tuesday, March 10, 2026, at 2 p.m."),
        ("Mardi 10 et mercredi 11 mars.", "Tuesday, March 10 and Wednesday, March 11."),
        ("Le 29 février 2028.", "On February 29, 2028."),
        ("En mars 2019 et le 4 mai 2027.", "In March 2019 and on May 4, 2027."),
    ],
)
def test_days_that_are_right(content: Path, fr: str, en: str) -> None:
    pair(content, "posts/a", fr, en)
    assert look(calendar, content, DAY) == []


def test_another_year_in_both_languages_may_be_meant(content: Path) -> None:
    pair(content, "posts/a", "Il y a un an, le 10 mars 2025.", "A year ago, on March 10, 2025.")
    assert codes(look(calendar, content, DAY)) == [("warning", "wrong-year")] * 2
