from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.model import Money, Must, Yardstick
from launcher.site.rules import musts
from tests.site import samples
from tests.site.rules.against import codes, facts, look, pair

STORES = {
    "fr": "épiceries et fromageries du Québec et de l’Ontario",
    "en": "grocery stores and cheese shops in Quebec and Ontario",
}
STEPS = {"fr": ("Jetez-le.", "Lavez-vous les mains."), "en": ("Throw it out.", "Wash your hands.")}
ROWS = (
    {"what": {"fr": "Le thé", "en": "Tea"}, "upc": "4 00101 10001 0", "size": None},
    {"what": {"fr": "Le café", "en": "Coffee"}, "upc": "4 00101 10002 7", "size": "1 kg"},
)
NOON = dt.datetime.fromisoformat("2026-03-10T12:00-04:00")
HAZARD = {"fr": "un risque d’étouffement", "en": "a choking hazard"}
COPIED = {"fr": "Une personne a copié un fichier.", "en": "A person copied a file."}
CASES: list[tuple[str, Any, str, str, str]] = [
    ("text", COPIED, "Une personne a copié un fichier", "A **person** copied a file", "?"),
    (
        "text",
        STORES,
        "Vendu dans des épiceries du Québec et de l'Ontario, et des fromageries",
        "Sold in cheese shops and grocery stores in Ontario and Quebec",
        "?",
    ),
    ("text", "A6041, A6042", "Lots A6041 et A6042", "Lots A6041 and A6042", "A6041"),
    ("count", 8640, "8 640 boîtes", "8,640 boxes", "8 641"),
    ("count", 0, "Aucun cas", "No cases", "Cas"),
    ("count", 3, "trois personnes", "three people", "deux personnes"),
    ("number", Decimal("2.5"), "2,5 km", "2.5 km", "25 km"),
    ("money", Money(Decimal("24.50")), "24,50 $", "$24.50", "24,05 $"),
    ("date", dt.date(2026, 3, 10), "le 10 mars", "March 10, 2026", "11 mars 2026"),
    ("datetime", NOON, "le 10 mars à midi", "noon on March 10", "le 10 mars"),
    ("phone", "+1 800 555-0142", "1-800-555-0142", "[Call us](tel:+18005550142)", "1 800 555-0124"),
    ("email", "a@b.example", "[Écrivez](mailto:a@b.example)", "a@b.example", "a@c.example"),
    (
        "url",
        "https://www.b.example/avis",
        "[Avis](https://b.example/avis)",
        "<https://www.b.example/avis>",
        "b.example",
    ),
    ("choice", HAZARD, "Raison : un risque d'étouffement.", "Reason: a choking hazard.", "?"),
    ("list", STEPS, "1. Jetez-le.\n2. Lavez-vous les mains.", "1. Throw it out.\n2. Wash your hands.", "1. Jetez-le."),
    (
        "table",
        ROWS,
        "| Le thé | 4 00101 10001 0 |\n| Le café | 4 00101 10002 7 |",
        "| Tea | 4 00101 10001 0 |\n| Coffee | 4 00101 10002 7 |",
        "| Le thé | 4 00101 10001 0 |",
    ),
]


def yardstick(type: str, value: Any, **more: Any) -> Yardstick:
    must = Must("m", "products", ("fact",), {"fr": "ce que la loi veut", "en": "what the law wants"}, "law")
    return Yardstick(facts=facts(fact=value), types={"fact": type}, musts=(must,), timezone="America/Toronto", **more)


@pytest.mark.parametrize(
    ("type", "value", "fr", "en", "wrong"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)]
)
def test_what_a_reader_sees(content: Path, type: str, value: Any, fr: str, en: str, wrong: str) -> None:
    pair(content, "pages/products", fr, en, kind="products")
    assert look(musts, content, yardstick(type, value)) == []
    samples.write(content, "pages/products.fr", wrong, kind="products")
    (one,) = look(musts, content, yardstick(type, value))
    assert codes([one]) == [("error", "must-missing")]
    assert "`fact`" in one.message
    assert "ce que la loi veut" in one.message
    assert "(law)" in one.message


def test_a_page_that_does_not_go_out(content: Path) -> None:
    pair(content, "pages/products", "8 640", "8,640", kind="products")
    samples.write(content, "pages/products.en", "8,640", kind="products", status="draft")
    (one,) = look(musts, content, yardstick("count", 8640))
    assert "no page `products` in `en`" in one.message


def test_a_page_that_was_renamed_is_known_by_its_twin(content: Path) -> None:
    pair(content, "pages/lots", "8 640", "8,640", kind="products", twin="products")
    assert look(musts, content, yardstick("count", 8640)) == []


def test_a_fact_that_nobody_gave(content: Path) -> None:
    pair(content, "pages/products", "8 640", "8,640", kind="products")
    assert codes(look(musts, content, yardstick("count", None))) == [("error", "must-missing")] * 2


def test_a_post_of_later_is_not_missed_yet(content: Path) -> None:
    rendered = {f"pages/home.{lang}.md": "Title: A\n\nText." for lang in ("fr", "en")}
    assert look(musts, content, yardstick("count", 8640, rendered=rendered)) == []
    rendered |= {f"pages/products.{lang}.md": "Title: A\n\nText." for lang in ("fr", "en")}
    assert len(look(musts, content, yardstick("count", 8640, rendered=rendered))) == 2
