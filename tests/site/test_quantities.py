from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.site import quantities
from launcher.site.quantities import find, is_same


def kinds(text: str, lang: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find(text, lang)]


@pytest.mark.parametrize(
    ("fr", "en", "expected"),
    [
        ("le mardi 10 mars 2026", "on Tuesday, March 10, 2026", [("date", "2026-03-10")]),
        ("le 1er avril", "April 1", [("date", "--04-01")]),
        ("le 1ᵉʳ mai 2026", "1 May 2026", [("date", "2026-05-01")]),
        ("du 3 au 5 mars 2026", "from March 3 to 5, 2026", [("date", "2026-03-03"), ("date", "2026-03-05")]),
        ("les 3 et 4 mars", "March 3–4", [("date", "--03-03"), ("date", "--03-04")]),
        ("le 14 févr. 2026", "Feb. 14, 2026", [("date", "2026-02-14")]),
        ("en mars 2026", "in March 2026", [("date", "2026-03")]),
        ("2026-03-10", "2026-03-10", [("date", "2026-03-10")]),
        ("le 31 juin", "June 31", [("impossible", "--06-31")]),
        ("à 14 h", "at 2 p.m.", [("time", "14:00")]),
        ("à 6 h 30", "at 6:30 a.m.", [("time", "06:30")]),
        ("à 14h30", "at 14:30", [("time", "14:30")]),
        ("à midi", "at noon", [("time", "12:00")]),
        ("à minuit", "at midnight", [("time", "00:00")]),
        ("de 19 h à 22 h", "7 to 10 p.m.", [("time", "19:00"), ("time", "22:00")]),
        ("de 11 h à 14 h", "11 to 2 p.m.", [("time", "11:00"), ("time", "14:00")]),
        ("du lundi au vendredi", "Monday to Friday", [("weekday", "0"), ("weekday", "4")]),
        ("18 000 personnes", "18,000 people", [("number", "18000")]),
        ("18\u202f000 personnes", "18 000 people", [("number", "18000")]),
        ("2,5 km", "2.5 km", [("number", "2.5")]),
        ("à 800 m d’ici", "800 m from here", [("number", "800")]),
        ("1,2 million de clients", "1.2 million customers", [("number", "1200000")]),
        ("deux cents foyers", "two hundred homes", [("number", "200")]),
        ("vingt-cinq membres", "twenty-five members", [("number", "25")]),
        ("quatre-vingt-dix membres", "ninety members", [("number", "90")]),
        ("25\u00a0% des lots", "25% of lots", [("percent", "25")]),
        ("25 pour cent", "25 per cent", [("percent", "25")]),
        ("3,50 $", "$3.50", [("money", "3.5 $")]),
        ("2 millions de dollars", "$2 million", [("money", "2000000 $")]),
        ("2 M$", "$2M", [("money", "2000000 $")]),
        ("30 000 $ par jour", "$30,000 a day", [("money", "30000 $")]),
        ("48 heures", "two days", [("duration", "2880")]),
        ("toutes les 4 h", "every 4 hours", [("duration", "240")]),
        ("une semaine", "one week", [("duration", "10080")]),
        ("1 an", "12 months", [("duration", "525600")]),
        ("1 800 555-0142, poste 12", "+1 (800) 555-0142 ext. 12", [("phone", "8005550142x12")]),
        ("819.555.0163", "819-555-0163", [("phone", "8195550163")]),
        ("01 23 45 67 89", "01 23 45 67 89", [("phone", "0123456789")]),
        ("info@exemple.example.", "info@exemple.example.", [("email", "info@exemple.example")]),
        ("(https://Www.Example.org/A/)", "see example.org/A", [("url", "example.org/A")]),
        ("lots A6041 et A6042", "lots A6041 and A6042", [("code", "A6041"), ("code", "A6042")]),
        ("CUP 4 00101 10001 0", "UPC 4 00101 10001 0", [("code", "400101100010")]),
        ("la COVID-19", "COVID-19", [("code", "COVID-19")]),
        ("composez le 811", "call 811", [("number", "811")]),
    ],
)
def test_one_figure_in_two_languages(fr: str, en: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(fr, "fr") == expected
    assert kinds(en, "en") == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("24 heures sur 24, 7 jours sur 7", "fr"),
        ("24 hours a day, seven days a week", "en"),
        ("le 2e étage, pour la 3e fois", "fr"),
        ("the 2nd floor, a 3rd time", "en"),
        ("cet après-midi, un voisin", "fr"),
        ("one of them, this afternoon", "en"),
        ("une personne et un chien", "fr"),
        ("you may march on", "en"),
    ],
)
def test_what_counts_nothing(text: str, lang: str) -> None:
    assert kinds(text, lang) == []


def test_dates_that_leave_out_the_year_and_numbers_with_another_unit_are_the_same() -> None:
    def only(text: str, lang: str = "fr") -> quantities.Quantity:
        (one,) = find(text, lang)
        return one

    assert is_same(only("10 mars"), only("March 10, 2026", "en"))
    assert not is_same(only("10 mars 2025"), only("March 10, 2026", "en"))
    assert not is_same(only("en mars 2026"), only("10 mars"))
    assert is_same(only("5 $"), only("5 boîtes"))
    assert is_same(only("555-0142"), only("819 555-0142"))
    assert not is_same(only("819 555-0142, poste 1"), only("819 555-0142, poste 2"))
    assert is_same(only("quatre heures"), only("4 hours", "en"))


def test_a_figure_knows_its_place_and_its_weekday() -> None:
    text = "Le mercredi 10 mars 2026 à 14 h"
    date, time = find(text, "fr")
    assert text[date.start : date.end] == "mercredi 10 mars 2026"
    assert date.weekday == 2
    assert text[time.start : time.end] == "14 h"


@pytest.mark.parametrize("lang", ["fr", "en"])
@given(text=st.text(alphabet=st.sampled_from("0123456789 ,.:-h$%xAmars()+\u00a0"), max_size=60))
def test_no_text_breaks_it_and_places_are_inside(lang: str, text: str) -> None:
    for one in find(text, lang):
        assert 0 <= one.start < one.end <= len(text)
        assert one.kind
