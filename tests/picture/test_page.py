"""The page of the words: whole by itself, in two languages, and text stays text."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from typing import Any

import html5lib
import pytest

from launcher.crisis.keywords import rank
from launcher.crisis.signals import read
from launcher.model import Heat, Keyword, Reason, Trend
from launcher.picture import page
from launcher.picture.cards import cards
from launcher.picture.wording import moment, number
from launcher.workspace import bundled

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too' </style> {{ 7*7 }}"


def trend(*values: float, onset: int | None = None) -> Trend:
    points = tuple((START + dt.timedelta(days=n), float(value)) for n, value in enumerate(values))
    return Trend(
        2, values[-1], (values[-1] + 1) / 3, points[onset][0] if onset is not None else None, max(values), points
    )


RISES, CALM = trend(2, 2, 3, 2, 44, 74, onset=4), trend(2, 2, 3, 2, 2, 3)


def word(term: str = "rappel", state: Heat = Heat.HOT, **more: Any) -> Keyword:
    reasons = (
        Reason("spread", "in 5 of 9 articles", 40.0),
        Reason("place", "comes late", -4.5),
        Reason("search-growth", "", 15),
    )
    given: dict[str, Any] = {"search": RISES, "news": RISES, "reasons": reasons} | more
    return Keyword(term, given.pop("lang", "fr"), 50.5, state, **given)


def parsed(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def texts(text: str, path: str) -> list[str]:
    return [" ".join("".join(found.itertext()).split()) for found in parsed(text).iterfind(path)]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_terms_and_reasons_are_text(lang: str) -> None:
    odd = (Reason("odd", HOSTILE, 1.0), Reason("odd-too", HOSTILE))
    made = page(
        [word(HOSTILE, reasons=odd), word(HOSTILE, Heat.UNPROVEN, search=None, news=None, reasons=odd)], lang, HOSTILE
    )
    tree = parsed(made)
    assert not list(tree.iter("script"))
    assert texts(made, ".//h3") == [f"1 {HOSTILE}", f"2 {HOSTILE}"]
    assert texts(made, ".//tbody//th") == [HOSTILE] * 2
    assert texts(made, ".//header/p[@class='subject']") == [HOSTILE]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_asks_the_network_for_nothing(lang: str) -> None:
    made = page([word()], lang)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|<script|<link|<img| src=| on[a-z]+=", made)
    assert "default-src 'none'" in made


def test_each_word_has_its_curves_with_a_title_and_a_description() -> None:
    made = page([word(), word("lait", Heat.SEARCH_ONLY, news=CALM)], "fr")
    tree = parsed(made)
    drawings = [svg for svg in tree.iter() if str(svg.tag).endswith("svg")]
    assert len(drawings) == 4
    assert texts(made, ".//figcaption") == [
        "Recherche 25 fois la normale",
        "Presse 25 fois la normale",
        "Recherche 25 fois la normale",
        "Presse 1,3 fois la normale : rien d’anormal en ce moment",
    ]
    levels = "normale 2 · maintenant 74 · sommet 74"
    desc = f"Du 1er mars 2026 au 6 mars 2026, 25 fois la normale, depuis le 5 mars 2026 ({levels})."
    assert made.count(f">{desc}</desc>") == 3
    assert made.count('class="onset"') == 3
    ids = re.findall(r' id="([^"]+)"', made)
    assert len(ids) == len(set(ids))
    assert {name for names in re.findall(r'aria-labelledby="([^"]+)"', made) for name in names.split()} <= set(ids)


@pytest.mark.parametrize(
    ("lang", "search", "news", "said"),
    [
        ("fr", None, None, ["Aucune série, ni de recherche ni de presse."]),
        ("fr", RISES, None, ["Recherche 25 fois la normale", "Presse pas de série de presse"]),
        ("en", None, RISES, ["Search no search series", "News 25 times the normal"]),
        ("en", RISES, trend(0), ["Search 25 times the normal", "News 0.33 times the normal: nothing unusual now"]),
    ],
)
def test_without_a_series_no_empty_chart(lang: str, search: Trend | None, news: Trend | None, said: list[str]) -> None:
    made = page([word(state=Heat.UNPROVEN, search=search, news=news)], lang)
    assert texts(made, ".//figcaption") == said
    assert made.count("<svg") == made.count('class="plot') == len([t for t in (search, news) if t is RISES])


def test_states_are_told_in_words_in_their_order_with_pins_first() -> None:
    pinned = word("eau", Heat.COLD, reasons=(Reason("pinned", "pinned by the lead"),))
    given = [pinned, word("a", Heat.COLD), word("b"), word("c", Heat.UNPROVEN), word("d", Heat.NEWS_ONLY)]
    made = page([*given, word("e", Heat.SEARCH_ONLY)], "fr")
    assert texts(made, ".//section/header/h2") == [
        *("Épinglé", "Chaud", "Recherche seule", "Presse seule", "Non prouvé", "Froid", "En chiffres"),
    ]
    assert texts(made, ".//h3") == ["1 eau", "2 b", "3 e", "4 d", "5 c", "6 a"]
    assert texts(made, ".//section[@id='pinned']//p[@class='meta']") == ["Froid français"]


def test_the_table_says_what_the_curves_say() -> None:
    made = page([word(), word("milk", Heat.UNPROVEN, lang="en", news=None, search=CALM)], "en")
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row] for row in parsed(made).iterfind(".//tbody/tr")
    ]
    assert rows == [
        ["1", "rappel", "French", "Hot", "50.5", "× 25", "Mar 5, 2026", "× 25", "Mar 5, 2026"],
        ["2", "milk", "English", "Unproven", "50.5", "× 1.3", "–", "none", ""],
    ]


def test_a_score_is_shown_with_its_parts() -> None:
    (card,) = cards([word()], "fr")
    assert [(part.kind, part.points) for part in card.parts] == [("text", "35,5"), ("search", "15")]
    assert card.rest == 49.5
    assert [(part.label, part.points) for part in card.details] == [
        ("nombre d’articles qui le disent", "+40"),
        ("place dans les textes et les titres", "−4,5"),
        ("croissance de la recherche", "+15"),
    ]


def test_a_reason_without_french_is_marked_as_english() -> None:
    made = page([word(reasons=(Reason("newest", "a reason of tomorrow", 3.0),))], "fr")
    assert '<span lang="en">a reason of tomorrow</span>' in made
    assert '<span lang="en">' not in page([word(reasons=(Reason("newest", "a reason of tomorrow", 3.0),))], "en")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_words_is_a_page_too(lang: str) -> None:
    made = page([], lang)
    parsed(made)
    assert "<table" not in made
    assert {"fr": "Aucun mot", "en": "No words"}[lang] in made


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_example_crisis_is_drawn_the_same_twice(lang: str) -> None:
    words = rank(read([bundled("playbooks") / "product-recall" / "drill" / "signals"]), ["fr", "en"])
    made = page(words, lang, "2026-03-10")
    parsed(made)
    assert made == page(words, lang, "2026-03-10")
    assert made.count("<article>") == len(words)
    assert f'<html lang="{lang}">' in made


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (0, "0", "0"),
        (0.456, "0,46", "0.46"),
        (25.54, "25,5", "25.5"),
        (1234.5, "1\u00a0234", "1,234"),
        (100.0, "100", "100"),
    ],
)
def test_numbers(value: float, fr: str, en: str) -> None:
    assert (number(value, "fr"), number(value, "en")) == (fr, en)


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "1er mars 2026", "Mar 1, 2026"),
        (dt.datetime(2026, 11, 21, 14, tzinfo=dt.UTC), "21 nov. 2026, 14 h", "Nov 21, 2026, 2 p.m."),
    ],
)
def test_moments(value: dt.datetime, fr: str, en: str) -> None:
    assert [moment(value, lang).replace("\u202f", " ").replace("\u00a0", " ") for lang in ("fr", "en")] == [fr, en]
