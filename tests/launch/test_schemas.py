"""Schemas and readers say the same: of every playbook's own facts and pages, and of many that are broken."""

from __future__ import annotations

import copy
import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from launcher.config import load
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.documents import parse
from launcher.errors import SpareWheelError
from launcher.launch import inputs, measuring, schemas
from launcher.launch.registers import Registers
from launcher.model import Mode
from launcher.site import check, frontmatter
from launcher.site.rules import POST_KINDS
from launcher.workspace import Workspace
from tests.site import samples

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = sorted(path.parent.name for path in ROOT.glob("playbooks/*/playbook.yaml"))
SETTINGS = load(ROOT / "sparewheel.yaml")
LANGUAGES = SETTINGS.organisation.languages
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
ABOUT_KEYS = ("no-", "empty-key", "unknown-key", "wrong-", "wordless-title", "unknown-edition")
"""What the gate says of the front matter of one file alone."""


@functools.cache
def playbook(name: str) -> playbook_room.Playbook:
    return playbook_room.load(ROOT / "playbooks" / name)


@functools.cache
def schema(name: str, of: str = "product-recall") -> Draft202012Validator:
    made = schemas.made(playbook(of), SETTINGS)[name]
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def valid(given: Any, name: str, of: str = "product-recall") -> bool:
    return bool(schema(name, of).is_valid(given))


# ── facts ────────────────────────────────────────────────────────────────────────────────────────


def read(text: str, of: str = "product-recall") -> bool:
    """Whether our reader takes it."""
    try:
        fact_room.from_node(parse(text, "facts.yaml"), playbook(of), LANGUAGES)
    except SpareWheelError:
        return False
    return True


@pytest.mark.parametrize("name", PLAYBOOKS)
@pytest.mark.parametrize("loader", [yaml.BaseLoader, yaml.CSafeLoader], ids=["as-text", "as-yaml"])
def test_the_facts_of_every_drill(name: str, loader: Any) -> None:
    text = (ROOT / "playbooks" / name / "drill/facts.yaml").read_text("utf-8")
    given = yaml.load(text, loader)
    given = given if loader is yaml.BaseLoader else as_editors_do(given)
    assert not [error.message for error in schema("facts", name).iter_errors(given)]
    assert read(text, name)


