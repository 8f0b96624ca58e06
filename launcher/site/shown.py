"""How a fact looks to a reader, and whether a text shows it. A value's own type says how it is written; that of a
telephone, an address or a list is the playbook's."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from launcher.model import Money
from launcher.site import quantities
from launcher.site.content import localised
from launcher.site.quantities import Quantity
from launcher.site.quantities.amounts import plain
from launcher.site.quantities.reached import bare, digits

_MARKS = tuple(zip("’‘ʼ“”«»–—‑‐", '\'\'\'""""----', strict=True))
_SPACED = re.compile(r" ([:;!?%$])")
_NONE = {
    "fr": re.compile(
        r"\b(?:aucun|aucune|zéro|nul|nulle|personne|pas de|pas d['’]|n['’]a pas|n['’]y a pas)\b", re.IGNORECASE
    ),
    "en": re.compile(r"\b(?:no|none|zero|nobody|no one|not any|not been|without)\b", re.IGNORECASE),
}
_ONE = {
    "fr": re.compile(r"\b(?:une?|seule?)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:one|an?|single)\b", re.IGNORECASE),
}
_ENOUGH = 0.7
"""A text said in other words keeps most of its own."""
_LONG = 4
"""From so many words on, a text may be said in other words."""


@dataclass(frozen=True, slots=True)
class Read:
    """A whole text as it is read in one language: its words, its quantities, and where its links lead."""

    lang: str
    folded: str
    stems: frozenset[str]
    found: tuple[Quantity, ...]
    targets: frozenset[str]


def read(texts: Sequence[str], targets: Sequence[str], lang: str) -> Read:
    """The passages of a document and the targets of its links, ready to be asked."""
    folded = fold(" ¶ ".join(texts))
    found = tuple(one for text in texts for one in quantities.find(text, lang))
    return Read(
        lang,
        folded,
        frozenset(stems(folded)),
        found,
        frozenset(bare(target.removeprefix("mailto:")) for target in targets),
    )


def fold(text: str) -> str:
    """Text as it is compared: lower case, one kind of space, quote and dash."""
    one_space = " ".join(_unmarked(unicodedata.normalize("NFC", text)).casefold().split())
    return _SPACED.sub(r"\1", one_space)


def level(text: str) -> str:
    """The same text, character by character: lower case, plain quotes, dashes and spaces."""
    return _unmarked(text).lower()


def _unmarked(text: str) -> str:
    """With one kind of quote and dash. (`str.translate` takes five times as long.)"""
    if text.isascii():
        return text
    for mark, plain_mark in _MARKS:
        text = text.replace(mark, plain_mark)
    return text


def place(folded: str, text: str) -> int | None:
    """Where in a text as it was written something folded begins, as whole words; None when it is not there."""
    words = (re.sub(r"([:;!?%$])", r"\\s*\1", re.escape(word)) for word in folded.split())
    found = re.search(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", level(text))
    return found and found.start()


def stems(folded: str) -> list[str]:
    """The words that carry meaning, cut so that number and gender do not matter."""
    return [word[:5] for word in re.findall(r"[^\W_]{4,}", folded)]


def shows(text: Read, value: Any, type: str, zone: str) -> bool:
    """Whether a reader of the text learns the value. A table counts by the columns that are filled in every row."""
    value = localised(value, text.lang)
    if isinstance(value, tuple):
        return all(shows(text, item, type, zone) for item in value)
    if isinstance(value, Mapping):
        return all(shows(text, cell, "", zone) for cell in value.values() if cell is not None)
    if isinstance(value, str):
        return _shows_text(text, value, type)
    if isinstance(value, bool) or value is None:
        return True
    return _shows_figure(text, value, zone)


def filled(rows: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """The rows of a table with the columns that none of them leaves empty."""
    keys = [key for key in rows[0] if all(row.get(key) is not None for row in rows)] if rows else []
    return tuple({key: row[key] for key in keys} for row in rows)


def _shows_figure(text: Read, value: Any, zone: str) -> bool:
    wanted = tuple(figures(value, zone))
    if isinstance(value, int | Decimal) and value in (0, 1):
        words = (_NONE if value == 0 else _ONE)[text.lang]
        return bool(words.search(text.folded)) or _has(text, wanted[0])
    return all(_has(text, one) for one in wanted)


def _has(text: Read, wanted: Quantity) -> bool:
    return any(quantities.is_same(one, wanted) for one in text.found)


def figures(value: Any, zone: str) -> Iterator[Quantity]:
    """The quantities that a date, a moment, a number or an amount is made of."""
    if isinstance(value, dt.datetime):
        local = value.astimezone(zoneinfo.ZoneInfo(zone)) if value.tzinfo else value
        yield Quantity("date", local.date().isoformat(), 0, 0)
        yield Quantity("time", f"{local:%H:%M}", 0, 0)
    elif isinstance(value, dt.date):
        yield Quantity("date", value.isoformat(), 0, 0)
    elif isinstance(value, Money):
        amount = plain(value.amount)
        yield Quantity("money", f"{amount} {_SYMBOLS.get(value.currency, '$')}", 0, 0, amount=amount)
    elif isinstance(value, int | float | Decimal):
        amount = plain(Decimal(str(value)))
        yield Quantity("number", amount, 0, 0, amount=amount)


_SYMBOLS = {"EUR": "€", "GBP": "£"}


def _shows_text(text: Read, value: str, type: str) -> bool:
    if type == "phone":
        wanted = Quantity("phone", digits(value), 0, 0)
        return _has(text, wanted) or any(
            target.startswith("tel:") and wanted.value in target for target in text.targets
        )
    if type in ("email", "url"):
        return bare(value) in text.targets or bare(value).casefold() in text.folded
    if fold(value).rstrip(".!?…") in text.folded:
        return True
    found = [one for one in quantities.find(value, text.lang) if not one.in_words]
    kept = stems(fold(quantities.skeleton(value, found)))
    if not kept:  # « L2231, L2232 »: in any order, with any words between
        return bool(found) and all(_has(text, one) for one in found)
    said = sum(stem in text.stems for stem in kept) / len(kept)
    return len(kept) >= _LONG and said >= _ENOUGH and all(_has(text, one) for one in found)


def texts(value: Any, lang: str) -> Iterator[str]:
    """Every text inside a value, as readers of one language get it."""
    value = localised(value, lang)
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for cell in value.values():
            yield from texts(cell, lang)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, lang)


def quantities_of(value: Any, type: str, lang: str, zone: str) -> Iterator[Quantity]:
    """Every quantity that a fact gives: its own, and those in its texts and cells."""
    value = localised(value, lang)
    if isinstance(value, str):
        yield from (Quantity("phone", digits(value), 0, 0),) if type == "phone" else quantities.find(value, lang)
    elif isinstance(value, Mapping):
        for cell in value.values():
            yield from quantities_of(cell, "", lang, zone)
    elif isinstance(value, tuple):
        for item in value:
            yield from quantities_of(item, type, lang, zone)
    else:
        yield from figures(value, zone)
