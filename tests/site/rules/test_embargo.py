from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Yardstick
from launcher.site.rules import embargo
from tests.site import samples
from tests.site.rules.against import codes, look, pair

ZONE = Yardstick(timezone="America/Toronto")
LATER, BEFORE = "2026-03-12T09:00:00-04:00", "2026-03-10T09:00:00-04:00"
SECRET = "La Coopérative du Vallon cédera son usine de Rivière-Claire à ses employés au printemps."


def release(content: Path, body: str, lang: str = "fr", **meta: str) -> None:
    samples.write(content, f"posts/release.{lang}", body, kind="release", **meta)


def test_only_releases_are_held_back(content: Path) -> None:
    samples.write(content, "posts/a.fr", kind="update", embargo=BEFORE)
    samples.write(content, "pages/a.fr", kind="page", embargo=LATER)
    assert codes(look(embargo, content, ZONE)) == [("error", "embargo-not-release")] * 2
    release(content, "Texte.", embargo=LATER)
    assert len(look(embargo, content, ZONE)) == 2


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Sous embargo jusqu’au 12 mars 2026 à 9 h."),
        ("fr", "**EMBARGO : 12 mars, 9 h**"),
        ("en", "Embargoed until March 12, 2026 at 9 a.m."),
        ("en", "Under embargo until 9 a.m."),
    ],
)
def test_words_need_their_key(content: Path, lang: str, text: str) -> None:
    release(content, f"{text}\n\nTexte.", lang)
    assert codes(look(embargo, content, ZONE)) == [("error", "embargo-in-text")]
    release(content, f"{text}\n\nTexte.", lang, embargo=LATER)
    assert look(embargo, content, ZONE) == []
    release(content, f"{text}\n\nTexte.", lang, embargo="2026-03-13T08:00:00-04:00")
    assert codes(look(embargo, content, ZONE)) == [("error", "embargo-in-text")]


def test_a_page_that_explains_embargoes(content: Path) -> None:
    pair(content, "pages/media", "Merci de respecter nos embargos.", "Please respect our embargoes.", kind="media")
    assert look(embargo, content, ZONE) == []


@pytest.mark.parametrize(
    "told",
    [f"Nouvelle : {SECRET}", "Voir : La Coopérative du Vallon cède son usine à ses employés"],
)
def test_nobody_tells_meanwhile(content: Path, told: str) -> None:
    title = "La Coopérative du Vallon cède son usine à ses employés"
    release(content, f"{SECRET}\n\nÀ propos.", title=title, embargo=LATER)
    samples.write(content, "posts/a.fr", f"Un.\n\n{told}", kind="question")
    (one,) = look(embargo, content, ZONE)
    assert codes([one]) == [("error", "embargo-broken")]
    assert str(one.where).endswith("a.fr.md:10:1")


def test_once_it_is_out_everybody_may(content: Path) -> None:
    release(content, SECRET, embargo=BEFORE)
    samples.write(content, "posts/a.fr", SECRET, kind="question")
    assert look(embargo, content, ZONE) == []


def test_what_other_pages_of_the_playbook_say_is_no_secret(content: Path) -> None:
    release(content, SECRET, embargo=LATER)
    samples.write(content, "posts/a.fr", SECRET, kind="question")
    rendered = {"pages/media.fr.md": f"Title: A\n\n{SECRET}", "posts/release.fr.md": f"Title: B\n\n{SECRET}"}
    assert look(embargo, content, Yardstick(rendered=rendered)) == []
    assert look(embargo, content, Yardstick(rendered={"posts/release.fr.md": f"Title: B\n\n{SECRET}"})) != []
