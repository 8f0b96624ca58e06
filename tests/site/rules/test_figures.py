from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from launcher.model import Money, Yardstick
from launcher.site.rules import figures
from tests.site import samples
from tests.site.rules.against import codes, facts, look, pair

AS_OF = dt.datetime.fromisoformat("2026-03-10T06:30-04:00")
HOME = {
    "fr": "Title: Rappel\nLang: fr\nSlug: accueil\nTwin: home\nKind: home\nModified: 2026-03-10T06:30-04:00\n"
    "Next-Update: 2026-03-10T10:30-04:00\n\nFaits confirmés le 10 mars 2026 à 6 h 30.\n\n"
    "Le rappel vise 8 640 boîtes des lots A6041, A6042, vendues depuis le 16 février 2026.\n\n"
    "- **Remboursement :** 24,50 $\n\nNuméro du public : 1 800 555-0142\n\n"
    "**Prochaine mise à jour : le 10 mars 2026 à 10 h 30.**\n",
    "en": "Title: Recall\nLang: en\nSlug: home\nTwin: home\nKind: home\nModified: 2026-03-10T06:30-04:00\n"
    "Next-Update: 2026-03-10T10:30-04:00\n\nFacts confirmed on March 10, 2026 at 6:30 a.m.\n\n"
    "The recall covers 8,640 boxes from lots A6041, A6042, sold since February 16, 2026.\n\n"
    "- **Refund:** $24.50\n\nPublic number: 1 800 555-0142\n\n"
    "**Next update: March 10, 2026 at 10:30 a.m.**\n",
}
FACTS = facts(
    as_of=AS_OF,
    quantity=8640,
    lots="A6041, A6042",
    sold_from=dt.date(2026, 2, 16),
    refund=Money(Decimal("24.50")),
    incident={
        "fr": "Un incendie a détruit 12 logements de la rue des Ormes.",
        "en": "A fire destroyed 12 homes on Elm Street.",
    },
)
YARDSTICK = Yardstick(
    facts=FACTS,
    types={"quantity": "count", "lots": "text"},
    rendered={f"pages/home.{lang}.md": text for lang, text in HOME.items()},
    timezone="America/Toronto",
)


def write(content: Path, texts: Mapping[str, str] = HOME) -> None:
    for lang, text in texts.items():
        (content / "pages" / f"home.{lang}.md").write_text(text, "utf-8")


def test_what_was_rendered_is_right(content: Path) -> None:
    write(content)
    assert look(figures, content, YARDSTICK) == []


@pytest.mark.parametrize(
    ("lang", "right", "wrong", "names"),
    [
        ("fr", "8 640 boîtes", "8 460 boîtes", "`quantity`"),
        ("en", "8,640 boxes", "8,460 boxes", "`quantity`"),
        ("fr", "16 février 2026", "18 février 2026", "`sold_from`"),
        ("en", "A6041, A6042", "A6041, A6024", "`lots`"),
        ("en", "A6041, A6042", "A6041", "`lots`"),
        ("fr", "24,50 $", "42,50 $", "`refund`"),
        ("en", "6:30 a.m.", "7:30 a.m.", "`as_of`"),
        ("fr", "555-0142", "555-0124", "the playbook's text"),
    ],
)
def test_a_figure_that_somebody_changed(content: Path, lang: str, right: str, wrong: str, names: str) -> None:
    write(content, {lang: HOME[lang].replace(right, wrong)})
    (one,) = look(figures, content, YARDSTICK)
    assert codes([one]) == [("error", "differs-from-facts")]
    assert names in one.message
    line = (content / "pages" / f"home.{lang}.md").read_text("utf-8").split("\n")[one.where.line - 1]
    assert line[one.where.column - 1 :].startswith(re.findall("“(.+?)”", one.message)[0])


def test_words_around_it_may_change(content: Path) -> None:
    pair(
        content,
        "pages/faq",
        "Le rappel vise en tout 8 640 boîtes des lots A6041, A6042, qui sont vendues depuis le 16 février 2026.",
        "The recall covers 8,460 boxes, from the lots A6041, A6042, which were sold since February 16, 2026.",
        kind="faq",
    )
    assert codes(look(figures, content, YARDSTICK)) == [("error", "differs-from-facts")]


def test_a_fact_told_in_its_own_words(content: Path) -> None:
    pair(
        content,
        "posts/fire",
        "Un incendie a détruit 21 logements de la rue des Ormes.",
        "A fire destroyed 12 homes on Elm Street.",
        date="2026-03-11T06:30:00-04:00",
    )
    assert codes(look(figures, content, YARDSTICK)) == [("error", "differs-from-facts")]


def test_a_post_of_before_is_a_record(content: Path) -> None:
    old = "Le rappel vise 4 320 boîtes des lots A6041, A6042, vendues depuis le 16 février 2026."
    samples.write(content, "posts/first.fr", old, date="2026-03-09T20:00:00-04:00")
    assert codes(look(figures, content, YARDSTICK)) == [("warning", "differs-from-facts")]


def test_a_slip_from_a_fact_without_any_template(content: Path) -> None:
    bare = Yardstick(facts=FACTS, timezone="America/Toronto")
    pair(content, "pages/faq", "On compte 8 640 boîtes en magasin.", "There are 8,640 boxes in stores.", kind="faq")
    pair(content, "pages/media", "Il reste 8 460 boîtes à trouver.", "Some 8,460 boxes are to be found.", kind="media")
    assert codes(look(figures, content, bare)) == [("error", "differs-from-facts")] * 2


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        ("Au 11 mars 2026 à 9 h, rien de nouveau.", "As of March 11, 2026 at 9 a.m., nothing new."),
        ("**Prochaine mise à jour : le 12 mars 2026 à 9 h.**", "**Next update: March 12, 2026 at 9 a.m.**"),
        ("Nous avons reçu 312 appels et 45 courriels.", "We received 312 calls and 45 e-mails."),
        ("En 2019, un rappel semblable avait duré 3 semaines.", "In 2019, a similar recall lasted 3 weeks."),
        ("Lavez les surfaces à 60 degrés pendant 10 minutes.", "Wash surfaces at 60 degrees for 10 minutes."),
    ],
)
def test_news_of_its_own_is_no_difference(content: Path, fr: str, en: str) -> None:
    write(content)
    pair(content, "posts/update", fr, en, date="2026-03-11T09:00:00-04:00", next_update="2026-03-12T09:00:00-04:00")
    assert look(figures, content, YARDSTICK) == []


def test_nothing_to_hold_it_against(content: Path) -> None:
    write(content)
    assert look(figures, content) == []
