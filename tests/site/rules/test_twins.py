from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.rules import twins
from tests.site import samples
from tests.site.rules.against import codes, look, pair
from tests.site.rules.conftest import Told


@pytest.mark.parametrize(("there", "missing"), [("fr", "en"), ("en", "fr")])
def test_one_language_alone_is_refused(content: Path, told: Told, there: str, missing: str) -> None:
    samples.write(content, f"posts/a.{there}")
    assert told() == [("no-twin", f"posts/a.{there}.md:4")]
    samples.write(content, f"posts/a.{missing}", status="draft")
    assert told() == [("no-twin", f"posts/a.{there}.md:4")]
    samples.write(content, f"posts/a.{missing}")
    assert told() == []


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2026-03-10T06:31:00-04:00"},
        {"kind": "correction"},
        {"order": "3"},
        {"next_update": "2026-03-12T06:30:00-04:00"},
        {"embargo": "2026-03-09T06:30:00-04:00"},
        {"edition": "local"},
        {"correction": "Le lot est le 26061."},
    ],
)
def test_twins_say_the_same(content: Path, change: dict[str, str]) -> None:
    samples.write(content, "posts/a.en")
    samples.write(content, "posts/a.fr", **change)
    assert ("error", "twins-differ") in codes(look(twins, content))


def test_two_files_cannot_be_one_twin(content: Path, told: Told) -> None:
    for name in ("a.fr", "a.en", "b.fr"):
        samples.write(content, f"posts/{name}", twin="a")
    assert told() == [("twin-twice", "posts/a.fr.md:4"), ("twin-twice", "posts/b.fr.md:4")]


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        ("Le 10 mars 2026, à 14 h 30.", "On March 10, 2026, at 2 p.m."),
        ("Le 10 mars, à midi.", "On March 11, at noon."),
        ("Mardi, tout rouvre.", "Everything reopens on Wednesday."),
        ("8 640 boîtes sont visées.", "8,460 boxes are recalled."),
        ("Trois personnes sont blessées.", "Four people are injured."),
        ("Le vote a été de 87 %.", "The vote was 78%."),
        ("L’aide est de 3,50 $ par jour.", "The benefit is $35.00 a day."),
        ("Une facture de 2 millions de dollars.", "A bill of $2 billion."),
        ("Appelez au 1 800 555-0142.", "Call 1 800 555-0124."),
        ("Appelez au 1 800 555-0142, poste 12.", "Call 1 800 555-0142, ext. 21."),
        ("Les lots A6041 et A6042.", "Lots A6041 and A6024."),
        ("Revenez dans 48 heures.", "Come back in 3 days."),
        ("Bilan : 18 000 foyers sans courant.", "Homes are without power."),
        ("Nous versons 5 000 $.", "We pay."),
    ],
)
def test_facts_that_differ(content: Path, fr: str, en: str) -> None:
    pair(content, "posts/a", fr, en)
    assert codes(look(twins, content)) == [("error", "twins-disagree")]


def test_both_places_are_told(content: Path) -> None:
    pair(content, "posts/a", "Un.\n\nOn compte 64 boîtes.", "One.\n\nThere are 46 boxes.")
    (one,) = look(twins, content)
    assert "a.fr.md:10" in one.message
    assert str(one.where).endswith("a.en.md:10:11")


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        ("Rendez-vous le 10 mars.", "See you there."),
        ("Ouvert dès 9 h.", "Open early."),
        ("On a reçu 15 appels.", "We received calls."),
    ],
)
def test_what_may_have_been_left_out_on_purpose(content: Path, fr: str, en: str) -> None:
    pair(content, "posts/a", fr, en)
    assert codes(look(twins, content)) == [("warning", "twins-disagree")]


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        ("Le mardi 10 mars 2026, à 14 h.", "On Tuesday, March 10, 2026, at 2 p.m."),
        ("Le 10 mars, de 7 h à 22 h.", "From 7 a.m. to 10 p.m. on March 10, 2026."),
        ("Le bureau ouvre de 9 à 17 h.", "The office is open from 9 a.m. to 5 p.m."),
        ("Les deux usines sont fermées; un employé est blessé.", "Both plants are closed; an employee is injured."),
        ("Vingt-cinq membres, 18 000 $, 2,5 km.", "25 members, $18,000, 2.5 km."),
        ("De 3 à 5 $ par jour, de 10 à 15 %.", "$3 to $5 a day, 10% to 15%."),
        ("24 heures sur 24, 7 jours sur 7.", "24 hours a day, seven days a week."),
        ("Dans quinze jours, au 1er étage.", "In two weeks, on the first floor."),
        ("Pendant 48 heures, puis 12 mois.", "For two days, then one year."),
        ("Aucun blessé, 0 cas.", "No one is injured, no case."),
        ("Appelez au 1 800 555-0142 (poste 12).", "Call +1 800 555-0142, extension 12."),
        (
            "Écrivez à [rappel@a.example](mailto:rappel@a.example).",
            "Write to [rappel@a.example](mailto:rappel@a.example).",
        ),
        ("1. Jetez.\n2. Lavez.\n3. Appelez.", "1. Throw out.\n2. Wash."),
        ("En mars 2026, chaque jour.", "In March 2026, every day."),
        ("Voir https://a.example/fr/2026/12.", "See https://a.example/en/2026/34."),
        ("1,2 million de clients au T3.", "1.2 million customers in Q3."),
    ],
)
def test_the_same_in_the_habits_of_each_language(content: Path, fr: str, en: str) -> None:
    pair(content, "posts/a", fr, en)
    assert look(twins, content) == []


LONG = " ".join(["Nous disons ce que nous savons et ce que nous faisons."] * 12)


def test_a_language_that_says_far_less(content: Path) -> None:
    pair(content, "posts/a", LONG, "We say what we know.")
    (one,) = look(twins, content)
    assert (one.level, one.code) == ("warning", "twin-shorter")
    assert one.where.file.endswith("a.en.md")


def test_parts_that_are_missing(content: Path) -> None:
    pair(content, "posts/a", "## Un\n\nTexte.\n\n## Deux\n\nTexte.", "## One\n\nText.\n\nText.")
    assert codes(look(twins, content)) == [("warning", "twins-headings")]


def test_links_of_one_language(content: Path) -> None:
    pair(content, "pages/faq", "Texte.", "Text.", kind="faq")
    pair(content, "posts/a", "Voir [x]({filename}/pages/faq.fr.md).", "See the questions.")
    assert codes(look(twins, content)) == [("warning", "twins-links")]
    pair(content, "posts/a", "Voir [x]({filename}/pages/faq.fr.md).", "See [x]({filename}/pages/faq.en.md).")
    assert look(twins, content) == []
