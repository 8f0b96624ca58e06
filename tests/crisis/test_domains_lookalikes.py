"""Names to buy along, and names to watch."""

from __future__ import annotations

import dataclasses

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.domains import judge, propose, watch
from launcher.crisis.domains.spelling import is_valid
from launcher.model import Keyword
from tests.crisis.test_domains import DAIRY, RULES, keyword


def along(name: str, *tlds: str) -> tuple[str, ...]:
    """What is bought along with a name that somebody else made."""
    return judge(name, [], dataclasses.replace(RULES, tlds=tlds)).candidate.lookalikes


def test_the_lookalike_that_fooled_a_companys_own_staff() -> None:
    found = along("equifaxsecurity2017.com", "com", "ca")
    assert found.index("securityequifax2017.com") < 8
    assert {"equifaxsecurity.com", "equifaxsecurity2017.ca", "equifax-security2017.com"} <= set(found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("equifaxsecurity2017.com", ("equifax", "security", "2017")),
        ("vwdieselinfo.com", ("vw", "diesel", "info")),
        ("mcneilproductrecall.com", ("mcneil", "product", "recall")),
        ("anthemfacts.com", ("anthem", "facts")),
        ("rappel-laitboreal.ca", ("rappel", "lait", "boreal")),
        ("zzyzx.ca", ("zzyzx",)),
        ("loi97b-infos.ca", ("loi", "97b", "infos")),
    ],
)
def test_a_name_that_somebody_else_made_is_cut_into_its_words(name: str, words: tuple[str, ...]) -> None:
    assert judge(name, [], RULES).candidate.words == words


def test_eight_to_fifteen_of_each_kind() -> None:
    for candidate in propose(DAIRY, RULES):
        assert 8 <= len(candidate.lookalikes) <= 15
        assert candidate.name not in candidate.lookalikes
        assert len(set(candidate.lookalikes)) == len(candidate.lookalikes)


def test_order_hyphen_number_ending_and_brand() -> None:
    found = set(judge("boreal-lait.ca", DAIRY, RULES).candidate.lookalikes)
    assert {"lait-boreal.ca", "borealait.ca"} & found == {"lait-boreal.ca"}
    assert {"boreallait.ca", "boreal-laits.ca", "boreal-lait.quebec", "boreal-lait.com", "boreal-lait.org"} <= found


SEATS = [keyword("car seat", 60, "en"), keyword("recall", 50, "en"), keyword("Boréal", 40, "en")]
WATER = [keyword("eau du robinet", 60), keyword("panne", 50), keyword("maison de repos", 40)]


def bought(name: str, words: list[Keyword]) -> tuple[str, ...]:
    return judge(name, words, dataclasses.replace(RULES, languages=(words[0].lang,))).candidate.lookalikes


def test_a_phrase_is_not_torn_apart() -> None:
    for found in (bought("carseat-recall.ca", SEATS), bought("panne-eaurobinet.ca", WATER)):
        letters = [name.partition(".")[0].replace("-", "") for name in found]
        assert not [text for text in letters if "carseat" not in text and "eau" not in text and "boreal" not in text]
        assert not [text for text in letters if "seatcar" in text or "robineteau" in text or "carrecall" in text]


@pytest.mark.parametrize(
    ("name", "words", "said", "never"),
    [
        ("carseat-recall.ca", SEATS, "carseats-recall.ca", "carsseats-recall.ca"),
        ("panne-maisonrepos.ca", WATER, "panne-maisonsrepos.ca", "panne-maisonsreposs.ca"),
        (
            "rappel-laitinfantile.ca",
            [keyword("lait infantile")],
            "rappel-laitsinfantiles.ca",
            "rappel-laitsinfantile.ca",
        ),
    ],
)
def test_plurals_as_a_person_would_say_them(name: str, words: list[Keyword], said: str, never: str) -> None:
    found = bought(name, words)
    assert said in found
    assert never not in found


def test_a_phrase_with_the_small_words_that_people_say() -> None:
    assert "panne-eaudurobinet.ca" in bought("panne-eaurobinet.ca", WATER)
    assert "panne-maisonderepos.ca" in bought("panne-maisonrepos.ca", WATER)


def test_the_brand_and_what_happened_where_the_brand_is_not_in_the_name() -> None:
    english, french = bought("carseat-recall.ca", SEATS), bought("panne-eaurobinet.ca", WATER)
    assert english.index("boreal-recall.ca") < english.index("recall-boreal.ca")
    assert french.index("panne-boreal.ca") < french.index("boreal-panne.ca")
    assert "panne-boreal.ca" not in bought("boreal-eaurobinet.ca", WATER)


