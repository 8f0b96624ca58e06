from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from launcher.model import Yardstick
from launcher.site.rules import unsaid
from tests.site import samples
from tests.site.rules.against import codes, fact, facts, look, pair

AT = dt.datetime.fromisoformat("2026-03-12T14:00-04:00")
WORDS = {
    "fr": "Le fournisseur a avoué une fuite. Il est en faillite.",
    "en": "The supplier admitted a leak. It is bankrupt.",
}
SECRETS: dict[str, Any] = {
    "phone": "+1 819 555-0177",
    "number": 4250,
    "code": "QA-2026-017",
    "place": "Saint-Anselme",
    "moment": AT,
    "words": WORDS,
    "list": {"fr": ("Un employé absent ce jour-là",), "en": ("An employee who was away that day",)},
    "rows": ({"lot": "B7719", "what": {"fr": "à vérifier encore", "en": "still being checked"}},),
}
TYPES = {"phone": "phone", "number": "count", "place": "text", "list": "list", "rows": "table"}
SAID = [
    ("phone", "Appelez au 819 555-0177.", "Call 819-555-0177."),
    ("number", "Il y a 4 250 boîtes.", "There are 4,250 boxes."),
    ("code", "Dossier QA-2026-017.", "File QA-2026-017."),
    ("place", "À Saint-Anselme, hier.", "In Saint-Anselme yesterday."),
    ("moment", "Rencontre le 12 mars à 14 h.", "Meeting on March 12 at 2 p.m."),
    ("words", "On sait que le fournisseur a **avoué** une fuite.", "We know the supplier admitted a leak."),
    ("list", "Un employé absent ce jour-là.", "An employee who was away that day."),
    ("rows", "Le lot B7719.", "Lot B7719."),
]
WHY = [
    ("confirmed", "internal", "fact-internal"),
    ("unconfirmed", "public", "fact-unconfirmed"),
    ("withdrawn", "public", "fact-withdrawn"),
]


@pytest.mark.parametrize(("status", "visibility", "code"), WHY)
@pytest.mark.parametrize(("name", "fr", "en"), SAID, ids=[name for name, _, _ in SAID])
def test_what_must_not_be_said(
    content: Path, name: str, fr: str, en: str, status: str, visibility: str, code: str
) -> None:
    yardstick = Yardstick(
        facts={name: fact(name, SECRETS[name], status, visibility)}, types=TYPES, timezone="America/Toronto"
    )
    pair(content, "posts/a", fr, en)
    found = look(unsaid, content, yardstick)
    assert codes(found) == [("error", code)] * 2
    assert all(f"`{name}`" in one.message for one in found)


def test_titles_and_summaries_are_read_too(content: Path) -> None:
    yardstick = Yardstick(facts=facts(code=fact("code", "QA-2026-017", visibility="internal")))
    samples.write(content, "posts/a.fr", title="Dossier QA-2026-017", summary="Voir QA-2026-017")
    assert [one.where.line for one in look(unsaid, content, yardstick)] == [1, 7]


def test_what_another_public_fact_says_anyway(content: Path) -> None:
    secret = {name: fact(name, value, "unconfirmed") for name, value in SECRETS.items()}
    public = facts(
        other_phone="+1 819 555-0177", stock=4250, reference="QA-2026-017", town="Saint-Anselme", meeting=AT,
        story=WORDS, absent="Un employé absent ce jour-là; An employee who was away that day", lots="B7719",
    )  # fmt: skip
    pair(content, "posts/a", "\n\n".join(fr for _, fr, _ in SAID), "\n\n".join(en for _, _, en in SAID))
    types = {**TYPES, "other_phone": "phone"}
    assert look(unsaid, content, Yardstick(facts={**secret, **public}, types=types, timezone="America/Toronto")) == []


def test_everyday_words_and_small_numbers_are_no_secret(content: Path) -> None:
    secret = {
        "cases": fact("cases", 4, "unconfirmed"),
        "harm": fact("harm", {"fr": "cas de maladie", "en": "illness"}, "unconfirmed"),
        "word": fact("word", "oui", "unconfirmed"),
    }
    pair(content, "posts/a", "Oui, 4 cas de maladie.", "Yes, 4 cases of illness.")
    assert look(unsaid, content, Yardstick(facts=secret, types={"harm": "choice"})) == []


def test_words_of_the_registers(content: Path) -> None:
    pair(content, "posts/a", "Merci au Comité\u00a0des rives pour son appui.", "Thanks to them.")
    (one,) = look(unsaid, content, Yardstick(private=("Comité des rives",)))
    assert codes([one]) == [("error", "private")]
    assert "rives" not in one.message
    assert one.where.column == 10
