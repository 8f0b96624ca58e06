"""What is never proposed, in either language, and that the lead is told why."""

from __future__ import annotations

import dataclasses

import pytest

from launcher.crisis.domains import NameRules, judge, propose, survey
from launcher.crisis.domains.reading import hard_to_say, other_reading, reads_two_ways, rude_reading
from launcher.model import Heat
from tests.crisis.test_domains import DAIRY, RULES, keyword


def against(name: str, *terms: str, rules: NameRules = RULES) -> set[str]:
    words = [keyword(term, 50, lang) for term in terms for lang in ("fr", "en")]
    return {reason.code for reason in judge(name, words, rules).refused}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("rappel-acia.ca", "authority"), ("cfia-recall.ca", "authority"), ("santecanada-rappel.ca", "authority"),
        ("lait-police.ca", "authority"), ("sante-canada.ca", "authority"), ("gouv-rappel.quebec", "authority"),
        ("facebook-lait.ca", "mark"), ("rappelwalmart.com", "mark"), ("radiocanada-rappel.ca", "mark"),
        ("lait-morts.ca", "victims"), ("milk-victims.com", "victims"), ("rappel-drame.ca", "victims"),
        ("boreal-mensonges.ca", "accusation"), ("boreal-scandal.com", "accusation"),
        ("boreal-verite.ca", "promise"), ("truth-boreal.com", "promise"), ("lait-garanti.ca", "promise"),
        ("rappel-lait-2026.ca", "year"), ("lait2026.ca", "year"), ("rappel-lait-ici.ca", "hyphens"),
        ("rappel4u-lait.ca", "digits"), ("lait0-rappel.ca", "digits"), ("rappel-krtsk.ca", "pronounce"),
        ("rappellait.ca", "double-letter"), ("rappel-rappels.ca", "twice"), ("lait.app", "certificate"),
        ("rappel-laitinfantileenpoudreboreal.ca", "length"), ("boreallaitrappel-infos.ca", "words"),
        ("therapistfinder.com", "reads-badly"), ("speedofart.com", "dirty"), ("penisland.net", "reads-badly"),
        ("kindra-shit.ca", "dirty"), ("borealismerde.ca", "dirty"), ("merde-lait.ca", "dirty"),
        ("lait-cul.ca", "dirty"), ("kindrashit.ca", "dirty"), ("putain-lait.ca", "dirty"), ("lait166.ca", "digits"),
        ("expertsexchange.com", "reads-badly"), ("whorepresents.com", "reads-badly"), ("pour-les.ca", "empty"),
    ],
)  # fmt: skip
def test_refused_with_its_reason(name: str, code: str) -> None:
    assert code in against(name, "lait")


@pytest.mark.parametrize(
    "name",
    ["rappel-lait.ca", "laitrappel.ca", "milk-recall.com", "boreal-reponses.quebec", "conseils-lait.ca", "lait-97b.ca"],
)
def test_a_fair_name_is_not_refused(name: str) -> None:
    assert against(name, "lait", "conseils", "milk", "97b") == set()


@pytest.mark.parametrize(
    "word",
    [
        "assess", "cocktail", "analyse", "conseil", "recul", "document", "therapist", "computer", "depute", "clinique",
        "violation", "mortgage", "cacao", "salopette", "saturday", "scunthorpe", "bite", "pissenlit", "pornic",
        "farther",
    ],
)  # fmt: skip
def test_innocent_words_that_hold_rude_letters(word: str) -> None:
    assert not {"dirty", "reads-badly"} & against(f"boreal-{word}.ca", "lait")


def test_a_dirty_word_of_the_crisis_names_nothing() -> None:
    words = [keyword("merde", 90, "fr", Heat.HOT), keyword("shitstorm", 80, "fr", Heat.HOT), *DAIRY]
    proposal = survey(words, RULES, top=300)
    assert not [c.name for c in proposal.names if "merde" in c.name or "shit" in c.name]
    assert "dirty" in {refusal.code for refusal in proposal.refused}


@pytest.mark.parametrize("brand", ["Walmart", "Police", "Mort", "BNSF", "4U"])
def test_our_own_brand_is_never_held_against_us(brand: str) -> None:
    ours = dataclasses.replace(RULES, brands=(brand,))
    assert against(f"rappel-{brand.lower()}.ca", "lait", rules=ours) == set()
    assert against(f"rappel-{brand.lower()}.ca", "lait") != set()


