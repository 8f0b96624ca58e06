"""The names to register along with the chosen one: what a reader, or our own staff, may type instead.

In 2017 a company's staff sent people to `securityequifax2017.com`, the words of `equifaxsecurity2017.com` swapped
(`knowledge/doctrine` §3.4): word order comes right after the TLDs and the hyphen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from launcher.crisis.domains.endings import DEFENSIVE, ending
from launcher.crisis.domains.grammar import Label, Part, hyphenations
from launcher.crisis.domains.spelling import encoded, is_valid, other_number
from launcher.crisis.lexicon import LANGUAGES
from launcher.model import Reason

MOST = 15
_SHARES = ((3, "tld"), (1, "accents"), (2, "hyphen"), (5, "order"), (1, "shorter"), (4, "number"))


def lookalikes(
    label: Label, tld: str, tlds: Sequence[str], accents: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Eight to fifteen names where the words allow, most likely mistakes first; never the name itself.

    `tlds` are those we would take ourselves; `accents` maps a folded word to its spelling. The accented twin stands
    there where the registry keeps it for us, in the form that DNS writes.
    """
    others = [other for other in dict.fromkeys((*tlds, *(DEFENSIVE if ending(tld) else ()))) if other != tld]
    twin = accented_twin(label, tld, accents or {})
    kinds = {
        "tld": [f"{label.text}.{other}" for other in others],
        "accents": [encoded(twin)] if twin else [],
        "hyphen": [f"{text}.{tld}" for text in _hyphens(label)],
        "order": [f"{text}.{tld}" for text in _orders(label)],
        "shorter": [f"{text}.{tld}" for text in _shorter(label)],
        "number": [f"{text}.{tld}" for text in _numbers(label)],
    }
    first = [name for share, kind in _SHARES for name in kinds[kind][:share]]
    rest = [name for _, kind in _SHARES for name in kinds[kind]]
    rest += [f"{text}.{other}" for text in (*_orders(label), *_numbers(label)) for other in others]
    wanted = dict.fromkeys(first + rest)
    wanted.pop(f"{label.text}.{tld}", None)
    return tuple(itertools.islice(filter(is_valid, wanted), MOST))


def accented_twin(label: Label, tld: str, accents: Mapping[str, str]) -> str:
    """The name with the accents of its words, where the registry takes them; empty where there is none."""
    rule = ending(tld)
    if rule is None or not rule.accents or not any(word in accents for word in label.words):
        return ""
    return "-".join("".join(accents.get(word, word) for word in piece) for piece in label.pieces) + f".{tld}"


def accented(label: Label, tld: str, accents: Mapping[str, str]) -> Iterator[Reason]:
    """The note that goes with a name that has an accented twin (CIRA's bundles; knowledge/domains §1)."""
    twin = accented_twin(label, tld, accents)
    if twin:
        yield Reason("accents", f"{twin} is kept by the registry for whoever holds this name; buy it later, if at all")


def _joined(parts: tuple[Part, ...], like: Label) -> Iterator[str]:
    """The parts in the shape of the label, then in the other hyphenations."""
    hyphens = [len(like.pieces) > 1] * (len(parts) - 1)
    yield from (label.text for label in hyphenations(parts, hyphens, like.lang))


def _units(label: Label) -> tuple[Part, ...]:
    """Each word with the kind of its part."""
    return tuple(Part(part.kind, (word,)) for part in label.parts for word in part.words)


def _hyphens(label: Label) -> list[str]:
    texts = (*_joined(label.parts, label), *_joined(_units(label), label))
    return [text for text in dict.fromkeys(texts) if text != label.text]


def _orders(label: Label) -> list[str]:
    """Parts in other orders, then words; in the shape of the label first."""
    parts = [list(_joined(order, label)) for order in _turned(label.parts)]
    words = [_shaped([word for unit in order for word in unit.words], label) for order in _turned(_units(label))]
    return [*(texts[0] for texts in parts), *words, *(text for texts in parts for text in texts[1:])]


def _shaped(words: Sequence[str], label: Label) -> str:
    """Other words, as many, with the hyphens where the label has them."""
    left = iter(words)
    return "-".join("".join(itertools.islice(left, len(piece))) for piece in label.pieces)


def _turned(units: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    swaps = [(*units[:n], units[n + 1], units[n], *units[n + 2 :]) for n in range(len(units) - 1)]
    around = [(*units[1:], units[0]), (units[-1], *units[:-1]), units[::-1]]
    return [order for order in dict.fromkeys([*swaps, *around]) if order != units]


def _shorter(label: Label) -> list[str]:
    """Without a number, which nobody remembers."""
    parts = tuple(part for part in _units(label) if not all(word.isdigit() for word in part.words))
    return list(_joined(parts, label))[:1] if 0 < len(parts) < len(_units(label)) else []


def _numbers(label: Label) -> list[str]:
    """Each part but the brand in its other number (French agrees), then its words one by one; in both languages when it
    is not known whose words they are."""
    found: list[str] = []
    at = 0
    for part in label.parts:
        place = range(at, at + len(part.words))
        at = place.stop
        if part.kind != "brand":
            for lang in LANGUAGES if part.kind == "other" else (label.lang,):
                found += [_changed(label, lang, which) for which in (place, *((n,) for n in place))]
    return found


def _changed(label: Label, lang: str, which: Sequence[int]) -> str:
    words = [other_number(word, lang) if n in which else word for n, word in enumerate(label.words)]
    return _shaped(words, label)
