"""Who a name is registered for: the text behind `organisation.registrant` → Registrant.

That text is people's data. No message repeats anything of it, keys included, and no repr shows it.

    organisation: Eau Exemple inc.      # the exact legal name; a private person leaves it out
    kind: company                       # company, association or public-body
    person: {first_name: Camille, last_name: Exemple}
    address: {street: [100 rue Exemple], city: Montréal, state: QC, postal_code: H2X 1Y4, country: CA}
    phone: "+1.5145550100"
    email: domains@example.org
    tlds:
      ca: {legal_type: CCO, business_entity_type: INC}

`person` answers for the name (administrative and technical contact), and may have an `address`, `phone` and `email` of
their own. What a TLD asks for beyond that stands under `tlds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from launcher.config import registrant_ca
from launcher.config.forms import checked
from launcher.documents import Node, Problems, parse
from launcher.errors import Malformed, Problem, Where
from launcher.shapes import mapping, record

PERSON = "person"
"""The `kind` of a party that is no organisation."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where post arrives: one or two lines, and the country by its two letters (ISO 3166)."""

    street: tuple[str, ...]
    city: str
    state: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True, repr=False)
class Party:
    """Somebody whom a registry knows; `organisation` is empty for a `person`."""

    kind: str
    first_name: str
    last_name: str
    organisation: str
    address: Address
    phone: str
    email: str


@dataclass(frozen=True, slots=True, repr=False)
class Registrant:
    """Whose the name is, the person who answers for it, and what each TLD asks for besides."""

    holder: Party
    person: Party
    extras: Mapping[str, Mapping[str, str]]

    @property
    def private(self) -> tuple[str, ...]:
        """Every text of people's data in here, the longest first: what no message may repeat."""
        extras = {value for extra in self.extras.values() for value in extra.values()}
        found = _texts(self.holder) | _texts(self.person) | extras
        return tuple(sorted((text for text in found if len(text) > 3), key=len, reverse=True))  # `INC` is nobody's


def _texts(party: Party) -> set[str]:
    place = party.address
    names = (party.first_name, party.last_name, party.organisation)
    return {text for text in (*names, *place.street, place.city, place.postal_code, party.phone, party.email) if text}


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def read(text: str, name: str) -> Registrant:
    """The registrant in this YAML or JSON; `name` is what messages call it. Raises Malformed with every problem."""
    problems = Problems()
    registrant = _registrant(_node(text, name), problems)
    _hushed(problems).stop(name)
    assert registrant is not None
    return registrant


def lacking(registrant: Registrant, tlds: Sequence[str]) -> tuple[Problem, ...]:
    """What these TLDs ask for and the data do not have."""
    if "ca" not in tlds or "ca" in registrant.extras:
        return ()
    hint = "Add `tlds: {ca: {legal_type: …}}` to the data behind organisation.registrant."
    return (Problem("missing-key", "a .ca name needs the registrant's legal type", hint),)


def _node(text: str, name: str) -> Node:
    try:
        return parse(text, name)
    except Malformed as broken:
        told = [replace(one, message=_UNREADABLE, hint=_READABLE) for one in broken.problems]
        raise Malformed.of(f"{name}: {_UNREADABLE}", told) from None  # the reader's words may repeat what stands there


_UNREADABLE = "this is no YAML or JSON that can be read"
_READABLE = "Check the indentation, the colons and the quotes, and that no key stands twice."


def _hushed(problems: Problems) -> Problems:
    """What was typed as a key may be somebody's name."""
    hidden = (replace(one, message="a key here is not known") if one.code == "unknown-key" else one for one in problems)
    return Problems(hidden)


def _form(pattern: str, expected: str, example: str) -> Any:
    return checked(pattern, expected, example, echo=False)


_line = _form(r"[^\n\t]{1,255}", "one line of at most 255 characters", "100 rue Exemple")
_country = _form(r"[A-Z]{2}", "a country by its two letters", "CA")
_phone = _form(r"\+[1-9][0-9]{0,2}\.[0-9]{4,14}", "a telephone number as registries write it", "+1.5145550100")
_email = _form(r"(?=.{6,254}$)[\w.+=~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "an e-mail address", "me@example.org")
_kind = _form("company|association|public-body", "one of company, association, public-body", "company")
_extra = mapping(_line)


def _street(node: Node, problems: Problems) -> tuple[str, ...]:
    """One line, or a list of one or two."""
    if not isinstance(node.value, tuple):
        return (_line(node, problems),)
    if len(node.value) not in (1, 2):
        problems.add("wrong-type", "a street has one or two lines", node.named, "Put the rest into the second line.")
    return tuple(_line(child, problems) for child in node.value)


def _extras(node: Node, problems: Problems) -> dict[str, dict[str, str]]:
    """By TLD; those of .ca are known to us, others are the registrar's to judge."""
    if not isinstance(node.value, Mapping):
        return mapping(_extra)(node, problems)
    shapes = {tld: registrant_ca.extras if tld == "ca" else _extra for tld in node.value}
    return record({}, shapes)(node, problems)


_place = record({"street": _street, "city": _line, "state": _line, "postal_code": _line, "country": _country})
_person = record({"first_name": _line, "last_name": _line}, {"address": _place, "phone": _phone, "email": _email})
_shape = record(
    {"person": _person, "address": _place, "phone": _phone, "email": _email},
    {"organisation": _line, "kind": _kind, "tlds": _extras},
)


def _registrant(node: Node, problems: Problems) -> Registrant | None:
    found = _shape(node, problems)
    _fitting(node, found, problems)
    if problems:
        return None
    names = {"first_name": found["person"]["first_name"], "last_name": found["person"]["last_name"]}
    own = {key: found["person"].get(key, found[key]) for key in ("address", "phone", "email")}
    there = {key: found[key] for key in ("phone", "email")} | {"address": Address(**found["address"])}
    holder = Party(**names, **there, kind=found.get("kind", PERSON), organisation=found.get("organisation", ""))
    person = Party(**names, **{**own, "address": Address(**own["address"])}, kind=PERSON, organisation="")
    return Registrant(holder, person, found.get("tlds", {}))


def _fitting(node: Node, found: Mapping[str, Any], problems: Problems) -> None:
    """What is right by itself, and wrong beside the rest."""
    if ("organisation" in found) != ("kind" in found):
        hint = "Give both, or neither when the registrant is a private person."
        problems.add("wrong-type", "`organisation` and `kind` go together", node.where, hint)
    if isinstance(extra := found.get("tlds", {}).get("ca"), Mapping):
        place = found.get("person", {}).get("address", found.get("address", {}))
        where = _at(node, "tlds", "ca")
        for message, hint in registrant_ca.wrongs(extra, found.get("organisation", ""), place):
            problems.add("wrong-registrant", message, where, hint)


def _at(node: Node, *keys: str) -> Where:
    for key in keys:
        assert isinstance(node.value, Mapping)
        node = node.value[key]
    return node.named
