"""The formulas on texts whose score is known, the counters of syllables on words, and what a writer is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Finding
from launcher.site.rules import readability
from tests.site import samples
from tests.site.rules.against import every, whole

ENGLISH = {
    1: "cat closed makes called helped through whole file queue eye the real",
    2: "recall creature water product people table tables wanted boxes houses nation",
    3: "area created idea radio video platypus previous serious employee family chemical hospital Australian",
    4: "situation society experience bacteria emergency community mechanism",
    5: "evacuation investigation",
}
FRENCH = {
    1: "chat eau table ville heures rue vie pied hier bien pluie bruit langue guerre août quatre les Georges",
    2: "rappel malade familles client juillet noël maïs poète nuage pays payer voyage idée journée jouer réseau nation",
    3: "hôpital création réaction désolés ouvrier février bactérie essayer oublier maladie océan",
    4: "situation société information inquiétude déversement aéroport",
    5: "évacuation",
}


def told(folder: Path, body: str, lang: str) -> list[Finding]:
    samples.write(folder, f"posts/a.{lang}", body, title="A")
    return list(readability.check(every(whole(folder))))


@pytest.mark.parametrize(("lang", "known"), [("en", ENGLISH), ("fr", FRENCH)])
def test_syllables(lang: str, known: dict[int, str]) -> None:
    for syllables, words in known.items():
        assert {word: readability.SYLLABLES[lang](word) for word in words.split()} == dict.fromkeys(
            words.split(), syllables
        )


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("The cat sat on the mat.", 116.1),
        ("This sentence, taken as a reading passage unto itself, is being used to prove a point.", 68.9),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 37.5),
    ],
)
def test_scores_that_are_known(text: str, score: float) -> None:
    """The textbook's examples of Flesch's reading ease; a syllable more or less is within 7 points."""
    words = text.replace(",", "").replace(".", "").split()
    found = readability.ease(len(words), sum(map(readability.english, words)), 1, "en")
    assert found == pytest.approx(score, abs=7)


def test_the_french_formula_has_its_own_weights() -> None:
    assert readability.ease(10, 20, 1, "fr") == pytest.approx(207 - 10.15 - 147.2)
    assert readability.ease(10, 20, 1, "en") == pytest.approx(206.835 - 10.15 - 169.2)


HARD = {
    "fr": "La caractérisation environnementale nécessitera ultérieurement une réévaluation organisationnelle. ",
    "en": "Environmental characterization ultimately necessitates organizational reconsideration. ",
}
EASY = {"fr": "Lavez vos mains avec du savon. ", "en": "Wash your hands with soap. "}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_hard_text_is_told_at_its_hardest_sentence(tmp_path: Path, lang: str) -> None:
    (found,) = told(tmp_path, f"{EASY[lang] * 3}\n\n{HARD[lang] * 18}", lang)
    assert (found.code, found.level, found.where.line) == ("hard-to-read", "warning", 10)
    assert told(tmp_path, EASY[lang] * 30, lang) == []
    assert told(tmp_path, HARD[lang] * 3, lang) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_long_sentence(tmp_path: Path, lang: str) -> None:
    words = "un mot " if lang == "fr" else "a word "
    (found,) = told(tmp_path, f"Un.\n\n- {words * 18}.", lang)
    assert (found.code, found.level, found.where.line, found.where.column) == ("long-sentence", "warning", 10, 3)
    assert told(tmp_path, f"{words * 17}.", lang) == []


def test_tables_and_headings_are_no_prose(tmp_path: Path) -> None:
    assert told(tmp_path, f"## {HARD['fr'] * 9}\n\n| {HARD['fr'] * 18} |\n|---|\n", "fr") == []
