"""Words that embarrass are refused; the same words in a name, a quotation, a question or a denial are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Finding
from launcher.site.rules import tone
from launcher.site.rules.tone.families import families
from launcher.site.rules.tone.phrases import Phrases, sentence
from tests.site import samples
from tests.site.rules.against import every, whole


def heard(folder: Path, body: str, lang: str, **meta: str) -> list[Finding]:
    samples.write(folder, f"posts/a.{lang}", body, title="A", **meta)
    return list(tone.check(every(whole(folder))))


@pytest.mark.parametrize(
    ("lang", "words", "code"),
    [
        ("fr", "Quelle CATASTROPHE pour nous tous.", "drama"),
        ("en", "It was sheer horror.", "drama"),
        ("fr", "C’est arrivé par la faute d’un sous-traitant.", "blame"),
        ("en", "Our driver is to blame for it.", "blame"),
        ("fr", "De prétendus citoyens s’y opposent.", "demonising"),
        ("en", "A few so-called neighbours object.", "demonising"),
        ("fr", "Il semblerait que la pompe ait cédé.", "speculation"),
        ("en", "The pump was probably at fault.", "speculation"),
        ("fr", "Nous vous garantissons une eau pure.", "promise-nobody-made"),
        ("en", "This will never happen again.", "promise-nobody-made"),
        ("fr", "Cela ne se reproduira pas, vous avez notre parole.", "promise-nobody-made"),
        ("fr", "Ce n’est qu’un incident isolé.", "minimising"),
        ("en", "Only 3 people were injured.", "minimising"),
        ("fr", "Obtenez 15 % de rabais avec le code ÉTÉ.", "promotion"),
        ("en", "Ask for our award-winning cheese.", "promotion"),
        ("fr", "Si vous faites la grève, nous fermerons.", "threat"),
        ("en", "If you strike, we will close the plant.", "threat"),
    ],
)
def test_what_is_unmistakable_is_refused(tmp_path: Path, lang: str, words: str, code: str) -> None:
    found = [one for one in heard(tmp_path, f"Un.\n\n{words}", lang) if one.code == code]
    assert [one.level for one in found] == ["error"]
    assert found[0].where.line == 10
    assert found[0].hint


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "La zone sinistrée est fermée. Voir le plan en cas de catastrophe naturelle."),
        ("en", "The disaster area is closed; disaster relief is on its way."),
        ("fr", "Nous ne pouvons pas garantir que cela ne se reproduira pas."),
        ("en", "We cannot guarantee when the water will be back."),
        ("fr", "Est-ce la faute d’un employé?"),
        ("en", "Is a supplier to blame?"),
        ("fr", "Nous ne ferons aucune supposition."),
        ("en", "If your seat is on the list, we will replace it."),
        ("fr", "Sinon, appelez le 811."),
        ("en", "Visit our office or order the repair kit by telephone."),
        ("fr", "Toute personne peut demander un remboursement."),
        ("en", "Fever may be caused by other illnesses. Anyone who may have the product should call."),
    ],
)
def test_plain_words_pass(tmp_path: Path, lang: str, words: str) -> None:
    assert [one for one in heard(tmp_path, words, lang) if one.level == "error"] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "Un voisin a écrit : « C’est une catastrophe. »"),
        ("en", "> It is a catastrophe for us."),
        ("fr", "Le parc du Désastre est ouvert."),
        ("en", "According to the coroner, this is a tragedy."),
        ("fr", "Est-ce un désastre?"),
        ("en", "This is not a disaster."),
    ],
)
def test_what_others_say_is_a_warning(tmp_path: Path, lang: str, words: str) -> None:
    assert [(one.code, one.level) for one in heard(tmp_path, words, lang)] == [("drama", "warning")]


def test_selling_on_a_page_of_benefits_is_a_doubt(tmp_path: Path) -> None:
    assert {one.level for one in heard(tmp_path, "Our award-winning granite.", "en", kind="benefits")} == {"warning"}


def test_the_place_is_that_of_the_first_word(tmp_path: Path) -> None:
    (found,) = heard(tmp_path, "Un [mot](https://a.example/) sur\ncette **tragédie** d’hier.", "fr")
    assert (found.where.line, found.where.column) == (9, 9)
    assert "`tragédie`" in found.message


def test_another_language_is_left_alone(tmp_path: Path) -> None:
    samples.write(tmp_path, "posts/a.es", "Tragédie.", title="A")
    assert list(tone.check(every(whole(tmp_path, languages=("es",))))) == []


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("catastroph*", "Des CATASTROPHES!", True),
        ("catastrophe", "Des catastrophes", False),
        ("cœur brisé", "le coeur brise", True),
        ("par la? faute de|du", "par faute du vent", True),
        ("si ... fermerons", "Si cela dure, nous fermerons.", True),
        ("si ... fermerons", "Si a b c d e f g fermerons", False),
        ("# % de rabais", "20 % de rabais", True),
        ("d'un|d'une employé", "d’une employé", True),
        ("so-called", "so called", True),
        ("peut-être", "il peut être retiré", False),
        ("peut-être", "C’est peut-être ça.", True),
    ],
)
def test_the_language_of_phrases(phrase: str, text: str, there: bool) -> None:
    assert bool(list(Phrases([phrase]).find(sentence(text)))) is there


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_phrase_of_the_lists_finds_itself(lang: str) -> None:
    """A phrase that cannot be read, or finds nothing, would be dead weight."""
    for family in families(lang):
        for phrases in (family.sure, family.doubt, family.unless):
            for phrase in phrases.all:
                words = " ".join(
                    piece.rstrip("?").split("|")[0].replace("*", "").replace("#", "3")
                    for piece in phrase.split()
                    if piece != "..."
                )
                assert any(Phrases([phrase]).find(sentence(words))), (family.code, phrase)
