"""Victims and private persons are not named; who speaks for us, places and offices may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.errors import Where
from launcher.model import Fact, Status, Visibility, Yardstick
from launcher.site.rules import names
from tests.site import samples
from tests.site.rules.against import every, whole

YARDSTICK = Yardstick(
    facts={
        "speaker": Fact("speaker", "Odile Garneau", "x", Status.CONFIRMED, Visibility.PUBLIC, Where("f", 1)),
        "caller": Fact("caller", "Hervé Lussier", "x", Status.CONFIRMED, Visibility.INTERNAL, Where("f", 2)),
    },
    contacts={"spokesperson": {"fr": "Pascale Imbeault", "en": "Pascale Imbeault"}},
    names=("Laiterie Gilles Bocage", "Martine Ouellet-Roy"),
)


def named(folder: Path, body: str, lang: str) -> list[tuple[str, str]]:
    samples.write(folder, f"posts/a.{lang}", body, title="A")
    content = every(whole(folder, YARDSTICK))
    return [(one.code, one.level) for one in names.check(content)]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "La personne blessée est Jean-François Lalonde."),
        ("fr", "Mme Beauséjour est décédée à l’hôpital."),
        ("fr", "Jérôme P. est tombé malade."),
        ("fr", "Aïssatou Ndiaye, 34 ans, a été hospitalisée."),
        ("fr", "Nous pensons à la famille de Xochitl Barrera, morte hier."),
        ("en", "Patrick O’Donnell was killed on the spot."),
        ("en", "Mr. Szczepanski was injured."),
        ("en", "The victim, Xiadani Barrera, 34, is in hospital."),
        ("en", "A 52-year-old nurse from Maple Street died."),
    ],
)
def test_a_victim_is_not_named(tmp_path: Path, lang: str, words: str) -> None:
    assert named(tmp_path, words, lang) == [("victims-name", "error")]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "La plainte vient de M. Dubreuil."),
        ("fr", "C’est Hervé Lussier qui a appelé."),
        ("en", "It was posted by Brenda McAllister."),
        ("en", "The petition was started by a man named Zoltan Ferenczy."),
    ],
)
def test_nor_is_a_private_person(tmp_path: Path, lang: str, words: str) -> None:
    assert named(tmp_path, words, lang) == [("private-person", "error")]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "La présidente, Martine Ouellet-Roy, et Odile Garneau vous répondent. Mme Imbeault aussi."),
        ("fr", "L’aréna Gilles Tremblay, rue Marie Curie, à Saint-Martin, près de Lac-Mégantic."),
        ("fr", "L’Agence canadienne d’inspection des aliments et la Sûreté du Québec sont avisées; 43 ans de service."),
        ("en", "The Martin Luther School on Victoria Street and the George Brown Bridge are closed."),
        ("en", "The Public Health Agency of Canada and the Transportation Safety Board were told on Monday, May 4."),
        ("en", "The 40-year-old bridge and a 12-year-old pipe. Gilles Bocage Dairy is closed."),
    ],
)
def test_places_things_and_who_speaks_for_us(tmp_path: Path, lang: str, words: str) -> None:
    assert named(tmp_path, words, lang) == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "Le maire, Robert Lachance, a parlé hier."),
        ("en", "Minister Karen Holloway spoke yesterday."),
        ("en", "A 43-year-old man is in hospital."),
    ],
)
def test_an_office_or_an_age_is_a_doubt(tmp_path: Path, lang: str, words: str) -> None:
    assert [level for _, level in named(tmp_path, words, lang)] == ["warning"]
