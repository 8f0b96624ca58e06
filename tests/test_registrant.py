"""Who a name is registered for: read whole, judged at once, and never told again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.config.registrant import PERSON, lacking, read
from launcher.errors import Malformed
from tests.wire.route53_domains_case import TEXT

NAME = "env:SPAREWHEEL_REGISTRANT"
ALONE = """
person: {first_name: Camille, last_name: Exemplaire}
address: {street: 100 rue Exemple, city: Montréal, state: QC, postal_code: H2X 1Y4, country: CA}
phone: "+1.5145550100"
email: camille@example.org
tlds:
  ca: {legal_type: CCT}
"""


def wrong(text: str) -> list[str]:
    """Every message."""
    with pytest.raises(Malformed) as told:
        read(text, NAME)
    assert all(problem.hint and problem.where and problem.where.file == NAME for problem in told.value.problems)
    return [problem.message for problem in told.value.problems]


def test_an_organisation_and_the_person_who_answers_for_it() -> None:
    found = read(TEXT, NAME)
    assert (found.holder.kind, found.holder.organisation) == ("company", "Eau Exemple inc.")
    assert (found.person.kind, found.person.organisation) == (PERSON, "")
    assert found.holder.address.street == ("7 rue Inventée", "bureau 7")
    assert found.person.address is not None
    assert found.extras == {"ca": {"legal_type": "CCO", "business_entity_type": "INC"}}


def test_a_private_person() -> None:
    found = read(ALONE, NAME)
    assert (found.holder.kind, found.holder.organisation) == (PERSON, "")
    assert found.holder.address.street == ("100 rue Exemple",)


def test_a_person_who_lives_elsewhere() -> None:
    abroad = TEXT.replace("country: CA", "country: FR").replace("QC", "Île-de-France").replace("H2X 1Y4", "75001")
    assert wrong(abroad) == ["the person who answers for a .ca name must live in Canada"]
    own = (
        "address: {street: 1 rue X, city: Laval, state: QC, postal_code: H7A 0A1, country: CA}, phone: '+1.4505550100'"
    )
    found = read(abroad.replace("last_name: Exemplaire", f"last_name: Exemplaire, {own}"), NAME)
    assert (found.holder.address.country, found.person.address.country) == ("FR", "CA")
    assert (found.person.phone, found.person.email) == ("+1.4505550100", found.holder.email)


def test_json_is_read_too() -> None:
    place = {"street": ["1 rue X"], "city": "Laval", "state": "QC", "postal_code": "H7A0A1", "country": "CA"}
    who = {"first_name": "Camille", "last_name": "Exemplaire"}
    text = json.dumps({"person": who, "address": place, "phone": "+1.5145550100", "email": "a@example.org"})
    assert read(text, NAME).person.first_name == "Camille"


def test_what_a_tld_lacks() -> None:
    bare = read(TEXT.partition("tlds:")[0], NAME)
    (problem,) = lacking(bare, ["org", "ca"])
    assert "legal type" in problem.message
    assert lacking(bare, ["org"]) == ()
    assert lacking(read(TEXT, NAME), ["ca"]) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT.replace("+1.4185550177", "514 555-0100"), "not a telephone number as registries write it"),
        (TEXT.replace("domaines@example.org", "domaines"), "not an e-mail address"),
        (TEXT.replace("country: CA", "country: Canada"), "not a country by its two letters"),
        (TEXT.replace("[7 rue Inventée, bureau 7]", "[a, b, c]"), "one or two lines"),
        (TEXT.replace("kind: company\n", ""), "go together"),
        (TEXT.replace("kind: company", "kind: society"), "not one of company, association, public-body"),
        (TEXT.replace("legal_type: CCO", "legal_type: CORP"), "not a legal type of .ca"),
        (TEXT.replace("legal_type: CCO", "legal_type: CCT"), "for a private person, and an organisation is named"),
        (ALONE.replace("CCT", "GOV"), "for an organisation, and none is named"),
        (TEXT.replace(", business_entity_type: INC", ""), "has a form"),
        (TEXT.replace("type: INC", "type: GMBH"), "not a form of corporation"),
        (TEXT.replace("legal_type: CCO", "legal_type: TDM"), "the number of the registered mark"),
        (TEXT.replace("Eau Exemple inc.", "Eau Exemple"), "must hold the word that makes it one"),
        (TEXT.replace("Eau Exemple inc.", "Eau Exemple incroyable"), "must hold the word that makes it one"),
        (TEXT.replace("state: QC", "state: Québec"), "names its province by two letters"),
        (TEXT.replace("H2X 1Y4", "75001"), "no Canadian postal code"),
    ],
)
def test_each_rule(text: str, message: str) -> None:
    (told,) = wrong(text)
    assert message in told


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Eau Exemple Inc",
            "EXEMPLE LTÉE",
            "Exemple (OSBL)",
            "Société d’épargne Exemple",
            "Coop Exemple",
            "Exemple S.A.",
        ),
        *("Exemple Corp.", "Example Limited", "9999-9999 Québec inc.", "Caisse populaire Exemple", "The Example Trust"),
    ],
)
def test_words_that_make_a_corporation(name: str) -> None:
    assert read(TEXT.replace("Eau Exemple inc.", name), NAME).holder.organisation == name


def test_everything_at_once() -> None:
    told = wrong("person: {first_name: C}\nphone: none\nemail: none\ntlds: {ca: {legal_type: X}}\nshoe: 44")
    assert len(told) == 6  # last_name, address, phone, email, legal_type, shoe


def test_no_repr_shows_it() -> None:
    found = read(TEXT, NAME)
    shown = f"{found!r}{found.holder!r}{found.holder.address!r}{found}"
    assert not [text for text in found.private if text in shown]
    assert "INC" not in found.private


SECRET = "Zyxwvutsrq"


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"{SECRET}: 1",
        f"person: {{{SECRET}: x}}",
        f"{SECRET}: 1\n{SECRET}: 2",
        f"person: [{SECRET}",
        f"person: *{SECRET}",
        f"person: !{SECRET} x",
        f"{{{SECRET}: {{a: 1}}}}",
        f"tlds: {{{SECRET}: x}}",
        f"tlds: {{ca: {{{SECRET}: x}}}}",
        f"\t{SECRET}",
        f"person: '{SECRET}\x07'",
        *(f"{key}: {SECRET}" for key in ("person", "address", "phone", "email", "kind", "organisation", "tlds")),
        f"tlds: {{ca: {{legal_type: {SECRET}, business_entity_type: {SECRET}, brand_number: '{SECRET}!'}}}}",
        f"address: {{street: [{SECRET}, {SECRET}, x], state: [{SECRET}], country: {SECRET}}}",
    ],
)
def test_no_message_repeats_what_stands_there(text: str) -> None:
    with pytest.raises(Malformed) as told:
        read(text, NAME)
    assert not _repeats(told.value, SECRET)


@given(st.text(min_size=5, max_size=40), st.integers(0, len(TEXT)))
def test_no_message_repeats_it_wherever_something_is_wrong(text: str, at: int) -> None:
    told = _told(f"{TEXT[:at]}{text}{TEXT[at:]}")
    for part in ("Camille", "Exemplaire", "Inventée", "5550177", "domaines@"):
        assert told is None or not _repeats(told, part)


def _told(text: str) -> Malformed | None:
    try:
        read(text, NAME)
    except Malformed as told:
        return told
    return None


def _repeats(told: Malformed, text: str) -> bool:
    chained = f"{told.__cause__}" if told.__cause__ else ""
    said = [f"{told}{told.hint}{told!r}{chained}", *(f"{one.message}{one.hint}" for one in told.problems)]
    return any(text.casefold() in one.casefold() for one in said)