def test_what_we_would_refuse_for_what_it_says_is_not_advised() -> None:
    rules = dataclasses.replace(RULES, brands=("Excellus",), languages=("en",), tlds=("com",))
    found = judge("excellusfacts.com", DAIRY, rules).candidate.lookalikes
    assert "excellus-facts.com" in found
    assert "factsexcellus.com" not in found
    assert judge("acia-rappel.ca", DAIRY, RULES).candidate.lookalikes == ()
    assert "rappellait.ca" in judge("rappel-lait.ca", DAIRY, RULES).candidate.lookalikes


def test_an_ending_that_few_may_hold_comes_after_the_open_ones_unless_it_is_ours() -> None:
    assert [n.rpartition(".")[2] for n in along("rappel-lait.ca", "ca", "quebec", "com")[:3]] == [
        "com",
        "org",
        "quebec",
    ]
    assert along("rappel-lait.ca", "quebec", "ca")[0] == "rappel-lait.quebec"


@pytest.mark.parametrize(("tld", "kept"), [("ca", True), ("quebec", True), ("com", False)])
def test_the_accented_twin_where_the_registry_keeps_it(tld: str, kept: bool) -> None:
    judged = judge(f"rappel-boreal.{tld}", [keyword("Boréal")], RULES)
    twin = idna.encode(f"rappel-boréal.{tld}").decode()
    assert (twin in judged.candidate.lookalikes) is kept
    assert any(f"rappel-boréal.{tld}" in r.text for r in judged.candidate.reasons if r.code == "accents") is kept


def test_no_twin_with_letters_that_the_registry_does_not_take() -> None:
    found = judge("rappel-jalapeno.ca", [keyword("jalapeño")], RULES).candidate
    assert not [name for name in found.lookalikes if name.startswith("xn--")]


def test_a_name_with_accents_is_read_without_them() -> None:
    name = idna.encode("rappel-boréal.ca").decode()
    judged = judge(name, [keyword("Boréal")], RULES)
    assert judged.refused == ()
    assert judged.candidate.words == ("rappel", "boreal")
    assert judged.candidate.lookalikes[0] == "rappel-boreal.ca"
    assert name not in judged.candidate.lookalikes
    assert "rapel-boreal.ca" in {one.name for one in watch(name)}


# ── to watch ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        ("wwwrappel-fromage.com", "missing-dot"), ("rappel-fromage.cm", "ending"), ("rapel-fromage.com", "single"),
        ("rappel-fomage.com", "omission"), ("rappel-formage.com", "transposition"), ("rappel-frommage.com", "doubled"),
        ("rappel-ftomage.com", "neighbour"), ("rappel-frimage.com", "neighbour"), ("rappel-fromaje.com", "sound"),
        ("rappel-fremage.com", "vowel"), ("rappel-frornage.com", "looks-alike"), ("rappel-fr0mage.com", "looks-alike"),
        ("rappe1-fromage.com", "looks-alike"),
    ],
)  # fmt: skip
def test_slips_of_finger_ear_and_eye(slip: str, kind: str) -> None:
    assert (slip, kind) in {(one.name, one.kind) for one in watch("rappel-fromage.com")}


def test_other_scripts_as_dns_writes_them() -> None:
    found = {one.shown: one for one in watch("scope.com") if one.kind in ("homoglyph", "script")}
    assert found["ѕсоре.com"].kind == "script"
    assert found["ѕсоре.com"].name == idna.encode("ѕсоре.com").decode()
    assert found["sc\u03bfpe.com"].kind == "homoglyph"


def test_a_registry_of_sixteen_letters_sends_the_danger_to_another_ending() -> None:
    shown = [one.shown for one in watch("rappel-lait.ca") if one.shown]
    assert shown
    assert all(name.endswith(".com") for name in shown)


def test_watched_names_are_ranked_bounded_and_not_those_we_buy() -> None:
    found = watch("rappel-laitinfantile.ca", bought=["rappel-laitinfantile.com"])
    assert len(found) == 200
    assert [one.likelihood for one in found] == sorted((one.likelihood for one in found), reverse=True)
    assert not {"rappel-laitinfantile.ca", "rappel-laitinfantile.com"} & {one.name for one in found}
    assert {one.kind for one in found} >= {"missing-dot", "ending", "omission", "neighbour", "looks-alike", "homoglyph"}
    assert found == watch("rappel-laitinfantile.ca", bought=["rappel-laitinfantile.com"])


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(labels, st.sampled_from(["ca", "com", "quebec", "qc.ca", "test"]))
def test_any_label_gives_names_that_can_exist(label: str, tld: str) -> None:
    assert "".join(judge(f"{label}.{tld}", [], RULES).candidate.words) == label.replace("-", "")
    for name in (*along(f"{label}.{tld}", "ca"), *(one.name for one in watch(f"{label}.{tld}"))):
        assert is_valid(name)
        assert name != f"{label}.{tld}"
        idna.decode(name)
