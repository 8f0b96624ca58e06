from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Yardstick
from launcher.site.rules import forbidden
from tests.site import samples
from tests.site.rules.against import every, whole

WORDS = {"fr": ("toxique", "à cause de notre fournisseur", "été"), "en": ("hackers", "deadly product")}


def found(folder: Path, body: str, lang: str) -> list[tuple[str, int]]:
    samples.write(folder, f"posts/a.{lang}", body, title="A")
    content = every(whole(folder, Yardstick(forbidden=WORDS)))
    told = list(forbidden.check(content))
    assert {one.code for one in told} <= {"forbidden-word"}
    return [(one.level, one.where.column) for one in told]


@pytest.mark.parametrize(
    ("lang", "words", "told"),
    [
        ("fr", "Un nuage TOXIQUE.", [("error", 10)]),
        ("fr", "Des nuages toxiques.", [("error", 12)]),
        ("fr", "À cause, de notre *fournisseur*.", [("error", 1)]),
        ("fr", "Un produit non-toxique et atoxique.", [("error", 16)]),
        ("fr", "Intoxiqué par des toxines.", []),
        ("fr", "Un voisin dit : « c’est toxique ».", [("warning", 25)]),
        ("en", "A hacker did it.", [("error", 3)]),
        ("en", "Deadly products. Hacked.", [("error", 1)]),
        ("en", "Toxique.", []),
    ],
)
def test_whole_words_whatever_their_form(tmp_path: Path, lang: str, words: str, told: list[tuple[str, int]]) -> None:
    assert found(tmp_path, words, lang) == told


def test_titles_too(tmp_path: Path) -> None:
    samples.write(tmp_path, "posts/a.fr", "Texte.", title="Nuage toxique")
    content = every(whole(tmp_path, Yardstick(forbidden=WORDS)))
    assert [(one.where.line, one.where.column) for one in forbidden.check(content)] == [(1, 14)]
