"""What to watch, not to buy: the names that a slip of a finger, an ear or an eye makes, and that a swindler takes.

Kinds and their order follow what is registered in practice: missing dot, letters left out, swapped or doubled, keys
beside each other, then sounds and letters that look alike (Agten et al., "Seven Months' Worth of Mistakes", NDSS 2015;
Szurdi et al., "The Long 'Taile' of Typosquatting", USENIX Security 2014). A slip at the first letter is seen at once
and counts less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from launcher.crisis.domains.endings import ending
from launcher.crisis.domains.spelling import ACCENTED, encoded, is_valid, plain
from launcher.crisis.lexicon import fold

MOST = 200
ONE_KIND = 4
"""One kind of slip takes a fourth of the list at most."""
LIKELIHOOD: Mapping[str, float] = {
    "missing-dot": 1.0,
    "ending": 0.95,
    "single": 0.92,
    "omission": 0.85,
    "transposition": 0.8,
    "doubled": 0.72,
    "neighbour": 0.66,
    "sound": 0.64,
    "vowel": 0.6,
    "looks-alike": 0.58,
    "accent": 0.55,
    "homoglyph": 0.5,
    "inserted": 0.4,
    "script": 0.7,
}
"""How likely each kind is, beside the others: an order for reading, not a probability. `script` is a whole word in
another script's letters: nobody types it, and nobody sees it."""
_FIRST = 0.6
"""What is left of a slip's likelihood at the first letter."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Letters stand alike on US and on both Canadian French keyboards; the accents' keys touch punctuation only."""
_AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_AZERTY_SHARE = 0.75
_SOUNDS = (
    ("ph", "f"), ("qu", "k"), ("qu", "c"), ("eau", "o"), ("eau", "au"), ("au", "o"), ("an", "en"), ("am", "em"),
    ("ai", "e"), ("ei", "e"), ("in", "ain"), ("ce", "se"), ("ci", "si"), ("ss", "c"), ("c", "k"), ("s", "z"),
    ("y", "i"), ("ge", "je"), ("gu", "g"), ("ch", "sh"), ("ea", "ee"), ("ie", "ei"), ("ck", "k"), ("or", "er"),
    ("tion", "sion"), ("th", "t"), ("oe", "e"), ("ae", "e"), ("que", "c"),
)  # fmt: skip
"""Spellings that sound alike in French or English."""
_SHAPES = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("l", "i"), ("i", "1"), ("i", "l"), ("o", "0"), ("vv", "w"), ("w", "vv"),
    ("cl", "d"), ("d", "cl"), ("nn", "m"), ("s", "5"), ("b", "6"), ("g", "9"), ("g", "q"), ("u", "v"), ("1", "l"),
    ("0", "o"),
)  # fmt: skip
"""ASCII that looks alike in a browser's bar."""
_GLYPHS: Mapping[str, str] = {
    "a": "а", "c": "с", "e": "е", "i": "і", "j": "ј", "o": "оο", "p": "рρ", "s": "ѕ", "x": "х", "y": "у", "h": "һ",
    "k": "κ", "v": "ν", "u": "υ", "d": "ԁ", "q": "ԛ", "w": "ԝ", "l": "ӏ", "n": "ո",
}  # fmt: skip
"""Cyrillic first, then Greek and Armenian (Unicode TR 39, confusables)."""
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "ca": ("com", "co", "cam", "qc.ca", "org", "quebec", "net", "fr", "info", "ac", "cc"),
    "com": ("ca", "co", "cm", "om", "org", "net", "info", "fr", "con", "us"),
    "quebec": ("ca", "com", "qc.ca", "org", "net", "info"),
    "org": ("com", "ca", "net", "ong", "info"),
    "fr": ("com", "ca", "org", "net", "re", "info"),
}
_OTHER_ENDINGS = ("com", "ca", "org", "net", "info", "co")


@dataclass(frozen=True, slots=True)
class Watched:
    """A name to keep an eye on (as DNS writes it), the kind of slip, how likely it is beside the others (0–1), and how
    a reader sees it where that differs from `name` (empty: the same)."""

    name: str
    kind: str
    likelihood: float
    shown: str = ""


