from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.rules import language
from tests.site.rules.against import codes, look, pair

FR = (
    "Nous avons arrêté la ligne et nous collaborons avec les enquêteurs. Les lots qui sont visés sont sur cette page,"
    " et nous vous dirons ce que nous savons."
)
EN = (
    "We have stopped the line and we are working with the investigators. The lots that are recalled are on this page,"
    " and we will tell you what we know."
)


@pytest.mark.parametrize(("fr", "en", "file"), [(EN, EN, "a.fr.md"), (FR, FR, "a.en.md")])
def test_a_file_in_the_wrong_language(content: Path, fr: str, en: str, file: str) -> None:
    pair(content, "posts/a", fr, en)
    (one,) = look(language, content)
    assert codes([one]) == [("error", "wrong-language")]
    assert one.where.file.endswith(file)


def test_a_paragraph_that_nobody_translated(content: Path) -> None:
    pair(content, "posts/a", f"{FR}\n\n{EN}\n\n{FR}", EN)
    assert codes(look(language, content)) == [("warning", "other-language-text")]


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        (FR, EN),
        (f"{FR}\n\nIl a dit : « The lots that are recalled are on this page and we will tell you. »", EN),
        ("Lots A6041.", "Lots A6041."),
        (FR, f"{EN}\n\nThe Commission d’accès à l’information du Québec has been notified."),
    ],
)
def test_each_in_its_own(content: Path, fr: str, en: str) -> None:
    pair(content, "posts/a", fr, en)
    assert look(language, content) == []
