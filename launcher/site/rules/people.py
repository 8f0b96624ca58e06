"""People in a text: by title, by given and family name, by how they are introduced, by age. What a place or a thing is
called is nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from launcher.site.reading import Passage
from launcher.site.rules.tone.phrases import fold


class Person(NamedTuple):
    """Where in a passage somebody is named or given away, and whether it is sure."""

    start: int
    end: int
    sure: bool


_CAPITAL = r"(?:[DO][’'])?[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÿ]*[a-zà-ÿ](?:[-’'][A-Za-zÀ-ÿ]+)*"
_FAMILY = rf"(?:(?:de|du|des|la|le|van|von|der|bin|al|et|and)\s+)?{_CAPITAL}"
_INITIAL = r"[A-ZÀ-Þ]\.?(?![\w’'-])"
WORD = re.compile(_CAPITAL)
_BEHIND = re.compile(rf"(?:\s+{_FAMILY}){{1,3}}|\s+{_INITIAL}(?:\s+{_CAPITAL})?")
_TITLED = re.compile(
    r"\b(?:M(?=\.)|MM(?=\.)|M(?:me|mes|lle|lles)|Monsieur|Madame|Mademoiselle|Mr|Mrs|Ms|Miss|Mx)\.?"
    rf"(?:\s+(?:et|and)\s+(?:Mme|Mrs|Ms)\.?)?\s+(?:{_CAPITAL}(?:\s+{_FAMILY}){{0,2}}|{_INITIAL}(?:\s+{_CAPITAL})?)"
)
_AGED = re.compile(
    rf"\b(?P<name>{_CAPITAL}(?:\s+{_FAMILY}){{0,2}})(?:\s+\(\d{{1,2}}\)|,\s+(?:âgée?\s+de\s+|aged?\s+)?\d{{1,2}}"
    r"(?:\s+ans\b|\s+years\b|(?=[,.;)]|\s+(?:est|is|was|a|has)\b)))"
)
_INTRODUCED = re.compile(
    r"\b(?:nommée?s?|prénommée?|appelle|named|called|[Pp]etite?|[Jj]eune|un certain|une certaine|[Ll]ittle|[Yy]oung"
    r"|by one|corps de|body of|famille\s+de|proches\s+de|family\s+of|relatives\s+of|parents\s+of"
    r"|appartient\s+à|belongs\s+to|victime\s*(?:,|est|:)|victim\s*(?:,|is|was|:))\s+"
    rf"(?P<name>{_CAPITAL}(?:\s+{_FAMILY}){{1,2}})"
)
_NO_GIVEN = r"(?!(?:Aux?|En|À|Le|La|Les|In|At|On|The|For|From|To|De|Du|Des|Pour|Selon)\b)"
_HINTED = re.compile(
    rf"\b{_NO_GIVEN}(?P<name>{_CAPITAL}\s+{_FAMILY}),\s+(?:une?|an?|who|qui|père|mère|fils|fille|father|mother|son"
    r"|daughter|badly|seriously|gravely|grièvement|gravement|âgée?|aged)\b"
)
"""Somebody who may be introduced as a person."""
_BY_AGE = re.compile(
    r"(?i)\b(?:un|une|le|la|an?|the)\s+(?:[\wÀ-ÿ-]+\s+){1,3}(?:âgée?\s+)?de\s+\d{1,2}\s+ans\b"
    r"|\b\d{1,2}[- ]year[- ]old\s+"
    r"(?!company|building|bridge|plant|house|law|rule|record|pipe|tree|vehicle|car|truck)[a-z]+"
)
_DETAIL = re.compile(
    r"(?i)\b(?:rue|avenue|boulevard|chemin|rang|street|road|lane|drive|crescent)\b|\b(?:caissi|infirmi|préposé|concierge"
    r"|soud|enseignant|professeur|cashier|nurse|janitor|welder|teacher|clerk|chauffeu)"
)
"""A street or a trade: with an age, neighbours know who."""
_PLACE_BEFORE = re.compile(
    r"(?i)\b(?:rues?|avenue|av\.|boul\.|boulevard|chemin|rang|route|place|parc|écoles?|collège|cégep|université|hôpital"
    r"|chsld|aréna|pont|centre|bibliothèque|fondation|prix|salle|maison|édifice|pavillon|stade|terminal|aéroport|station"
    r"|lac|mont|rivière|île|baie|résidences?|saint|sainte|st|ste|st\.|laiterie|boulangerie|ferme|garage|pharmacie"
    r"|restaurant|autobus|transports?|groupe|usine|complexe|caserne|quai|marché|théâtre|camping|domaine|ruisseau|barrage"
    r"|loi|rapport|commission|lake|mount|port|fort|cape)\s+(?:(?:de|du|des)\s+|de\s+la\s+|de\s+l[’'])?$"
)
_THING_AFTER = re.compile(
    r"(?i)\s+(?:street|st|road|rd|avenue|ave|boulevard|park|school|hospital|bridge|arena|centre|center|foundation|library"
    r"|university|college|lake|river|bay|island|inc|ltée|ltd|limited|award|drive|lane|square|station|airport|memorial"
    r"|act|fund|hall|building|farm|dairy|bakery|company|co|group|hotel|residence|plant|mill|mine|commission|report"
    r"|institute|county|creek|beach|dam)\b"
)


def people(passage: Passage) -> Iterator[Person]:
    """Everybody in a passage; the same may be found in more than one way."""
    text = passage.text
    yield from (Person(*found.span(), True) for found in _TITLED.finditer(text))
    yield from _by_name(passage)
    for pattern, sure in ((_AGED, True), (_INTRODUCED, True), (_HINTED, False)):
        for found in pattern.finditer(text):
            if not _is_thing(text, *found.span("name")):
                yield Person(*found.span("name"), sure)


def by_age(text: str) -> Iterator[Person]:
    """Somebody without a name; sure when a street or a trade gives them away."""
    for found in _BY_AGE.finditer(text):
        yield Person(*found.span(), bool(_DETAIL.search(text[found.start() : found.end() + 40])))


def _by_name(passage: Passage) -> Iterator[Person]:
    """A given name with a family name or an initial behind it; a family name with a capital before it is a doubt. So
    is a title, where English capitals stand on every word."""
    given, family = _lists()
    text, prose = passage.text, passage.kind not in ("title", "heading")
    for found in WORD.finditer(text):
        behind, first = _BEHIND.match(text, found.end()), fold(found[0]).split("-")[0]
        if not behind or _is_thing(text, found.start(), behind.end()):
            continue
        if first in given:
            yield Person(found.start(), behind.end(), prose)
        elif {fold(word[0]) for word in WORD.finditer(behind[0])} & family or first in family:
            yield Person(found.start(), behind.end(), False)


def _is_thing(text: str, start: int, end: int) -> bool:
    """Whether a place or a thing bears the name."""
    before, after = _PLACE_BEFORE.search(text[max(0, start - 40) : start]), _THING_AFTER.match(text, end)
    return bool(before or after or _THING_AFTER.search(f" {text[start:end]}"))


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """Given names and family names, folded."""
    text = (resources.files(__package__) / "given_names.txt").read_text("utf-8")
    sections: Mapping[str, str] = dict(re.findall(r"\[(\w+)\]\n([^\[]*)", text))
    return frozenset(map(fold, sections["given"].split())), frozenset(map(fold, sections["family"].split()))
