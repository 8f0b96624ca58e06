"""What can be bought, and what stands before it."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.domains import address, edition_problems, judge, registrable
from launcher.errors import Malformed, Refused
from tests.crisis.test_domains import DAIRY, RULES


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("www.rappel.ca", "rappel.ca"), ("rappel.ca", "rappel.ca"), ("a.rappel.qc.ca", "rappel.qc.ca"),
        ("rappel.qc.ca", "rappel.qc.ca"), ("qc.ca", None), ("ca", None), ("www.x.co.uk", "x.co.uk"),
        ("x.quebec", "x.quebec"), ("mtl.rappel.test", "rappel.test"), ("me.github.io", "github.io"),
    ],
)  # fmt: skip
def test_the_part_that_a_registry_sells(name: str, part: str | None) -> None:
    assert registrable(name) == part


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Rappel-Fromage.CA. ", "rappel-fromage.ca"), ("épinay.ca", "xn--pinay-9ra.ca"),
        ("ÉPINAY.quebec", "xn--pinay-9ra.quebec"), (unicodedata.normalize("NFD", "épinay.ca"), "xn--pinay-9ra.ca"),
        ("xn--pinay-9ra.ca", "xn--pinay-9ra.ca"), ("cœur.ca", "xn--cur-fya.ca"), ("x.qc.ca", "x.qc.ca"),
        ("rappel.test", "rappel.test"),
    ],
)  # fmt: skip
def test_an_address_as_dns_writes_it(typed: str, name: str) -> None:
    assert address(typed) == name


@pytest.mark.parametrize(
    ("typed", "code", "hint"),
    [
        ("www.rappel.ca", "domain-part", "rappel.ca"), ("mtl.rappel.qc.ca", "domain-part", "rappel.qc.ca"),
        ("qc.ca", "domain-ending", "qc.ca"), ("x.gouv.qc.ca", "authority", "what happened"),
        ("x.gc.ca", "authority", "what happened"), ("a.b.gouv.fr", "authority", "what happened"),
        ("recall.gov", "authority", "what happened"), ("gc.ca", "authority", "what happened"),
        ("gouv.fr", "authority", "what happened"),
    ],
)  # fmt: skip
def test_more_or_less_than_a_name_is_refused(typed: str, code: str, hint: str) -> None:
    with pytest.raises(Refused) as refused:
        address(typed)
    assert refused.value.reason_code == code
    assert hint in refused.value.hint
    assert ("gouv" in refused.value.hint) is False


@pytest.mark.parametrize("name", ["gouv.qc.ca", "gouv.ca", "gov.com"])
def test_an_authoritys_own_name_is_never_advised(name: str) -> None:
    judged = judge(address(name), DAIRY, RULES)
    assert "authority" in {reason.code for reason in judged.refused}
    assert judged.candidate.lookalikes == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rаppel.ca", "CYRILLIC"), ("rappel☃.ca", "SNOWMAN"),
        ("ｒappel.ca", "FULLWIDTH"), ("rap\u200dpel.ca", "JOINER"),
        ("xn--rppel-3ve.ca", "CYRILLIC"), ("épinay.com", "accents"), ("jalapeño.ca", "TILDE"),
        ("l’eau.ca", "QUOTATION"),
        ("", "address"), ("ca", "address"), ("-a.ca", "address"), ("a_b.ca", "address"), ("http://a.ca/", "address"),
        ("xn--zzzzzz.ca", "address"), ("a..ca", "address"), ("1.2.3.4", "address"), (f"{'a' * 64}.ca", "address"),
        (".".join(["ab"] * 90) + ".ca", "address"), ("ab--cd.ca", "address"), ("\x1b[2J.ca", "address"),
    ],
)  # fmt: skip
def test_what_is_no_address_says_so(typed: str, told: str) -> None:
    with pytest.raises(Malformed, match=told) as malformed:
        address(typed)
    assert malformed.value.reason_code == "domain"
    assert malformed.value.hint


@settings(deadline=None)
@given(st.one_of(st.text(max_size=70), st.from_regex(r"[a-zéœаο0-9.-]{1,40}\.(ca|com|qc\.ca)", fullmatch=True)))
def test_an_address_is_one_twice(typed: str) -> None:
    found = ""
    with contextlib.suppress(Malformed, Refused):
        found = address(typed)
    if not found:
        return
    assert found.isascii()
    assert address(found) == found == registrable(found)
    judge(found, DAIRY, RULES)


@pytest.mark.parametrize(
    "label", ["mtl", "qc", "ca", "montreal", "quebec", "saguenay-lac-saint-jean", "outaouais", "nord", "trois-rivieres"]
)
def test_an_edition_is_a_place(label: str) -> None:
    assert edition_problems(label, "rappel-fromage.ca") == ()


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("www", "machine"), ("mail", "machine"), ("admin-mtl", "machine"), ("login", "machine"), ("test", "machine"),
        ("mtl2", "digits"), ("2026", "digits"), ("quartier-4", "digits"), ("xyz", "unclear"), ("bcdfg", "unclear"),
        ("police", "authority"), ("victimes", "victims"), ("sante-canada", "authority"), ("québec", "letters"),
        ("-mtl", "letters"), ("a.b", "letters"), ("", "letters"), ("MTL", "letters"), ("xn--qubec-csa", "letters"),
        ("outaouais" * 8, "length"),
    ],
)  # fmt: skip
def test_what_no_edition_is_called(label: str, code: str) -> None:
    assert code in {reason.code for reason in edition_problems(label, "rappel-fromage.ca")}


def test_a_whole_name_has_253_characters_at_most() -> None:
    name = ".".join(["a" * 60] * 4) + ".ca"
    assert "length" in {reason.code for reason in edition_problems("outaouais", name)}
    assert edition_problems("mtl", name[-240:].lstrip(".")) == ()
