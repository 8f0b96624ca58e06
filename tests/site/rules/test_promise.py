from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Yardstick
from launcher.site.rules import promise
from tests.site import samples
from tests.site.rules.against import codes, look

ZONE = Yardstick(timezone="America/Toronto")
NEXT = "2026-03-12T09:00:00-04:00"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Prochaine mise à jour : le 12 mars à 9 h."),
        ("fr", "Nous ferons le point demain."),
        ("fr", "Le prochain message paraîtra ce soir."),
        ("fr", "Nous donnerons des nouvelles toutes les 4 heures."),
        ("fr", "Cette page sera mise à jour chaque jour."),
        ("fr", "Nous vous reviendrons jeudi."),
        ("fr", "Prochain point de presse à 14 h."),
        ("fr", "## Prochaine mise à jour\n\nLe 12 mars, à 9 h."),
        ("fr", "C’est la dernière mise à jour."),
        ("en", "Next update: March 12 at 9 a.m."),
        ("en", "We will report back tomorrow."),
        ("en", "We’ll post an update every four hours."),
        ("en", "This page will be updated daily."),
        ("en", "You will get the next bulletin on Thursday."),
        ("en", "## Next update\n\nMarch 12, at 9 a.m."),
        ("en", "This is our final update."),
        ("en", "There will be no further updates."),
    ],
)
def test_a_promise_in_words(content: Path, lang: str, text: str) -> None:
    samples.write(content, f"posts/a.{lang}", f"Texte.\n\n{text}", kind="update")
    assert look(promise, content, ZONE) == []


@pytest.mark.parametrize("kind", ["statement", "update"])
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Nous en dirons plus dès que possible."),
        ("fr", "Dernière mise à jour : le 10 mars à 6 h 30."),
        ("fr", "La réunion aura lieu demain."),
        ("en", "More will follow as soon as possible."),
        ("en", "Last update: March 10 at 6:30 a.m."),
        ("en", "We will open the line tomorrow."),
    ],
)
def test_no_promise(content: Path, lang: str, text: str, kind: str) -> None:
    samples.write(content, f"posts/a.{lang}", text, kind=kind)
    assert codes(look(promise, content, ZONE)) == [("error", "no-promise")]


@pytest.mark.parametrize("kind", ["closing", "question", "release", "correction"])
def test_others_need_none(content: Path, kind: str) -> None:
    samples.write(content, "posts/a.fr", kind=kind)
    assert look(promise, content, ZONE) == []


@pytest.mark.parametrize(
    "next_update", ["2026-03-10T06:30:00-04:00", "2026-03-10T09:30:00Z", "2026-03-09T06:30:00-04:00"]
)
def test_a_promise_before_the_post(content: Path, next_update: str) -> None:
    samples.write(content, "posts/a.fr", kind="update", next_update=next_update)
    assert codes(look(promise, content, ZONE)) == [("error", "promise-before-post")]


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("Prochaine mise à jour : le 12 mars 2026 à 9 h (heure de l’Est).", False),
        ("Prochaine mise à jour : jeudi, à 9 h.", False),
        ("Prochaine mise à jour bientôt.", False),
        ("La prochaine mise à jour suivra la réunion de 8 h, à 9 h.", False),
        ("Prochaine mise à jour : le 12 mars à 10 h.", True),
        ("Prochaine mise à jour : le 13 mars à 9 h.", True),
    ],
)
def test_words_and_key(content: Path, text: str, differs: bool) -> None:
    samples.write(content, "posts/a.fr", text, kind="update", next_update=NEXT)
    assert codes(look(promise, content, ZONE)) == ([("error", "promise-differs")] if differs else [])


def test_the_key_may_be_in_another_zone(content: Path) -> None:
    samples.write(
        content, "posts/a.en", "Next update: March 12 at 9 a.m.", kind="update", next_update="2026-03-12T13:00Z"
    )
    assert look(promise, content, ZONE) == []
