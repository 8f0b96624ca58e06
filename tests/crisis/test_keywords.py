# ruff: noqa: E501 — tables of small texts read best in rows
"""The words: which terms, in which spelling, in which order, with which reasons and state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.keywords import rank
from launcher.crisis.keywords.twins import without_twins
from launcher.crisis.signals import read
from launcher.errors import Where
from launcher.model import Article, Heat, Keyword, Series, Signals, Volume
from tests.crisis.inputs import INPUTS, needs_inputs

QUIET = [1.0, 0, 2, 1, 1, 0, 2, 1, 1]
FIRST = dt.date(2026, 1, 1)


def article(body: str, lang: str = "fr", title: str = "", date: dt.date | None = None) -> Article:
    return Article(title, body, lang, date, "test", Where("test.txt", 1))


def series(term: str, kind: str, values: Sequence[float]) -> Series:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    points = tuple((start + dt.timedelta(days=n), float(value)) for n, value in enumerate(values))
    return Series(term, kind, points, "test", Where("test.csv", 1))


def ranked(*bodies: str, lang: str = "fr", top: int = 50) -> tuple[Keyword, ...]:
    return rank(Signals(tuple(article(body, lang) for body in bodies)), [lang], top=top)


def shown(*bodies: str, lang: str = "fr") -> list[str]:
    return [keyword.term for keyword in ranked(*bodies, lang=lang)]


@pytest.mark.parametrize(
    ("lang", "body", "present", "absent"),
    [
        ("fr", "L'usine ferme. On quitte l’usine d'Ottawa.", "usine", "L'usine"),
        ("fr", "Jusqu'aux hôpitaux, l'hôpital manque de lits.", "hôpital", "jusqu"),
        ("fr", "La loi 25 inquiète. Que dit la loi 25 ?", "loi 25", "25"),
        ("fr", "Les wagons 97B déraillent ; le modèle 97B est en cause.", "97B", "97b"),
        ("fr", "Le variant de la COVID-19 revient, la COVID-19 inquiète.", "COVID-19", "covid"),
        ("fr", "Le lock-out dure. Ce lock-out coûte cher.", "lock-out", "lock"),
        ("fr", "Un rappel. Des rappels. Le RAPPEL.", "rappel", "rappels"),
        ("fr", "Le lait infantile manque. Les laits infantiles sont rappelés. Le lait infantile.", "lait infantile", "infantile"),
        ("fr", "Le risque d'intoxication est grand ; un risque d'intoxication demeure.", "risque d'intoxication", "intoxication"),
        ("fr", "Selon un communiqué publié lundi, l'eau est coupée.", "eau", "communiqué"),
        ("fr", "Le cœur du problème est le réservoir.", "réservoir", "le réservoir"),
        ("en", "Peanut butter is recalled. The peanut butter was bad. Peanut butter!", "peanut butter", "butter"),
        ("en", "He said the company's recall of milk began Monday.", "recall", "said"),
        ("en", "Yesterday the Food and Drug Administration acted late. We must ask what the Food and Drug Administration knew.", "Food and Drug Administration", "Drug"),
        ("en", "It says Boeing's 737 is safe. The Boeing 737 flies. Our Boeing 737 flies.", "Boeing 737", "737"),
        ("en", "The spill reached the river. A spill is a spill.", "spill", "the spill"),
        ("fr", "Trop de PM2.5 dans l'air : les PM2.5 étouffent.", "PM2.5", "PM2"),
        ("fr", "La loi C-69 passe. Contre la loi C-69, rien.", "loi C-69", "69"),
        ("fr", "UN PIPELINE FUIT\nUn pipeline fuit. On ferme le pipeline.", "pipeline", "PIPELINE"),
        ("en", "The 14-year-old drowned in a canal. Another 14-year-old saw the canal.", "canal", "14-year-old"),
        ("en", "New York mourns. We love New York. He left New York.", "New York", "York"),
        ("en", "A lockout began. The lock-out hurts. This lock-out lasts. The lockout ends. A lock-out!", "lock-out", "lockout"),
        ("en", "The E. coli outbreak. More E. coli was found. It is e-coli.", "E. coli", "coli"),
        ("en", "Fear of O157:H7 grows. The O157:H7 strain.", "O157:H7", "H7"),
        ("en", "St. Thomas residents fled. In St. Thomas, fear. Why St. Thomas?", "St. Thomas", "Thomas"),
        ("fr", "À Ste-Anne-des-Plaines, l'eau. Sainte-Anne-des-Plaines attend. Vers Sainte-Anne-des-Plaines.", "Sainte-Anne-des-Plaines", "Ste-Anne-des-Plaines"),
        ("en", "Nestora lied. Nestora knew. They say Nestora hid it.", "Nestora", "nestora"),
    ],
)  # fmt: skip
def test_terms_read_cleanly(lang: str, body: str, present: str, absent: str) -> None:
    found = shown(body, lang=lang)
    assert present in found
    assert absent not in found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_to_say(lang: str) -> None:
    assert ranked("", lang=lang) == ()
    assert rank(Signals(), [lang]) == ()


def test_several_articles_weigh_more_than_one_long_one() -> None:
    many = ["Le barrage cède.", "On surveille le barrage.", "Pourquoi ce barrage ?"]
    assert shown(*many, "Une digue. La digue, la digue, la digue, la digue.")[0] == "barrage"


def test_titles_weigh() -> None:
    body = "On parle de la digue et de la vanne."
    keywords = rank(Signals((article(body, title="La vanne"), article(body + " Encore."))), ["fr"])
    assert keywords[0].term == "vanne"


def test_wire_copy_counts_once() -> None:
    copy = "Le barrage a cédé dans la nuit et la vallée est évacuée par les pompiers du comté voisin"
    assert len(without_twins([article(copy), article(copy + " hier"), article("Tout autre chose ici.")])) == 2


def test_a_score_is_the_sum_of_its_reasons() -> None:
    for keyword in ranked("Le barrage cède, le barrage de la vallée.", "Le barrage inquiète la Vallée-Jonction."):
        assert 0 <= keyword.score <= 100
        assert keyword.score == pytest.approx(sum(r.weight for r in keyword.reasons), abs=0.11)


def test_names_are_marked_and_substances_are_not() -> None:
    body = "On rappelle les produits de Lactalis : la Salmonella y est. Chez Lactalis, la Salmonella dure."
    codes = {k.term: {r.code for r in k.reasons} for k in ranked(body)}
    assert "proper-name" in codes["Lactalis"]
    assert "proper-name" not in codes["Salmonella"]


def test_seeds_weigh_more_when_they_occur() -> None:
    signals = Signals((article("Le lot est retiré et la boîte aussi."),))
    plain = {k.term: k.score for k in rank(signals, ["fr"])}
    seeded = {k.term: k.score for k in rank(signals, ["fr"], seeds={"fr": ["boîtes", "absent"]})}
    assert seeded["boîte"] == pytest.approx(plain["boîte"] + 5)
    assert "absent" not in seeded


@pytest.mark.parametrize(
    ("search", "news", "state"),
    [
        ([*QUIET, 50], [*QUIET, 20], Heat.HOT),
        ([*QUIET, 50], QUIET, Heat.SEARCH_ONLY),
        (QUIET, [*QUIET, 20], Heat.NEWS_ONLY),
        (QUIET, QUIET, Heat.COLD),
        ([*QUIET, 50], None, Heat.UNPROVEN),
        (None, [*QUIET, 50], Heat.UNPROVEN),
        ([0.0] * 30, [0.0] * 30, Heat.COLD),
        ([5.0, 9.0], [*QUIET, 20], Heat.UNPROVEN),
    ],
)
def test_the_state_by_the_seeds_rule(search: list[float] | None, news: list[float] | None, state: Heat) -> None:
    given_series = [series("Lait infantile", kind, v) for kind, v in (("search", search), ("news", news)) if v]
    signals = Signals((article("Le lait infantile. Le lait infantile."),), tuple(given_series))
    (keyword,) = [k for k in rank(signals, ["fr", "en"]) if k.term == "lait infantile"]
    assert keyword.state is state


def test_growth_is_told_in_numbers() -> None:
    signals = Signals((), (series("eau brune", "search", [*QUIET, 50]),))
    (keyword,) = rank(signals, ["fr"])
    (growth,) = [r.text for r in keyword.reasons if r.code == "search-growth"]
    assert growth == "search: latest 50 against a baseline of 1: 25.5 times, since 2026-01-10"


def test_dated_articles_are_news_evidence() -> None:
    quiet = [article(f"Un mot sur la ville numéro {n}, sans plus.", date=FIRST + dt.timedelta(n)) for n in range(12)]
    now = FIRST + dt.timedelta(12)
    burst = [article(f"Le barrage numéro {n} de la rivière cède.", date=now) for n in range(6)]
    signals = Signals((*quiet, *burst), (series("barrage", "search", [*QUIET, 1, 2, 1, 50]),))
    (keyword,) = [k for k in rank(signals, ["fr"]) if k.term == "barrage"]
    assert keyword.state is Heat.HOT


def test_a_few_articles_of_the_crisis_prove_nothing() -> None:
    articles = tuple(article("Le barrage cède.", date=FIRST + dt.timedelta(n)) for n in range(5))
    (keyword, *_) = rank(Signals(articles, (series("barrage", "search", [*QUIET, 50]),)), ["fr"])
    assert keyword.state is Heat.UNPROVEN


def test_a_name_is_known_in_a_searched_term_too() -> None:
    signals = Signals(
        (article("Chez Lactalis, on rappelle. Pour Lactalis, rien."),),
        (series("rappel lactalis 2017", "search", [*QUIET, 50]),),
    )
    (keyword,) = [k for k in rank(signals, ["fr"]) if "2017" in k.term]
    assert {"proper-name", "only-searched"} <= {r.code for r in keyword.reasons}


def test_languages_are_ranked_apart_and_others_left_out() -> None:
    signals = Signals((article("Le barrage cède."), article("The dam broke.", "en")))
    assert {k.lang for k in rank(signals, ["fr", "en"])} == {"fr", "en"}
    assert {k.lang for k in rank(signals, ["en"])} == {"en"}


def test_a_long_name_and_its_initials_are_one_word() -> None:
    bodies = (
        "On attend la Commission d'accès à l'information. Hier, la CAI se taisait.",
        "Selon la CAI, le vol est grave. Que fera la CAI ?",
    )
    (word,) = [k for k in ranked(*bodies) if "CAI" in k.term or "Commission" in k.term]
    assert (word.term, word.reasons[1].text) == ("CAI", "4 times in all")


@pytest.mark.parametrize(
    ("lang", "bodies", "name", "code"),
    [
        ("fr", ("Un train déraille à Sablebois.", "On évacue à Sablebois. Sablebois brûle."), "Sablebois", None),
        ("en", ("A train derailed in Harrow Bend.", "Rain in Harrow Bend. Harrow Bend burns."), "Harrow Bend", None),
        ("fr", ("Le train de Norvex déraille.", "On écrit à Norvex. Norvex se tait."), "Norvex", "proper-name"),
        ("en", ("Trust in Norvex fell.", "Norvex said no. Norvex lied. Norvex hid."), "Norvex", "proper-name"),
    ],
)
def test_a_place_is_no_ones_name(lang: str, bodies: tuple[str, ...], name: str, code: str | None) -> None:
    (word,) = [k for k in ranked(*bodies, lang=lang) if k.term == name]
    assert next((r.code for r in word.reasons if r.code == "proper-name"), None) == code


def test_initials_that_are_a_common_word_join_nothing() -> None:
    body = "Ask Canadian Auto Recovery. Why ask Canadian Auto Recovery? My car is old. A car is a car."
    assert {"car", "Canadian Auto Recovery"} <= set(shown(body, lang="en"))


def test_a_part_of_names_that_never_stands_alone_is_no_word() -> None:
    bodies = ("Il vit à Mont Bleu. Puis à Pic Bleu.", "De Lac Bleu à Mont Bleu, rien.")
    assert "Bleu" not in shown(*bodies)


def test_what_a_stronger_word_has_said_counts_less() -> None:
    bodies = ["Solivar avoue. Chez Solivar, un vol. La Caisse Solivar répond."] * 1 + ["La Caisse Solivar et Solivar."]
    reasons = {k.term: {r.code: r.weight for r in k.reasons} for k in ranked(*bodies)}
    assert reasons["Caisse Solivar"]["repeat"] < 0
    assert "repeat" not in reasons["Solivar"]


def tied(term: str, level: float) -> Series:
    return replace(series(term, "search", [*QUIET, level]), scale="one export")


@pytest.mark.parametrize(
    ("asked", "shown_as"),
    [
        ((tied("rappels", 90.0), tied("rappel", 10.0)), "rappels"),
        ((tied("RAPPEL", 90.0),), "rappel"),
        ((), "rappel"),
    ],
)
def test_variants_are_shown_as_people_search_them(asked: tuple[Series, ...], shown_as: str) -> None:
    signals = Signals((article("Le rappel. Un rappel. Ce rappel dure."),), asked)
    assert [k.term for k in rank(signals, ["fr"]) if "appel" in k.term.lower()] == [shown_as]


def test_what_is_searched_more_scores_more_on_one_scale_only() -> None:
    apart = series("barrage", "search", [*QUIET, 500.0])
    signals = Signals(
        (article("Le rappel, le barrage, la digue."),), (tied("rappel", 80.0), tied("digue", 20.0), apart)
    )
    told = {k.term: [r for r in k.reasons if r.code == "search-level"] for k in rank(signals, ["fr"])}
    assert [(r.text, r.weight) for r in told["rappel"]] == [("searched most", 10.0)]
    assert [(r.text, r.weight) for r in told["digue"]] == [("searched 25% as much as “rappel”", 2.5)]
    assert told["barrage"] == []


def test_queries_without_dates_count_and_prove_nothing() -> None:
    volumes = tuple(
        Volume(term, level, "queries.csv", Where("queries.csv", 2), "queries.csv")
        for term, level in (("lait rappelé", 900.0), ("numéro de lot", 90.0))
    )
    found = {k.term: k for k in rank(Signals((article("Le lait. Du lait."),), volumes=volumes), ["fr"])}
    assert found["lait rappelé"].state is Heat.UNPROVEN
    assert found["lait rappelé"].score > found["numéro de lot"].score > 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_consoles_interface_tells_the_language_of_its_queries(lang: str) -> None:
    volume = Volume("listeria", 9.0, "queries.csv", Where("queries.csv", 2), "queries.csv", lang)
    assert [k.lang for k in rank(Signals(volumes=(volume,)), ["fr", "en"])] == [lang]


@pytest.mark.parametrize(("term", "joined"), [("le lait", True), ("du lait", True), ("est-ce que le lait", False)])
def test_a_question_is_not_its_only_telling_word(term: str, joined: bool) -> None:
    found = [k.term for k in rank(Signals((article("Ce lait. Du lait."),), (tied(term, 9.0),)), ["fr"])]
    assert (found == ["lait"]) is joined


def test_a_term_that_only_people_use_belongs_to_the_language_whose_words_it_has() -> None:
    signals = Signals(
        (article("Le barrage cède."), article("The peanut paste was bad.", "en")),
        (series("peanut paste sandwich", "search", [*QUIET, 50]),),
    )
    (word,) = [k for k in rank(signals, ["fr", "en"]) if "sandwich" in k.term]
    assert word.lang == "en"


def test_an_exports_interface_tells_the_language_of_a_term_that_nothing_else_tells() -> None:
    export = replace(series("listeria", "search", [*QUIET, 50]), lang="en")
    assert [k.lang for k in rank(Signals((), (export,)), ["fr", "en"])] == ["en"]
    assert [k.lang for k in rank(Signals((article("Une listeria. La listeria."),), (export,)), ["fr", "en"])] == ["fr"]


def test_among_many_articles_a_word_that_only_one_has_is_none() -> None:
    bodies = [f"Le barrage cède au kilomètre {n}." for n in range(49)]
    rare = "Une loutre regarde le barrage. La loutre nage."
    assert "loutre" in shown(*bodies[:20], rare)
    assert "loutre" not in shown(*bodies, rare)


@needs_inputs
@pytest.mark.parametrize(
    ("crisis", "lang", "words"),
    [
        ("lactalis-2017", "fr", "lait infantile|salmonelles|Lactalis|rappel|lots|Craon|Picot|Milumel"),
        ("peanut-2009", "en", "peanut butter|Salmonella|recall|Peanut Corporation of America|FDA"),
    ],
)
def test_a_newsroom_would_say_the_same(crisis: str, lang: str, words: str) -> None:
    first_ten = [k.term for k in rank(read([INPUTS / crisis]), ["fr", "en"])[:10]]
    assert set(words.split("|")) <= set(first_ten)


words = st.text(st.characters(codec="utf-8"), max_size=300)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(words, words, st.sampled_from(["fr", "en"])), max_size=3))
def test_any_text_is_ranked_the_same_twice(texts: list[tuple[str, str, str]]) -> None:
    signals = Signals(tuple(article(body, lang, title) for title, body, lang in texts))
    once = rank(signals, ["fr", "en"])
    assert once == rank(signals, ["fr", "en"])
    assert all(k.term.strip() == k.term and k.term and 0 <= k.score <= 100 for k in once)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1e9), max_size=60), st.text(max_size=20))
def test_any_series_has_a_state(values: list[float], term: str) -> None:
    signals = Signals((), (series(term, "search", values), series(term, "news", values)))
    assert all(k.state in Heat for k in rank(signals, ["fr", "en"]))


@pytest.mark.parametrize(
    ("lang", "text", "word"),
    [
        ("fr", "La pétition du village a été déposée. Cette pétition compte 900 noms.", "pétition"),
        ("fr", "L’étable a brûlé. Personne n’était dans l’étable.", "étable"),
        ("fr", "Des données ont fui. Les données de la caisse circulent.", "données"),
        ("en", "The hearing opens on Monday. A second hearing follows.", "hearing"),
    ],
)
def test_a_word_that_only_shares_a_stem_with_a_generic_one_counts(lang: str, text: str, word: str) -> None:
    assert word in shown(text, lang=lang)