def as_editors_do(value: Any) -> Any:
    """YAML 1.2 knows no dates: they stay text."""
    if isinstance(value, Mapping):
        return {str(key): as_editors_do(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_editors_do(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_each_fact_has_its_question_and_an_example_that_holds(name: str) -> None:
    for fact, told in schemas.made(playbook(name), SETTINGS)["facts"]["properties"]["facts"]["properties"].items():
        assert playbook(name).facts[fact].ask["fr"] in told["description"]
        (example,) = told["properties"]["value"]["examples"]
        assert valid({"facts": {fact: {"value": example, "source": "x", "status": "confirmed"}}}, "facts", name), fact


Change = Callable[[dict[str, Any]], Any]


def value(fact: str, given: Any) -> Change:
    return lambda facts: facts["facts"][fact].update(value=copy.deepcopy(given))


BROKEN_FACTS: Mapping[str, Change] = {
    "no facts": lambda facts: facts.pop("facts"),
    "facts as a list": lambda facts: facts.update(facts=["a"]),
    "another key": lambda facts: facts.update(fact={}),
    "another playbook": lambda facts: facts.update(playbook="nimby-proponent"),
    "an unknown fact": lambda facts: facts["facts"].update(colour=facts["facts"]["brand"]),
    "a fact that is text": lambda facts: facts["facts"].update(brand="Aubépine"),
    "no value": lambda facts: facts["facts"]["brand"].pop("value"),
    "no source": lambda facts: facts["facts"]["brand"].pop("source"),
    "a blank source": lambda facts: facts["facts"]["brand"].update(source=" "),
    "no status": lambda facts: facts["facts"]["brand"].pop("status"),
    "an unknown status": lambda facts: facts["facts"]["brand"].update(status="sure"),
    "a status in capitals": lambda facts: facts["facts"]["brand"].update(status="Confirmed"),
    "an unknown visibility": lambda facts: facts["facts"]["brand"].update(visibility="secret"),
    "an unknown key of a fact": lambda facts: facts["facts"]["brand"].update(note="x"),
    "a moment without offset": lambda facts: facts["facts"]["brand"].update(at="2026-03-10T06:30"),
    "one language": value("hazard", "Listeria"),
    "a third language": value("hazard", {"fr": "a", "en": "b", "es": "c"}),
    "a language that is missing": value("hazard", {"fr": "a"}),
    "a language that is blank": value("hazard", {"fr": "a", "en": ""}),
    "a list that is text": value("being_done", {"fr": "a", "en": "b"}),
    "a list in one language": value("being_done", ["a"]),
    "text that is a list": value("brand", ["a"]),
    "text that is a group": value("brand", {"name": "a"}),
    "a count in words": value("illnesses", "trois"),
    "a count below nothing": value("illnesses", "-1"),
    "a count with a point": value("illnesses", "1.5"),
    "a day first": value("as_of", "10/03/2026"),
    "a moment in no zone": value("as_of", "2026-03-10T06:30"),
    "a month that is none": value("as_of", "2026-13-10T06:30-04:00"),
    "the thirty-first of April": value("as_of", "2026-04-31T06:30-04:00"),
    "a year of long ago": value("as_of", "0026-03-10T06:30-04:00"),
    "rows that are text": value("products", "fromage"),
    "a row without what it needs": value("products", [{}, {"name": {"fr": "a", "en": "b"}}]),
    "a row with another column": lambda facts: facts["facts"]["products"]["value"][0].update(colour="red"),
    "an address that is none": value("authority_url", "www.example.org"),
    "an address that runs": value("authority_url", "javascript:alert(1)"),
}


@pytest.fixture(scope="module")
def drill() -> dict[str, Any]:
    text = (ROOT / "playbooks/product-recall/drill/facts.yaml").read_text("utf-8")
    given: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    return given


@pytest.mark.parametrize("change", BROKEN_FACTS)
def test_what_is_broken_is_so_for_both(change: str, drill: dict[str, Any]) -> None:
    broken = copy.deepcopy(drill)
    BROKEN_FACTS[change](broken)
    assert not read(yaml.safe_dump(broken, allow_unicode=True))
    assert not valid(broken, "facts")


BLANK: tuple[Any, ...] = ("", " ", None, [], {}, {"fr": "", "en": None}, ["", None], [{"fr": ""}])


@pytest.mark.parametrize("given", BLANK)
def test_a_form_that_nobody_filled_in_is_missing_not_wrong(given: Any, drill: dict[str, Any]) -> None:
    blank = copy.deepcopy(drill)
    for fact in drill["facts"]:
        value(fact, given)(blank)
    assert read(yaml.safe_dump(blank, allow_unicode=True))
    assert valid(blank, "facts")


def test_every_declared_form_of_a_scalar_is_one_that_the_reader_takes(drill: dict[str, Any]) -> None:
    """Each scalar of the drill in the place of each other: the schema never takes what the reader refuses, nor refuses
    what it takes."""
    scalars = sorted({*_scalars(drill["facts"]), "+1 800 555-0142", "60.00 CAD", "info@example.org", "0", "1e9", "Z"})
    seen: set[str] = set()
    for name, fact, spec in ((of, *one) for of in PLAYBOOKS for one in playbook(of).facts.items()):
        if spec.translated or spec.type in ("table", "list", *seen):
            continue
        seen.add(spec.type)
        for scalar in scalars:
            given = {"facts": {fact: {"value": scalar, "source": "x", "status": "confirmed"}}}
            assert read(yaml.safe_dump(given, allow_unicode=True), name) == valid(given, "facts", name), (fact, scalar)
    assert seen >= {"text", "count", "date", "datetime", "phone", "choice"}, "of types that playbooks use"


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        yield str(value)


# ── front matter ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_the_pages_and_posts_of_every_drill(name: str) -> None:
    there, workspace = playbook(name), Workspace(ROOT)
    facts = fact_room.load(ROOT / "playbooks" / name / "drill/facts.yaml", there, LANGUAGES)
    templates = (
        *inputs.templates_of(there, LANGUAGES, workspace),
        *inputs.later_templates(there, LANGUAGES, workspace),
    )
    made = measuring.texts(templates, facts, SETTINGS.site(Mode.LIVE, ""), there, Registers())
    assert len(made) > 20
    for path, text in made.items():
        wrong = schema(path.partition("s/")[0], name).iter_errors(mapping(frontmatter.parse(Path(path), text).meta))
        assert not [error.message for error in wrong], path


def mapping(meta: Mapping[str, str]) -> dict[str, str]:
    """Front matter as editors and programs see it: keys as they are written."""
    return {key.title(): given for key, given in meta.items()}


GOOD = {
    "Title": "Que faire?",
    "Lang": "fr",
    "Slug": "que-faire",
    "Twin": "que-faire",
    "Kind": "release",
    "Date": "2026-03-10T06:30-04:00",
}
POSTS: Mapping[str, dict[str, str | None]] = {
    "whole": {},
    "every key": {
        "Next-Update": "2026-03-10T10:30:00-04:00",
        "Summary": "x",
        "Status": "published",
        "Embargo": "2026-03-10 06:30Z",
        "Modified": "2026-03-10T10:30:00.5+05:30",
        "Correction": "x",
        "Order": "-10",
        "Menu": "x",
    },
    "a draft": {"Status": "draft"},
    "a draft of nothing": {"Status": "draft", "Title": None, "Slug": None, "Date": None},
    "a draft that is wrong": {"Status": "draft", "Kind": "nonsense", "Date": "demain", "Colour": "red"},
    "an empty summary": {"Summary": ""},
    "an empty order": {"Order": ""},
    "a capital with an accent": {"Title": "Été"},
    "no title": {"Title": None},
    "an empty title": {"Title": ""},
    "a title of signs": {"Title": "!!! 2026 !!!"},
    "no language": {"Lang": None},
    "another language": {"Lang": "es"},
    "a language in capitals": {"Lang": "FR"},
    "no address": {"Slug": None},
    "an address with an accent": {"Slug": "été"},
    "an address in capitals": {"Slug": "Que-Faire"},
    "an address with two hyphens": {"Slug": "que--faire"},
    "an address with a slash": {"Slug": "que/faire"},
    "no twin": {"Twin": None},
    "an empty twin": {"Twin": ""},
    "no kind": {"Kind": None},
    "a kind of pages": {"Kind": "home"},
    "a kind in capitals": {"Kind": "Release"},
    "no date": {"Date": None},
    "an empty date": {"Date": ""},
    "the day first": {"Date": "10/03/2026"},
    "a date without hour": {"Date": "2026-03-10"},
    "no offset": {"Date": "2026-03-10T06:30"},
    "an hour that is none": {"Date": "2026-03-10T25:30-04:00"},
    "a day that is none": {"Date": "2026-02-30T06:30-04:00"},
    "words": {"Date": "demain"},
    "an empty promise": {"Next-Update": ""},
    "a promise in words": {"Next-Update": "bientôt"},
    "an empty embargo": {"Embargo": ""},
    "an embargo in words": {"Embargo": "vendredi"},
    "an empty change": {"Modified": ""},
    "an unknown status": {"Status": "ready"},
    "an empty status": {"Status": ""},
    "a status in capitals": {"Status": "Draft"},
    "an order in words": {"Order": "premier"},
    "an order with a point": {"Order": "1.5"},
    "an unknown key": {"Authr": "x"},
    "a key of Pelican's": {"Save-As": "x"},
    "an unknown edition": {"Edition": "atlantis"},
    "an empty edition": {"Edition": ""},
}
FINE = (
    *("whole", "every key", "a draft", "a draft of nothing", "a draft that is wrong"),
    *("an empty summary", "an empty order", "a capital with an accent"),
)


@pytest.mark.parametrize("change", POSTS)
def test_the_gate_and_the_schema_agree_on_posts(change: str, tmp_path: Path) -> None:
    given = {key: text for key, text in {**GOOD, **POSTS[change]}.items() if text is not None}
    assert by_the_gate(given, tmp_path / "posts") == (change in FINE)
    assert valid(given, "post") == (change in FINE)


def by_the_gate(given: Mapping[str, str], folder: Path) -> bool:
    """Whether the gate has nothing to say of the front matter by itself."""
    samples.homes(folder.parent)
    folder.mkdir(exist_ok=True)
    file = folder / "que-faire.fr.md"
    file.write_text("".join(f"{key}: {text}\n" for key, text in given.items()) + "\nTexte.\n", "utf-8")
    measure = measuring.yardstick(SETTINGS, playbook("product-recall"), {}, {}, Registers())
    found = [one for one in check.findings(folder.parent, LANGUAGES, NOW, measure) if one.where.file == str(file)]
    others = [one for one in found if "would go out without" in one.message or one.code == "no-promise"]
    return not [one.code for one in found if one.code.startswith(ABOUT_KEYS) and one not in others]


@pytest.mark.parametrize("kind", [*POST_KINDS, "home", "page", "faq", "nonsense"])
def test_the_gate_and_the_schema_agree_on_kinds_of_pages(kind: str, tmp_path: Path) -> None:
    given = {**GOOD, "Kind": kind}
    del given["Date"]
    assert by_the_gate(given, tmp_path / "pages") == valid(given, "page")


def test_a_page_has_no_date_and_no_edition(tmp_path: Path) -> None:
    for key, text in (("Date", GOOD["Date"]), ("Edition", "estrie"), ("Embargo", GOOD["Date"])):
        given = {**GOOD, "Kind": "page", key: text}
        assert not by_the_gate(given, tmp_path / "pages")
        assert not valid(given, "page")
