"""The names: what a communicator would be glad of, what is refused, what is bought along."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.domains import NameRules, propose
from launcher.crisis.domains.grammar import parsed
from launcher.crisis.domains.spelling import other_number, words_of
from launcher.crisis.domains.words import lists
from launcher.crisis.keywords import rank
from launcher.crisis.signals import read
from launcher.errors import Malformed
from launcher.model import Candidate, Heat, Keyword, Reason
from tests.crisis.inputs import INPUTS, needs_inputs

RULES = NameRules(
    brands=("Boréal",),
    incidents={"fr": ("rappel",), "en": ("recall",)},
    patterns={
        "fr": ("{incident}-{word}", "{brand}-{incident}", "{word}-info", "{brand}-{word}-info"),
        "en": ("{word}-{incident}", "{brand}-{incident}", "{word}-facts"),
    },
    tlds=("ca", "quebec", "com"),
    languages=("fr", "en"),
)
HOSTNAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def keyword(term: str, score: float = 50, lang: str = "fr", state: Heat = Heat.UNPROVEN, *codes: str) -> Keyword:
    return Keyword(term, lang, score, state, tuple(Reason(code, code) for code in codes))


DAIRY = [keyword(word, 50 - n) for n, word in enumerate(["lait", "beurre", "fromage", "yogourt"])]


def names(*keywords: Keyword, rules: NameRules = RULES) -> list[str]:
    return [candidate.name for candidate in propose(keywords, rules, top=30)]


def test_the_product_and_what_happened_come_first() -> None:
    assert names(keyword("lait infantile"), keyword("salmonelle", 60))[0] == "rappel-laitinfantile.ca"
    english = dataclasses.replace(RULES, languages=("en", "fr"), tlds=("com",))
    assert names(keyword("peanut butter", lang="en"), rules=english)[0] == "peanutbutter-recall.com"


def test_accents_and_ligatures_are_folded() -> None:
    assert words_of("l'œuf d'Épinay", "fr") == ("oeuf", "epinay")
    assert "rappel-oeuf.ca" in names(keyword("œuf"))


def test_hot_words_go_before_stronger_unproven_ones() -> None:
    first = propose((keyword("fromage", 70), keyword("beurre", 60, "fr", Heat.HOT)), RULES)[0]
    assert first.name == "rappel-beurre.ca"
    assert "hot" in {reason.code for reason in first.reasons}


def test_where_a_word_is_hot_no_other_names_the_site() -> None:
    hot, strong = keyword("beurre", 30, "fr", Heat.HOT), keyword("lait infantile", 100)
    assert names(strong, hot)[0] == "rappel-beurre.ca"
    told = {c.name: {r.code for r in c.reasons} for c in propose((strong, hot), RULES, top=200)}
    assert "not-hot" in told["rappel-laitinfantile.ca"]
    stranger = keyword("Norvex", 100, "fr", Heat.HOT, "proper-name")
    assert names(strong, stranger)[0] == "rappel-laitinfantile.ca"


def test_a_word_that_the_lead_pinned_goes_before_all_others() -> None:
    pinned = keyword("digue", 0, "fr", Heat.UNPROVEN, "pinned")
    assert names(keyword("fromage", 95), pinned)[0] == "rappel-digue.ca"


def test_an_unproven_word_names_the_site_labelled_so() -> None:
    assert "unproven" in {reason.code for reason in propose((keyword("fromage"),), RULES)[0].reasons}


@pytest.mark.parametrize("term", ["Lactalis", "usine Lactalis", "rappel Lactalis"])
def test_a_third_partys_name_never_makes_it(term: str) -> None:
    marked = keyword(term, 90, "fr", Heat.HOT, "proper-name")
    assert not [name for name in names(marked, keyword("fromage")) if "lactalis" in name]


def test_our_own_brand_does() -> None:
    assert "boreal-rappel.ca" in names(keyword("fromage"))


@pytest.mark.parametrize(
    "term", ["rappel 2026", "eau2017", "rappels", "Boréal", "北京", "a" * 80, "mort", "97", "krkš", "infos"]
)
def test_a_word_that_cannot_stand_in_a_name_names_nothing(term: str) -> None:
    found = propose([keyword(term, 99, "fr", Heat.HOT)], RULES, top=500)
    assert found
    assert {word for candidate in found for word in candidate.words} <= {"rappel", "boreal", *lists().answers["fr"]}


def test_two_hyphens_lose_to_one() -> None:
    found = names(keyword("lait infantile"))
    assert all(name.count("-") <= 1 for name in found)


def test_the_main_audience_and_the_first_tld_come_first() -> None:
    found = propose((keyword("lait"), keyword("milk", lang="en")), RULES)
    assert found[0].name == "rappel-lait.ca"
    score = {candidate.name: candidate.score for candidate in found}
    assert score["rappel-lait.ca"] > score["milk-recall.ca"]


def test_not_twenty_variants_of_one_word() -> None:
    found = propose(DAIRY, RULES)
    assert len(found) == 20
    assert len({frozenset(candidate.words) for candidate in found}) == len(found)
    assert {"lait", "beurre", "fromage", "yogourt"} <= {w for c in found[:6] for w in c.words}


def test_a_thousand_names_when_they_are_asked_for() -> None:
    found = propose(DAIRY, RULES, top=1000)
    assert len({candidate.name for candidate in found}) == 1000
    assert [c.name for c in found[:20]] == [c.name for c in propose(DAIRY, RULES)]
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_the_grammar_speaks_where_a_playbook_does_not() -> None:
    silent = dataclasses.replace(RULES, patterns={})
    found = {n.name for n in propose([keyword("diesel", lang="en"), keyword("lait")], silent, top=300)}
    assert {"boreal-info.ca", "borealdiesel-info.ca", "diesel-recall.ca", "diesel-response.ca"} <= found
    assert {"rappel-lait.ca", "infos-lait.ca", "rappel-boreal.ca", "lait-reponses.ca"} <= found


def test_two_things_are_remembered_better_than_three() -> None:
    found = propose(DAIRY, RULES, top=1000)
    longer = [c for c in found if any(reason.code == "parts" for reason in c.reasons)]
    assert longer
    assert found.index(longer[0]) > 10


def test_a_score_is_the_sum_of_its_reasons_in_order() -> None:
    found = propose((keyword("lait infantile"), keyword("lots", 45), keyword("contamination", 55)), RULES)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    for candidate in found:
        assert candidate.score == pytest.approx(max(0, sum(r.weight for r in candidate.reasons)), abs=0.11)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("fr", "lot", "lots"), ("fr", "lots", "lot"), ("fr", "eau", "eaux"), ("fr", "hopital", "hopitaux"),
        ("fr", "hopitaux", "hopital"), ("fr", "prix", "prix"), ("en", "recall", "recalls"), ("en", "berry", "berries"),
        ("en", "boxes", "box"), ("en", "box", "boxes"), ("en", "glass", "glasses"), ("en", "97b", "97b"),
    ],
)  # fmt: skip
def test_singular_and_plural(lang: str, one: str, other: str) -> None:
    assert other_number(one, lang) == other


@pytest.mark.parametrize("pattern", ["", "-{word}", "{word}-", "{wrod}", "{word} info", "{Word}", "é"])
def test_a_pattern_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(Malformed, match="pattern"):
        parsed(pattern)


def test_a_phrase_that_says_what_happened_is_a_name_already() -> None:
    rules = dataclasses.replace(RULES, incidents={"fr": ("fuite",), "en": ("breach",)}, patterns={})
    found = names(keyword("fuite de données", 90), keyword("serveurs", 20), rules=rules)
    assert "fuite-donnees.ca" in found[:3]
    assert not [name for name in found if name.count("fuite") > 1]


def test_an_endless_term_is_passed_over() -> None:
    rules = dataclasses.replace(RULES, brands=("marque " * 5000,), incidents={"fr": ("rappel " * 5000,), "en": ()})
    assert names(keyword("mot " * 20_000, 99), keyword("lait"), rules=rules)[0] == "lait-info.ca"


def test_without_words_the_brand_names_the_site() -> None:
    assert names()[0] == "boreal-rappel.ca"


@needs_inputs
@pytest.mark.parametrize(
    ("crisis", "languages", "first"),
    [
        ("lactalis-2017", ("fr", "en"), "rappel-laitinfantile.ca"),
        ("peanut-2009", ("en", "fr"), "peanutbutter-recall.ca"),
    ],
)
def test_real_crises(crisis: str, languages: tuple[str, ...], first: str) -> None:
    rules = dataclasses.replace(RULES, languages=languages)
    found = propose(rank(read([INPUTS / crisis]), languages), rules)
    assert found[0].name == first
    strangers = ("lactalis", "picot", "milumel", "craon", "fda", "corporation", "blakely")
    assert not [c.name for c in found if any(stranger in c.name for stranger in strangers)]


terms = st.one_of(st.text(max_size=40), st.from_regex(r"[a-zé' -]{1,30}", fullmatch=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(terms, st.sampled_from(["fr", "en"]), st.floats(0, 100)), max_size=4), terms)
def test_every_candidate_is_a_hostname(words: list[tuple[str, str, float]], brand: str) -> None:
    keywords = [keyword(term, score, lang) for term, lang, score in words]
    rules = dataclasses.replace(RULES, brands=(brand,))
    found = propose(keywords, rules)
    assert found == propose(keywords, rules)
    assert all(_is_hostname(candidate) for candidate in found)


def _is_hostname(candidate: Candidate) -> bool:
    return all(HOSTNAME.fullmatch(name) for name in (candidate.name, *candidate.lookalikes))


def test_a_brand_of_several_words_does_not_swallow_the_product() -> None:
    rules = dataclasses.replace(RULES, brands=("Peanut Corporation of America",))
    assert names(keyword("peanut butter", lang="en"), rules=rules)[0] == "peanutbutter-recall.ca"


def test_names_speak_the_language_that_the_crisis_is_told_in() -> None:
    found = names(keyword("peanut butter", lang="en"))
    assert found
    assert not [name for name in found if "rappel" in name]


def test_a_brand_that_nobody_speaks_of_comes_after_the_words_of_the_crisis() -> None:
    heard = propose([keyword("lait infantile"), keyword("Boréal")], RULES)
    unheard = propose([keyword("lait infantile")], RULES)
    before, after = ({c.name: c.score for c in found}["boreal-rappel.ca"] for found in (heard, unheard))
    assert before > after
    assert any(reason.code == "unheard" for c in unheard for reason in c.reasons)