def watch(name: str, *, bought: Collection[str] = (), most: int = MOST) -> tuple[Watched, ...]:
    """At most `most` names, likeliest first, neither the name itself nor those bought with it; the same name gives the
    same list. `name` is as DNS
    writes it, with its ending; slips are made of its letters without accents."""
    label, _, tld = name.lower().partition(".")
    label = plain(label)
    found: dict[str, Watched] = {}
    for slip in (*_endings(label, tld), *_slips(label, tld)):
        known = found.get(slip.name)
        ours = slip.name == name or slip.name in bought
        if not ours and is_valid(slip.name) and (known is None or known.likelihood < slip.likelihood):
            found[slip.name] = slip
    ranked = sorted(found.values(), key=lambda slip: (-slip.likelihood, slip.name))
    return tuple(_shared(ranked, most // ONE_KIND))[:most]


def _shared(ranked: list[Watched], cap: int) -> Iterator[Watched]:
    """Not more than `cap` of a kind: a long name has hundreds of neighbouring keys."""
    times: dict[str, int] = {}
    for slip in ranked:
        times[slip.kind] = times.get(slip.kind, 0) + 1
        if times[slip.kind] <= cap:
            yield slip


def _endings(label: str, tld: str) -> Iterator[Watched]:
    yield Watched(f"www{label}.{tld}", "missing-dot", LIKELIHOOD["missing-dot"])
    yield Watched(f"www-{label}.{tld}", "missing-dot", LIKELIHOOD["missing-dot"] * 0.9)
    for place, other in enumerate(_ENDINGS.get(tld, _OTHER_ENDINGS)):
        yield Watched(f"{label}.{other}", "ending", round(LIKELIHOOD["ending"] - 0.02 * place, 3))


def _slips(label: str, tld: str) -> Iterator[Watched]:
    for kind, make in _KINDS.items():
        for place, text, share in make(label):
            likelihood = round(LIKELIHOOD[kind] * share * (_FIRST if place == 0 else 1.0), 3)
            if text.isascii():
                yield Watched(f"{text}.{tld}", kind, likelihood)
            else:
                yield from _beyond_ascii(text, tld, kind, likelihood)


def _beyond_ascii(text: str, tld: str, kind: str, likelihood: float) -> Iterator[Watched]:
    """Where the registry takes 16 letters and keeps their spellings for us, the danger is the same name in .com."""
    rule = ending(tld)
    safe = rule is not None and rule.accents
    shown = f"{text}.{'com' if safe else tld}"
    if written := encoded(shown):
        yield Watched(written, kind, round(likelihood * (0.8 if safe else 1.0), 3), shown)


Slip = tuple[int, str, float]
"""Where in the label, the label with the slip, and the slip's share of its kind's likelihood."""


def _omissions(label: str) -> Iterator[Slip]:
    for n in range(len(label)):
        if label[n] != "-":
            yield n, label[:n] + label[n + 1 :], 1.0


def _singles(label: str) -> Iterator[Slip]:
    """A doubled letter typed once: the commonest slip of spelling in both languages."""
    yield from ((n, label[:n] + label[n + 1 :], 1.0) for n in range(1, len(label)) if label[n] == label[n - 1])


def _transpositions(label: str) -> Iterator[Slip]:
    for n in range(len(label) - 1):
        yield n, label[:n] + label[n + 1] + label[n] + label[n + 2 :], 0.6 if "-" in label[n : n + 2] else 1.0


def _doubled(label: str) -> Iterator[Slip]:
    for n, letter in enumerate(label):
        yield n, label[:n] + letter + label[n:], 1.0 if letter in "bcdfglmnprst" else 0.8


def _neighbours(label: str) -> Iterator[Slip]:
    for n, letter in enumerate(label):
        for key, share in _BESIDE.get(letter, {}).items():
            yield n, label[:n] + key + label[n + 1 :], share


def _inserted(label: str) -> Iterator[Slip]:
    """A second key caught with the right one."""
    for n, letter in enumerate(label):
        for key, share in _BESIDE.get(letter, {}).items():
            yield n + 1, label[: n + 1] + key + label[n + 1 :], share


def _vowels(label: str) -> Iterator[Slip]:
    for n, letter in enumerate(label):
        if letter in "aeiou":
            yield from ((n, label[:n] + other + label[n + 1 :], 1.0) for other in "aeiou" if other != letter)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> Callable[[str], Iterator[Slip]]:
    def slips(label: str) -> Iterator[Slip]:
        for one, other in pairs:
            at = label.find(one)
            while at >= 0:
                yield at, label[:at] + other + label[at + len(one) :], 1.0
                at = label.find(one, at + 1)

    return slips


def _accents(label: str) -> Iterator[Slip]:
    """One letter with an accent, where the registry does not keep all spellings for us."""
    for n, letter in enumerate(label):
        for accented in _BY_BASE.get(letter, ""):
            yield n, label[:n] + accented + label[n + 1 :], 1.0 if accented in "éèç" else 0.7


def _homoglyphs(label: str) -> Iterator[Slip]:
    for n, letter in enumerate(label):
        for place, glyph in enumerate(_GLYPHS.get(letter, "")):
            yield n, label[:n] + glyph + label[n + 1 :], 1.0 - 0.2 * place


def _scripts(label: str) -> Iterator[Slip]:
    """The whole label in Cyrillic letters, when each has a twin: browsers show it as it is, a mixture they do not."""
    letters = [letter for letter in label if letter.isalpha()]
    if letters and all(letter in _GLYPHS for letter in letters):
        yield 1, "".join(_GLYPHS.get(letter, letter)[0] for letter in label), 1.0


def _beside() -> dict[str, dict[str, float]]:
    """Each letter's neighbours with a share: the same row first, then the rows above and below."""
    found: dict[str, dict[str, float]] = {}
    for rows, share in ((_ROWS, 1.0), (_AZERTY, _AZERTY_SHARE)):
        for y, row in enumerate(rows):
            for x, letter in enumerate(row):
                near = [(y, x - 1, 1.0), (y, x + 1, 1.0)]
                near += [(y - 1, x, 0.8), (y - 1, x + 1, 0.8), (y + 1, x, 0.8), (y + 1, x - 1, 0.8)]
                for v, h, weight in near:
                    if 0 <= v < len(rows) and 0 <= h < len(rows[v]):
                        found.setdefault(letter, {}).setdefault(rows[v][h], round(weight * share, 2))
    return found


_BESIDE = _beside()
_BY_BASE: dict[str, str] = {}
for _letter in ACCENTED:
    if len(fold(_letter)) == 1:
        _BY_BASE[fold(_letter)] = _BY_BASE.get(fold(_letter), "") + _letter
_KINDS: Mapping[str, Callable[[str], Iterator[Slip]]] = {
    "single": _singles,
    "omission": _omissions,
    "transposition": _transpositions,
    "doubled": _doubled,
    "neighbour": _neighbours,
    "sound": _pairs(_SOUNDS),
    "vowel": _vowels,
    "looks-alike": _pairs(_SHAPES),
    "accent": _accents,
    "homoglyph": _homoglyphs,
    "script": _scripts,
    "inserted": _inserted,
}
