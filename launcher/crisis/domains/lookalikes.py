"""The names to register along with the chosen one: what a reader, or our own staff, may type instead.

In 2017 a company's staff sent people to `securityequifax2017.com`, the words of `equifaxsecurity2017.com` swapped
(`knowledge/doctrine` §3.4): word order comes right after the TLDs and the hyphen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from launcher.crisis.domains.grammar import Label, Part, hyphenations
from launcher.crisis.domains.spelling import is_valid, other_number

MOST = 15
_SHARES = ((3, "tld"), (2, "hyphen"), (5, "order"), (5, "number"))


def lookalikes(label: Label, tld: str, tlds: Sequence[str]) -> tuple[str, ...]:
    """Eight to fifteen names where the words allow, most likely mistakes first; never the name itself."""
    kinds = {
        "tld": [f"{label.text}.{other}" for other in tlds if other != tld],
        "hyphen": [f"{text}.{tld}" for text in _hyphens(label)],
        "order": [f"{text}.{tld}" for text in _orders(label)],
        "number": [f"{text}.{tld}" for text in _numbers(label)],
    }
    first = [name for share, kind in _SHARES for name in kinds[kind][:share]]
    rest = [name for _, kind in _SHARES for name in kinds[kind]]
    rest += [f"{text}.{other}" for text in _orders(label) for other in tlds if other != tld]
    found = dict.fromkeys(name for name in first + rest if is_valid(name))
    found.pop(f"{label.text}.{tld}", None)
    return tuple(found)[:MOST]


def _joined(parts: tuple[Part, ...], like: Label) -> Iterator[str]:
    """The parts in the shape of the label, then in the other hyphenations."""
    hyphens = [len(like.pieces) > 1] * (len(parts) - 1)
    yield from (label.text for label in hyphenations(parts, hyphens, like.lang))


def _hyphens(label: Label) -> list[str]:
    return [text for text in _joined(label.parts, label) if text != label.text]


def _orders(label: Label) -> list[str]:
    """Parts in other orders, and for a single part its words."""
    units = label.parts if len(label.parts) > 1 else tuple(Part(p.kind, (w,)) for p in label.parts for w in p.words)
    others = [order for order in itertools.permutations(units) if order != units]
    shaped = [list(_joined(order, label)) for order in others]
    return [texts[0] for texts in shaped] + [text for texts in shaped for text in texts[1:]]


def _numbers(label: Label) -> list[str]:
    """Each word but the brand's in its other number."""
    found = []
    for index, part in enumerate(label.parts):
        if part.kind != "brand":
            for changed in _other_numbers(part, label.lang):
                found.append(next(_joined((*label.parts[:index], changed, *label.parts[index + 1 :]), label)))
    return found


def _other_numbers(part: Part, lang: str) -> Iterator[Part]:
    """All words in the other number (French agrees), then the last one only."""
    every = tuple(other_number(word, lang) for word in part.words)
    last = (*part.words[:-1], every[-1])
    yield from (Part(part.kind, words) for words in dict.fromkeys((every, last)))
