"""What must not be said: facts that are internal, unconfirmed or withdrawn, and words of the private registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from launcher.model import Fact, Finding, Status, Visibility, Yardstick
from launcher.site import known, quantities, reading, shown
from launcher.site.content import localised
from launcher.site.quantities import Quantity, is_same
from launcher.site.reading import Passage
from launcher.site.rules import Content, error

_MIN_LETTERS = 6
_MIN_NUMBER = 100
"""Smaller numbers stand in any text."""
_MIN_SENTENCE = 4
"""So many words of a long secret are the secret."""
_WHY = {
    "fact-internal": "is internal",
    "fact-unconfirmed": "is not confirmed",
    "fact-withdrawn": "is withdrawn",
}
_HINT = {
    "fact-internal": "Take it out; if readers may know it, make the fact public.",
    "fact-unconfirmed": "Take it out until somebody confirms it, and say that it is not known yet.",
    "fact-withdrawn": "Take it out, or give the value that replaces it.",
    "private": "Take it out: the registers are for us alone.",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """One value that must not be said: how to find it in a text, in the text folded, in a language (its place in the
    text, or None)."""

    name: str
    code: str
    within: Callable[[str, str, str], int | None]


def check(content: Content) -> Iterator[Finding]:
    """Passages of what goes out that say one of them."""
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        secrets = content.derived(_secrets, lang) if lang in content.languages else ()
        for passage in reading.passages(document) if secrets else ():
            yield from _said(passage, lang, secrets)


def _said(passage: Passage, lang: str, secrets: Sequence[Secret]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    folded = shown.fold(passage.text)
    for secret in secrets:
        at = secret.within(passage.text, folded, lang)
        if at is not None and (secret.name, secret.code) not in told:
            told.add((secret.name, secret.code))
            message = f"says `{secret.name}`, which {_WHY[secret.code]}" if secret.name else "says a private word"
            yield error(secret.code, message, _HINT[secret.code], passage.where(at))


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────


def _secrets(yardstick: Yardstick, lang: str) -> tuple[Secret, ...]:
    return (*_of_facts(yardstick, lang), *_private(yardstick))


def _of_facts(yardstick: Yardstick, lang: str) -> Iterator[Secret]:
    sayable = [one for _, one in known.figures(yardstick, lang)]
    public = _public(yardstick, lang)
    vocabulary = shown.fold(" ¶ ".join(yardstick.rendered.values()))  # a word of the playbook's own is no secret
    for name, fact in yardstick.facts.items():
        if known.is_sayable(fact) or fact.value is None:
            continue
        code, kind = _code(fact), yardstick.types.get(name, "")
        for one in _figures(fact.value, kind, lang, yardstick.timezone):
            if not any(is_same(one[0], other) for other in sayable):
                yield Secret(name, code, _with_figures(one))
        if kind != "phone":
            for text in shown.texts(fact.value, lang):
                yield from _text_secrets(name, code, text, kind, public, vocabulary)


def _code(fact: Fact) -> str:
    if fact.status is Status.WITHDRAWN:
        return "fact-withdrawn"
    return "fact-internal" if fact.visibility is Visibility.INTERNAL else "fact-unconfirmed"


def _public(yardstick: Yardstick, lang: str) -> str:
    """All that facts and contacts let readers know, folded."""
    sayable = (fact.value for fact in yardstick.facts.values() if known.is_sayable(fact))
    texts = [text for value in (*sayable, dict(yardstick.contacts)) for text in shown.texts(value, lang)]
    return shown.fold(" ¶ ".join((*texts, *yardstick.names)))


def _figures(value: Any, type: str, lang: str, zone: str) -> Iterator[tuple[Quantity, ...]]:
    """What tells on its own: a phone, an amount, a big number, a code, a day; a moment's day and hour together."""
    value = localised(value, lang)
    if isinstance(value, tuple):
        for item in value:
            yield from _figures(item, type, lang, zone)
    elif hasattr(value, "values"):
        for cell in value.values():
            yield from _figures(cell, "", lang, zone)
    elif isinstance(value, dt.datetime) or not isinstance(value, str):
        found = tuple(shown.figures(value, zone))
        if found and all(_tells(one) for one in found):
            yield found
    else:
        for one in shown.quantities_of(value, type, lang, zone):
            if one.kind in ("phone", "email", "code"):
                yield (one,)


def _tells(one: Quantity) -> bool:
    return one.kind != "number" or float(one.value) >= _MIN_NUMBER


def _with_figures(wanted: tuple[Quantity, ...]) -> Callable[[str, str, str], int | None]:
    def within(text: str, _: str, lang: str) -> int | None:
        found = quantities.find(text, lang)
        places = [next((one.start for one in found if is_same(one, each)), None) for each in wanted]
        return None if None in places else places[0]

    return within


def _text_secrets(name: str, code: str, text: str, kind: str, public: str, vocabulary: str) -> Iterator[Secret]:
    whole = shown.fold(text).rstrip(".!?…")
    parts = [shown.fold(one).rstrip(".!?…") for _, one in reading.sentences(text)]
    for part in dict.fromkeys((whole, *(one for one in parts if len(one.split()) >= _MIN_SENTENCE))):
        known_by = public if " " in part else f"{public} ¶ {vocabulary}"
        if _is_distinctive(part, kind) and shown.place(part, known_by) is None:
            yield Secret(name, code, _with_text(part))


def _is_distinctive(folded: str, kind: str) -> bool:
    """Two words, or one of six letters, or letters with digits. What one chooses from a list is everyday's words."""
    if len(folded.split()) >= 2:
        return len(folded) >= _MIN_LETTERS and (kind != "choice" or len(folded.split()) >= _MIN_SENTENCE)
    coded = any(character.isdigit() for character in folded) and any(character.isalpha() for character in folded)
    return coded or (len(folded) >= _MIN_LETTERS and kind != "choice" and not folded.isdigit())


def _private(yardstick: Yardstick) -> Iterator[Secret]:
    for word in yardstick.private:
        if folded := shown.fold(word):
            yield Secret("", "private", _with_text(folded))


def _with_text(wanted: str) -> Callable[[str, str, str], int | None]:
    def within(text: str, folded: str, _: str) -> int | None:
        return shown.place(wanted, text) if wanted in folded else None

    return within
