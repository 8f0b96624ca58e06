from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.content import escape
from tests.site import samples
from tests.site.rules.conftest import Told

LEFT = [
    "{{ brand }}",
    "{% if %}",
    "[TODO]",
    "[nom du produit]",
    "[Date à confirmer]",
    "XXX",
    "(à compléter)",
    "${produit}",
    "%PRODUIT%",
    "« NOM »",
    "{nom du produit}",
    "____",
    "JJ/MM/AAAA",
    "418 XXX-XXXX",
    "[ ]",
    "insérer le nom ici",
    "TBD",
    "<<nom>>",
]


@pytest.mark.parametrize("words", LEFT)
@pytest.mark.parametrize("typed", [str, escape])
def test_what_was_left_is_told_at_its_line(content: Path, told: Told, words: str, typed: type) -> None:
    samples.write(content, "posts/a.en")
    samples.write(content, "posts/a.fr", f"Un.\n\nLe {typed(words)} est là.")
    assert ("placeholder", "posts/a.fr.md:10") in told()


@pytest.mark.parametrize("key", ["title", "summary", "correction"])
def test_titles_and_summaries_too(content: Path, told: Told, key: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", **{key: "Le [TODO]"})
    assert [code for code, _ in told()] == ["placeholder", "placeholder"]


@pytest.mark.parametrize(
    "words",
    [
        "[Date du rappel](https://a.example/)",
        "[nom](https://a.example/nom)",
        "{filename}x",
        "XXXL",
        "[1]",
        "TODO\\_x",
        "ce qui reste à confirmer",
        "« le produit est sûr »",
        "Et ensuite? Quand?",
    ],
)
def test_what_only_looks_like_one(content: Path, told: Told, words: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", words)
    assert told() == []
