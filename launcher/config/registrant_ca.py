"""What the registry of .ca asks of a registrant beyond an address.

Sources: the API of Route 53 Domains (`ExtraParam`) for the types, CIRA's Canadian presence requirements for who may
hold a name, and the list that its registrars publish of the words by which it knows a corporation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from launcher.config.forms import checked
from launcher.shapes import record

OF_PERSONS = frozenset({"ABO", "CCT", "LGR", "RES"})
"""Legal types of private persons."""
OF_OTHERS = frozenset(
    {"ASS", "CCO", "EDU", "GOV", "HOP", "INB", "LAM", "MAJ", "OMK", "PLT", "PRT", "TDM", "TRD", "TRS"}
)
"""Legal types of everyone else."""
CORPORATION = "CCO"
MARKS = frozenset({"OMK", "TDM"})
"""Held by the right of a registered mark, whose number is asked for."""

ENTITIES = (
    "BANK|COMMERCIAL_COMPANY|COMPANY|COOPERATION|COOPERATIVE|COOPRIX|CORP|CREDIT_UNION|FOMIA|INC|LTD|LTEE|LLC|LLP|LTE"
    "|MBA|MIC|NFP|SA|SAVINGS_COMPANY|SAVINGS_UNION|SARL|TRUST|ULC"
)
"""Forms of a corporation."""

_WORDS = (
    r"inc|incorporated|incorporee?|corporation|corp|ltd|limited|ltee|lte|limitee|compagnie|societe par actions|s\.a"
    r"|s\.a\.r\.f|s\.c\.c|societe commerciale canadienne|\((nfp|osbl|nfp/osbl|osbl/nfp)\)|bank|banque|credit union"
    r"|caisse populaire|caisse d.epargne|caisse d.economie|caisse de credit|savings company|societe d.epargne"
    r"|savings union|trust|fiducie|fideicommis|societe de fiducie|coop|cooperative|cooperation|cooprix"
    r"|mutual insurance association|societe mutuelle d.assurance|federation of mutual insurance associations"
    r"|federation de societes mutuelles d.assurance|mutual benefit association|societe de secours mutuels"
    r"|societe d.entraide economique"
)
"""In a corporation's name, without accents and in small letters."""
_MARKED = re.compile(rf"(?<![a-z0-9])({_WORDS})(?![a-z0-9])")
_POSTAL = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?[0-9][ABCEGHJ-NPRSTV-Z][0-9]")
_PROVINCES = "AB BC MB NB NL NS NT NU ON PE QC SK YT"


def _form(pattern: str, expected: str, example: str) -> Any:
    return checked(pattern, expected, example, echo=False)


extras = record(
    {"legal_type": _form("|".join(OF_PERSONS | OF_OTHERS), "a legal type of .ca", "CCO")},
    {
        "business_entity_type": _form(ENTITIES, "a form of corporation that .ca knows", "INC"),
        "brand_number": _form(r"[A-Za-z0-9-]{1,30}", "the number of a registered mark", "TMA123456"),
    },
)
"""The shape of what stands under `tlds: {ca: …}`."""


def wrongs(extra: Mapping[str, str], organisation: str, place: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What does not fit together, as message and hint: the extras, the registrant's organisation (empty: a person), the
    address of the person who answers for the name."""
    yield from _type_wrongs(extra, organisation)
    yield from _place_wrongs(place)


def _type_wrongs(extra: Mapping[str, str], organisation: str) -> Iterator[tuple[str, str]]:
    legal = extra.get("legal_type", "")
    if legal in OF_OTHERS and not organisation:
        yield f"legal type {legal} is for an organisation, and none is named", _types_hint(OF_PERSONS)
    if legal in OF_PERSONS and organisation:
        yield f"legal type {legal} is for a private person, and an organisation is named", _types_hint(OF_OTHERS)
    if legal == CORPORATION and organisation and not _MARKED.search(_folded(organisation)):
        yield "the name of a Canadian corporation (CCO) must hold the word that makes it one", _WORD_HINT
    if legal == CORPORATION and "business_entity_type" not in extra:
        yield "a Canadian corporation (CCO) has a form", "Add `business_entity_type: INC`, LTD, LTEE, NFP or its like."
    if legal in MARKS and "brand_number" not in extra:
        yield f"legal type {legal} goes with the number of the registered mark", "Add `brand_number: …`."


_WORD_HINT = "Write the exact legal name, with its inc., ltd., ltée, corp., limited, coop, (OSBL), (NFP) or its like."


def _types_hint(types: frozenset[str]) -> str:
    return f"Otherwise one of {', '.join(sorted(types))}."


def _place_wrongs(place: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    country = place.get("country", "")
    if len(country) == 2 and country != "CA":  # another length is wrong by itself
        yield (
            "the person who answers for a .ca name must live in Canada",
            "Give `person` an `address` in Canada (administrative and technical contact).",
        )
    if country != "CA":
        return
    if place.get("state") and place["state"] not in _PROVINCES.split():
        yield "a Canadian address names its province by two letters", f"One of {_PROVINCES}."
    if place.get("postal_code") and not _POSTAL.fullmatch(place["postal_code"]):
        yield "this is no Canadian postal code", "Example: H2X 1Y4"


def _folded(name: str) -> str:
    """Without accents and capitals."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
