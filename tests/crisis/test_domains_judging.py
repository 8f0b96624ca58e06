"""One judge for the list and for a name that somebody typed; words that the crisis has for itself."""

from __future__ import annotations

import dataclasses

import idna
import pytest

from launcher.crisis.domains import NameRules, judge, propose, shown, survey
from launcher.model import Candidate, Heat, Keyword
from tests.crisis.test_domains import DAIRY, RULES, keyword

HOT = [keyword("beurre", 30, "fr", Heat.HOT), *DAIRY, keyword("digue", 5, "fr", Heat.UNPROVEN, "pinned")]
SEATS = [keyword("car seat recall", 70, "en"), keyword("car seat", 60, "en"), keyword("recall", 40, "en")]
ENGLISH = dataclasses.replace(RULES, languages=("en",), tlds=("com", "ca"))


def texts(candidate: Candidate) -> str:
    return "; ".join(reason.text for reason in candidate.reasons)


# ── one judge ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("words", "rules"), [(DAIRY, RULES), (HOT, RULES), (SEATS, ENGLISH)])
def test_a_name_of_the_list_is_judged_as_the_list_tells_it(words: list[Keyword], rules: NameRules) -> None:
    listed = propose(words, rules, top=100)
    assert len(listed) == 100
    assert [judge(one.name, words, rules).candidate for one in listed[::9]] == list(listed[::9])


def test_a_subject_and_what_happened_are_not_read_as_the_phrase_of_both() -> None:
    judged = judge("carseat-recall.ca", SEATS, ENGLISH).candidate
    assert "“car seat” is a word of the crisis" in texts(judged)
    assert "says what happened: recall" in texts(judged)
    further = judge("carseatrecall-shop.ca", SEATS, ENGLISH).candidate
    assert "“car seat” is a word of the crisis" in texts(further)


def test_an_ending_that_we_would_not_take_costs_its_own_points_and_no_others() -> None:
    listed, other = propose(DAIRY, RULES)[0], judge("rappel-lait.net", DAIRY, RULES).candidate
    same = {"word", "incident", "language", "pattern"}
    assert [r for r in other.reasons if r.code in same] == [r for r in listed.reasons if r.code in same]
    assert f"a better name has the same words: {listed.name}" in texts(other)
    assert 0 < other.score < listed.score


def test_an_accented_name_is_told_as_typed_and_costs_what_few_type() -> None:
    words = [keyword("Boréal"), *DAIRY]
    plain = judge("rappel-boreal.ca", words, RULES).candidate
    judged = judge(idna.encode("rappel-boréal.ca").decode(), words, RULES).candidate
    assert judged.score == pytest.approx(plain.score - 10)
    assert shown(judged.name) == "rappel-boréal.ca"
    assert shown("rappel.ca") == "rappel.ca"


def test_reasons_are_told_in_plain_words() -> None:
    told = texts(propose([*DAIRY, keyword("milk", lang="en")], RULES)[0])
    assert "in French, your first language" in told
    assert ".ca is your first choice of ending" in told
    assert "what happened, then the subject" in told
    assert not [word for word in ("choice 1 of", "{", "series") if word in told]


# ── words that nobody knows ──────────────────────────────────────────────────────────────────────


def test_a_word_of_nobody_may_be_a_mark_and_is_not_any_crisis() -> None:
    told = texts(judge("graco-rappel.ca", DAIRY, RULES).candidate)
    assert "“graco” is no word of this crisis" in told
    assert "`brands:`" in told
    assert "any crisis" not in told
    assert "`brands:`" not in texts(judge("table-rappel.ca", DAIRY, RULES).candidate)


def test_a_proper_name_may_be_ours() -> None:
    words = [keyword("Norvex", 90, "fr", Heat.HOT, "proper-name"), *DAIRY]
    (reason,) = judge("rappel-norvex.ca", words, RULES).refused
    assert "if it is yours, add it to `brands:`" in reason.text


@pytest.mark.parametrize(
    ("brand", "term"),
    [("saintemechtilde", "Sainte-Mechtilde"), ("AirCanada", "Air Canada"), ("Air Canada", "AirCanada")],
)
def test_a_brand_written_as_one_word_is_the_phrase(brand: str, term: str) -> None:
    ours = dataclasses.replace(RULES, brands=(brand,))
    words = [keyword(term, 90, "fr", Heat.HOT, "proper-name"), keyword(f"hôpital {term}", 80, "fr"), *DAIRY]
    joined = term.lower().replace(" ", "").replace("-", "")
    found = {c.name: c for c in propose(words, ours, top=200)}
    assert "is on people's lips" in texts(found[f"rappel-{joined}.ca"])
    assert judge(f"lait-{joined}.ca", words, ours).refused == ()
    assert not [name for name in found if name.count("mechtilde") + name.count("aircanada") > 1]
    assert not [c for c in found.values() if "hopital" in c.words]


# ── what happened ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("déversement", "deversement-diesel.ca"),
        ("déversements", "deversements-diesel.ca"),
        ("panne", "panne-diesel.ca"),
    ],
)
def test_the_crisiss_own_word_for_what_happened_goes_before_an_unheard_one(term: str, first: str) -> None:
    words = [keyword("diesel", 60), keyword(term, 40)]
    found = propose(words, RULES, top=100)
    assert found[0].name == first
    assert not [c.name for c in found if "happened: rappel" in texts(c)]
    assert not [c.name for c in found[:10] if "rappel" in c.words]
    assert "nobody says “rappel”" in texts(judge("rappel-diesel.ca", words, RULES).candidate)


def test_an_unheard_word_of_the_playbook_is_told_so_when_there_is_no_other() -> None:
    first = propose(DAIRY, RULES)[0]
    assert first.name == "rappel-lait.ca"
    assert "no text says it yet" in texts(first)
    assert "says what happened" not in texts(first)
    assert "says what happened: rappel" in texts(propose([*DAIRY, keyword("rappels")], RULES)[0])


def test_the_heard_word_of_the_playbook_goes_first() -> None:
    rules = dataclasses.replace(RULES, incidents={"fr": ("retrait", "rappel"), "en": ()})
    assert propose([*DAIRY, keyword("rappel")], rules)[0].name == "rappel-lait.ca"


# ── what is no subject ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("term", "lang", "code"),
    [
        ("boire", "fr", "filler"), ("ferme", "fr", "filler"), ("hospitalisés", "fr", "filler"),
        ("apologized", "en", "filler"), ("bébé", "fr", "people"), ("parents", "en", "people"),
        ("électricité", "fr", ""), ("députés", "fr", ""), ("seabed", "en", ""), ("speed", "en", ""),
    ],
)  # fmt: skip
def test_verbs_participles_and_people_are_weak_subjects(term: str, lang: str, code: str) -> None:
    found = propose([keyword("lait", 50), keyword("milk", 50, "en"), keyword(term, 50, lang)], RULES, top=300)
    of_term = [c for c in found if f"“{term}” is a word" in texts(c)]
    codes = {reason.code for reason in of_term[0].reasons}
    assert of_term
    assert codes & {"filler", "people"} == ({code} if code else set())


def test_a_term_with_a_number_names_nothing_without_it_nor_with_it() -> None:
    proposal = survey([keyword("section 166", 90), *DAIRY], RULES, top=300)
    assert not [c.name for c in proposal.names if "section" in c.name]
    assert "digits" in {refusal.code for refusal in proposal.refused if "166" in refusal.name}
