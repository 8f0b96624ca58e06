"""Findings that rest on another file, or on the clock: what is there at first, and what changes elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from launcher.model import Must
from tests.gate.changes import BASE, Life, beginning, document

Files = Mapping[str, bytes | None]
_UNTIL = {"Embargo": "2026-03-12T09:00-04:00"}
_TODAY = "2026-03-11T06:30-04:00"
"""A post that is not older than the facts."""
_SECRET = "La directrice de la laiterie annonce la fermeture de l’usine de Sorel."
_MUST = Must("m", "sujet", ("recalled",), {"fr": "la loi", "en": "the law"}, "Invented")


def _post(name: str, body: str, kind: str = "question", **meta: str) -> dict[str, bytes]:
    return {f"posts/{name}.fr.md": document(f"posts/{name}.fr.md", kind, body, **meta)}


def _page(name: str, body: str, kind: str = "faq", lang: str = "fr", **meta: str) -> dict[str, bytes]:
    return {f"pages/{name}.{lang}.md": document(f"pages/{name}.{lang}.md", kind, body, **meta)}


CASES: Mapping[str, tuple[Files, Files]] = {
    "the twin’s text": (
        _page("faq", "Il y en a 45.") | _page("faq", "There are 45.", lang="en"),
        _page("faq", "There are 54.", lang="en"),
    ),
    "a twin is written": (_post("b", "Rien."), {"posts/b.en.md": document("posts/b.en.md", "question", "Nothing.")}),
    "the twin is gone": ({}, {"posts/a.en.md": None}),
    "when the home page promises": (
        _page("faq", "La suite à 14 h.") | _page("faq", "More at 3 p.m.", lang="en"),
        _page("home", "Bonjour.", "home", **{"Next-Update": "2026-03-12T14:00-04:00"}),
    ),
    "a heading": (_post("b", "[x]({filename}/pages/faq.fr.md#prix)"), _page("faq", "Rien.")),
    "a page that is linked": (
        _post("b", "[x]({filename}/posts/c.fr.md)") | _post("c", "Rien."),
        _post("c", "Rien.", Status="draft"),
    ),
    "a picture that is linked": (_post("b", "![Une usine]({static}/images/a.jpg)"), {"images/a.jpg": b"?"}),
    "the edition of what is linked": (
        _post("b", "[x]({filename}/posts/c.fr.md)") | _post("c", "Rien."),
        _post("c", "Rien.", Edition="laval"),
    ),
    "whose twin is linked": (
        _page("sujet", "[x]({filename}/pages/faq.fr.md)", "subject")
        | _page("sujet", "[x]({filename}/pages/faq.en.md)", "subject", "en"),
        _page("faq", "Nothing.", lang="en", Twin="other"),
    ),
    "the page that a must is on": (
        _page("milk", "Rien.", "subject", Twin="sujet") | _page("sujet", "Il y en a 312.", "subject"),
        {"pages/sujet.fr.md": None},
    ),
    "an earlier statement": ({}, _post("b", "Rien.", "statement", Date="2026-03-09T06:30-04:00")),
    "what follows a fact’s figure": (
        _post("b", "On a repris 311 lits.", Date=_TODAY),
        _post("c", "Il y avait 312 lits."),
    ),
    "what follows it no more": (
        _post("b", "On a repris 311 lits.", Date=_TODAY) | _post("c", "Il y avait 312 lits."),
        {"posts/c.fr.md": None},
    ),
    "the words of a fact’s figure": (
        _post("b", "Total repris au magasin de Laval mardi : 311.", Date=_TODAY),
        _post("c", "Total repris au magasin de Laval lundi : 312."),
    ),
    "what a release holds back": (
        _post("b", f"Elle le dit : {_SECRET}") | _post("c", "Rien de neuf.", "release", **_UNTIL),
        _post("c", _SECRET, "release", **_UNTIL),
    ),
    "a release": ({**_post("b", f"Elle le dit : {_SECRET}")}, _post("c", _SECRET, "release", **_UNTIL)),
}
HOURS: Mapping[str, tuple[Files, dt.timedelta]] = {
    "today": (_page("sujet", "Venez le mardi 10 mars.", "subject"), dt.timedelta(days=200)),
    "an embargo ends": (_post("c", _SECRET, "release", **_UNTIL), dt.timedelta(days=2)),
    "a promise is past": (_page("faq", "Rien.", **{"Next-Update": "2026-03-12T14:00-04:00"}), dt.timedelta(days=2)),
}


def put(life: Life, files: Files) -> Life:
    """With these files; None takes one away."""
    return replace(life, files={path: data for path, data in {**life.files, **files}.items() if data is not None})


def before(files: Files) -> Life:
    """What is there at first."""
    return put(replace(beginning(), yardstick=replace(BASE, rendered={}, musts=(_MUST,))), files)
