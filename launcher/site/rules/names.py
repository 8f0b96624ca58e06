"""Nobody's name but those who speak for us: a victim is not named (doctrine §2.2), nor is a private person, nor do age,
street and trade together give them away.

May stand: the names of the yardstick, those in public facts and contacts, and places and things that bear a name. Who
holds an office is a warning: a mayor may be quoted, and our own spokesperson belongs in the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.model import Finding, Yardstick
from launcher.shapes import shorten
from launcher.site import known, reading, shown
from launcher.site.reading import Passage
from launcher.site.rules import Content
from launcher.site.rules.people import WORD, Person, by_age, people
from launcher.site.rules.tone.phrases import fold

_HARM = re.compile(
    r"(?i)\b(?:bless|décéd|décès|mort[es]?\b|mortel|tué|malade|victime|hospitalis|hôpital|disparu|harcel|intimid|succomb"
    r"|perdu la vie|killed|injur|hurt|died|dead|death|dies|ill\b|sick|victim|hospital|missing|harass|bull(?:y|ied)"
    r"|wounded|burn|brûl|fractur|passed away|lost (?:his|her|their) li)"
)
_OFFICE = re.compile(
    r"(?i)\b(?:ministre|mair(?:e|esse)\b|préfète?|député|coroner|président|porte-parole|direct(?:eur|rice)|chef(?:fe)?\b"
    r"|juge|commissaire|sénat|minister|mayor|reeve|deputy|member of|president|chair|spokes|chief|director|judge"
    r"|commissioner|officer|premier|warden|superintendent|senator)"
)
_TITLES = frozenset(("mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "mr", "mrs", "ms", "miss"))
_HINT = "Take the name out: say what happened to whom in general. If it may stand, put it in the facts."


def check(content: Content) -> Iterator[Finding]:
    """One finding for each name."""
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        allowed = content.derived(_allowed, lang) if lang in content.languages else ()
        for passage in reading.passages(document):
            for person in _named(passage, allowed):
                yield _finding(passage, person)


def _named(passage: Passage, allowed: tuple[frozenset[str], ...]) -> Iterator[Person]:
    """Everybody whose name may not stand, each once, as surely as possible."""
    found = [one for one in people(passage) if not _may_stand(passage.text[one.start : one.end], allowed)]
    seen: set[int] = set()
    for one in sorted((*found, *by_age(passage.text)), key=lambda one: not one.sure):
        if not seen & set(range(one.start, one.end)):
            seen |= set(range(one.start, one.end))
            yield one


def _finding(passage: Passage, person: Person) -> Finding:
    harmed = bool(_HARM.search(passage.text))
    near = passage.text[max(0, person.start - 40) : person.end + 60]
    code, who = ("victims-name", "somebody who was harmed") if harmed else ("private-person", "a private person")
    level = "error" if person.sure and not _OFFICE.search(near) else "warning"
    message = f"`{shorten(passage.text[person.start : person.end])}` seems to name {who}"
    return Finding(code, level, message, _HINT, passage.where(person.start))


def _may_stand(name: str, allowed: tuple[frozenset[str], ...]) -> bool:
    words = {fold(word[0]) for word in WORD.finditer(name)} - _TITLES
    return bool(words) and any(words <= one for one in allowed)


def _allowed(yardstick: Yardstick, lang: str) -> tuple[frozenset[str], ...]:
    """The words of each name that may stand: ours, and what public facts and contacts say."""
    facts = (fact for fact in yardstick.facts.values() if known.is_sayable(fact))
    texts = [*yardstick.names, *(text for fact in facts for text in shown.texts(fact.value, lang))]
    texts += shown.texts(dict(yardstick.contacts), lang)
    return tuple(frozenset(fold(word[0]) for word in WORD.finditer(text)) for text in texts)
