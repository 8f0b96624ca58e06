from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.crisis import facts as room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.facts import Facts
from launcher.documents import Problems, parse
from launcher.errors import Malformed, Problem, Where
from launcher.launch.asking import placeholders
from launcher.model import Status, Visibility
from launcher.workspace import bundled

RECALL = playbook_room.load(bundled("playbooks") / "product-recall")
BOTH = ("fr", "en")


def facts(text: str) -> Facts:
    return room.from_node(parse(text, "facts.yaml"), RECALL, BOTH)


def fact(name: str, value: str, more: str = "status: confirmed") -> str:
    return f"facts:\n  {name}:\n    value: {value}\n    source: s\n    {more}\n"


def wrong(text: str) -> list[Problem]:
    with pytest.raises(Malformed) as caught:
        facts(text)
    return list(caught.value.problems)


def test_the_drills_facts_are_whole() -> None:
    found = room.load(RECALL.folder / "drill" / "facts.yaml", RECALL, BOTH)
    shown = {n: Where("page") for n, spec in RECALL.facts.items() if spec.visibility is Visibility.PUBLIC}
    assert room.problems(found, shown, RECALL, "facts.yaml") == ()
    assert isinstance(found["as_of"].value, dt.datetime)
    assert found["illnesses"].value == Decimal(0)
    assert found["hazard"].value["en"].startswith("possible contamination")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "2026-03-10"),
        ("as_of", "2026-03-10T06:30:00"),
        ("illnesses", "many"),
        ("illnesses", "NaN"),
        ("illnesses", "1e99999"),
        ("hazard", "listeriaa"),
        ("hazard", "{fr: x, en: y}"),
        ("authority_url", "{fr: 'javascript:alert(1)', en: https://a.example/}"),
        ("authority_url", "{fr: 'https://a.example/)[x](y', en: https://a.example/}"),
        ("authority_url", "{fr: 'https://a.example/\"onclick=', en: https://a.example/}"),
        ("brand", "[a]"),
        ("brand", "{fr: a, en: b}"),
        ("distribution", "in one language"),
        ("distribution", "{fr: a}"),
        ("distribution", "{fr: a, en: ''}"),
        ("distribution", "{fr: a, en: b, de: c}"),
        ("not_known", "{fr: [a], en: b}"),
        ("products", "{a: b}"),
        ("products", "[{product: {fr: a, en: b}, brand: c, size: d, upc: e}]"),
    ],
)
def test_values_of_another_type(name: str, value: str) -> None:
    problems = wrong(fact(name, value))
    assert len(problems) == 1
    assert problems[0].where is not None
    assert problems[0].where.line == 3
    assert problems[0].hint


def test_unknown_names_have_a_nearest_one_at_their_line() -> None:
    (fault, key) = wrong("facts:\n  brnad:\n    value: a\n  brand:\n    value: b\n    source: c\n    staus: confirmed\n    status: confirmed\n")  # fmt: skip # noqa: E501
    assert (str(fault.where), fault.hint) == ("facts.yaml:2:3", "Did you mean `brand`?")
    assert (str(key.where), key.hint) == ("facts.yaml:7:5", "Did you mean `status`?")


@pytest.mark.parametrize(
    "text", ["", "facts:\n", "facts: []\n", "- a\n", "a", "brand: x\n", "facts: {}\nplaybook: spill"]
)
def test_what_is_no_facts_file(text: str) -> None:
    assert wrong(text)


NEEDED = {"brand": Where("home.fr.md", 3)}


def told(text: str, needed: dict[str, Where] = NEEDED) -> Problem:
    (problem,) = room.problems(facts(text), needed, RECALL, "facts.yaml")
    return problem


@pytest.mark.parametrize("value", ["", "''", "' '", "~"])
def test_a_form_that_nobody_filled_in_is_missing_with_its_question(value: str) -> None:
    problem = told(fact("brand", value))
    assert problem.code == "fact-missing"
    assert "What is the brand, as the public says it?" in problem.message
    assert "home.fr.md:3" in problem.hint
    assert str(problem.where) == "facts.yaml:2:3"


@pytest.mark.parametrize(("name", "value"), [("distribution", "{fr: '', en: }"), ("not_known", "[]"), ("products", "[]"), ("not_known", "{fr: [], en: ['']}")])  # fmt: skip # noqa: E501
def test_empty_groups_are_missing_too(name: str, value: str) -> None:
    assert told(fact(name, value), {name: Where("p")}).code == "fact-missing"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("status: unconfirmed", "fact-unconfirmed"),
        ("status: withdrawn", "fact-withdrawn"),
        ("status: confirmed\n    visibility: internal", "fact-internal"),
    ],
)
def test_what_may_not_be_published(more: str, code: str) -> None:
    assert told(fact("brand", "Aub", more)).code == code
    optional = told(fact("quantity", "3", more), {"quantity": Where("p")})
    assert optional.code == code  # it would be shown: being optional is no excuse
    assert optional.hint


def test_an_optional_fact_may_be_missing() -> None:
    assert room.problems(facts(fact("brand", "Aub")), {"quantity": Where("p")}, RECALL, "f") == ()


def test_status_and_visibility_are_read() -> None:
    found = facts(fact("brand", "Aub", "status: withdrawn\n    visibility: internal"))["brand"]
    assert (found.status, found.visibility, found.source) == (Status.WITHDRAWN, Visibility.INTERNAL, "s")


@pytest.mark.parametrize(
    "text",
    [
        "{{ brand }}",
        "{% if %}",
        "[TODO]",
        "[nom du produit]",
        "XXX",
        "to be confirmed",
        "<<produit>>",
        "lorem ipsum dolor",
    ],
)
def test_left_over_placeholders_have_their_line(text: str) -> None:
    found = facts(fact("distribution", f"{{fr: 'a {text} b', en: c}}"))
    (problem,) = placeholders(found)
    assert (problem.code, str(problem.where)) == ("placeholder", "facts.yaml:2:3")


@pytest.mark.parametrize("text", ["{filename}x", "{ }", "[x](y)", "XXXL", "TODO_x", "mastodon", "<b>", "50 %}"[:-1]])
def test_what_looks_like_one_and_is_text(text: str) -> None:
    assert placeholders(facts(fact("brand", f"'{text}'"))) == []


def test_one_language_is_asked_for_where_the_organisation_has_one() -> None:
    document = parse(fact("distribution", "stores"), "f")
    assert room.from_node(document, RECALL, ("en",))["distribution"].value == {"en": "stores"}


@pytest.mark.parametrize("answer", ["a\x07b", "a\x1b[31m", "\u202eabc", "\0"])
def test_answers_are_looked_at_like_files(answer: str) -> None:
    problems = Problems()
    room.answered(RECALL.facts["brand"], answer, problems)
    room.answered(RECALL.facts["distribution"], {"fr": answer, "en": "b"}, problems)
    assert [p.code for p in problems] == ["control-character"] * 2


@pytest.mark.parametrize("name", sorted(RECALL.facts))
def test_examples_are_of_their_own_types(name: str) -> None:
    spec, problems = RECALL.facts[name], Problems()
    value: Any = room.value_shape(spec, BOTH)(spec.example, problems)
    assert problems == []
    assert value not in (None, "", ())


def test_a_file_is_named_as_the_person_named_it(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("facts: 3\n")
    with pytest.raises(Malformed) as caught:
        room.load(file, RECALL, BOTH, name="my/f.yaml")
    assert str(caught.value.where) == "my/f.yaml:1:8"