def test_an_ending_that_needs_a_certificate_waits_for_one() -> None:
    with_app = dataclasses.replace(RULES, tlds=("app", "ca"))
    without, having = survey(DAIRY, with_app), survey(DAIRY, dataclasses.replace(with_app, certificate=True))
    assert not [c.name for c in without.names if c.name.endswith(".app")]
    assert ("rappel-lait.app", "certificate") in {(r.name, r.code) for r in without.refused}
    assert having.names[0].name == "rappel-lait.app"
    assert any(reason.code == "certificate" for reason in having.names[0].reasons)


def test_who_may_hold_a_name_is_told_with_it() -> None:
    found = survey(DAIRY, RULES, top=1000).names
    told = {c.name.rpartition(".")[2]: {r.code: r.text for r in c.reasons} for c in found}
    assert "Canadian presence" in told["ca"]["holder"]
    assert "Québec" in told["quebec"]["holder"]
    assert "holder" not in told["com"]
    assert {"audience", "price-band"} <= set(told["com"])


def test_what_was_refused_is_told_and_bounded() -> None:
    refused = survey(
        [keyword("Lactalis", 95, "fr", Heat.HOT, "proper-name"), keyword("ACIA", 90), *DAIRY], RULES
    ).refused
    assert 0 < len(refused) <= 20
    codes = {refusal.code for refusal in refused}
    assert {"authority", "double-letter", "hyphens"} <= codes
    assert any("lactalis" in refusal.name for refusal in refused)
    assert all(refusal.text for refusal in refused)


def test_a_strangers_name_is_known_inside_other_words_too() -> None:
    words = [keyword("usine Lactalis", 90, "fr", Heat.HOT, "proper-name"), keyword("lait Lactalis", 80), *DAIRY]
    found = survey(words, RULES, top=500).names
    assert found
    assert not [c.name for c in found if "lactalis" in c.name]


@pytest.mark.parametrize(
    ("words", "rude"),
    [
        (("experts", "exchange"), "sex"), (("speed", "of", "art"), "fart"), (("power", "gen", "italia"), "genital"),
        (("rappel", "lait"), ""), (("essex", "recall"), ""), (("rappel", "conserves"), ""), (("lait", "conseil"), ""),
        (("rapeseed", "recall"), ""), (("therapist", "finder"), "rapist"), (("therapist",), ""),
    ],
)  # fmt: skip
def test_what_reads_badly_run_together(words: tuple[str, ...], rude: str) -> None:
    assert rude_reading(words) == rude


def test_the_same_letters_in_other_words() -> None:
    assert other_reading(("no", "where")) == ("now", "here")
    assert other_reading(("rappel", "fromage")) == ()


@pytest.mark.parametrize(
    ("word", "two"),
    [("4", True), ("2day", True), ("lait0", True), ("h5n1", True), ("97b", False), ("covid19", False), ("737", False)],
)
def test_digits_that_are_heard_one_way_and_typed_another(word: str, two: bool) -> None:
    assert reads_two_ways(word) is two


@pytest.mark.parametrize(("word", "hard"), [("strengths", True), ("krtsk", True), ("rappel", False), ("mrsa", False)])
def test_what_cannot_be_said(word: str, hard: bool) -> None:
    assert hard_to_say(word) is hard


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("rappel-cadavres", "victims"),
        ("rappel-decedes", "victims"),
        ("liars-cheese", "accusation"),
        ("fromage-garanties", "promise"),
        ("truths-cheese", "promise"),
        ("canadagouv-fromage", "authority"),
        ("rappel--fromage", "hyphens"),
        ("fromage-login", "trap"),
    ],
)
def test_no_form_of_a_barred_word_slips_through(label: str, code: str) -> None:
    assert code in {reason.code for reason in judge(f"{label}.ca", DAIRY, RULES).refused}


def test_the_people_and_their_money_are_no_subject() -> None:
    told = {c.name: {r.code for r in c.reasons} for c in propose([keyword("patients", 90), *DAIRY], RULES, top=60)}
    assert "people" in told["rappel-patients.ca"]
